"""Problems of what is written at the desk: what a code means, and a cell of the framework matrix."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5960", ERROR, ExitCode.USAGE,
        "The code '{name}' cannot be without a definition.",
        "Without one, two coders mean two things by it.",
        "Write what it means; to take the code away, merge it into another one.",
    ),
    Entry(
        "FP5961", ERROR, ExitCode.USAGE,
        "A text about the code '{name}' is longer than {most} characters.",
        "A definition is read while somebody codes, so it has to be short.",
        "Shorten it, and put the rest into a memo about the code.",
    ),
    Entry(
        "FP5962", ERROR, ExitCode.PROBLEMS,
        "Somebody else has written anew what the code '{name}' means, since you saw it.",
        "To store yours would put it in the place of words that you have not read.",
        "Go back, load the page again, read what stands there now, and bring both together.",
    ),
    Entry(
        "FP5963", ERROR, ExitCode.USAGE,
        "The matrix has no such cell: no such case, theme or wave, or nobody was interviewed then.",
        "A summary belongs to interviews that are there.",
        "Open the matrix again and choose the cell there.",
    ),
    Entry(
        "FP5964", ERROR, ExitCode.PROBLEMS,
        "The cell was written anew, by {coder}, since you saw it.",
        "To store yours would put it in the place of words that you have not read.",
        "Go back, load the page again, read what stands there now, and bring both together.",
    ),
    Entry(
        "FP5965", ERROR, ExitCode.USAGE,
        "The text has {length} characters, and a summary may have {most}.",
        "A cell of Excel could not hold it for good.",
        "Shorten the text and write the cell again.",
    ),
)  # fmt: skip
