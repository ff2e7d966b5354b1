"""Problems of the room `coding`: what stands beside a transcript's text, and who speaks in it."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5900", Severity.WARNING, ExitCode.PROBLEMS,
        "The file that {name} was read from is not in the store.",
        "What stands beside a transcript's text is read from the delivered file, which was moved or deleted.",
        "Add the file again if you still have it; the transcript and its codings are not touched.",
    ),
    Entry(
        "FP5901", Severity.ERROR, ExitCode.USAGE,
        "The study has no role '{role}'.{hint}",
        "A role that is misspelt would count as one of its own in every table and attribution.",
        "Use one of {known}, or declare it below 'roles:' in study.yaml, such as '{role}: Name of the role'.",
    ),
)  # fmt: skip
