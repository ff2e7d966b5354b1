"""Problems of the room `coding`."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
FILE, USAGE, STUDY, PROBLEMS = ExitCode.FILE, ExitCode.USAGE, ExitCode.STUDY, ExitCode.PROBLEMS

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5001", ERROR, FILE,
        "{file} holds no words.",
        "An empty transcript is more often a failed export than a silent interview.",
        "Export it again from the program that wrote it. Nothing was stored.",
    ),
    Entry(
        "FP5002", WARNING, PROBLEMS,
        "{file} is not UTF-8; it was read as Windows-1252.",
        "A text file does not say in which encoding it was written, so this one was guessed.",
        "Look at accents and quotation marks; if they are wrong, save the file as UTF-8 and add it again.",
    ),
    Entry(
        "FP5003", NOTE, PROBLEMS,
        "{file} also holds: {what}.",
        "The body is read with tables as lines and tracked changes as accepted; notes and comments are not.",
        "'familypanel coding remarks' shows each with its place. If what they say belongs to the interview, "
        "move it into the body and add the file again.",
    ),
    Entry(
        "FP5004", WARNING, PROBLEMS,
        "No speaker is marked in {file}; every paragraph counts as one turn of the respondent.",
        "Without marks the interviewer's words cannot be told from the respondent's.",
        "Begin each turn with 'INTERVIEWER:' or the respondent's role, such as 'MOTHER:'.",
    ),
    Entry(
        "FP5005", WARNING, PROBLEMS,
        "The speaker '{mark}' ({turns} turns) has no role.",
        "Roles decide what counts as the respondent's words and how a quote is attributed.",
        "Add the mark under 'speakers:' in study.yaml, such as '{mark}: mother'.",
    ),
    Entry(
        "FP5007", ERROR, PROBLEMS,
        "The panel has no member with this {what}.",
        "An interview is linked to a member and a wave, so it is held until the member is enrolled.",
        "Enrol the member, or correct the {what}, and add the transcript again.",
    ),
    Entry(
        "FP5008", ERROR, FILE,
        "The column '{column}' is missing.",
        "A list of transcripts needs the columns file, wave and role; urn, family and language may follow.",
        "Add the column. Headings found: {found}.",
    ),
    Entry(
        "FP5009", ERROR, USAGE,
        "There is no transcript in {folder}.",
        "Transcripts are known by their ending.",
        "Name the files, or a folder that holds files ending in {known}.",
    ),
    Entry(
        "FP5010", ERROR, PROBLEMS,
        "More than one member belongs to the family; the transcript does not say which one spoke.",
        "An interview is linked to one member.",
        "Give the URN instead of the family.",
    ),
    Entry(
        "FP5011", ERROR, USAGE,
        "The codebook has no code '{name}'.{hint}",
        "Codings use the codes that codebook.yaml defines, so that everybody means the same by them.",
        "Use one of {known}, or define the code in codebook.yaml.",
    ),
    Entry(
        "FP5012", ERROR, USAGE,
        "The study has no transcript '{name}'.{hint}",
        "A transcript is named like its file, without the ending.",
        "Add it with 'familypanel coding add', or correct the name.",
    ),
    Entry(
        "FP5013", ERROR, USAGE,
        "The span {start}:{end} does not lie in the transcript, or holds no words.",
        "Offsets count characters of the stored text from 0; the end is the first character after the span.",
        "Use offsets between 0 and {length}; 'familypanel coding kwic' shows the offsets of what it finds.",
    ),
    Entry(
        "FP5014", ERROR, USAGE,
        "'{span}' is not a span.",
        "A span is two whole numbers with a colon between them.",
        "Write it like 120:184.",
    ),
    Entry(
        "FP5015", ERROR, USAGE,
        "The study has no coding number {number}.",
        "A coding is known by the number that 'coding tag' gave it.",
        "'familypanel coding quotes --json' lists the numbers.",
    ),
    Entry(
        "FP5016", ERROR, USAGE,
        "A coding needs a coder.",
        "Agreement between coders can only be worked out if it is known who coded what.",
        "Name the coder with --coder NAME.",
    ),
    Entry(
        "FP5017", ERROR, STUDY,
        "The colour of the code '{name}' is not a colour.",
        "Colours are written as # and six digits from 0-9 and a-f.",
        'Write it in quotation marks, such as "#1b6ca8".',
    ),
    Entry(
        "FP5018", ERROR, PROBLEMS,
        "The quote stands {times} times in the transcript '{document}'.",
        "A coding brought in by its words must point at exactly one place.",
        "Make the quote longer until it stands there once, or correct it.",
    ),
    Entry(
        "FP5020", ERROR, USAGE,
        "The pattern cannot be understood: {reason}.",
        "It is searched for as it is meant, or not at all.",
        "Correct it, or search for the words as they stand (--words).",
    ),
    Entry(
        "FP5021", ERROR, USAGE,
        "The search was stopped after {seconds:g} seconds.",
        "Some patterns, such as (a+)+$, need longer than anybody can wait.",
        "Make the pattern simpler; avoid a repetition inside a repetition.",
    ),
    Entry(
        "FP5022", ERROR, USAGE,
        "'{value}' is not known as {what}.{hint}",
        "A name that nothing carries would give an empty answer that looks like a finding.",
        "Use one of {known}.",
    ),
    Entry(
        "FP5030", ERROR, USAGE,
        "Too little is coded to learn from: {found}.",
        "Suggestions need at least two codes with {least} codings each.",
        "Code some transcripts first with 'familypanel coding tag'.",
    ),
    Entry(
        "FP5031", ERROR, USAGE,
        "The study has no transcripts yet.",
        "There is nothing to search, count or group.",
        "Add some with 'familypanel coding add PATH...'.",
    ),
    Entry(
        "FP5040", ERROR, FILE,
        "The column '{column}' is missing.",
        "Codings in a table need document, start, end and code; coder, quote, memo and moment can be there.",
        "Add the column. Headings found: {found}.",
    ),
    Entry(
        "FP5041", ERROR, FILE,
        "The row is not a coding: {reason}.",
        "A coding is a span with a code. Nothing was taken over, because half a list is worse than none.",
        "Correct the row and read the file again.",
    ),
    Entry(
        "FP5060", WARNING, PROBLEMS,
        "{lines}: a word with a colon begins the line, as a speaker's mark does, but stands there only once.",
        "It was read as words of the turn before, which may have been said by somebody else.",
        "If it is a speaker, add the mark under 'speakers:' in study.yaml; else leave it.",
    ),
    Entry(
        "FP5061", WARNING, PROBLEMS,
        "It stands in a folder of transcripts and was left out.",
        "Of a folder only the files ending in {known} are read, and no folders inside it.",
        "If it is a transcript, save it as one of these; name a list or an inner folder itself.",
    ),
    Entry(
        "FP5062", ERROR, PROBLEMS,
        "Two of the files make a transcript named '{name}', with different content.",
        "A transcript is named like its file, without the ending, and only one can have the name.",
        "Rename one of the files.",
    ),
    Entry(
        "FP5063", NOTE, PROBLEMS,
        "'{name}' was there with other words and nothing coded in it; this is its version {version}.",
        "A corrected file takes the place of the earlier one; the earlier one stays in the store.",
        "If it is another interview, give the file another name and add both again.",
    ),
    Entry(
        "FP5064", WARNING, PROBLEMS,
        "The transcript '{name}' keeps its {what}; another one was given now.",
        "Adding a transcript again fills in what was not known, and changes nothing that was.",
        "If the new one is right, save the file with a blank line more and add it, before anything is coded.",
    ),
    Entry(
        "FP5065", WARNING, PROBLEMS,
        "{file} holds hidden text ({words} words); it was read as if it were shown.",
        "Word neither shows nor prints it, so nobody may know of it: a note, an earlier wording, a name.",
        "Show hidden text in Word, delete what is not part of the interview, and add the file again.",
    ),
)  # fmt: skip
