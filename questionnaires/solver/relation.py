"""Comparisons of two values, and what they say once the search has assumed how the values are ordered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from .box import Box, ContradictionError, Move, Order
from .expressions import Expression, Fixed, Linear, Range, Value
from .formulas import FAILS, HOLDS
from .linear import Row

__all__ = ["Relation", "Sides", "rows_of"]

_ALLOWED: Mapping[str, str] = MappingProxyType(
    {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
)


class Sides:
    """Two values that are compared; every rule that compares the same two shares them, and what is assumed.

    Where values are calculated with rounding, `Box.slack` blurs their order, so that whatever is refuted is
    refuted for rounded values too.
    """

    def __init__(self, left: Expression, right: Expression) -> None:
        self.left = left
        self.right = right
        self.slots = left.slots | right.slots
        plain = isinstance(left, Value | Fixed) and isinstance(right, Value | Fixed)
        self.rounded = not plain and (left.rounded or right.rounded)

    def slack(self, box: Box) -> Fraction | int:
        """How far apart two equal values can be."""
        return box.slack if self.rounded else 0

    def orders(self, left: Range, right: Range, box: Box) -> list[Order]:
        """Give the orders that are possible: the one that has been assumed, or those the bounds leave."""
        if self in box.orders:
            return [box.orders[self]]
        slack = self.slack(box)
        less, more = left[0] < right[1] + slack, left[1] > right[0] - slack
        equal = left[0] <= right[1] + slack and right[0] <= left[1] + slack
        held: tuple[tuple[Order, bool], ...] = (("<", less), ("=", equal), (">", more))
        return [order for order, possible in held if possible]


class Relation:
    """``left sign right``, which fails where either side is missing."""

    def __init__(self, sign: str, sides: Sides) -> None:
        self.sides = sides
        self.slots = sides.slots
        self.rounded = sides.rounded
        self.allowed = _ALLOWED[sign]

    def truth(self, box: Box) -> int:
        """Tell by the order of the two sides, as far as it is known."""
        left, right = self.sides.left.span(box), self.sides.right.span(box)
        if left is None or right is None:
            return FAILS
        found = FAILS * (left[2] or right[2])
        for order in self.sides.orders(left, right, box):
            found |= HOLDS if order in self.allowed else FAILS
        return found

    def narrow(self, box: Box, holds: bool) -> None:
        """Bound each side by the other; where it is to fail, only once both are there for sure."""
        if not self.truth(box) & (HOLDS if holds else FAILS):
            raise ContradictionError
        left, right = self.sides.left.span(box), self.sides.right.span(box)
        if left is None or right is None or (not holds and (left[2] or right[2])):
            return
        orders = self.sides.orders(left, right, box)
        self._bound(left, right, [order for order in orders if (order in self.allowed) == holds], box)

    def _bound(self, left: Range, right: Range, orders: Sequence[Order], box: Box) -> None:
        slack, less, more = self.sides.slack(box), "<" in orders, ">" in orders
        lowest, highest = -math.inf if less else right[0] - slack, math.inf if more else right[1] + slack
        self.sides.left.within(box, lowest, highest)
        lowest, highest = -math.inf if more else left[0] - slack, math.inf if less else left[1] + slack
        self.sides.right.within(box, lowest, highest)

    def split(self, box: Box) -> list[Move] | None:
        """Make both sides linear; then less, equal or greater.  None where a side cannot be made linear."""
        left, right = self.sides.left, self.sides.right
        if moves := left.split(box) or right.split(box):
            return moves
        one, other = left.span(box), right.span(box)
        if one is None or other is None or left.linear(box) is None or right.linear(box) is None:
            return None
        orders = self.sides.orders(one, other, box)
        return [partial(Box.assume, key=self.sides, order=order) for order in orders]


def rows_of(box: Box) -> list[Row]:
    """Write the assumed orders, and the bounds of the numbers in them, as linear rows."""
    rows = [row for sides, order in box.orders.items() for row in _order_rows(sides, order, box)]
    slots = sorted({slot for row in rows for slot in row.factors})
    return rows + [row for slot in slots for row in _bound_rows(slot, box)]


def _order_rows(sides: Sides, order: Order, box: Box) -> Iterator[Row]:
    """Say ``left - right < 0`` and the like, as far apart as the slack allows."""
    left, right = sides.left.linear(box), sides.right.linear(box)
    if left is None or right is None:
        return
    slack = Fraction(sides.slack(box))
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
