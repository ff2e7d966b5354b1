"""Problems of the room `questionnaires`: versions in a circle, and showcards (FP222.)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA = ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP2220",
        ERROR,
        DATA,
        "Versions replace each other in a circle: {circle}.",
        "The history of a wording has a beginning; in a circle nobody can tell which words were there first.",
        "Let 'replaces' name the version that was asked before this one.",
    ),
    Entry(
        "FP2221",
        WARNING,
        DATA,
        "There is nothing to print on card {card}: the answers of {item} are no list.",
        "The interviewer is told to show a card that the booklet does not have.",
        "Take out 'card', or let the type be 'one of' or 'any of' a list.",
    ),
    Entry(
        "FP2222",
        WARNING,
        DATA,
        "Card {card} shows other answers at {item} than at {other}, in wave {wave}.",
        "The booklet then has two cards of one letter, and the interviewer may show the wrong one.",
        "Give one of them another letter.",
    ),
)
