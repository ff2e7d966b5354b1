"""How an electronic form holds each answer; the one place that names its fields."""

from __future__ import annotations

from ..instrument import FedForward, Instrument, Question
from ..wording import Pipe

__all__ = ["asks_why", "name_of", "pipe_field", "words_field"]


def name_of(question: Question) -> str:
    """Name a question's field: its variable; a note without one goes by its id."""
    return question.variable or question.id.lower()


def asks_why(question: Question) -> bool:
    """Whether a reason is asked separately: a date or a text has no room for a code."""
    return question.kind in ("text", "date") and bool(question.reasons)


def words_field(name: str) -> str:
    """Name the hidden field that holds the words of a chosen code."""
    return f"{name}__words"


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
