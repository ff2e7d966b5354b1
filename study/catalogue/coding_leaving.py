"""Problems of pseudonyms, joint displays, files for other programs, and of changes taken back."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
USAGE, PROBLEMS = ExitCode.USAGE, ExitCode.PROBLEMS

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5930", ERROR, USAGE,
        "A pseudonym cannot stand for {start}:{end}: {reason}.",
        "A pseudonym takes the place of whole words that one person says; half a name may still be a name.",
        "Give the offsets of whole words; 'familypanel coding kwic' shows those of what it finds.",
    ),
    Entry(
        "FP5931", ERROR, USAGE,
        "This pseudonym cannot be used: {reason}.",
        "Whoever reads a pseudonym must neither find the words it hides nor take it for the end of a turn.",
        "Give another one with --pseudonym TEXT, or none: then it is a number such as [name 3].",
    ),
    Entry(
        "FP5932", ERROR, USAGE,
        "A change cannot be asked to be at least {at_least:g}.",
        "It is the size of a change in either direction.",
        "Give 0 or more, in the units of the outcome.",
    ),
    Entry(
        "FP5933", ERROR, PROBLEMS,
        "There is no code that could be written.",
        "The exchange format for codebooks has no place for an empty one, and other programs refuse it.",
        "Write a code into codebook.yaml first, for example with 'familypanel coding add-code'.",
    ),
    Entry(
        "FP5934", ERROR, USAGE,
        "This change of the codebook cannot be taken back: {reason}.",
        "The codebook has gone on since; what others did with it is not overwritten.",
        "Make the change you want with 'coding rename', 'merge-codes', 'split' or 'add-code'; or take back "
        "another event of 'coding history' with --event.",
    ),
)  # fmt: skip
