"""Values as the search sees them: between which bounds they lie, and whether they can be missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Protocol, TypeAlias

from .box import NUMBER, Bound, Box, Move, Slot
from .formulas import BOTH, FAILS, HOLDS, Formula

__all__ = [
    "Counted",
    "Difference",
    "Expression",
    "Fixed",
    "Linear",
    "Nothing",
    "Product",
    "Range",
    "Summed",
    "Total",
    "Value",
]

Linear: TypeAlias = tuple[dict[int, Fraction], Fraction]
"""Coefficients by variable, and the constant."""

Range: TypeAlias = tuple[Bound, Bound, bool]
"""Smallest, largest, and whether it can also be missing."""


class Expression(Protocol):
    """A value over a box."""

    slots: frozenset[int]
    rounded: bool
    """Whether a computer's arithmetic may round it."""

    def span(self, box: Box) -> Range | None:
        """Give bounds of the value; None where it is surely missing."""

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Take away what keeps the value from being there and between the bounds."""

    def split(self, box: Box) -> list[Move] | None:
        """Give assumptions that make the value linear; None where it is, or where there are none."""

    def linear(self, box: Box) -> Linear | None:
        """Write the value as a linear form of numbers that are surely there; None where it is not one yet."""


class Nothing:
    """A value that is always missing, such as a text in a calculation."""

    rounded: bool = False

    def __init__(self, slots: frozenset[int] = frozenset()) -> None:
        self.slots = slots

    def span(self, box: Box) -> Range | None:
        """Surely missing."""
        return None

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Nothing follows that its span does not tell."""

    def split(self, box: Box) -> list[Move] | None:
        """Settled."""
        return None

    def linear(self, box: Box) -> Linear | None:
        """No form."""
        return None


class Fixed(Nothing):
    """A constant."""

    def __init__(self, number: int | Fraction) -> None:
        super().__init__()
        self.number = number
        self.rounded: bool = isinstance(number, Fraction)

    def span(self, box: Box) -> Range | None:
        """The constant."""
        return self.number, self.number, False

    def linear(self, box: Box) -> Linear | None:
        """The constant."""
        return {}, Fraction(self.number)


class Value:
    """The number of a variable; a finite one has a number for each of its first states."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        self.slots = frozenset({slot.index})
        self.rounded = slot.ranged and not slot.whole

    def span(self, box: Box) -> Range | None:
        """Give the bounds of what is left."""
        mask, low, high = box.pieces[self.slot.index]
        there = mask & self.slot.values
        if not there:
            return None
        if not self.slot.ranged:
            low, high = self.slot.numbers[_lowest(there)], self.slot.numbers[there.bit_length() - 1]
        return low, high, mask != there

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Keep what is there and between the bounds."""
        if self.slot.ranged:
            box.keep(self.slot.index, NUMBER)
            box.clip(self.slot.index, low, high)
        else:
            fit = (1 << bit for bit, number in enumerate(self.slot.numbers) if low <= number <= high)
            box.keep(self.slot.index, sum(fit))

    def split(self, box: Box) -> list[Move] | None:
        """There or missing; then the smaller half of a finite variable's values, or the larger."""
        mask = box.pieces[self.slot.index][0]
        there = mask & self.slot.values
        if there not in (0, mask):
            return self._parted(there)
        if self.slot.ranged or there.bit_count() <= 1:
            return None
        bits = [1 << bit for bit in range(there.bit_length()) if there >> bit & 1]
        return self._parted(sum(bits[: len(bits) // 2]))

    def _parted(self, mask: int) -> list[Move]:
        return [partial(Box.keep, index=self.slot.index, mask=each) for each in (mask, ~mask)]

    def linear(self, box: Box) -> Linear | None:
        """The variable itself, or the one value that is left."""
        found = self.span(box)
        if found is None or found[2]:
            return None
        if found[0] == found[1]:
            return {}, Fraction(found[0])
        return ({self.slot.index: Fraction(1)}, Fraction(0)) if self.slot.ranged else None


class _Pair:
    """Two values calculated into one, which is missing where either is."""

    def __init__(self, left: Expression, right: Expression) -> None:
        self.left = left
        self.right = right
        self.slots = left.slots | right.slots
        self.rounded = left.rounded or right.rounded

    def split(self, box: Box) -> list[Move] | None:
        """Settle one side, then the other."""
        return self.left.split(box) or self.right.split(box)


class Total(_Pair):
    """The sum of two values."""

    def span(self, box: Box) -> Range | None:
        """Add the bounds."""
        left, right = self.left.span(box), self.right.span(box)
        if left is None or right is None:
            return None
        return left[0] + right[0], left[1] + right[1], left[2] or right[2]

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Leave to each side what the other cannot make up for."""
        left, right = self.left.span(box), self.right.span(box)
        if left is not None and right is not None:
            self.left.within(box, low - right[1], high - right[0])
            self.right.within(box, low - left[1], high - left[0])

    def linear(self, box: Box) -> Linear | None:
        """Add the forms."""
        return _added(self.left.linear(box), self.right.linear(box))


class Difference(_Pair):
    """One value less another."""

    def span(self, box: Box) -> Range | None:
        """Subtract the bounds crosswise."""
        left, right = self.left.span(box), self.right.span(box)
        if left is None or right is None:
            return None
        return left[0] - right[1], left[1] - right[0], left[2] or right[2]

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Leave to each side what the other cannot make up for."""
        left, right = self.left.span(box), self.right.span(box)
        if left is not None and right is not None:
            self.left.within(box, low + right[0], high + right[1])
            self.right.within(box, left[0] - high, left[1] - low)

    def linear(self, box: Box) -> Linear | None:
        """Subtract the forms."""
        right = self.right.linear(box)
        return _added(self.left.linear(box), None if right is None else _scaled(right, Fraction(-1)))


class Product(_Pair):
    """Two values multiplied; linear once one of them is settled."""

    def span(self, box: Box) -> Range | None:
        """Multiply the bounds; the extremes are at the corners."""
        left, right = self.left.span(box), self.right.span(box)
        if left is None or right is None:
            return None
        corners = [_times(a, b) for a in left[:2] for b in right[:2]]
        return min(corners), max(corners), left[2] or right[2]

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Both sides must be there; no more is inferred."""
        self.left.within(box, -math.inf, math.inf)
        self.right.within(box, -math.inf, math.inf)

    def split(self, box: Box) -> list[Move] | None:
        """Settle both sides; then halve a whole variable of theirs until one of them is settled."""
        found = super().split(box)
        if found or self.linear(box) is not None or self.span(box) is None:
            return found
        forms = [side.linear(box) for side in (self.left, self.right)]
        slots = {slot for form in forms if form is not None for slot in form[0]}
        return next((halves for slot in sorted(slots) if (halves := self._halves(box, slot))), None)

    def _halves(self, box: Box, index: int) -> list[Move] | None:
        _, low, high = box.pieces[index]
        if not box.slots[index].whole or math.isinf(high - low) or low == high:
            return None
        middle = (low + high) // 2
        return [
            partial(Box.clip, index=index, low=low, high=middle),
            partial(Box.clip, index=index, low=middle + 1, high=high),
        ]

    def linear(self, box: Box) -> Linear | None:
        """Scale one side by the other, if that is settled."""
        left, right = self.left.linear(box), self.right.linear(box)
        if left is None or right is None or (left[0] and right[0]):
            return None
        return _scaled(left, right[1]) if not right[0] else _scaled(right, left[1])


class Summed:
    """The sum of what is there; missing where nothing is."""

    def __init__(self, parts: Sequence[Expression]) -> None:
        self.parts = tuple(parts)
        self.slots = frozenset[int]().union(*(part.slots for part in parts))
        self.rounded = any(part.rounded for part in parts)

    def span(self, box: Box) -> Range | None:
        """Add the bounds; a part that can be missing can also be 0."""
        found = [span for part in self.parts if (span := part.span(box)) is not None]
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        low = sum(min(low, 0) if missing else low for low, _, missing in found)
        high = sum(max(high, 0) if missing else high for _, high, missing in found)
        return low, high, all(missing for _, _, missing in found)

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Leave to each part that is surely there what the others cannot make up for."""
        whole = self.span(box)
        for part in self.parts:
            span = part.span(box)
            if whole is None or span is None or span[2] or math.isinf(whole[1] - whole[0]):
                continue
            part.within(box, low - (whole[1] - span[1]), high - (whole[0] - span[0]))

    def split(self, box: Box) -> list[Move] | None:
        """Settle one part after the other."""
        return next((moves for part in self.parts if (moves := part.split(box))), None)

    def linear(self, box: Box) -> Linear | None:
        """Add the forms of the parts that are there."""
        there = [part for part in self.parts if part.span(box) is not None]
        total: Linear | None = ({}, Fraction(0)) if there else None
        for part in there:
            total = _added(total, part.linear(box))
        return total


class Counted:
    """How many conditions surely hold."""

    def __init__(self, parts: Sequence[Formula]) -> None:
        self.parts = tuple(parts)
        self.slots = frozenset[int]().union(*(part.slots for part in parts))
        self.rounded = any(part.rounded for part in parts)

    def span(self, box: Box) -> Range | None:
        """From those that must hold to those that can."""
        truths = [part.truth(box) for part in self.parts]
        return truths.count(HOLDS), len(truths) - truths.count(FAILS), False

    def within(self, box: Box, low: Bound, high: Bound) -> None:
        """Where every open condition is needed, or none is left to hold, each one follows."""
        truths = [part.truth(box) for part in self.parts]
        sure, able = truths.count(HOLDS), len(truths) - truths.count(FAILS)
        if (able > low) == (sure < high):
            return
        for part, truth in zip(self.parts, truths, strict=True):
            if truth == BOTH:
                part.narrow(box, holds=able <= low)

    def split(self, box: Box) -> list[Move] | None:
        """Settle one condition after the other."""
        unsettled = (part for part in self.parts if part.truth(box) == BOTH)
        return next((moves for part in unsettled if (moves := part.split(box))), None)

    def linear(self, box: Box) -> Linear | None:
        """The number, once every condition is settled."""
        low, high, _ = self.span(box) or (0, 1, False)
        return ({}, Fraction(low)) if low == high else None


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _times(left: Bound, right: Bound) -> Bound:
    """Multiply, with 0 times infinity as 0."""
    return 0 if left == 0 or right == 0 else left * right


def _added(left: Linear | None, right: Linear | None) -> Linear | None:
    if left is None or right is None:
        return None
    forms = {**left[0]}
    for slot, factor in right[0].items():
        forms[slot] = forms.get(slot, Fraction(0)) + factor
    return {slot: factor for slot, factor in forms.items() if factor}, left[1] + right[1]


def _scaled(form: Linear, factor: Fraction) -> Linear:
    if not factor:
        return {}, Fraction(0)
    return {slot: each * factor for slot, each in form[0].items()}, form[1] * factor
