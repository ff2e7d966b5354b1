"""Problems of the room `surveys`: what a delivery says of itself only in part."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA = ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP3220",
        WARNING,
        DATA,
        "The file says that '{variable}' is missing up to the highest value, but not from where.",
        "Some programs write the end of such a range in place of its beginning (GNU PSPP up to 1.6, .por). "
        "Nothing of it was declared missing: its codes count as answers unless the dictionary has them.",
        "Ask the agency for the range, or for the same data as .sav.",
    ),
    Entry(
        "FP3221",
        WARNING,
        DATA,
        "'{variable}' was not asked by the routing, but says that the answer was refused or not known.",
        "Only somebody who was asked can say so: this code or an answer before it is wrong. It is kept.",
        "Ask the agency which of the two it is.",
    ),
    Entry(
        "FP3222",
        WARNING,
        DATA,
        "'{variable}' names a question as the last one reached, but later questions have answers.",
        "The empty cells after it count as not reached, the answers as answers.",
        "Ask the agency which question was reached last.",
    ),
    Entry(
        "FP3223",
        WARNING,
        DATA,
        "The interview seems to have broken off after '{variable}': all that was to be asked later is empty.",
        "The file has no variable 'last_q' that says so. The cells count as not reached, the interview as "
        "partial.",
        "Ask the agency whether it broke off, and for 'last_q' in the next delivery.",
    ),
    Entry(
        "FP3224",
        WARNING,
        DATA,
        "Nothing is ticked in '{answers}', not even that none of its answers applies.",
        "The question may have been skipped. It counts as answered, with nothing ticked.",
        "Ask the agency whether the question was asked.",
    ),
    Entry(
        "FP3225",
        ERROR,
        DATA,
        "The answer to {id} names a member who has another return in the same delivery.",
        "Of two returns of one member neither can be taken, because nobody can tell which is right.",
        "Write 'discard' if it is the same interview; else ask the agency whose it is.",
    ),
    Entry(
        "FP3226",
        ERROR,
        ExitCode.STUDY,
        "harmonise.yaml gives '{variable}' of wave {wave} codes of another kind than it has.",
        "A code that the variable cannot have applies to no answer.",
        "Write numbers without quotation marks (from: [1, 2]), and codes that are text with them.",
    ),
    Entry(
        "FP3227",
        WARNING,
        DATA,
        "'{answers}' has answers in some of its options, and 'refused' or 'don't know' in others.",
        "Who refuses a multiple response, or does not know, answers none of its options. All codes are kept.",
        "Ask the agency what was answered.",
    ),
)
