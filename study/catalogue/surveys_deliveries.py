"""Problems of the room `surveys`: deliveries that wait for a person's decision, or for another command."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR
DATA, USAGE = ExitCode.PROBLEMS, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP3050",
        ERROR,
        DATA,
        "The new delivery of wave {wave} changes {changed} of {compared} cells and withdraws "
        "{withdrawn} rows; nothing was stored.",
        "More than 5% of cells changed, or any row gone, is more than a correction. A delivery is the "
        "whole wave so far.",
        "Look at the changes; if they are right, run the command again with --accept-diff {token}.",
    ),
    Entry(
        "FP3051",
        ERROR,
        ExitCode.LOCKED,
        "Another delivery or enrolment was stored while {file} was being examined; nothing was stored.",
        "What was found about the file may no longer be true.",
        "Run the command again.",
    ),
    Entry(
        "FP3200",
        ERROR,
        DATA,
        "The same bytes were accepted for {others}; for wave {wave} nothing was stored.",
        "One file is rarely two waves; the wave was probably mistyped.",
        "Check the wave. If the file is right for both, run the command again with --accept-diff {token}.",
    ),
    Entry(
        "FP3201",
        ERROR,
        DATA,
        "{outside} of {dated} interviews ('{variable}') lie outside their member's window of wave {wave}; "
        "nothing was stored.",
        "Most dates out of the window are seldom chance: the wave or the variable is probably a wrong one.",
        "Check the wave and the date; if they are right, run the command again with --accept-diff {token}.",
    ),
    Entry(
        "FP3202",
        ERROR,
        DATA,
        "The token given with --accept-diff is not the one of this delivery.",
        "A token stands for one difference, shown once; the file or the accepted version has changed since.",
        "Look at the difference below; if it is right, use --accept-diff {token}.",
    ),
    Entry(
        "FP3204",
        ERROR,
        USAGE,
        "The file has no date called '{variable}'.",
        "The date of the interview decides whether it lies in its window, and when the next one is due.",
        "Name with --date a variable that the file stores as a date.",
    ),
    Entry(
        "FP3208",
        ERROR,
        DATA,
        "The new delivery of wave {wave} changes which values are missing, or why: {variables}; nothing was "
        "stored.",
        "Answers that become missing change every table, although no cell of the file has changed.",
        "Look at the changes; if they are right, run the command again with --accept-diff {token}.",
    ),
    Entry(
        "FP3213",
        ERROR,
        DATA,
        "In wave {wave} codes are worded otherwise than before: {codes}; nothing was stored.",
        "They look like corrections of the wording. Under an instrument its own wording stays.",
        "If each still means the same, run the command again with --accept-diff {token}.",
    ),
    Entry(
        "FP3214",
        ERROR,
        DATA,
        "In wave {wave} codes have other labels than in the accepted file: {codes}; nothing was stored.",
        "One of the two files labels its codes wrongly; the labels of the newer file would hold from now on.",
        "Ask the agency which is right; if the new one is, run the command again with --accept-diff {token}.",
    ),
)
