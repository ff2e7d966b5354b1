"""Showcards: that there is something on them, and one letter means one card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from .context import Context, Placed

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find cards with nothing on them (FP2221), and letters that mean two cards in one wave (FP2222)."""
    for item in context.bank.items:
        if item.card is not None and item.type.list is None:
            yield problem("FP2221", item.value_at("card"), card=item.card, item=item.id)
    for placed in context.placed:
        yield from _twice(placed)


def _twice(placed: Placed) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for item in (asked.item for asked in placed.asked):
        if item.card is None or item.type.list is None:
            continue
        other, answers = first.setdefault(item.card, (item.id, item.type.list))
        if answers != item.type.list:
            place = replace(item.value_at("card"), wave=placed.wave)
            yield problem("FP2222", place, card=item.card, item=item.id, other=other, wave=placed.wave)
