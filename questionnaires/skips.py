"""The "go to" texts of paper questionnaires, derived from the routing."""

from __future__ import annotations

from collections.abc import Mapping

from ..study.routing import Is, Name, Node, names, one, walk
from .instrument import Instrument, Question

__all__ = ["END", "skips"]

END = ""
"""Where an answer leads past every question that is left."""


def skips(instrument: Instrument) -> Mapping[str, Mapping[int, str]]:
    """Say for each answer of a single choice which question comes next, where that is not simply the next one.

    Only what the one answer settles is used: the questions that follow are passed over as long as their routing
    is false whatever else was answered.

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
    for passed, question in enumerate(rest):
        if not question.reachable or (question.ask is not None and _settled(question.ask, variable, code) is False):
            continue
        return question.id if any(each.reachable for each in rest[:passed]) else None
    return END if any(each.reachable for each in rest) else None


def _settled(rule: Node, variable: str, code: int) -> bool | None:
    """Tell whether the rule holds after this answer, whatever the others are; None where they decide."""
    others = names(rule) - {Name(variable)}
    if any(isinstance(part, Is) and part.name in others for part in walk(rule)):
        return None
    return one(rule, {**{str(name): None for name in others}, variable: float(code)})
