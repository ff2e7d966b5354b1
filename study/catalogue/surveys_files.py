"""Problems of the room `surveys`: reading, writing and describing files."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR
DATA, FILE, USAGE = ExitCode.PROBLEMS, ExitCode.FILE, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP3001",
        ERROR,
        FILE,
        "{file} declares {declared} {what}, but {arrived} arrived.",
        "The file was cut off or damaged on its way, or its header does not tell the truth.",
        "Ask for the file again. Nothing was stored.",
    ),
    Entry(
        "FP3010",
        ERROR,
        DATA,
        "{file} cannot be written: data and dictionary do not name the same variables ({names}).",
        "A variable without data, or data without a description, would be lost without a word.",
        "Give the data frame exactly the columns of the dictionary.",
    ),
    Entry(
        "FP3011",
        ERROR,
        DATA,
        "The missing codes of '{variable}' ({codes}) cannot be declared in an SPSS file.",
        "SPSS knows three single missing values, or one range and one value; here such a range "
        "would also hold a possible answer.",
        "Choose missing codes that lie beyond the answers of this variable.",
    ),
    Entry(
        "FP3012",
        ERROR,
        DATA,
        "A text of '{variable}' is {longest} bytes long, but the declared width is {width}.",
        "Cutting the text off would lose what was answered.",
        "Declare a greater width (at most 32,767 bytes).",
    ),
    Entry(
        "FP3060",
        ERROR,
        USAGE,
        "No accepted wave holds all of: {names} (looked in: {waves}).",
        "Only what was received can be counted.",
        "Check the names (case matters), name the wave with --wave, or receive the wave first.",
    ),
    Entry(
        "FP3212",
        ERROR,
        USAGE,
        "'{variable}' makes no groups: it names single members, or holds free text.",
        "A group of one person shows that person's answers to everybody.",
        "Group by a variable with codes, by numbers, or by project or cohort.",
    ),
    Entry(
        "FP3150",
        ERROR,
        USAGE,
        "No answers have been accepted for {waves}.",
        "Only what was received and accepted can be written out or described.",
        "Receive a delivery first: familypanel surveys receive FILE --wave WAVE.",
    ),
    Entry(
        "FP3151",
        ERROR,
        FILE,
        "A row of {file} has {found} cells, but the first row names {wanted} variables.",
        "A cell too many or too few moves answers under other questions.",
        "Ask for the file again; a separator inside a text must stand in quotation marks.",
    ),
)
