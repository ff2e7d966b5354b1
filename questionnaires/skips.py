"""The "go to" texts of paper questionnaires, derived from the routing."""

from __future__ import annotations

from collections.abc import Mapping

from ..study.routing import And, Compare, Name, Node, Number, Or, names, one
from .folding import fold
from .instrument import Instrument, Question

__all__ = ["END", "skips"]

END = ""
"""Where an answer leads past every question that is left."""


def skips(instrument: Instrument) -> Mapping[str, Mapping[int, str]]:
    """Say for each answer of a single choice which question comes next, where that is not the next one.

    Only what the one answer settles is used: the questions that follow are passed over as long as their
    routing is false whatever else was answered.

    Returns
    -------
    mapping of variable to mapping of code to item id
        `END` where nothing is left.
    """
    found = {}
    for index, question in enumerate(instrument.questions):
        if question.kind == "one" and question.reachable:
            rest = instrument.questions[index + 1 :]
            leads = {each.code: _next(question.variable, each.code, rest) for each in question.choices}
            away = {code: target for code, target in leads.items() if target is not None}
            found[question.variable] = away
    return {variable: away for variable, away in found.items() if away}


def _next(variable: str, code: int, rest: tuple[Question, ...]) -> str | None:
    """Give the id of the next question after this answer; None if it is simply the next."""
    passed: set[str] = set()
    skipped_any = False
    for question in rest:
        if not question.reachable:
            continue
        if question.ask is None or _settled(question.ask, variable, code, passed) is not False:
            return question.id if skipped_any else None
        skipped_any = True
        passed.add(question.variable)
    return END if skipped_any else None


def _settled(rule: Node, variable: str, code: int, passed: set[str]) -> bool | None:
    """Tell whether the rule holds after this answer, without those passed over; None: others decide."""
    if {name.name for name in names(rule) if name.scope is None}.isdisjoint({variable, *passed}):
        return None
    left = fold(rule, lambda name: name.scope is None and name.name in passed)
    if isinstance(left, bool):
        return left
    open_rule = _unsettled(left, Name(variable))
    others = names(open_rule) - {Name(variable)}
    return one(open_rule, {**{str(name): None for name in others}, variable: float(code)})


def _unsettled(node: Node, known: Name) -> Node:
    """Put a test that is simply unknown in the place of every test that other answers decide."""
    match node:
        case And(parts):
            return And(tuple(_unsettled(part, known) for part in parts))
        case Or(parts):
            return Or(tuple(_unsettled(part, known) for part in parts))
    others = names(node) - {known}
    return Compare("=", min(others, key=str), Number(0)) if others else node
