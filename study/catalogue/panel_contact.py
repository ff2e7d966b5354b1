"""Problems of the room `panel`: enrolment of families, safe contact, withdrawal."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
USAGE, PROBLEMS, REFUSED = ExitCode.USAGE, ExitCode.PROBLEMS, ExitCode.REFUSED

ENTRIES = (
    Entry(
        "FP4130", ERROR, PROBLEMS,
        "The route is not known.",
        "What a rule of safe contact must say depends on the kind of route.",
        "Write one of {known}; a second one of a kind is called 'mobile 2'.",
    ),
    Entry(
        "FP4131", ERROR, PROBLEMS,
        "This is not a {kind} that can be used.",
        "Excel takes a telephone number for a number and drops the zero at its front; what then stands there "
        "may reach somebody else.",
        "Format the column as text and type it again: a number begins with 0 or +, an address of email has "
        "an @.",
    ),
    Entry(
        "FP4132", ERROR, PROBLEMS,
        "The column '{column}' must say yes or no.",
        "Whether a way is safe is never guessed.",
        "Write yes or no; leave it empty if nobody has asked, and the member is on no list until then.",
    ),
    Entry(
        "FP4133", ERROR, PROBLEMS,
        "The rule was verified on a day that lies in the future.",
        "A rule counts from the day on which the member confirmed it.",
        "Correct the date.",
    ),
    Entry(
        "FP4134", ERROR, PROBLEMS,
        "This route of the member stands more than once: {where}.",
        "Only one of the rules could hold.",
        "Keep one of the rows, or call the other route 'mobile 2'.",
    ),
    Entry(
        "FP4135", ERROR, PROBLEMS,
        "The column '{column}' holds characters that cannot be printed.",
        "They would be lost, or would damage the call sheet.",
        "Type the cell again.",
    ),
    Entry(
        "FP4136", ERROR, REFUSED,
        "The member does not want to be contacted, so no way to do so is kept.",
        "A withdrawal is recorded, and contact details were deleted for good.",
        "Take the row out of the file. If the member has come back, enrol them with a new URN.",
    ),
    Entry(
        "FP4137", ERROR, USAGE,
        "The member has no such route.",
        "Only a route that was brought in can be verified or removed.",
        "'familypanel panel contacts' lists every route, and with a FILE brings them in.",
    ),
    Entry(
        "FP4138", WARNING, PROBLEMS,
        "The list is made for {on}, which is in the past: rules that were young enough then may not be now.",
        "Whether a rule is younger than the limit is judged on the day of the list.",
        "Do not ring anybody from it; leave --on out for a list of today.",
    ),
    Entry(
        "FP4139", WARNING, PROBLEMS,
        "An interview is due, but the member is on no contact list: {missing}.",
        "Nobody is contacted without a rule of safe contact younger than {months} months.",
        "Ask the project how the member can be reached safely, then run 'familypanel panel contact URN "
        "--verified DATE' or 'familypanel panel contacts FILE'; if there is no way, record no_safe_route.",
    ),
    Entry(
        "FP4140", ERROR, REFUSED,
        "The member withdrew ({scope}), but this is still there: {what}.",
        "A withdrawal was recorded without carrying it out, or carrying it out was interrupted.",
        "Run 'familypanel panel withdraw {urn} --scope {scope}'; it does what is not done yet.",
    ),
    Entry(
        "FP4141", ERROR, PROBLEMS,
        "The person must be adult or child.",
        "An adult of the family is interviewed; a child is a member who is not.",
        "Write adult or child, or leave the cell empty for adult.",
    ),
    Entry(
        "FP4142", WARNING, PROBLEMS,
        "The interview lies {days} days {side} its window ({opens} to {closes}).",
        "It is counted and flagged, not refused.",
        "Check the date; if it is right, nothing is to be done.",
    ),
    Entry(
        "FP4143", ERROR, USAGE,
        "'{scope}' is not a scope of withdrawal.",
        "What is deleted and what is kept depends on it.",
        "Use one of {known}.",
    ),
    Entry(
        "FP4144", ERROR, USAGE,
        "A rule is verified or a route removed, not both.",
        "A removed route has no rule any more.",
        "Give --verified or --remove.",
    ),
    Entry(
        "FP4145", ERROR, REFUSED,
        "The member took back everything, so nothing about them may be kept.",
        "Only the URN and the withdrawal are left, so that nobody takes the member in again by mistake.",
        "Take the row out of the file. If the member has come back, enrol them with a new URN.",
    ),
    Entry(
        "FP4146", ERROR, REFUSED,
        "The member took back the use of what they said.",
        "It may not be shown, and nothing more of it may be taken in.",
        "Take the member out of the file or the list.",
    ),
    Entry(
        "FP4147", ERROR, PROBLEMS,
        "The column '{column}' holds more than {most:,} characters.",
        "A call sheet has room for a line or two.",
        "Write it shorter.",
    ),
)  # fmt: skip
