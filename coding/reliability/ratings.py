"""Ratings as they are handed in: one row a coder, one column a unit, None where a coder did not rate."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd

__all__ = ["Code", "Ratings", "is_missing", "units_of", "weights_of"]

Code = Hashable
Ratings = Sequence[Sequence[Code | None]]


def is_missing(rating: object) -> bool:
    """Say whether a coder did not rate: None, or what numpy and pandas put in an empty place.

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0)
    (True, True, False)
    """
    return rating is None or rating is pd.NA or bool(rating != rating)  # noqa: PLR0124


def units_of(ratings: Ratings) -> list[list[Code]]:
    """Turn coders x units into one list of ratings for each unit, without the missing ones.

    Raises
    ------
    ValueError
        If the coders' rows differ in length.

    Examples
    --------
    >>> units_of([["a", "b", None], ["a", None, None]])
    [['a', 'a'], ['b'], []]
    """
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every coder needs one rating a unit; use None where a coder did not rate")
    return [[rating for rating in unit if not is_missing(rating)] for unit in zip(*ratings, strict=True)]


def weights_of(weights: Sequence[int] | None, units: int) -> Sequence[int]:
    """Give how many units there are of each kind: as told, or one.

    Raises
    ------
    ValueError
        If there is not one weight a unit, or one is negative.
    """
    if weights is None:
        return [1] * units
    if len(weights) != units or any(n < 0 for n in weights):
        raise ValueError("weights are one number from 0 on for each unit")
    return weights
