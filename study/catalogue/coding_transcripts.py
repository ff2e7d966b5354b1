"""Problems of transcripts in the formats that are not plain text."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
FILE, PROBLEMS = ExitCode.FILE, ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP5070", ERROR, FILE,
        "{file} holds words that are tracked as deleted, or hidden.",
        "In rich text they cannot be told from the words that were said, and they may name somebody.",
        "Open it, accept or reject the changes, show hidden text, and save it as .docx or .odt.",
    ),
    Entry(
        "FP5071", NOTE, PROBLEMS,
        "{file} is a PDF of {pages} pages: its words were read in the order in which they are printed.",
        "Page numbers, headings and words broken at the end of a line stand in the text as on paper.",
        "Where the transcript exists as a Word or text file, add that instead.",
    ),
    Entry(
        "FP5072", WARNING, PROBLEMS,
        "Pages of {file} without words: {pages}.",
        "They may be pictures of text, which cannot be read.",
        "Look at these pages; if something is said there, have it typed and add the file again.",
    ),
    Entry(
        "FP5073", ERROR, FILE,
        "{file} has {pages} pages and no text at all.",
        "It is a scan: pictures of words, which cannot be read here.",
        "Run text recognition in another program, read through the result, and add that.",
    ),
    Entry(
        "FP5074", ERROR, FILE,
        "{file} has neither a column of files nor one of words.",
        "A .csv lists transcripts (file, wave, role), or is a transcript with a row a turn (speaker, text).",
        "Name the columns so. Headings found: {found}.",
    ),
    Entry(
        "FP5075", NOTE, PROBLEMS,
        "Columns of {file} that were not read: {columns}.",
        "Of a list of turns, the words, the speaker and the time are read.",
        "If one of them is the speaker or the words, name it 'speaker' or 'text' and add the file again.",
    ),
    Entry(
        "FP5076", WARNING, PROBLEMS,
        "The words of coding {coding} in '{name}' were corrected.",
        "The code was put on other words than those there now; a release of the quote no longer holds.",
        "Read the passage again ('familypanel coding codings'): keep the code, or take it back with untag.",
    ),
    Entry(
        "FP5077", WARNING, PROBLEMS,
        "The words of coding {coding} are no longer in '{name}'.",
        "They were taken out of the transcript, so the coding has no place; it stays in the log.",
        "If they were moved or written anew, code them again.",
    ),
    Entry(
        "FP5078", ERROR, ExitCode.USAGE,
        "'{given}' does not say who a mark stands for.",
        "A mark is confirmed as MARK=ROLE.",
        "Write, for example, KW=practitioner.",
    ),
)  # fmt: skip
