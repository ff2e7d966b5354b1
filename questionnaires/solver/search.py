"""Find one respondent who meets all requirements, or show that there is none: propagate, split, try.

Propagation takes away from every variable what contradicts a requirement, until nothing changes.  What is
then still open is split into cases that leave nothing out.  Both lose no respondent, so that an exhausted
search is a proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from .box import NUMBER, Bound, Box, ContradictionError, Move
from .formulas import BOTH, FAILS, HOLDS, Formula
from .linear import OutOfReachError, point
from .relation import rows_of

__all__ = ["Link", "Requirement", "Search", "Solution", "Wish"]

MAX_STEPS = 3_000
"""Most cases looked at before the search gives up without a claim."""

_STEPS_OF_NUMBERS = 10
"""What looking for numbers counts as: it takes about as long as so many steps without."""

MAX_ROUNDS = 200
"""Most rounds of propagation in one step; a bound can creep for very long."""


class Requirement(Protocol):
    """Something every solution fulfils."""

    @property
    def slots(self) -> frozenset[int]:
        """The variables it depends on."""

    @property
    def rounded(self) -> bool:
        """Whether it depends on values that a computer rounds."""

    def narrow(self, box: Box) -> None:
        """Take away what contradicts it."""

    def settled(self, box: Box) -> bool:
        """Tell whether everything left in the box fulfils it."""

    def split(self, box: Box) -> list[Move] | None:
        """Give cases that settle some of it."""


@dataclass(frozen=True)
class Wish:
    """A condition that must surely hold, or must not surely hold."""

    formula: Formula
    holds: bool = True

    @property
    def slots(self) -> frozenset[int]:
        """The variables it depends on."""
        return self.formula.slots

    @property
    def rounded(self) -> bool:
        """Whether it depends on values that a computer rounds."""
        return self.formula.rounded

    def narrow(self, box: Box) -> None:
        """Take away what contradicts the wish."""
        self.formula.narrow(box, self.holds)

    def settled(self, box: Box) -> bool:
        """Whether it is granted."""
        return self.formula.truth(box) == (HOLDS if self.holds else FAILS)

    def split(self, box: Box) -> list[Move] | None:
        """Split the condition."""
        return self.formula.split(box)


@dataclass(frozen=True)
class Link:
    """A question is asked where its routing surely holds, and routed past elsewhere.

    Two halves, so that a proof can find out which it rests on: whoever is asked fulfils all that is `needed`,
    and whoever fulfils all that is `enough` is asked (None: nobody has to be).  `past` is the mask of "routed
    past", `asked` that of what stands there when it is asked.
    """

    index: int
    past: int
    asked: int
    needed: tuple[Formula, ...]
    enough: tuple[Formula, ...] | None
    slots: frozenset[int] = field(init=False)
    rounded: bool = field(init=False)

    def __post_init__(self) -> None:
        conditions = (*self.needed, *(self.enough or ()))
        slots = frozenset({self.index}).union(*(each.slots for each in conditions))
        object.__setattr__(self, "slots", slots)
        object.__setattr__(self, "rounded", any(each.rounded for each in conditions))

    def narrow(self, box: Box) -> None:
        """Settle the answer by the routing, and the routing by the answer."""
        if FAILS in _truths(self.needed, box):
            box.keep(self.index, self.past)
        elif not box.pieces[self.index][0] & self.past:
            for condition in self.needed:
                condition.narrow(box, holds=True)
        if self.enough is not None:
            self._narrow_enough(self.enough, box)

    def _narrow_enough(self, enough: tuple[Formula, ...], box: Box) -> None:
        able = [each for each in enough if each.truth(box) & FAILS]
        if not able:
            box.keep(self.index, self.asked)
        elif len(able) == 1 and not box.pieces[self.index][0] & self.asked:
            able[0].narrow(box, holds=False)

    def settled(self, box: Box) -> bool:
        """Whether answer and routing agree, whatever is still open."""
        left = box.pieces[self.index][0]
        if left & ~self.past and set(_truths(self.needed, box)) - {HOLDS}:
            return False
        return self.enough is None or not left & ~self.asked or FAILS in _truths(self.enough, box)

    def split(self, box: Box) -> list[Move] | None:
        """Settle whether it is asked, then the routing."""
        left = box.pieces[self.index][0]
        if left & self.past and left & ~self.past:
            return [lambda b: b.keep(self.index, ~self.past), lambda b: b.keep(self.index, self.past)]
        unsettled = (each for each in (*self.needed, *(self.enough or ())) if each.truth(box) == BOTH)
        return next((moves for each in unsettled if (moves := each.split(box))), None)


def _truths(conditions: tuple[Formula, ...], box: Box) -> list[int]:
    return [each.truth(box) for each in conditions]


@dataclass(frozen=True)
class Solution:
    """The box that is left, where everything fulfils the requirements, and numbers that fit each other."""

    box: Box
    numbers: dict[int, Fraction]

    def state(self, index: int) -> tuple[int, Bound | None]:
        """Give the first state that is left of a variable, as its bit, and its number if it is one."""
        mask, low, high = self.box.pieces[index]
        slot = self.box.slots[index]
        bit = (mask & -mask).bit_length() - 1
        if not slot.ranged or not mask & NUMBER:
            return bit, None
        return bit, self.numbers.get(index, max(low, min(high, _usual(low, high))))


def _usual(low: Bound, high: Bound) -> Bound:
    return low if not math.isinf(low) else high if not math.isinf(high) else 0


@dataclass(frozen=True, slots=True)
class _Case:
    """A box, the requirements that are open in it, and the variables whose own are among them."""

    box: Box
    active: list[Requirement]
    known: frozenset[int]


class Search:
    """One search.

    Parameters
    ----------
    wanted : sequence of Requirement
        What every solution fulfils.
    about : function of int to sequence of Requirement
        What else holds of a variable.  It is left alone for as long as nothing takes anything away from the
        variable: whatever the others are, an answer can then be found for it that fits.
    """

    def __init__(self, wanted: Sequence[Requirement], about: Callable[[int], Sequence[Requirement]]) -> None:
        self.wanted = wanted
        self.about = about
        self.used: set[int] = set()
        self.rounded = any(each.rounded for each in wanted)
        self.complete = True
        self.steps = 0

    def run(self, box: Box) -> Solution | None:
        """Search the box, depth first; None is a proof only where the search was `complete`."""
        waiting = [_Case(box, [*self.wanted], frozenset())]
        while waiting and self.steps < MAX_STEPS:
            self.steps += 1
            found = self._examine(waiting.pop())
            if isinstance(found, Solution):
                return found
            waiting += reversed(found)
        self.complete &= not waiting
        return None

    def _examine(self, case: _Case) -> Solution | list[_Case]:
        """Solve a case, or split it; no cases are left of one that contradicts itself."""
        try:
            active, known = self._propagate(case.box, case.active, case.known)
            numbers = self._numbers(case.box)
        except ContradictionError:
            return []
        except OutOfReachError:
            self.complete = False
            return []
        if case.box.changed:
            return [_Case(case.box, active, known)]
        still_open = [each for each in active if not each.settled(case.box)]
        return self._split(case.box, still_open, known) if still_open else Solution(case.box, numbers)

    def _propagate(
        self, box: Box, active: list[Requirement], known: frozenset[int]
    ) -> tuple[list[Requirement], frozenset[int]]:
        """Narrow until nothing changes, or for long enough; what is said of a variable comes in with it."""
        due = active if self.steps == 1 else []
        for _ in range(MAX_ROUNDS):
            further = [each for index in sorted(box.changed - known) for each in self._used(index)]
            due = [*due, *(each for each in active if not box.changed.isdisjoint(each.slots)), *further]
            known |= box.changed
            active = active + further
            box.changed = set()
            for requirement in due:
                requirement.narrow(box)
            if not box.changed:
                break
            due = []
        return active, known

    def _used(self, index: int) -> Sequence[Requirement]:
        self.used.add(index)
        found = self.about(index)
        self.rounded |= any(each.rounded for each in found)
        return found

    def _numbers(self, box: Box) -> dict[int, Fraction]:
        """Find numbers that stand in the orders that have been assumed."""
        if not box.orders:
            return {}
        self.steps += _STEPS_OF_NUMBERS
        rows = rows_of(box)
        found = point(rows, {slot for row in rows for slot in row.factors if box.slots[slot].whole})
        if found is None:
            raise ContradictionError
        return found

    def _split(self, box: Box, still_open: list[Requirement], known: frozenset[int]) -> list[_Case]:
        moves = next((moves for each in still_open if (moves := each.split(box))), None)
        self.complete &= moves is not None
        cases: list[_Case] = []
        for move in moves or ():
            case = _Case(box.copy(), still_open, known)
            with suppress(ContradictionError):
                move(case.box)
                cases.append(case)
        return cases
