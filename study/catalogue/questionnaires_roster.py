"""Problems of rosters in the question bank (FP220. and FP221.)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA = ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP2201",
        ERROR,
        DATA,
        "The type '{type}' does not name the questions of the roster.",
        "A roster asks the same few questions for each person or thing.",
        "Write their item ids, such as 'roster of HH020, HH030', and the items directly below it.",
    ),
    Entry(
        "FP2202",
        ERROR,
        DATA,
        "'{key}' does not fit the type '{type}'.",
        "Only a roster has rows.",
        "Take '{key}' out, or make the type 'roster of ITEM, ITEM'.",
    ),
    Entry(
        "FP2203",
        ERROR,
        DATA,
        "The roster has both 'count' and 'until'.",
        "Two rules for the number of rows could disagree.",
        "Keep 'count' where the number is known before, 'until' where it is asked row by row.",
    ),
    Entry(
        "FP2204",
        ERROR,
        DATA,
        "Question {item} of roster {roster} is not where it should be: {reason}.",
        "The questions of a roster are asked together, so they stand together: below it, in the order in"
        " which it names them.",
        "Move the item below the roster, or correct the ids after 'roster of'.",
    ),
    Entry(
        "FP2205",
        ERROR,
        DATA,
        "{item} is a roster within roster {roster}.",
        "Rows within rows would have no names of their own in the data.",
        "Write two rosters, one below the other, and ask in the second which row of the first it is about.",
    ),
    Entry(
        "FP2206",
        ERROR,
        DATA,
        "The variable of {item} cannot be called '{name}' within a roster.",
        "There {{row}} in a text is the number of the row.",
        "Give the variable another name.",
    ),
    Entry(
        "FP2207",
        ERROR,
        DATA,
        "{item} is asked in wave {wave}, its roster {roster} is not.",
        "A question of a roster is asked within its rows only.",
        "Add the wave to 'use' of the roster, or take it out of 'use' of the question.",
    ),
    Entry(
        "FP2208",
        ERROR,
        DATA,
        "{where} names '{name}', which has an answer in every row of roster {roster}.",
        "One answer is needed here, and it is not said whose.",
        "Name one row, such as {example}, or write it within count, any, all or sum, such as"
        " count({name} is answered) >= 1.",
    ),
    Entry(
        "FP2209",
        WARNING,
        DATA,
        "'{count}' can be more than the {most} rows of roster {roster}.",
        "Whoever comes after the last row would not be asked about, and nobody would notice.",
        "Raise 'most', or lower what can be answered; where that many are all that is wanted, say so in the"
        " text before the rows and leave it.",
    ),
    Entry(
        "FP2210",
        ERROR,
        DATA,
        "Row {row} of roster {roster} is never asked, nor any after it. These cannot all hold:"
        " {explanation}.",
        "Its variables would stand empty in every file.",
        "Lower 'most', or raise what can be answered to the question that counts.",
    ),
    Entry(
        "FP2211",
        WARNING,
        DATA,
        "Nobody can be asked this in row {rows} of its roster. There these cannot all hold: {explanation}.",
        "The variables of those rows would stand empty in every file.",
        "If it is meant for the other rows only, leave it; if not, correct one of the conditions.",
    ),
)
