"""Conditions as the search sees them: each surely holds, or surely does not, or can still do both.

A condition arrives in negation normal form, where all connectives are monotone.  There "unknown" need not be
told from "false": a condition surely holds exactly where enough of its tests surely hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Protocol

from .box import NUMBER, Bound, Box, ContradictionError, Move, Slot

__all__ = ["BOTH", "FAILS", "HOLDS", "Either", "Every", "Formula", "Given", "In", "Within"]

HOLDS, FAILS, BOTH = 1, 2, 3
"""What a condition can still do, as bits."""


class Formula(Protocol):
    """A condition over a box."""

    slots: frozenset[int]
    rounded: bool

    def truth(self, box: Box) -> int:
        """Tell what the condition can do in the box: `HOLDS`, `FAILS` or `BOTH`."""

    def narrow(self, box: Box, holds: bool) -> None:
        """Take away what contradicts the wish; may raise `ContradictionError`; loses no solution."""

    def split(self, box: Box) -> list[Move] | None:
        """Give assumptions that cover every case and settle something; None where there are none."""


class _Joined:
    """A connective: `decisive` is what one part alone brings about."""

    decisive: int

    def __init__(self, parts: Sequence[Formula]) -> None:
        self.parts = tuple(parts)
        self.slots = frozenset[int]().union(*(part.slots for part in parts))
        self.rounded = any(part.rounded for part in parts)

    def truth(self, box: Box) -> int:
        decisive, other = self.decisive, BOTH - self.decisive
        found = other
        for part in self.parts:
            truth = part.truth(box)
            if truth == decisive:
                return decisive
            found |= truth
        return found

    def narrow(self, box: Box, holds: bool) -> None:
        wish = HOLDS if holds else FAILS
        if wish != self.decisive:
            for part in self.parts:
                part.narrow(box, holds)
            return
        able = [part for part in self.parts if part.truth(box) & wish]
        if len(able) <= 1:
            for part in able:
                part.narrow(box, holds)
            if not able:
                raise ContradictionError

    def split(self, box: Box) -> list[Move] | None:
        unsettled = (part for part in self.parts if part.truth(box) == BOTH)
        return next((moves for part in unsettled if (moves := part.split(box))), None)


class Every(_Joined):
    """Holds where every part holds; without parts, always."""

    decisive = FAILS


class Either(_Joined):
    """Holds where a part holds; without parts, never."""

    decisive = HOLDS


class Given:
    """A condition whose truth is given: it always holds, or never, or (`BOTH`) lies outside the theory."""

    rounded = False

    def __init__(self, truth: int, slots: frozenset[int]) -> None:
        self.given = truth
        self.slots = slots

    def truth(self, box: Box) -> int:
        """As given."""
        return self.given

    def narrow(self, box: Box, holds: bool) -> None:
        """Nothing follows, or that there is no solution."""
        if not self.given & (HOLDS if holds else FAILS):
            raise ContradictionError

    def split(self, box: Box) -> list[Move] | None:
        """Nothing settles it."""
        return None


class In:
    """A variable is in one of the states of a mask."""

    rounded = False

    def __init__(self, slot: Slot, mask: int) -> None:
        self.index = slot.index
        self.mask = mask
        self.slots = frozenset({slot.index})

    def truth(self, box: Box) -> int:
        """Tell by what is left of the variable's states."""
        left = box.pieces[self.index][0]
        return HOLDS * bool(left & self.mask) | FAILS * bool(left & ~self.mask)

    def narrow(self, box: Box, holds: bool) -> None:
        """Keep the states within, or those without."""
        box.keep(self.index, self.mask if holds else ~self.mask)

    def split(self, box: Box) -> list[Move] | None:
        """Within, or without."""
        return [lambda b: b.keep(self.index, self.mask), lambda b: b.keep(self.index, ~self.mask)]


class Within:
    """The whole number (or day) of a variable is there, and lies from `low` to `high`, or `outside` of that.

    Every comparison of one variable with a constant has this form.
    """

    rounded = False

    def __init__(self, slot: Slot, low: Bound, high: Bound, outside: bool = False) -> None:
        self.index = slot.index
        self.low = low
        self.high = high
        self.outside = outside
        self.slots = frozenset({slot.index})

    def truth(self, box: Box) -> int:
        """Tell by the bounds; a missing number always fails."""
        mask, low, high = box.pieces[self.index]
        if not mask & NUMBER:
            return FAILS
        found = FAILS * (mask != NUMBER)
        within = HOLDS * (low <= self.high and self.low <= high)
        without = FAILS * (low < self.low or self.high < high)
        return found | (_swapped(within | without) if self.outside else within | without)

    def narrow(self, box: Box, holds: bool) -> None:
        """Clip the number; where the condition is to hold, it must also be there."""
        if holds:
            box.keep(self.index, NUMBER)
        if holds != self.outside:
            box.clip(self.index, self.low, self.high)
        else:
            self._leave(box)

    def _leave(self, box: Box) -> None:
        """Take the range out of the number, as far as it reaches one of its ends."""
        _, low, high = box.pieces[self.index]
        if self.low <= low:
            box.clip(self.index, max(low, self.high + 1), high)
        elif high <= self.high:
            box.clip(self.index, low, self.low - 1)

    def split(self, box: Box) -> list[Move] | None:
        """There or missing; then within, below or above."""
        index = self.index
        if box.pieces[index][0] != NUMBER:
            return [lambda b: b.keep(index, NUMBER), lambda b: b.keep(index, ~NUMBER)]
        ranges = ((self.low, self.high), (-math.inf, self.low - 1), (self.high + 1, math.inf))
        return [partial(Box.clip, index=index, low=low, high=high) for low, high in ranges]


def _swapped(truth: int) -> int:
    return (truth & HOLDS) << 1 | (truth & FAILS) >> 1
