"""The sheet that explains the others, in plain English."""

from __future__ import annotations

__all__ = ["GUIDE"]

GUIDE: tuple[tuple[str, str], ...] = (
    ("The question bank", ""),
    (
        "What this is",
        "Every question of the study, for every wave, in every language. Change what you like, save, "
        "and read it back with: familypanel questionnaires from-excel FILE.xlsx. Add --dry-run to see"
        " first what would change.",
    ),
    (
        "What to leave alone",
        "The names of the sheets and the headings in their first row. The order of rows is the order "
        "of the questionnaire. Use no formulas. Empty rows, colours, widths and filters do not "
        "matter.",
    ),
    (
        "Headings",
        "A heading of several words leads step by step to one value: 'text cy' is the wording in "
        "Welsh (cy), 'use m12' the version asked in wave m12, 'seconds telephone' the seconds by "
        "telephone. You may add columns of this kind, for example 'use m12 telephone' for a version "
        "asked only by telephone, 'ask m24' for a condition of one wave, or 'instruct telephone en' "
        "for an instruction of one mode.",
    ),
    ("", ""),
    ("Sheet Modules", ""),
    (
        "module",
        "The name of a block of questions. One row a module, in the order of the questionnaire.",
    ),
    (
        "file",
        "The file in the folder questionnaires. Leave it empty for a new module: a name is found for you.",
    ),
    ("title en, title cy", "The heading over the block, in each language."),
    ("ask", "Who is asked the whole block; empty means everybody."),
    ("", ""),
    ("Sheet Items", ""),
    (
        "id",
        "The permanent name of a question, such as PAR010. Never given to another question. A "
        "question with several wordings has a row for each; in the rows after the first only the "
        "version, its texts and the last columns are filled in.",
    ),
    (
        "version",
        "The name of one wording, such as v1. To change the wording of a question that has been "
        "asked, add a row below with the next version; do not change the old one.",
    ),
    ("text en, text cy", "The question. {hh_child} puts in the answer to the variable hh_child."),
    (
        "type",
        "One of a list of answers (one of agree5), several of a list (any of bills), a whole number "
        "between limits (whole 0..20), number, text, date, or note (read out, no answer). The lists "
        "are in the sheet Lists. 'roster of HH020, HH030' asks the rows below, HH020 and HH030, for each "
        "person or thing; within it {row} in a text is the number of the person.",
    ),
    ("variable", "The name in the data: letters, digits and _, at most 64, unlike every other."),
    ("use ...", "Which version this wave asks; empty means that the wave does not ask it."),
    (
        "ask",
        "Who is asked, such as: hh_children >= 1 and int_consent = 1. Write = != < <= > >= and or "
        "not, 'bills has 3' for one of several answers, 'x is missing', 'prior.x' for the last wave, "
        "'baseline.x' for the first.",
    ),
    ("allow", "Reasons for no answer that may be entered: dont_know, refused, or both with a comma."),
    (
        "exclusive",
        "Codes that go with no other answer, such as 97 for 'none of these'; several with commas.",
    ),
    (
        "most, count, until",
        "Of a roster; add these columns where you need them. 'most' is how many rows there can be, "
        "'count' how many there are (such as hh_size - 1), 'until' when to stop instead (such as "
        "another = 2); 'called en' is what one row is called, such as Person.",
    ),
    ("instruct ...", "What the interviewer is told, in each language."),
    ("card", "The showcard, such as G."),
    (
        "check soft, check hard",
        "What should be true of the answer (a warning if not) and what must be (an error).",
    ),
    (
        "remind ...",
        "'remind from' is the id of the question whose last answer is read out first, 'remind say en'"
        " the words, with {prior} for the answer, and 'remind sensitivity' ordinary or sensitive.",
    ),
    ("sensitive", "yes if the answer may never be printed or read back; otherwise empty."),
    ("seconds ...", "How long the question takes in a mode."),
    (
        "answers",
        "The answers this version offers, where they are fewer than those of 'type'; written like a type.",
    ),
    (
        "replaces, because",
        "Of a later version: which version it replaces, and why (a decision, a date, a number).",
    ),
    ("comparable", "What changed between the two, in one word, such as wording."),
    ("", ""),
    ("Sheet Lists", ""),
    (
        "list",
        "The name of a list of answers. One row an answer, in the order shown; lists can be shared by"
        " modules.",
    ),
    ("code", "The whole number that is stored. Never give a code in use another meaning."),
    ("label en, label cy", "The words of the answer, in each language."),
    ("", ""),
    ("Sheet Scales", ""),
    ("id", "The name of the scale. One row a scale."),
    (
        "items",
        "The ids of its questions, with commas; 'reverse' names those that count the other way.",
    ),
    (
        "score how",
        "mean or sum; 'score min_answered' is how many must be answered for a score to be given.",
    ),
)
"""What stands in the left column, and what in the right; a heading has nothing on the right."""
