"""Problems of the room `questionnaires`: routing (FP210.); pipes, reminders, scales and forms (FP212.)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA = ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP2101",
        ERROR,
        DATA,
        "'{name}' in {where} is not a variable {scope}.{hint}",
        "A rule can only use what is asked.",
        "Correct the name, or place the item it stands for in the wave.",
    ),
    Entry(
        "FP2102",
        ERROR,
        DATA,
        "'{name}' in {where} is asked later than this, by {other}.",
        "When the rule is needed the answer does not exist yet, so it could never hold.",
        "Move {other} before this item, or use prior.{name}.",
    ),
    Entry(
        "FP2103",
        ERROR,
        DATA,
        "'{name}' in {where} is the answer to the question itself.",
        "Whether to ask cannot depend on the answer.",
        "Use an earlier variable, or prior.{name}.",
    ),
    Entry(
        "FP2104",
        ERROR,
        DATA,
        "Code {value} is not in list {list} of '{name}' ({where}).",
        "The comparison could never hold (or always).",
        "Use one of {known}.",
    ),
    Entry(
        "FP2105",
        ERROR,
        DATA,
        "'{name}' is {kind}, but {where} says '{rule}'.",
        "What is of another kind is never equal, and nobody would be asked.",
        "Write {expected}.",
    ),
    Entry(
        "FP2106",
        ERROR,
        DATA,
        "'{name}' has several answers, but {where} uses it as one value.",
        "Comparing a set of answers with one value has no meaning.",
        "Write '{name} has CODE'.",
    ),
    Entry(
        "FP2107",
        ERROR,
        DATA,
        "'{name}' has one answer, but {where} asks whether it has {value}.",
        "'has' is for questions with several answers.",
        "Write '{name} = {value}'.",
    ),
    Entry(
        "FP2108",
        WARNING,
        DATA,
        "{value} lies outside of {low}..{high}, what '{name}' can be ({where}).",
        "The comparison always has the same outcome.",
        "Correct it, or the range of the item.",
    ),
    Entry(
        "FP2109",
        ERROR,
        DATA,
        "The routing can never hold in wave {wave}.",
        "It depends on answers of an earlier wave that cannot exist then, so the item would never be asked.",
        "Take the wave out of 'use', or give it a routing of its own under 'ask'.",
    ),
    Entry(
        "FP2120",
        ERROR,
        DATA,
        "The pipe {{{name}}} puts in several answers at once.",
        "A list of ticked options does not fit into a sentence.",
        "Pipe a variable with one answer.",
    ),
    Entry(
        "FP2121",
        ERROR,
        DATA,
        "'from' names item '{item}', which is not there or stores nothing.{hint}",
        "There is no answer to remind of.",
        "Name the id of an item that is asked in an earlier wave.",
    ),
    Entry(
        "FP2122",
        ERROR,
        DATA,
        "A sensitive answer (item {item}) would be read back.",
        "Somebody else may listen or read along.",
        "Take the pipe or the reminder out; a sensitive answer is never shown again.",
    ),
    Entry(
        "FP2123",
        ERROR,
        DATA,
        "An earlier answer ('{name}') cannot be shown in words: list {list} is not used in wave {wave}.",
        "Only its code is fed forward, and the words belong to the list.",
        "Ask an item with that list in this wave, or leave the pipe out.",
    ),
    Entry(
        "FP2124",
        ERROR,
        DATA,
        "The reminder does not say {{prior}}.",
        "Without it the respondent does not hear what was answered.",
        "Put {{prior}} into the text of every language.",
    ),
    Entry(
        "FP2125",
        ERROR,
        DATA,
        "Scale '{scale}' names item '{item}', {reason}.{hint}",
        "It could not be scored.",
        "Name items with one number or one code each.",
    ),
    Entry(
        "FP2126",
        ERROR,
        DATA,
        "{what} of {name} cannot be printed as a form rule: {reason}.",
        "An electronic form would treat respondents differently from the paper.",
        "Write the rule in another way.",
    ),
)
