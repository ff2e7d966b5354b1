"""Linear inequalities over rational and whole numbers: a point that fulfils all of them, or a proof of none.

Exact: Fourier and Motzkin's elimination in fractions, Gomory's rounding for rows of whole numbers, branch and
bound where a whole number comes out broken.

Sources: G. B. Dantzig and B. C. Eaves, "Fourier-Motzkin elimination and its dual", *Journal of Combinatorial
Theory* A 14 (1973); A. H. Land and A. G. Doig, "An automatic method of solving discrete programming
problems", *Econometrica* 28 (1960).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["OutOfReachError", "Row", "point"]

MAX_ROWS = 1500
"""Most inequalities kept at once; elimination can square their number at every step."""

MAX_BRANCHES = 200

Point = dict[int, Fraction]


class OutOfReachError(Exception):
    """Raised where the answer would take too long; nothing is claimed then."""


@dataclass(frozen=True, slots=True)
class Row:
    """``sum(factor * variable) + constant <= 0``, or ``< 0`` where it is strict."""

    factors: Mapping[int, Fraction]
    constant: Fraction
    strict: bool


def point(rows: Iterable[Row], whole: AbstractSet[int]) -> Point | None:
    """Find numbers that fulfil every row.

    Parameters
    ----------
    rows : iterable of Row
        All must hold.
    whole : set of int
        Variables that are whole numbers.

    Returns
    -------
    dict of int to Fraction, or None
        None proves that there are none.

    Raises
    ------
    OutOfReachError
        If neither was found within the limits.
    """
    waiting, branches = [[*rows]], 0
    while waiting:
        branches += 1
        if branches > MAX_BRANCHES:
            raise OutOfReachError
        current = waiting.pop()
        found = _eliminated(current, whole)
        broken = None if found is None else _broken(found, whole)
        if found is not None and broken is None:
            return found
        if found is not None and broken is not None:
            waiting += _branches(current, broken, found[broken])
    return None


def _broken(found: Point, whole: AbstractSet[int]) -> int | None:
    return next((slot for slot, number in found.items() if slot in whole and number.denominator != 1), None)


def _branches(rows: list[Row], slot: int, number: Fraction) -> list[list[Row]]:
    above = Row({slot: Fraction(-1)}, Fraction(math.ceil(number)), False)
    below = Row({slot: Fraction(1)}, -Fraction(math.floor(number)), False)
    return [[*rows, above], [*rows, below]]


def _eliminated(rows: list[Row], whole: AbstractSet[int]) -> Point | None:
    """Take one variable after the other out of the rows, then choose their numbers in reverse."""
    steps: list[tuple[int, list[Row]]] = []
    current = _distinct(rows, whole)
    while slots := {slot for row in current for slot in row.factors}:
        chosen = min(sorted(slots), key=lambda slot: _growth(current, slot))
        involved = [row for row in current if chosen in row.factors]
        steps.append((chosen, involved))
        current = _distinct([*_without(current, chosen), *_paired(involved, chosen)], whole)
        if len(current) > MAX_ROWS:
            raise OutOfReachError
    if any(row.constant > 0 or (row.strict and row.constant == 0) for row in current):
        return None
    found = dict.fromkeys((slot for row in rows for slot in row.factors), Fraction(0))
    for slot, involved in reversed(steps):
        found[slot] = _chosen(slot, involved, found)
    return found


def _growth(rows: list[Row], slot: int) -> int:
    signs = [row.factors[slot] > 0 for row in rows if slot in row.factors]
    return signs.count(True) * signs.count(False) - len(signs)


def _without(rows: list[Row], slot: int) -> list[Row]:
    return [row for row in rows if slot not in row.factors]


def _paired(rows: list[Row], slot: int) -> list[Row]:
    """Add every upper bound of the variable to every lower one, so that it falls out."""
    upper = [row for row in rows if row.factors[slot] > 0]
    lower = [row for row in rows if row.factors[slot] < 0]
    return [_combined(up, -low.factors[slot], low, up.factors[slot]) for up in upper for low in lower]


def _combined(first: Row, times: Fraction, second: Row, other: Fraction) -> Row:
    factors = {slot: factor * times for slot, factor in first.factors.items()}
    for slot, factor in second.factors.items():
        factors[slot] = factors.get(slot, Fraction(0)) + factor * other
    constant = first.constant * times + second.constant * other
    kept = {slot: factor for slot, factor in factors.items() if factor}
    return Row(kept, constant, first.strict or second.strict)


def _distinct(rows: list[Row], whole: AbstractSet[int]) -> list[Row]:
    """Keep of rows with the same left side only the strongest."""
    strongest: dict[tuple[tuple[int, Fraction], ...], Row] = {}
    for row in (_scaled(row, whole) for row in rows):
        key = tuple(sorted(row.factors.items()))
        known = strongest.get(key)
        if known is None or (row.constant, row.strict) > (known.constant, known.strict):
            strongest[key] = row
    return [*strongest.values()]


def _scaled(row: Row, whole: AbstractSet[int]) -> Row:
    """Make the factors whole, without common divisor; round the constant up where all variables are whole."""
    if not row.factors:
        return row
    common = math.lcm(*(factor.denominator for factor in row.factors.values()))
    scale = Fraction(common, math.gcd(*(int(factor * common) for factor in row.factors.values())))
    factors = {slot: factor * scale for slot, factor in row.factors.items()}
    constant = row.constant * scale
    if not factors.keys() <= whole:
        return Row(factors, constant, row.strict)
    return Row(factors, Fraction(math.floor(constant) + 1 if row.strict else math.ceil(constant)), False)


def _chosen(slot: int, rows: list[Row], found: Point) -> Fraction:
    """Choose between the bounds that the rows leave: 0 or the nearest whole number, else the middle."""
    lows: list[tuple[Fraction, bool]] = []
    highs: list[tuple[Fraction, bool]] = []
    for row in rows:
        others = (factor * found[other] for other, factor in row.factors.items() if other != slot)
        bound = -(row.constant + sum(others)) / row.factors[slot]
        (highs if row.factors[slot] > 0 else lows).append((bound, row.strict))
    low = max(lows, default=(-math.inf, False))
    high = min(highs, key=lambda bound: (bound[0], not bound[1]), default=(math.inf, False))
    least = -math.inf if not lows else math.floor(low[0]) + 1 if low[1] else math.ceil(low[0])
    most = math.inf if not highs else math.ceil(high[0]) - 1 if high[1] else math.floor(high[0])
    if least <= most:
        return Fraction(max(least, min(0, most)))
    return Fraction(low[0] + high[0]) / 2
