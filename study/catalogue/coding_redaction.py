"""Problems of redaction: pseudonyms, their sign-off, and what may leave."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
USAGE, REFUSED = ExitCode.USAGE, ExitCode.REFUSED

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5182", ERROR, USAGE,
        "It is not clear what is to be done.",
        "One thing is done at a time: propose, decide about some words, sign off, or export.",
        "Give one of --propose, --sign-off, --export; or DOCUMENT START:END, with --pseudonym or --keep.",
    ),
    Entry(
        "FP5183", WARNING, REFUSED,
        "{coder} proposed pseudonyms of this transcript, and so cannot sign it off.",
        "A second person looks with other eyes; whoever made a proposal passes over its gaps.",
        "Let somebody sign it off who proposed nothing of it.",
    ),
    Entry(
        "FP5184", WARNING, REFUSED,
        "The transcript cannot be signed off: {status}.",
        "Everything that was found must be decided first, in one proposal.",
        "Give 'familypanel coding redact --propose --coder NAME', and let a second person sign off then.",
    ),
    Entry(
        "FP5187", WARNING, REFUSED,
        "No member has the fact '{fact}', which is to say who may be quoted.",
        "study.yaml names it under 'consent: quote'; without it nobody is taken to have consented.",
        "Enrol the members again with a column of this name, or correct the name in study.yaml.",
    ),
    Entry(
        "FP5185", ERROR, USAGE,
        "'{folder}' is not a new or empty folder.",
        "What an earlier export left there may no longer be signed off, and would seem to be.",
        "Name another folder, or empty this one.",
    ),
    Entry(
        "FP5186", WARNING, REFUSED,
        "The transcript was not written: {status}.",
        "Only transcripts leave whose pseudonyms a second person has signed off.",
        "'familypanel coding redact' lists what each still needs.",
    ),
)  # fmt: skip
