"""Problems of the room `surveys`: what a file says about its variables, beside what is known of them."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
DATA = ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP3020",
        WARNING,
        DATA,
        "The dictionary of the wave does not know '{variable}'; it was kept as the file describes it.",
        "The agency added a variable, or renamed one.",
        "If it is a renamed variable, ask for the file with the name of the dictionary.",
    ),
    Entry(
        "FP3021",
        WARNING,
        DATA,
        "The file lacks '{variable}', which the dictionary of the wave has.",
        "The agency left it out, or renamed it.",
        "Ask the agency for the variable.",
    ),
    Entry(
        "FP3022",
        ERROR,
        DATA,
        "'{variable}' is of the type {delivered} in the file, but {expected} in the dictionary.",
        "Text is never turned into numbers here, nor numbers into dates: that is how leading zeros and codes "
        "are lost.",
        "Ask for the file with the type of the dictionary (the empty .sav of the wave shows it).",
    ),
    Entry(
        "FP3023",
        WARNING,
        DATA,
        "The label of '{variable}' differs from the question in the dictionary.",
        "The wording may have changed on the way, or another question may stand under the same name.",
        "Compare the two labels; if it is another question, ask for another name.",
    ),
    Entry(
        "FP3024",
        WARNING,
        DATA,
        "The file has a code {value} ('{label}') of '{variable}' that the dictionary does not list.",
        "The agency added a code.",
        "Ask what it means, and add it to the question bank if it is to stay.",
    ),
    Entry(
        "FP3025",
        ERROR,
        DATA,
        "The code {value} of '{variable}' means something else in the file than in the dictionary.",
        "Storing both under one code would mix two answers, and nobody could tell them apart later.",
        "Compare the labels of the two; have the file recoded or relabelled, or correct the question bank. "
        "A wording that was only corrected is asked about instead (FP3213).",
    ),
    Entry(
        "FP3026",
        ERROR,
        DATA,
        "The missing code {value} of '{variable}' is labelled '{said}' in the file, but would be taken "
        "for '{meant}' in this study.",
        "The same number means different things in different missing schemes; mixing them makes every "
        "count of refusals wrong.",
        "Declare the scheme of the file in study.yaml (missing: ukhls, ukds or codes of its own), or have "
        "the file recoded.",
    ),
    Entry(
        "FP3027",
        WARNING,
        DATA,
        "The file declares missing values of '{variable}' ({values}) that the dictionary does not know.",
        "What is declared missing is never counted as an answer: these values stay missing.",
        "Ask the agency what they mean, and say it in study.yaml (missing: codes) if they are to stay.",
    ),
    Entry(
        "FP3035",
        WARNING,
        DATA,
        "'{variable}' counts {values} as an answer: it is not declared as missing there.",
        "A code of the missing scheme, or one labelled as a reason, counts as an answer as long as nothing "
        "says that it is missing.",
        "Declare the missing values of the variable in the file, or in the question bank.",
    ),
    Entry(
        "FP3036",
        WARNING,
        DATA,
        "'{variable}' holds missing codes without a reason in {count} rows; they count as no answer.",
        "Neither the dictionary nor the missing scheme of the study says why these values are missing.",
        "Say in study.yaml what they mean (missing: {{name: ukhls, codes: {{95: refused}}}}); the delivered "
        "codes are kept.",
    ),
    Entry(
        "FP3206",
        WARNING,
        DATA,
        "The missing code {value} of '{variable}' is labelled '{said}', which is no known wording; it is "
        "taken for '{meant}'.",
        "The missing scheme of the study says what its codes mean; the file may mean something else.",
        "Ask the agency; study.yaml can give the study a scheme of its own (missing: codes).",
    ),
    Entry(
        "FP3207",
        WARNING,
        DATA,
        "The file no longer declares missing values of '{variable}' ({values}); they stay missing.",
        "The accepted version of the wave declared them, and programs often lose such declarations.",
        "Ask the agency whether they are answers now.",
    ),
    Entry(
        "FP3209",
        NOTE,
        DATA,
        "{count} answers to '{variable}' have no label, although other values have one.",
        "That is so where only the ends of a scale are labelled.",
        "If every answer should have a label, ask the agency for the missing ones.",
    ),
    Entry(
        "FP3210",
        WARNING,
        DATA,
        "The code {value} of '{variable}' is '{label}' in wave {wave}, but '{before}' in wave {other}.",
        "The codes were probably turned or moved; put together they would mix two answers.",
        "Ask the agency which is right. Nothing was recoded; until it is settled, do not compare the waves.",
    ),
)
