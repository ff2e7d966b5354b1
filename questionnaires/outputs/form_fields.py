"""How an electronic form holds each answer; the one place that names its fields."""

from __future__ import annotations

from functools import cache

from ...study.routing import Name, Node
from ..instrument import FedForward, Instrument, Question
from ..printers.xpath import Field, Fields, print_xpath
from ..wording import Pipe

__all__ = ["asks_why", "fields_of", "name_of", "pipe_field", "words_field"]


def name_of(question: Question) -> str:
    """Name a question's field: its variable; a note without one goes by its id."""
    return question.variable or question.id.lower()


def asks_why(question: Question) -> bool:
    """Whether a reason is asked separately: a date or a text has no room for a code."""
    return question.kind in ("text", "date") and bool(question.reasons)


def words_field(name: str) -> str:
    """Name the hidden field that holds the words of a chosen code."""
    return f"{name}__words"


def fields_of(instrument: Instrument) -> Fields:
    """Give for each name in a rule the form field that holds it."""

    def own(name: str) -> Field:
        question = instrument.by_variable.get(name)
        if question is None:
            return Field(f"${{{name}}}", "date" if name == "int_date" else "text")
        codes = {each.reason: each.code for each in question.reasons if each.reason is not None}
        why = f"${{{name}__why}}" if asks_why(question) else None
        return Field(f"${{{name}}}", question.kind, codes, why, asked=_asked(question, rule))

    def rule(node: Node) -> str:
        return print_xpath(node, find)

    def fed(name: Name) -> Field:
        field = FedForward(str(name.scope), name.name).name
        question = instrument.earlier.get(name.name)
        codes = {reason: code for code, reason in instrument.scheme.codes.items()}
        kind = question.kind if question is not None else own(name.name).kind
        return Field(f"${{{field}}}", kind, codes, fed=True)

    # A field prints the routing of its question, whose fields do the same: each is printed once.
    @cache
    def find(name: Name) -> Field:
        return own(name.name) if name.scope is None else fed(name)

    return find


def _asked(question: Question, rule: object) -> str | None:
    if not question.reachable:
        return "(false())"
    return None if question.ask is None else f"({rule(question.ask)})"  # type: ignore[operator]


def pipe_field(pipe: Pipe, instrument: Instrument) -> str:
    """Name the field a pipe shows: the answer, or the words of the chosen code."""
    question = instrument.by_variable.get(pipe.variable)
    if pipe.source is None:
        return (
            words_field(pipe.variable) if question is not None and question.kind == "one" else pipe.variable
        )
    name = FedForward(pipe.source, pipe.variable).name
    earlier = instrument.earlier.get(pipe.variable)
    return words_field(name) if earlier is not None and earlier.kind == "one" else name
