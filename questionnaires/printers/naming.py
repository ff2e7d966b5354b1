"""What people call the answers a rule or a text names: Q5, or Q9 last time."""

from __future__ import annotations

from dataclasses import replace

from ...study.routing import Name, Node
from ..instrument import Check, Instrument, Question
from ..phrases import VARIABLE_LABELS, phrase
from ..wording import Pipe, Wording, plain_wording
from .english import ENGLISH
from .spoken import Patterns, Subject, Subjects, print_spoken
from .welsh import WELSH

__all__ = ["asked_if", "check_said", "label_shown", "number_of", "pipe_shown", "rule_spoken", "subjects_of"]

_PATTERNS: dict[str, Patterns] = {"en": ENGLISH, "cy": WELSH}


def rule_spoken(rule: Node, instrument: Instrument, language: str) -> str:
    """Write a rule as people read it on the paper questionnaire, in ``en`` or ``cy``."""
    return print_spoken(rule, subjects_of(instrument, language), _PATTERNS[language])


def check_said(
    key: str,
    check: Check,
    question: Question,
    instrument: Instrument,
    language: str,
    *,
    numbered: bool = True,
) -> str:
    """Say when an answer should, or must, be asked again: as a person would, not as the rule has it.

    Parameters
    ----------
    key : {'soft', 'hard'}
        Which check of the question it is.
    check : Check
        One without words of its own.
    question : Question
        Whose check it is; its own answer is "this answer".
    instrument : Instrument
        Where it is asked.
    language : str
        One of the instrument's languages.
    numbered : bool
        Whether readers see the numbers of questions; if not, other questions go by their wording.
    """
    others = subjects_of(instrument, language, numbered)

    def subject(name: Name) -> Subject:
        found = others(name)
        own = name.name == question.variable
        return replace(found, words=phrase(f"own_{name.scope or 'answer'}", language)) if own else found

    return phrase(key, language, rule=print_spoken(check.broken, subject, _PATTERNS[language]))


def asked_if(question: Question, instrument: Instrument, language: str) -> str:
    """Write who is asked a question, or is read a note; empty where everybody is."""
    if question.ask is None:
        return ""
    key = "ask_if" if question.stores else "read_if"
    return phrase(key, language, rule=rule_spoken(question.ask, instrument, language))


def number_of(question: Question, language: str) -> str:
    """Write the number of a question, such as ``Q5``; a note has none."""
    return "" if question.number is None else phrase("number_of", language, number=question.number)


def subjects_of(instrument: Instrument, language: str, numbered: bool = True) -> Subjects:
    """Give words for the names in the instrument's rules: the number of a question, or its wording."""

    def subject(name: Name) -> Subject:
        asked = instrument.by_variable.get(name.name)
        known = asked or instrument.earlier.get(name.name)
        words = _words(name.name, asked if numbered else None, known, instrument, language)
        codes = {} if known is None else _codes(known, language)
        is_date = name.name == "int_date" or (known is not None and known.kind == "date")
        if name.scope is None:
            return Subject(words, codes, is_date=is_date)
        return Subject(phrase(name.scope, language, name=words), codes, name.name == "int_date", is_date)

    return subject


def _words(
    variable: str, asked: Question | None, known: Question | None, instrument: Instrument, language: str
) -> str:
    if asked is not None:
        return number_of(asked, language)
    if known is not None:
        return f"“{wording_shown(known.words[language], instrument, language)}”"
    labels = VARIABLE_LABELS.get(variable, {})
    return f"“{labels[language]}”" if language in labels else variable


def _codes(question: Question, language: str) -> dict[float, str]:
    return {float(each.code): each.label[language] for each in (*question.choices, *question.reasons)}


def called_of(pipe: Pipe, instrument: Instrument, language: str) -> str:
    """Give what the bank calls the answer a pipe puts in; empty where it has no word for it."""
    question = instrument.by_variable.get(pipe.variable) or instrument.earlier.get(pipe.variable)
    return "" if question is None else question.called.get(language, "")


def label_shown(words: Wording, instrument: Instrument, language: str) -> str:
    """Write a text as the label of a variable: a pipe is what the bank calls it, else the variable."""
    return plain_wording(words, lambda pipe: called_of(pipe, instrument, language) or f"[{pipe.name}]")


def pipe_shown(pipe: Pipe, instrument: Instrument, language: str) -> str:
    """Write what stands for a pipe on paper, in square brackets."""
    called = called_of(pipe, instrument, language)
    if called:
        return f"[{called}]"
    if pipe.source == "prior":
        return f"[{phrase('last_answer', language)}]"
    subject = subjects_of(instrument, language)(Name(pipe.variable, pipe.source))  # type: ignore[arg-type]
    return f"[{phrase('answer_to', language, number=subject.words)}]"


def wording_shown(words: Wording, instrument: Instrument, language: str) -> str:
    """Write a text for paper, with its pipes in square brackets."""
    return plain_wording(words, lambda pipe: pipe_shown(pipe, instrument, language))
