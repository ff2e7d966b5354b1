"""Problems of keyword dictionaries."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5160", ERROR, ExitCode.USAGE,
        "The study has no {file}.",
        "A dictionary says by patterns what each code sounds like; there is none to test.",
        "Write {file} beside study.yaml, such as 'codes:' and below it '  waiting: [waiting list, wait*]'.",
    ),
    Entry(
        "FP5161", ERROR, ExitCode.USAGE,
        "Nothing is coded that a dictionary could be held against.",
        "Precision and recall compare what patterns find with what people coded.",
        "Code some transcripts first with 'familypanel coding tag'.",
    ),
)  # fmt: skip
