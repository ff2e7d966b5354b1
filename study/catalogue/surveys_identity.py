"""Problems of the room `surveys`: whose return a row is."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, NOTE = Severity.ERROR, Severity.NOTE
DATA, USAGE = ExitCode.PROBLEMS, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP3002",
        ERROR,
        USAGE,
        "{file} has no variable '{sought}' to tell whose return each row is.",
        "Returns are matched with members by their URN and by nothing else.",
        "Name the variable that holds the URN with --id.",
    ),
    Entry(
        "FP3003",
        ERROR,
        USAGE,
        "{file} has more than one variable that could hold the URN: {names}.",
        "Taking the wrong one would give the answers of one family to another.",
        "Name the right one with --id, written exactly as in the file; take a second 'urn' out of the file.",
    ),
    Entry(
        "FP3004",
        ERROR,
        DATA,
        "The URN is blank; the row is quarantined.",
        "Without a URN nobody can say whose answers these are.",
        "Ask the agency for the URN of this row.",
    ),
    Entry(
        "FP3005",
        ERROR,
        DATA,
        "The URN is a number that is not whole, negative, or too large to be exact; the row is quarantined.",
        "A number that was rounded can be the URN of another family.",
        "Ask for the file with the URN as text.",
    ),
    Entry(
        "FP3006",
        ERROR,
        DATA,
        "Several rows with different answers have this URN; all of them are quarantined.",
        "Only the agency can say which interview is whose, or which one counts.",
        "Ask the agency; an earlier accepted version of this return stays as it is.",
    ),
    Entry(
        "FP3007",
        ERROR,
        DATA,
        "No member has this URN; the row is quarantined.",
        "A slip of the pen is never corrected by guess; 'candidates' lists who could be meant, and why.",
        "Compare with the case file and ask the agency for a corrected file. Members are enrolled first.",
    ),
    Entry(
        "FP3008",
        ERROR,
        DATA,
        "No member has this URN, and it does not fit the study: {reason}; the row is quarantined.",
        "study.yaml declares how a URN is built, so that a slip of the pen is noticed.",
        "Compare with the case file; 'candidates' lists who could be meant, and why.",
    ),
    Entry(
        "FP3009",
        NOTE,
        DATA,
        "The row repeats an earlier row in everything and was taken once.",
        "Files are often joined from parts that overlap.",
        "Nothing needs doing.",
    ),
    Entry(
        "FP3205",
        ERROR,
        DATA,
        "The member took back the use of the answers given; the row is quarantined.",
        "Consent was withdrawn (panel record): answers that arrive later may not be used either.",
        "Tell the agency to take the row out. If the withdrawal is a mistake, ask who recorded it.",
    ),
    Entry(
        "FP3211",
        ERROR,
        DATA,
        "Several rows with different answers have ids that differ only by case, spaces or width of "
        "characters; all of them are quarantined.",
        "A URN is the same whatever its case; here the file may use case to tell two members apart.",
        "Ask the agency whether they are one member; if not, new ids are needed.",
    ),
)
