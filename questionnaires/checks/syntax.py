"""Rules that cannot be understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Place, Problem, ProblemError
from ...study.routing import parse
from ..bank import Bank, Rule
from .context import Context

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find syntax errors in every rule of the bank, used or not (FP1040)."""
    for rule, item in _rules(context.bank):
        try:
            parse(rule.text)
        except ProblemError as error:
            yield from (replace(each, place=_place(each.place, rule, item)) for each in error.problems)


def _place(found: Place, rule: Rule, item: str | None) -> Place:
    """Say where in the file a place in the rule is."""
    before = sum(len(line) + 1 for line in rule.text.split("\n")[: (found.line or 1) - 1])
    return replace(rule.at(before + (found.column or 1) - 1), item=item)


def _rules(bank: Bank) -> Iterator[tuple[Rule, str | None]]:
    for module in bank.modules:
        if module.ask is not None:
            yield module.ask, None
        for item in module.items:
            rows = (item.rows.reaching(1), item.rows.until) if item.rows is not None else ()
            others = (rule for rule in (item.soft, item.hard, *rows) if rule is not None)
            yield from ((rule, item.id) for rule in (*item.ask.values(), *others))
