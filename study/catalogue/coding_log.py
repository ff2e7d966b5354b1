"""Problems of coding in a team: the log, blind assignments, bundles, the codebook's history, exchange."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
FILE, USAGE, STUDY, PROBLEMS = ExitCode.FILE, ExitCode.USAGE, ExitCode.STUDY, ExitCode.PROBLEMS
REFUSED = ExitCode.REFUSED

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5100", ERROR, REFUSED,
        "The transcript '{name}' may not be used any more.",
        "Its member took back consent to the use of what was said; nothing is coded or shown of it.",
        "Leave it alone; if consent was given again, record it as an event of the member.",
    ),
    Entry(
        "FP5101", ERROR, USAGE,
        "'{event}' is not one thing that {coder} did and that can be undone.",
        "Everybody undoes what they did themselves; codes are renamed or split back instead.",
        "'familypanel coding history' lists the events; give as much of an id as tells it apart.",
    ),
    Entry(
        "FP5102", ERROR, USAGE,
        "It is not clear what the memo is about.",
        "A memo belongs to one transcript, passage, code or coding.",
        "Give --document (with --span for a passage), or --code, or --coding.",
    ),
    Entry(
        "FP5103", ERROR, USAGE,
        "{coder} has no memo '{memo}'.",
        "Everybody rewrites their own memos; earlier wordings stay in the log.",
        "'familypanel coding memos --coder NAME' lists them with their ids.",
    ),
    Entry(
        "FP5104", ERROR, PROBLEMS,
        "Event {number} of the log of coding (by {coder}) was changed, or what came before it is gone.",
        "Every event names the one before it by hash, so that a change of the past is seen.",
        "The database was changed by other means: restore a backup, or merge a colleague's bundle.",
    ),
    Entry(
        "FP5105", ERROR, USAGE,
        "The transcripts cannot be assigned: {reason}.",
        "Blind coding needs transcripts that nobody codes blind yet, and enough coders for them.",
        "Name more coders, ask for fewer a transcript (--each), or release the earlier assignment.",
    ),
    Entry(
        "FP5106", ERROR, USAGE,
        "It is not clear which assignment is meant.",
        "Only one that is still coded blind can be released. Open now: {known}.",
        "Give as much of its id as tells it apart; 'familypanel coding assignments' lists them.",
    ),
    Entry(
        "FP5107", ERROR, REFUSED,
        "The bundle would show others what {coders} code blind.",
        "Transcripts are being coded blind, and a bundle holds everything that was coded here.",
        "Release the assignment first; until then let each coder bundle on a computer of their own.",
    ),
    Entry(
        "FP5108", ERROR, FILE,
        "Event {number} of the bundle (by {coder}) was changed, or what came before it is missing.",
        "Every event names the one before it by hash; a bundle that was altered is not taken in.",
        "Ask for a new bundle. Nothing was stored.",
    ),
    Entry(
        "FP5109", ERROR, PROBLEMS,
        "The bundle belongs to another study ('{title}').",
        "None of its transcripts is in this one.",
        "Merge it in the study it was made for. Nothing was stored.",
    ),
    Entry(
        "FP5110", WARNING, PROBLEMS,
        "{codings} codings of '{document}' are held: the transcript {reason}.",
        "A coding points at places in a text, so it counts only where the text is exactly the same.",
        "Add the transcript the coder worked with; the codings then count by themselves.",
    ),
    Entry(
        "FP5111", ERROR, USAGE,
        "'{name}' cannot be the name of a code here.",
        "Names of codes are small letters, digits and _, begin with a letter, and stand there once.",
        "Choose another name; to put two codes together use 'familypanel coding merge-codes'.",
    ),
    Entry(
        "FP5112", ERROR, USAGE,
        "'{old}' cannot be merged into '{new}'.",
        "A code cannot be merged into itself, or into a code below it.",
        "Merge the other way round.",
    ),
    Entry(
        "FP5113", ERROR, USAGE,
        "Coding {number} has the code '{found}', not '{old}'.",
        "A split takes codings of the one code that is split.",
        "'familypanel coding codings --code {old}' lists them with their numbers.",
    ),
    Entry(
        "FP5114", ERROR, USAGE,
        "The new code '{name}' needs a definition.",
        "Without one, two coders mean two things by it.",
        "Give it with --definition.",
    ),
    Entry(
        "FP5115", ERROR, PROBLEMS,
        "There is no transcript that two coders coded.",
        "Agreement needs two. Coded by one: {single} transcripts; without any coding: {uncoded}; still coded "
        "blind: {blind}.",
        "Assign transcripts to two coders (coding assign), and release them when they are done.",
    ),
    Entry(
        "FP5116", ERROR, USAGE,
        "A decision needs a reason.",
        "Somebody will ask why the one coder was followed and not the other.",
        "Give it with --reason.",
    ),
    Entry(
        "FP5117", ERROR, REFUSED,
        "The transcript '{name}' is still being coded blind.",
        "A decision would show a coder what another one did.",
        "Release the assignment first, with 'familypanel coding release-assignment'.",
    ),
    Entry(
        "FP5118", ERROR, USAGE,
        "Nobody put the code '{unused}' on this passage of '{name}'.",
        "A decision settles codings that are there; a new one is made with 'coding tag'.",
        "'familypanel coding agreement --disagreements' lists what there is to decide.",
    ),
    Entry(
        "FP5119", ERROR, USAGE,
        "A memo needs words.",
        "An empty text only takes an earlier memo away.",
        "Write something, or name the memo that is to go with --replaces.",
    ),
    Entry(
        "FP5120", WARNING, PROBLEMS,
        "What the file gives as {what} of the transcript '{name}' is not known here; it was left out.",
        "A member is enrolled and a wave is declared before an interview is linked to it.",
        "Enrol the member or declare the wave, then link the transcript with 'familypanel coding add'.",
    ),
    Entry(
        "FP5121", WARNING, PROBLEMS,
        "The transcript '{name}' was not taken in: there is one of that name here, and its words differ.",
        "Codings point at places in a text; in another text they would point at other words.",
        "Rename it in the other program and export again, or correct the text so that both are the same.",
    ),
    Entry(
        "FP5122", ERROR, USAGE,
        "Codings cannot be exchanged in this format.",
        "The ending of the file names the format.",
        "Use one of {known}.",
    ),
    Entry(
        "FP5123", ERROR, USAGE,
        "There is a file {file}: it is not clear whether it is to be read or written over.",
        "Neither should happen by accident.",
        "Say --from to read it, or --to to write over it.",
    ),
)  # fmt: skip
