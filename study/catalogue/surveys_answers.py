"""Problems of the room `surveys`: single answers: codes, ranges, routing, checks, dates."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA = ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP3030",
        ERROR,
        DATA,
        "The answer is not a code of the list of '{variable}'.",
        "It may be a slip of the key, or a code that was added without notice. The value is kept.",
        "Ask the agency what was answered.",
    ),
    Entry(
        "FP3031",
        ERROR,
        DATA,
        "The answer to '{variable}' lies outside its range.",
        "It may be a slip of the key. The value is kept.",
        "Ask the agency what was answered.",
    ),
    Entry(
        "FP3032",
        ERROR,
        DATA,
        "The answer to '{variable}' is not a whole number.",
        "The question asks for a whole number. The value is kept.",
        "Ask the agency what was answered.",
    ),
    Entry(
        "FP3033",
        WARNING,
        DATA,
        "An option that excludes all others was ticked together with others ('{variable}').",
        "Both cannot be true. The values are kept.",
        "Ask the agency what was answered.",
    ),
    Entry(
        "FP3034",
        ERROR,
        DATA,
        "'{variable}' holds a number that is no date between 1582 and 9999.",
        "Date and number were mixed up on the way. The number is kept, and the cell counts as an error.",
        "Ask the agency for the date.",
    ),
    Entry(
        "FP3041",
        WARNING,
        DATA,
        "The routing or a check of '{variable}' could not be held against the answers.",
        "It names a variable that was not delivered, or an earlier wave that has not been received.",
        "Receive the earlier wave first, or ask for the variable.",
    ),
    Entry(
        "FP3042",
        WARNING,
        DATA,
        "'{variable}' was answered although the routing does not ask it.",
        "Either this answer or one before it is wrong. The value is kept.",
        "Ask the agency which of the two it is.",
    ),
    Entry(
        "FP3043",
        WARNING,
        DATA,
        "'{variable}' is empty although the routing asks it.",
        "The question was skipped by mistake, or its answer was lost. The cell counts as no answer.",
        "Ask the agency.",
    ),
    Entry(
        "FP3044",
        WARNING,
        DATA,
        "'{variable}' says 'not applicable' although the routing asks it.",
        "The routing in the agency's program differs from the questionnaire. The code is kept.",
        "Ask the agency how the question was routed.",
    ),
    Entry(
        "FP3045",
        WARNING,
        DATA,
        "'{variable}' does not name a question of this wave.",
        "It says where an interview broke off; without it every empty cell counts as no answer.",
        "Ask the agency for the name of the variable or item that was reached last.",
    ),
    Entry(
        "FP3046",
        ERROR,
        DATA,
        "The answer to '{variable}' fails a check that must hold: {rule}.",
        "Answers that contradict each other cannot both be right. The values are kept.",
        "Ask the agency what was answered.",
    ),
    Entry(
        "FP3047",
        WARNING,
        DATA,
        "The answer to '{variable}' fails a check that usually holds: {rule}.",
        "It is unlikely, but may be true. The value is kept.",
        "Have it confirmed if it matters.",
    ),
    Entry(
        "FP3048",
        WARNING,
        DATA,
        "The date of the interview ('{variable}') lies outside the member's window.",
        "A change over twelve months is not one over eighteen.",
        "Check the date; if it is right, nothing needs doing.",
    ),
    Entry(
        "FP3049",
        WARNING,
        DATA,
        "{count} more rows have the problem {finding}.",
        "Only the first hundred of each variable are listed one by one.",
        "Settle the cause; it is likely to be the same for all.",
    ),
    Entry(
        "FP3120",
        WARNING,
        DATA,
        "'{variable}' differs from what the same member said before.",
        "Facts like sex do not change: somebody else was interviewed, or the URN is another family's.",
        "Ask the agency who was interviewed. The value is kept.",
    ),
)
