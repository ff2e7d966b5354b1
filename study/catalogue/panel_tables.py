"""Problems of tables of the panel: change, transitions, tables by group, small counts (FP4160 on)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
USAGE, PROBLEMS = ExitCode.USAGE, ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP4160", ERROR, USAGE,
        "'{word}' is not a way to treat small counts.",
        "A table by group must say what is done where few people stand behind a count.",
        "Write suppress (hide them), round (round all counts) or none (for your own eyes only).",
    ),
    Entry(
        "FP4161", ERROR, PROBLEMS,
        "'{name}' is to be turned round in its scale, but neither its codes nor its limits say within what.",
        "Of answers from 1 to 5, 2 turned round is 4; without the ends it could be anything.",
        "Give the item a code list or limits in the question bank, and build again.",
    ),
    Entry(
        "FP4162", ERROR, USAGE,
        "'{name}' is not a variable with answers to count in '{wave}'.",
        "Rows and columns of the table are answers of a code list, or few different numbers.",
        "Use one of: {known}.",
    ),
    Entry(
        "FP4163", ERROR, USAGE,
        "The two occasions are the same: '{wave}'.",
        "What changed is seen between two occasions only.",
        "Name two different ones.",
    ),
    Entry(
        "FP4164", ERROR, USAGE,
        "There is nothing to put into the table.",
        "Without a variable the table shows the indicators of study.yaml, and '{wave}' holds none of them.",
        "Name one or more variables: 'familypanel panel table VARIABLE... --by V --wave {wave}'.",
    ),
    Entry(
        "FP4170", WARNING, PROBLEMS,
        "The counts of the answers cannot add up to the base: at {occasion} they are {least} to {most} of "
        "{base}.",
        "Everybody in the base gives one of the answers to '{question}', so that the counts add up to it.",
        "Look for a row that is missing or stands twice, or compare the percentages with the source.",
    ),
    Entry(
        "FP4171", WARNING, PROBLEMS,
        "More have it at {occasion} ({part}) than have '{parent}' ({whole}), of which it is a part.",
        "Who is in the part is in the whole too.",
        "Compare both rows with the source; perhaps they were exchanged.",
    ),
    Entry(
        "FP4172", WARNING, PROBLEMS,
        "The row is said to be a part of '{parent}', but there is no such row with the same base.",
        "Part and whole can only be compared where both are printed.",
        "Correct the name in column 'part_of', or leave the cell empty.",
    ),
    Entry(
        "FP4173", WARNING, PROBLEMS,
        "The printed count at {occasion} ({count}) is not what {percent}% of {base} can be ({implied}).",
        "Of a base, a printed percentage stands for few whole counts.",
        "Compare count, percentage and base with the source.",
    ),
    Entry(
        "FP4174", WARNING, PROBLEMS,
        "Gained {gained} and lost {lost} do not give the change from {entry} to {exit}.",
        "Who gained an indicator, less who lost it, is the change of the count.",
        "Compare the four counts with the source.",
    ),
)  # fmt: skip
