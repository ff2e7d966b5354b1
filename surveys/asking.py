"""What the field is asked about each problem, and what may leave the house in such a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..study.cells import Cells
from ..study.dictionary import Dictionary
from .spoken import spoken

__all__ = ["ASKED", "asked_about", "question_of", "shown_value"]

ASKED: Mapping[str, str] = {
    "FP3004": "The URN is blank. Whose interview is this? Give the URN, or 'discard'.",
    "FP3005": "The URN is not a whole number. Whose interview is this? Give the URN, or 'discard'.",
    "FP3006": "Several interviews have this URN. Whose is this one? Give its URN, or 'discard'.",
    "FP3007": "Nobody in the study has this URN. Whose interview is this? Give the URN, or 'discard'.",
    "FP3008": "This cannot be a URN of the study. Whose interview is this? Give the URN, or 'discard'.",
    "FP3211": "Ids that were written apart became one. Whose interview is this? Give the URN, or 'discard'.",
    "FP3020": "This variable was not agreed. What is it, and is it to stay?",
    "FP3021": "This variable was agreed, but is not in the file. Can it be delivered?",
    "FP3023": "The label in the file is not the question agreed. Was another question asked?",
    "FP3024": "The file lists a code that was not agreed. What does it mean?",
    "FP3027": "The file declares missing values that were not agreed. What do they mean?",
    "FP3030": "The value is not one of the answers. What was answered?",
    "FP3031": "The value lies outside the range. What was answered?",
    "FP3032": "The value is not a whole number. What was answered?",
    "FP3033": "This excludes all others, but others were ticked too. What was answered?",
    "FP3034": "The value is no date. What is the date?",
    "FP3035": "The value is a code for a missing answer, but is not declared so. Was it an answer?",
    "FP3036": "The file does not say why these answers are missing. What do the codes mean?",
    "FP3042": "The question should not have been asked after the answers before it. Is this answer right?",
    "FP3043": "The question should have been asked, but there is no answer. What was answered?",
    "FP3044": "The question applies after the answers before it. What was answered?",
    "FP3045": "This names no question. Which one was reached last?",
    "FP3046": "The answer contradicts another one. What was answered?",
    "FP3047": "The answer is unusual. Is it right?",
    "FP3048": "The interview lies outside its time window. Is the date right?",
    "FP3049": "More rows have the same problem. What is its cause?",
    "FP3120": "This differs from what the same person said before. What is right?",
    "FP3206": "The label of this missing code is not known here. Why are these answers missing?",
    "FP3207": "The file no longer says that these values are missing. Are they answers now?",
    "FP3210": "Codes of this question seem to have changed places since another wave. Which is right?",
    "FP3220": "From which value on are the answers missing? The file does not say.",
    "FP3221": "By the answers before it this should not have been asked. Was it?",
    "FP3222": "Later questions have answers. Which one was reached last?",
    "FP3223": "Nothing is filled in after this question. Did the interview break off here?",
    "FP3224": "Nothing is ticked, not even 'none of these'. Was the question asked, and what applies?",
    "FP3227": "Some options are answered, others refused or not known. What was answered?",
    "FP3121": "An answer you gave about an earlier file no longer fits this one. What is right?",
}
"""For each problem what the field is asked; what is not here is settled without the field."""

_RULES: Mapping[str, str] = {
    "FP3042": "asked if", "FP3043": "asked if", "FP3044": "asked if", "FP3221": "asked if",
    "FP3046": "hard", "FP3047": "soft",
}  # fmt: skip
"""Problems that a rule of the questionnaire gives rise to: its routing, or one of its checks."""

_WITHHELD = "(not shown)"
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+"  # e-mail
    r"|(?:\+?\d[\s()-]*){9,}"  # telephone
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b",  # British postcode
    re.IGNORECASE,
)


def asked_about(code: str, book: Dictionary | None, variable: str | None) -> str:
    """Give what the field is asked about a problem, with the rule where one was broken."""
    kind = _RULES.get(code)
    if kind is None or book is None or variable is None or variable not in book:
        return ASKED[code]
    found = book[variable]
    rule = found.ask if kind == "asked if" else found.checks.get(kind)
    said = {"hard": "must hold", "soft": "usually holds"}.get(kind, kind)
    return f"{ASKED[code]} ({said}: {rule})" if rule else ASKED[code]


def question_of(book: Dictionary | None, variable: str | None) -> str:
    """Give the question as worded, with its answers."""
    if book is None or variable is None or variable not in book:
        return ""
    codes = book.code_list(variable)
    listed = ", ".join(f"{spoken(code.value)} {code.label}" for code in codes.codes) if codes else ""
    return " ".join(filter(None, (book[variable].label, f"({listed})" if listed else "")))


def shown_value(cells: Cells | None, urn: str | None, variable: str | None) -> Any:
    """Give the value as delivered; not of a sensitive question, no text that looks like contact details."""
    from ..study.store.corrections import cell_value

    if cells is None or urn is None or variable is None:
        return None
    try:
        value = cell_value(cells, urn, variable)
    except KeyError:
        return None
    hidden = cells.dictionary[variable].sensitive or (isinstance(value, str) and _CONTACT.search(value))
    return _WITHHELD if hidden else value
