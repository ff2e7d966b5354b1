"""Problems of the room `questionnaires`: languages (FP202.), placements (FP203.) and names (FP204.)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA, STUDY = ExitCode.PROBLEMS, ExitCode.STUDY

ENTRIES = (
    Entry(
        "FP2020",
        ERROR,
        DATA,
        "The translation '{language}' of {what} is missing.",
        "The questionnaire in that language would have a hole.",
        "Add the text in that language; there is no stand-in for it.",
    ),
    Entry(
        "FP2021",
        ERROR,
        DATA,
        "The translation '{language}' of {what} {difference}.",
        "Every language must put in the same answers, or respondents are asked different questions.",
        "Use the same pipes in every language.",
    ),
    Entry(
        "FP2022",
        WARNING,
        DATA,
        "{what} has a text in '{language}', which is not a language of the study.",
        "It is never printed.",
        "Declare the language in study.yaml, or take the text out.",
    ),
    Entry(
        "FP2023",
        ERROR,
        STUDY,
        "The programme has no words of its own in '{language}'.",
        "Printed questionnaires hold words such as 'Go to' and 'Don't know', which exist in {known}.",
        "Choose other languages with --language, or take the language out of study.yaml.",
    ),
    Entry(
        "FP2030",
        ERROR,
        DATA,
        "'{wave}' in '{key}' is not a wave of the study.{hint}",
        "The item would silently not be asked.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2031",
        ERROR,
        DATA,
        "'{mode}' in '{key}' is not a mode.{hint}",
        "The item would silently not be asked.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2032",
        ERROR,
        DATA,
        "There is no version '{version}'.",
        "Versions are the item's own, under 'versions'.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2033",
        WARNING,
        DATA,
        "The item is not used in any wave.",
        "Items are kept for good, but one that was never asked may have been forgotten.",
        "Say under 'use' which wave asks which version.",
    ),
    Entry(
        "FP2034",
        WARNING,
        DATA,
        "Version '{version}' replaces {replaced} without a reason.",
        "In some years nobody will know why the wording changed, and whether answers can be compared.",
        "Add 'because' and 'comparable' to the version.",
    ),
    Entry(
        "FP2040",
        ERROR,
        DATA,
        "'{name}' is not a variable name SPSS accepts: {reason}.",
        "The delivered file would come back under another name.",
        "Use letters, digits and _, beginning with a letter, at most 64 bytes.",
    ),
    Entry(
        "FP2041",
        ERROR,
        DATA,
        "Variable '{name}' would stand twice in wave {wave}: also from item {other}.",
        "Each option of 'any of' is stored as variable_code, and SPSS does not tell capitals apart.",
        "Rename one of the two items' variables.",
    ),
    Entry(
        "FP2042",
        ERROR,
        DATA,
        "'{name}' is a variable every wave begins with, and it is {expected}.",
        "An item may take its place only if it stores the same.",
        "Make the type {expected}, or choose another variable name.",
    ),
)
