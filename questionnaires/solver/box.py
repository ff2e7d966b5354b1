"""The state of a search: for every variable, what it can still be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from ...study.missing import Reason

__all__ = ["NUMBER", "Bound", "Box", "ContradictionError", "Kind", "Move", "Order", "Piece", "Slot"]

Bound: TypeAlias = int | Fraction | float
"""A number without rounding; a float only as infinity."""

Kind: TypeAlias = Literal["number", "text", "date", "set"]
Order: TypeAlias = Literal["<", "=", ">"]

Piece: TypeAlias = tuple[int, Bound, Bound]
"""What is left of a variable: the mask of its states, and the bounds of its number."""

NUMBER = 1
"""The bit of a ranged variable that stands for "a number between the bounds"."""


class ContradictionError(Exception):
    """Raised where nothing is left that a variable could be."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A variable as the search sees it: one bit for each thing that it can be.

    The answers come first, in ascending order, then the reasons.  A `ranged` variable has one bit (`NUMBER`)
    for all its numbers, from `low` to `high`; the dates among them are counted in days.
    """

    index: int
    kind: Kind
    states: tuple[Any, ...]
    values: int
    numbers: tuple[Bound, ...] = ()
    ranged: bool = False
    whole: bool = False
    low: Bound = 0
    high: Bound = 0
    bits: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def everything(self) -> int:
        """The mask of all states."""
        return (1 << len(self.states)) - 1


class Box:
    """What every variable can still be, and the orders between expressions that the search has assumed.

    `pieces` holds for each variable the mask of its states and the bounds of its number.  `slack` is how far
    two values that were computed with rounding are allowed to be apart and still count as equal.  `changed`
    collects what has been narrowed since somebody last looked.
    """

    __slots__ = ("changed", "orders", "pieces", "slack", "slots")

    def __init__(
        self,
        slots: Sequence[Slot],
        pieces: list[Piece],
        slack: Fraction | int = 0,
        orders: dict[Any, Order] | None = None,
    ) -> None:
        self.slots = slots
        self.pieces = pieces
        self.slack = slack
        self.orders = orders or {}
        self.changed: set[int] = set()

    def copy(self) -> Box:
        """Copy, so that an assumption can be taken back."""
        return Box(self.slots, self.pieces[:], self.slack, self.orders.copy())

    def keep(self, index: int, mask: int) -> None:
        """Take away every state that is not in the mask."""
        old, low, high = self.pieces[index]
        new = old & mask
        if not new:
            raise ContradictionError
        if new != old:
            self.pieces[index] = new, low, high
            self.changed.add(index)

    def clip(self, index: int, low: Bound, high: Bound) -> None:
        """Take away every number below `low` or above `high`; the reasons stay."""
        mask, old_low, old_high = self.pieces[index]
        if not mask & NUMBER:
            return
        if self.slots[index].whole:
            low, high = _up(low), _down(high)
        if low <= old_low and high >= old_high:
            return
        low, high = max(low, old_low), min(high, old_high)
        if low > high:
            self.keep(index, ~NUMBER)
        else:
            self.pieces[index] = mask, low, high
            self.changed.add(index)

    def assume(self, key: Any, order: Order) -> None:
        """Assume how two expressions compare."""
        self.orders[key] = order
        self.changed |= key.slots


Move: TypeAlias = Callable[[Box], None]
"""One of the assumptions that a search tries in turn; together they leave nothing out."""


def _up(bound: Bound) -> Bound:
    return bound if isinstance(bound, int) or math.isinf(bound) else math.ceil(bound)


def _down(bound: Bound) -> Bound:
    return bound if isinstance(bound, int) or math.isinf(bound) else math.floor(bound)
