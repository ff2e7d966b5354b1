"""Problems of the study folder, its configuration, its store and of files in general."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
STUDY, FILE, USAGE = ExitCode.STUDY, ExitCode.FILE, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP1001", ERROR, STUDY,
        "{folder} is not a study: there is no study.yaml in it or above it.",
        "Commands work on a study folder, which is known by its study.yaml.",
        "Go into the study folder, name it with --study DIR, or make one with 'familypanel init DIR'.",
    ),
    Entry(
        "FP1002", ERROR, STUDY,
        "The YAML cannot be read: {reason}.",
        "A misplaced quote, colon, tab or indentation makes the rest of the file unreadable.",
        "Correct the line that is named; indent with spaces only.",
    ),
    Entry(
        "FP1003", ERROR, STUDY,
        "Unknown key '{key}' in {section}.{hint}",
        "A key that is not understood would be silently ignored, and so would what it was meant to say.",
        "Correct the spelling or take the key out. Known here: {known}.",
    ),
    Entry(
        "FP1004", ERROR, STUDY,
        "'{key}' in {section} must be {expected}.",
        "The value that stands there cannot be understood.",
        "Write {expected}, for example: {example}.",
    ),
    Entry(
        "FP1005", ERROR, STUDY,
        "'{key}' is missing in {section}.",
        "It is needed and has no default.",
        "Add it, for example: {example}.",
    ),
    Entry(
        "FP1006", ERROR, STUDY,
        "The key '{key}' stands twice in {section}.",
        "Only one of the two could be used.",
        "Take one of the two out.",
    ),
    Entry(
        "FP1007", ERROR, USAGE,
        "The study has no wave '{wave}'.{hint}",
        "Waves are declared in study.yaml.",
        "Use one of {known}, or declare the wave in study.yaml.",
    ),
    Entry(
        "FP1008", ERROR, USAGE,
        "{folder} is not empty.",
        "init never writes into a folder that holds something already: nothing may be overwritten.",
        "Name a new folder, or an empty one.",
    ),
    Entry(
        "FP1009", ERROR, USAGE,
        "There is no example named '{name}'.",
        "Examples come with the program.",
        "Use one of {known}.",
    ),
    Entry(
        "FP1010", ERROR, STUDY,
        "The store was written by a newer familypanel (schema {found}, this program knows {known}).",
        "An older program could misread what the newer one wrote.",
        "Install the newer familypanel; nothing was changed.",
    ),
    Entry(
        "FP1011", ERROR, ExitCode.LOCKED,
        "The store is in use: {file} stayed locked for {seconds:.0f} seconds.",
        "Another command, or another person on a shared drive, is writing to it.",
        "Wait until the other command has ended and run this one again; nothing was changed.",
    ),
    Entry(
        "FP1012", ERROR, STUDY,
        "The store is damaged: {reason}.",
        "The database or a wave file is not what was written there.",
        "Restore the store folder from a backup (store/backups holds one for every migration); do not go on with it.",
    ),
    Entry(
        "FP1013", ERROR, STUDY,
        "The wave file {file} is missing or its content does not match its name.",
        "A wave file is named by the hash of its content, so a changed or truncated one is noticed.",
        "Restore store/waves from a backup, or receive the deliveries again into a fresh study.",
    ),
    Entry(
        "FP1020", ERROR, FILE,
        "There is no file {file}.",
        "The name does not lead to a file from the folder where the command runs.",
        "Check the name; put quotation marks round a name with spaces.",
    ),
    Entry(
        "FP1021", ERROR, FILE,
        "{file} cannot be read: {reason}.",
        "The file is damaged, or is not what its ending says.",
        "Ask for the file again, or open it in the program that wrote it and save it anew. Nothing was stored.",
    ),
    Entry(
        "FP1022", ERROR, FILE,
        "Reading {file} was stopped: {reason}.",
        "Files from outside are read in a separate process with limits on time and memory, because a damaged or "
        "crafted file can exhaust both.",
        "Ask for the file again. If it is genuine and large, raise the limit with FAMILYPANEL_READ_SECONDS or "
        "FAMILYPANEL_READ_MEMORY_MB. Nothing was stored.",
    ),
    Entry(
        "FP1023", ERROR, FILE,
        "{file} is refused: {reason}.",
        "Archives and documents that reach outside their folder, expand without bound or define their own "
        "entities are used to attack the computer that opens them.",
        "Ask the sender what the file is. Nothing was stored.",
    ),
    Entry(
        "FP1024", ERROR, USAGE,
        "{file} has an ending that is not known here ('{ending}').",
        "The format is chosen by the ending of the name.",
        "Use one of {known}.",
    ),
    Entry(
        "FP1025", ERROR, FILE,
        "{file} cannot be written: {reason}.",
        "The folder may be missing, full, or read-only, or the file may be open in another program.",
        "Close the file elsewhere (Excel and Word lock what they show), or name another place with --out.",
    ),
    Entry(
        "FP1030", ERROR, USAGE,
        "'{value}' is not a date.",
        "Dates are written year-month-day, so that nobody reads 3/4 as the wrong one of two days.",
        "Write it like 2016-03-04.",
    ),
    Entry(
        "FP1031", ERROR, ExitCode.PROBLEMS,
        "'{urn}' is not a valid URN of this study: {reason}.",
        "study.yaml declares how a URN is built, so that a slip of the pen is noticed.",
        "Compare with the case file; a URN is never corrected by guess.",
    ),
    Entry(
        "FP1032", ERROR, USAGE,
        "The study has no member with this URN.",
        "Only enrolled members have a history.",
        "Check the URN; 'familypanel panel due' lists the members.",
    ),
    Entry(
        "FP1040", ERROR, STUDY,
        "Routing cannot be understood: {reason}.",
        "A rule that is not understood cannot be proved, printed or followed.",
        "Correct the rule at the column that is named.",
    ),    Entry(
        "FP1041", ERROR, STUDY,
        "Routing names '{name}', which is not among the answers.{hint}",
        "A rule follows only what was asked before it: in this wave, in the last one (prior.) or at the baseline.",
        "Correct the name in the rule; 'familypanel questionnaires check' finds every rule that names it.",
    ),
)
