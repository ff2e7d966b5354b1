"""Any fixed number of coders: Fleiss' kappa."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

from .paired_coders import Kappa
from .ratings import weights_of

__all__ = ["fleiss"]

_PAIR = 2


def fleiss(counts: Sequence[Sequence[int]], weights: Sequence[int] | None = None) -> Kappa:
    """Work out Fleiss' kappa.

    Parameters
    ----------
    counts : sequence of sequence of int, (n_units, n_categories)
        How many coders gave each category to each unit.  The coders need not be the same people, but every
        unit needs the same number of them.
    weights : sequence of int, (n_units,), optional
        How many units there are of each kind; default: one.

    Returns
    -------
    Kappa
        ``categories`` are the numbers of the columns that were used.

    Raises
    ------
    ValueError
        If the rows differ in length, or a count is negative or not a whole number.

    Notes
    -----
    J. L. Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76(5),
    378-382.  Where the number of coders differs from unit to unit, Krippendorff's alpha is the coefficient
    to use.

    Examples
    --------
    >>> fleiss([[2, 0], [1, 1], [0, 2]]).value
    0.3333333333333333
    >>> fleiss([[2, 0], [1, 2]]).undefined
    'undefined because the units were rated by different numbers of coders (2 to 3)'
    """
    rows = _whole(counts)
    times = weights_of(weights, len(rows))
    sizes = {sum(row) for row in rows}
    weighed = [[count * n for count in row] for row, n in zip(rows, times, strict=True)]
    totals, units = [sum(column) for column in zip(*weighed, strict=True)], sum(times)
    used = tuple(place for place, total in enumerate(totals) if total)
    coders = min(sizes, default=0)
    why = _why_not(sizes, used)
    if why:
        return Kappa(None, None, None, units, 0, coders, used, why)
    pairs, ratings = units * coders * (coders - 1), units * coders
    agreed = sum(n * (n - 1) * weight for row, weight in zip(rows, times, strict=True) for n in row)
    observed, squares = agreed / pairs, sum(total * total for total in totals)
    value = (agreed * ratings**2 - squares * pairs) / (pairs * (ratings**2 - squares))
    return Kappa(value, observed, squares / ratings**2, units, 0, coders, used)


def _whole(counts: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Check the counts and make them Python's own integers, which have no largest one."""
    rows: list[tuple[Any, ...]] = [tuple(row) for row in counts]
    if len({len(row) for row in rows}) > 1:
        raise ValueError("every unit needs a count for every category")
    if any(not isinstance(n, Real) or n % 1 != 0 or n < 0 for row in rows for n in row):
        raise ValueError("counts are whole numbers from 0 on")
    return [tuple(map(int, row)) for row in rows]


def _why_not(sizes: set[int], used: tuple[int, ...]) -> str:
    if not sizes:
        return "undefined because there are no units"
    if len(sizes) > 1:
        return (
            "undefined because the units were rated by different numbers of coders "
            f"({min(sizes)} to {max(sizes)})"
        )
    if min(sizes) < _PAIR:
        return "undefined because no unit was rated by two coders"
    if len(used) == 1:
        return "undefined because every unit got the same single category"
    return ""
