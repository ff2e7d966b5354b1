"""Problems of the room `questionnaires`: what is left out, of an interview or of a workbook (FP224.)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ENTRIES = (
    Entry(
        "FP2240",
        Severity.ERROR,
        ExitCode.PROBLEMS,
        "Nobody can be asked this: {value} lies outside of {low}..{high}, what '{name}' can be ({where}).",
        "No answer fulfils the routing, so the item would never be asked.",
        "Correct the routing, or the range of the item that stores '{name}'.",
    ),
    Entry(
        "FP2241",
        Severity.WARNING,
        ExitCode.PROBLEMS,
        "Nothing is asked in wave {wave} by mode {mode}.",
        "No item of the bank is placed there, so there is no questionnaire to build.",
        "Say under 'use' which version the wave asks; leave it if its questions are still to be written.",
    ),
    Entry(
        "FP2242",
        Severity.WARNING,
        ExitCode.PROBLEMS,
        "The workbook no longer has the {what} {names} of module {module}.",
        "What does not stand in the workbook is taken out of the module.",
        "If that was not meant, bring the sheet, the rows or the column back and read the workbook again.",
    ),
    Entry(
        "FP2243",
        Severity.WARNING,
        ExitCode.PROBLEMS,
        "{where} names {name}, but item {item} is sensitive.",
        "A sensitive answer is never printed or preloaded, so in a later wave it is missing for everybody.",
        "Ask about it again in this wave, or route by an answer that is not sensitive.",
    ),
    Entry(
        "FP2244",
        Severity.ERROR,
        ExitCode.PROBLEMS,
        "Version {version} offers answers that the item ('{type}') does not have: {reason}.",
        "The type of an item holds every answer any version offers: a code says the same in every wave.",
        "Put the answer into the item's list under a code of its own.",
    ),
)
