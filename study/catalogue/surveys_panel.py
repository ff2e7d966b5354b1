"""Problems of the room `surveys`: waves put together: drift, harmonise.yaml, the panel file."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR
DATA, USAGE = ExitCode.PROBLEMS, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP3100",
        ERROR,
        DATA,
        "Variables that changed between waves wait for a decision ({count}): {names}.",
        "Put together under one name, different answers would be mixed for good.",
        "Decide them in harmonise.yaml; 'surveys drift --write' drafts the lines.",
    ),
    Entry(
        "FP3101",
        ERROR,
        USAGE,
        "No wave has been received yet.",
        "A panel file is made of accepted returns.",
        "Receive a wave first: familypanel surveys receive FILE.sav --wave baseline.",
    ),
    Entry(
        "FP3103",
        ERROR,
        ExitCode.STUDY,
        "This line of harmonise.yaml cannot be understood: {reason}.",
        "What was decided about a variable must be clear to whoever reads it later.",
        "Write it as '- {{variable: q5, wave: m12, from: [1, 2], to: [2, 1], who: Ann, why: misprint}}', "
        "or with names instead of codes (from: q5, to: q5_m12).",
    ),
    Entry(
        "FP3104",
        ERROR,
        ExitCode.STUDY,
        "No line can be added to {file} without rewriting what stands in it.",
        "Decisions that were made are never overwritten.",
        "Let the list 'decisions:' stand last, a line '- {{...}}' under it for each decision; run it again.",
    ),
    Entry(
        "FP3105",
        ERROR,
        ExitCode.STUDY,
        "harmonise.yaml decides about '{variable}', but wave {wave} has no variable '{variable}'.",
        "A decision that applies to nothing is likely to be meant for something else.",
        "Correct the name (case matters), or take the line out.",
    ),
    Entry(
        "FP3106",
        ERROR,
        DATA,
        "'{variable}' holds {kinds} in different waves; they cannot stand in one column.",
        "Text, numbers and dates cannot be put under each other without changing what was answered.",
        "Give one of them another name in harmonise.yaml (from: {variable}, to: another name).",
    ),
    Entry(
        "FP3107",
        ERROR,
        ExitCode.STUDY,
        "The name '{name}' is longer than the {most} bytes that SPSS allows.",
        "In the wide shape the prefix of the wave stands before every name.",
        "Choose a shorter prefix in study.yaml, or a shorter name in harmonise.yaml.",
    ),
    Entry(
        "FP3108",
        ERROR,
        ExitCode.STUDY,
        "Two variables of the panel file would be called '{name}' and '{other}'.",
        "SPSS does not tell names apart by case; one of the two would be lost.",
        "Give one of them another name in harmonise.yaml, or the waves other prefixes in study.yaml.",
    ),
    Entry(
        "FP3109",
        ERROR,
        DATA,
        "{file} cannot be written: Stata does not allow the names {names}.",
        "A name in Stata has at most {most} characters: letters, digits and _, not beginning with a digit.",
        "Choose other names in harmonise.yaml, or write another format.",
    ),
    Entry(
        "FP3110",
        ERROR,
        DATA,
        "A URN stands twice in the stored wave {wave}; nothing was built.",
        "A merge by URN would give the answers of one family to another, or count them twice.",
        "Receive the wave again from its delivered file.",
    ),
)
