"""Problems of suggested codes: what is accepted, and what places texts in a space."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5150", ERROR, ExitCode.USAGE,
        "{rank} is not the rank of a suggestion.",
        "The rank says which suggestion was accepted: 1 is the likeliest code.",
        "Give a whole number from 1 to {most}, or leave it out if the code was your own idea.",
    ),
    Entry(
        "FP5151", ERROR, ExitCode.FILE,
        "The embedder cannot be used: {reason}.",
        "It must give every text a row of numbers, all of the same length; nothing is ever downloaded.",
        "Name a folder with a file {file} of words, each line one word and its numbers.",
    ),
)  # fmt: skip
