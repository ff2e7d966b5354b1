"""Problems of the room `questionnaires`: building (FP214.), formats (FP220.) and packs (FP225.)."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA, STUDY, USAGE = ExitCode.PROBLEMS, ExitCode.STUDY, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP2140",
        ERROR,
        USAGE,
        "There is no format '{format}'.{hint}",
        "Formats are known by name.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2141",
        ERROR,
        USAGE,
        "'{mode}' is not a mode.{hint}",
        "Interviews are held in one of three ways.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2142",
        ERROR,
        USAGE,
        "'{language}' is not a language of the study.{hint}",
        "Languages are declared in study.yaml.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2143",
        ERROR,
        STUDY,
        "Nothing here can write the format '{format}'.",
        "Writers of data files are found through the installed program, and this one is not installed.",
        "Install familypanel anew ('pip install familypanel'); the other formats are not affected.",
    ),
    Entry(
        "FP2144",
        ERROR,
        DATA,
        "Nothing is asked in wave {wave} by mode {mode}.",
        "No item of the bank is placed there.",
        "Say under 'use' which version the wave asks, or choose another mode.",
    ),
    Entry(
        "FP2200",
        ERROR,
        STUDY,
        "SPSS cannot declare the missing codes {codes} of '{variable}' without making an answer missing.",
        "SPSS has room for three single codes, or one range and one code, and an answer lies in the range.",
        "Move the codes of the answer list out of the range of the missing codes.",
    ),
    Entry(
        "FP2250",
        ERROR,
        USAGE,
        "{urn} is not enrolled.{hint}",
        "A pack is made for a member of the panel only.",
        "Correct the URN, or enrol the member with 'familypanel panel enrol'.",
    ),
    Entry(
        "FP2251",
        WARNING,
        DATA,
        "No pack was made for {urn}: {reason}.",
        "The contact log says that this family is not to be interviewed any more.",
        "If that is wrong, put the contact log right with 'familypanel panel record'.",
    ),
)
