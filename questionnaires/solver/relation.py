"""Comparisons of two values, and what they say once the search has assumed how the values are ordered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from .box import Box, ContradictionError, Move, Order
from .expressions import Expression, Fixed, Linear, Value
from .formulas import FAILS, HOLDS
from .linear import Row

__all__ = ["Relation", "rows_of"]

_ORDERS: tuple[Order, ...] = ("<", "=", ">")
_ALLOWED: Mapping[str, str] = MappingProxyType(
    {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
)


class Relation:
    """``left sign right``, which fails where either side is missing.

    Where the values are calculated with rounding, `Box.slack` blurs the comparison, so that whatever is refuted
    is refuted for rounded values too.
    """

    def __init__(self, sign: str, left: Expression, right: Expression) -> None:
        self.left = left
        self.right = right
        self.slots = left.slots | right.slots
        self.allowed = _ALLOWED[sign]
        plain = isinstance(left, Value | Fixed) and isinstance(right, Value | Fixed)
        self.rounded = not plain and (left.rounded or right.rounded)

    def truth(self, box: Box) -> int:
        """Tell by the bounds of both sides, or by the order that has been assumed."""
        left, right = self.left.span(box), self.right.span(box)
        if left is None or right is None:
            return FAILS
        found = FAILS * (left[2] or right[2])
        for order in self._possible(box):
            found |= HOLDS if order in self.allowed else FAILS
        return found

    def _possible(self, box: Box) -> Iterator[Order]:
        if self in box.orders:
            yield box.orders[self]
            return
        left, right = self.left.span(box), self.right.span(box)
        if left is None or right is None:
            return
        slack = box.slack if self.rounded else 0
        if left[0] < right[1] + slack:
            yield "<"
        if left[0] <= right[1] + slack and right[0] <= left[1] + slack:
            yield "="
        if left[1] > right[0] - slack:
            yield ">"

    def narrow(self, box: Box, holds: bool) -> None:
        """Bound each side by the other; where it is to fail, only once both are there for sure."""
        if not self.truth(box) & (HOLDS if holds else FAILS):
            raise ContradictionError
        left, right = self.left.span(box), self.right.span(box)
        if left is None or right is None or (not holds and (left[2] or right[2])):
            return
        slack = box.slack if self.rounded else 0
        possible = [order for order in self._possible(box) if (order in self.allowed) == holds]
        left_low = right[0] - slack if "<" not in possible else -math.inf
        left_high = right[1] + slack if ">" not in possible else math.inf
        right_low = left[0] - slack if ">" not in possible else -math.inf
        right_high = left[1] + slack if "<" not in possible else math.inf
        self.left.within(box, left_low, left_high)
        self.right.within(box, right_low, right_high)

    def split(self, box: Box) -> list[Move] | None:
        """Make both sides linear; then less, equal or greater.  None where a side cannot be made linear."""
        moves = self.left.split(box) or self.right.split(box)
        if moves or self.left.linear(box) is None or self.right.linear(box) is None:
            return moves
        return [partial(Box.assume, key=self, order=order) for order in self._possible(box)]


def rows_of(box: Box) -> list[Row]:
    """Write the assumed orders, and the bounds of the numbers in them, as linear rows."""
    rows = [row for relation, order in box.orders.items() for row in _order_rows(relation, order, box)]
    slots = sorted({slot for row in rows for slot in row.factors})
    return rows + [row for slot in slots for row in _bound_rows(slot, box)]


def _order_rows(relation: Relation, order: Order, box: Box) -> Iterator[Row]:
    """Say ``left - right < 0`` and the like, as far apart as the slack allows."""
    left, right = relation.left.linear(box), relation.right.linear(box)
    if left is None or right is None:
        return
    slack = Fraction(box.slack if relation.rounded else 0)
    strict = order != "=" and not slack
    if order in "<=":
        yield _less(left, right, slack, strict)
    if order in ">=":
        yield _less(right, left, slack, strict)


def _less(left: Linear, right: Linear, slack: Fraction, strict: bool) -> Row:
    factors = dict(left[0])
    for slot, factor in right[0].items():
        factors[slot] = factors.get(slot, Fraction(0)) - factor
    return Row(
        {slot: factor for slot, factor in factors.items() if factor}, left[1] - right[1] - slack, strict
    )


def _bound_rows(slot: int, box: Box) -> Iterator[Row]:
    _, low, high = box.pieces[slot]
    if not math.isinf(low):
        yield Row({slot: Fraction(-1)}, Fraction(low), False)
    if not math.isinf(high):
        yield Row({slot: Fraction(1)}, -Fraction(high), False)
