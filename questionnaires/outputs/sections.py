"""Where a part of a questionnaire begins: a module, a row of a roster, or what follows the last row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ...study.routing import And, Node, conjunction
from ..instrument import Question, Words

__all__ = ["Section", "own_rule", "rules_of", "sections", "shared_rules"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part with the title over it; after the last row of a roster that is its module's once more."""

    kind: Literal["module", "row", "rest"]
    name: str
    title: Words


def sections(questions: Iterable[Question]) -> Iterator[tuple[Section | None, Question]]:
    """Give every question, and with the first of each part the part."""
    module: Section | None = None
    inside: str | None = None
    for question in questions:
        row = question.row
        begun: Section | None = None
        if module is None or question.module != module.name:
            begun = module = Section("module", question.module, question.heading)
        elif row is None and inside is not None:
            begun = Section("rest", module.name, module.title)
        if row is not None and row.name != inside:
            begun = Section("row", row.name, row.title)
        inside = None if row is None else row.name
        yield begun, question


def rules_of(question: Question) -> tuple[Node, ...]:
    """Give the conditions that must all hold for a question to be asked."""
    if question.ask is None:
        return ()
    return question.ask.parts if isinstance(question.ask, And) else (question.ask,)


def shared_rules(questions: Iterable[Question]) -> tuple[Node, ...]:
    """Give the conditions on which every one of the questions depends."""
    first, *others = questions
    return tuple(rule for rule in rules_of(first) if all(rule in rules_of(other) for other in others))


def own_rule(question: Question, shared: Iterable[Node]) -> Node | None:
    """Give what is left of a routing where the shared conditions are known to hold."""
    return conjunction(rule for rule in rules_of(question) if rule not in shared)
