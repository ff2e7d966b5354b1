"""An instrument as a DDI-Codebook 2.5 document: its dictionary, and the questions in every language.

Every variable has its question, the universe of those asked (in words, and as authored in a note), its codes,
and the declared missing codes with their reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...study.ddi_codebook import Asked, Collection, QuestionTexts
from ...study.ddi_codebook import ddi_codebook as codebook_of
from ..instrument import Instrument, Question
from ..phrases import MODE_LABELS
from ..printers.naming import asked_if, label_shown, rule_spoken
from ..wording import plain_wording

__all__ = ["ddi_codebook", "questions_by_variable"]

_DOMAINS = {
    "one": "category", "any": "multiple", "whole": "numeric", "number": "numeric", "text": "text",
    "date": "datetime",
}  # fmt: skip


def ddi_codebook(instrument: Instrument) -> bytes:
    """Write the codebook of one wave, all languages in one document.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.

    Returns
    -------
    bytes
        XML, UTF-8, valid against the schema of DDI-Codebook 2.5.
    """
    asked = {question.id: _asked(question, instrument) for question in instrument.questions}
    collection = Collection(
        {language: MODE_LABELS[instrument.mode][language] for language in instrument.languages},
        {name: asked[question.id] for name, question in questions_by_variable(instrument).items()},
        {question.module: _heading(question) for question in instrument.questions if question.heading},
        _rosters(instrument),
    )
    return codebook_of(instrument.dictionary, collection)


def _rosters(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Give the variables of each roster, in the order of its rows."""
    rosters: dict[str, list[str]] = {}
    for name, question in questions_by_variable(instrument).items():
        if question.row is not None:
            rosters.setdefault(question.row.variable, []).append(name)
    return {roster: tuple(names) for roster, names in rosters.items()}


def _heading(question: Question) -> dict[str, str]:
    shown = {language: plain_wording(words) for language, words in question.heading.items()}
    return {language: words for language, words in shown.items() if words}


def _asked(question: Question, instrument: Instrument) -> Asked:
    number = "" if question.number is None else str(question.number)
    texts = {language: _texts(question, instrument, language) for language in instrument.languages}
    return Asked(_DOMAINS.get(question.kind, ""), texts, number)


def _texts(question: Question, instrument: Instrument, language: str) -> QuestionTexts:
    told = question.instruct.get(language, ())
    rule = question.ask
    return QuestionTexts(
        words=label_shown(question.words[language], instrument, language),
        before=asked_if(question, instrument, language),
        instruction=label_shown(told, instrument, language),
        universe="" if rule is None else rule_spoken(rule, instrument, language),
    )


def questions_by_variable(instrument: Instrument) -> Mapping[str, Question]:
    """Give for every variable of a data file the question it comes from."""
    return dict(_stored(instrument))


def _stored(instrument: Instrument) -> Iterator[tuple[str, Question]]:
    for question in instrument.questions:
        if question.kind == "any":
            yield from ((question.option_variable(choice.code), question) for choice in question.choices)
        elif question.stores:
            yield question.variable, question
