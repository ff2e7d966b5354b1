"""Problems of those who sit at the coding desk."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR

ENTRIES = (
    Entry(
        "FP5980", ERROR, ExitCode.REFUSED,
        "This seat is {coder}'s.",
        "Whoever comes in by a name keeps it: under another they would see what somebody else codes blind.",
        "Leave the desk; the terminal then shows a fresh address, by which the other coder comes in.",
    ),
)  # fmt: skip
