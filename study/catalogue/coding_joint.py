"""Problems of joint displays: themes beside outcomes."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR
USAGE, PROBLEMS = ExitCode.USAGE, ExitCode.PROBLEMS

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5180", ERROR, USAGE,
        "'{outcome}' is not an indicator of this study.{hint}",
        "Whether a change is for the better stands in the file that study.yaml names under 'indicators'.",
        "Name a variable of that file, or add a line to it: variable, indicator, kind (risk or strength).",
    ),
    Entry(
        "FP5181", ERROR, PROBLEMS,
        "'{outcome}' cannot be compared between two occasions; it was received for: {held}.",
        "An outcome is a change: it needs the answers, or the records, of two occasions of the same kind.",
        "Receive the other with 'familypanel surveys receive', or name two with --from and --to.",
    ),
)  # fmt: skip
