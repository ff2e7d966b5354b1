"""Problems of the room `surveys`: the fix-list, and what was decided."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, NOTE = Severity.ERROR, Severity.NOTE
DATA, FILE, USAGE = ExitCode.PROBLEMS, ExitCode.FILE, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP3121",
        ERROR,
        DATA,
        "The correction of '{variable}' does not fit the delivered value, which has changed since.",
        "A correction is made of one delivered value; over another one it would be a guess.",
        "The delivered value stands. Ask the agency again (surveys problems), and decide anew.",
    ),
    Entry(
        "FP3122",
        ERROR,
        FILE,
        "{file} lacks the columns {columns} of a fix-list.",
        "Answers are taken back by problem id, with the grounds and the name of who decided.",
        "Fill in the workbook that 'surveys problems --out' wrote, and leave its headings as they are.",
    ),
    Entry(
        "FP3123",
        ERROR,
        DATA,
        "There is no problem {id}.",
        "The fix-list belongs to another study, or its id was changed.",
        "Write the fix-list again with 'surveys problems --out', and copy the answers.",
    ),
    Entry(
        "FP3124",
        ERROR,
        DATA,
        "The answer to {id} does not say why, or who decided it.",
        "A correction that nobody stands for cannot be defended later.",
        "Fill in 'why' and 'who'.",
    ),
    Entry(
        "FP3125",
        ERROR,
        DATA,
        "The answer to {id} is not the URN of a member.",
        "A return is given to a member of the register, and to nobody else.",
        "Correct the URN, enrol the member first, or write 'discard'.",
    ),
    Entry(
        "FP3126",
        ERROR,
        DATA,
        "The answer to {id} cannot be taken: {expected}.",
        "The corrected value must be one that the variable can have.",
        "Correct the answer in the workbook.",
    ),
    Entry(
        "FP3127",
        ERROR,
        DATA,
        "{id} stands in the workbook more than once, with different answers.",
        "Only one of them can hold.",
        "Leave the right one.",
    ),
    Entry(
        "FP3128",
        ERROR,
        DATA,
        "The cell of {id} is no longer in the accepted version of its wave.",
        "The member or the variable was withdrawn by a newer delivery.",
        "Nothing needs doing; take the answer out of the workbook.",
    ),
    Entry(
        "FP3129",
        NOTE,
        DATA,
        "A person decided that this row does not count; it stays in quarantine.",
        "Only the delivered file holds it.",
        "Nothing needs doing.",
    ),
    Entry(
        "FP3130",
        ERROR,
        USAGE,
        "Wave {wave} holds no cell of '{variable}' for this member.",
        "Only cells of accepted returns have a lineage.",
        "Check the URN, the variable (case matters) and the wave.",
    ),
)
