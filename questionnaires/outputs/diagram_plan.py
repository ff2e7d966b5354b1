"""What a routing diagram shows: modules, blocks of questions asked on the same condition, and skips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ...study.routing import And, Node
from ..instrument import Instrument, Question, RowOf
from ..phrases import phrase
from ..printers.naming import number_of, rule_spoken, wording_shown
from ..skips import skips
from ..wording import plain_wording
from .sections import rules_of, shared_rules

__all__ = ["Block", "Line", "Part", "Plan", "Skip", "plan_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """One question or note."""

    id: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that follow each other and are asked on the same condition; an empty one means always."""

    condition: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A module, with the condition that all of its questions share."""

    title: str
    condition: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """What is answered to one question, and the id of the next question (empty: the end)."""

    source: str
    answer: str
    target: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole diagram in one language."""

    language: str
    title: str
    key: str
    start: str
    end: str
    parts: tuple[Part, ...]
    skips: tuple[Skip, ...]


def plan_of(instrument: Instrument, language: str) -> Plan:
    """Put together what the diagram of an instrument shows."""
    modules = groupby(instrument.questions, lambda question: question.module)
    heading = f"{instrument.title}, {instrument.wave_in(language)}"
    return Plan(
        language=language,
        title=f"{heading}: {phrase('diagram', language)}",
        key=phrase("diagram_key", language),
        start=phrase("start", language),
        end=phrase("stop", language),
        parts=tuple(_part(instrument, language, tuple(questions)) for _, questions in modules),
        skips=tuple(_skips(instrument, language)),
    )


def _part(instrument: Instrument, language: str, questions: tuple[Question, ...]) -> Part:
    heading = questions[0].heading
    shared = shared_rules(questions) if len(questions) > 1 else ()
    groups = groupby(questions, lambda question: (question.row, _own(question, shared)))
    title = wording_shown(heading[language], instrument, language) if heading else questions[0].module
    return Part(
        title,
        _spoken("module_if", shared, instrument, language),
        tuple(
            Block(
                _headed(row, _spoken("if", rules, instrument, language), language),
                tuple(_line(question, instrument, language) for question in together),
            )
            for (row, rules), together in groups
        ),
    )


def _headed(row: RowOf | None, condition: str, language: str) -> str:
    """Say before a condition in which row of a roster it stands."""
    title = "" if row is None else plain_wording(row.title[language])
    return " · ".join(part for part in (title, condition) if part)


def _own(question: Question, shared: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(rule for rule in rules_of(question) if rule not in shared)


def _spoken(key: str, rules: tuple[Node, ...], instrument: Instrument, language: str) -> str:
    if not rules:
        return ""
    rule = rules[0] if len(rules) == 1 else And(rules)
    return phrase(key, language, rule=rule_spoken(rule, instrument, language))


def _line(question: Question, instrument: Instrument, language: str) -> Line:
    text = wording_shown(question.words[language], instrument, language)
    return Line(question.id, number_of(question, language), text)


def _skips(instrument: Instrument, language: str) -> Iterator[Skip]:
    """Give one skip for all answers to a question that lead to the same place."""
    for variable, leads in skips(instrument).items():
        question = instrument.by_variable[variable]
        labels = {choice.code: choice.label[language] for choice in question.choices}
        for target in dict.fromkeys(leads.values()):
            codes = [code for code, where in leads.items() if where == target]
            only = f"{codes[0]} {labels[codes[0]]}" if len(codes) == 1 else ", ".join(map(str, codes))
            yield Skip(question.id, only, target)
