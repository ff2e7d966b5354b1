"""Percent agreement: how often two coders of the same unit gave the same code, chance left in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .number_like import NumberLike
from .ratings import Ratings, units_of, weights_of

__all__ = ["PercentAgreement", "percent_agreement"]


@dataclass(frozen=True, slots=True, eq=False)
class PercentAgreement(NumberLike):
    """Share of agreeing pairs.

    Parameters
    ----------
    value : float or None, 0..1
        `agreeing` over `pairs`; None where there are no pairs.
    agreeing, pairs : int
        Pairs of ratings of the same unit by different coders.
    units : int
        Units with at least two ratings.
    undefined : str
        Why there is no value, where there is none.
    """

    value: float | None
    agreeing: int
    pairs: int
    units: int
    undefined: str = ""


def percent_agreement(ratings: Ratings, weights: Sequence[int] | None = None) -> PercentAgreement:
    """Work out the share of agreement over all pairs of coders.

    Parameters
    ----------
    ratings : sequence of sequence, (n_coders, n_units)
        One row a coder; None: not rated.
    weights : sequence of int, (n_units,), optional
        How many units there are of each kind; default: one.

    Returns
    -------
    PercentAgreement

    Raises
    ------
    ValueError
        If the rows differ in length.

    Examples
    --------
    >>> found = percent_agreement([["a", "b", "b"], ["a", "b", "a"], ["a", None, None]])
    >>> found.agreeing, found.pairs, found.value
    (4, 5, 0.8)
    """
    units = units_of(ratings)
    rated = [pair for pair in zip(units, weights_of(weights, len(units)), strict=True) if len(pair[0]) > 1]
    pairs = sum(_pairs(len(unit)) * weight for unit, weight in rated)
    agreeing = sum(_pairs(times) * weight for unit, weight in rated for times in Counter(unit).values())
    if not pairs:
        return PercentAgreement(None, 0, 0, 0, "undefined because no unit was rated by two coders")
    return PercentAgreement(agreeing / pairs, agreeing, pairs, sum(weight for _, weight in rated))


def _pairs(n: int) -> int:
    return n * (n - 1) // 2
