"""Krippendorff's alpha: any number of coders, any level of measurement, missing ratings allowed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from .number_like import NumberLike
from .ratings import Ratings, units_of, weights_of

__all__ = ["Alpha", "Level", "alpha"]

Level = Literal["nominal", "ordinal", "interval", "ratio"]
_Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Alpha(NumberLike):
    """Krippendorff's alpha with what it rests on.

    Parameters
    ----------
    value : float or None, up to 1
        The coefficient; None where it is not defined.
    level : {'nominal', 'ordinal', 'interval', 'ratio'}
        How differences between codes are counted.
    observed, expected : float or None
        Disagreement found, and by chance; at interval level on the scale where the widest difference is 1.
    units : int
        Units with at least two ratings: only these count.
    pairable : int
        Ratings of these units.
    left_out : int
        Ratings of units that only one coder rated.
    coders : int
        Rows of the data.
    undefined : str
        Why there is no value, where there is none.
    """

    value: float | None
    level: Level
    observed: float | None
    expected: float | None
    units: int
    pairable: int
    left_out: int
    coders: int
    undefined: str = ""


def alpha(ratings: Ratings, level: Level = "nominal", weights: Sequence[int] | None = None) -> Alpha:
    """Work out Krippendorff's alpha.

    Parameters
    ----------
    ratings : sequence of sequence, (n_coders, n_units)
        One row a coder; None (or a floating-point not-a-number): not rated.
    level : {'nominal', 'ordinal', 'interval', 'ratio'}
        Ordinal codes need an order; interval and ratio codes are numbers.
    weights : sequence of int, (n_units,), optional
        How many units there are of each kind; default: one.

    Returns
    -------
    Alpha

    Raises
    ------
    ValueError
        If the rows differ in length, the level is not known, or the codes do not have that level.

    Notes
    -----
    1 - observed / expected disagreement, both over the coincidences of ratings within units, by the delta
    functions of K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, and (2004), Content
    Analysis, 2nd edition, chapter 11.

    Examples
    --------
    >>> first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    >>> round(alpha([first, second]).value, 3)
    0.095
    >>> alpha([["a", "a"], ["a", "a"]]).undefined
    'undefined because every rating is the same, so nothing could have differed'
    """
    if level not in get_args(Level):
        raise ValueError(f"level is one of {', '.join(get_args(Level))}")
    units = units_of(ratings)
    times = weights_of(weights, len(units))
    paired = [(unit, n) for unit, n in zip(units, times, strict=True) if len(unit) > 1 and n]
    values = _ordered({code for unit, _ in paired for code in unit}, level)
    pairable = sum(len(unit) * n for unit, n in paired)
    rated = sum(len(unit) * n for unit, n in zip(units, times, strict=True))
    basis = (sum(n for _, n in paired), pairable, rated - pairable, len(ratings))
    if len(values) < 2:  # noqa: PLR2004
        why = (
            "every rating is the same, so nothing could have differed"
            if values
            else "no unit was rated by two coders"
        )
        return Alpha(None, level, None, None, *basis, f"undefined because {why}")
    if level == "ratio" and values[0] < 0 < values[-1]:
        why = "undefined because a ratio scale starts at zero, and there are values on both sides of it"
        return Alpha(None, level, None, None, *basis, why)
    observed, expected = _disagreements(paired, values, level)
    return Alpha(1 - observed / expected, level, observed, expected, *basis)


def _ordered(codes: set[Hashable], level: Level) -> list[Any]:
    if level == "nominal":
        return sorted(codes, key=repr)
    if level == "ordinal":
        try:
            return sorted(codes)
        except TypeError as error:
            raise ValueError("ordinal codes need an order") from error
    try:
        numbers = [(float(code), code) for code in codes]  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"codes at {level} level are numbers") from error
    if not all(math.isfinite(number) for number, _ in numbers):
        raise ValueError(f"codes at {level} level are finite numbers")
    return [code for _, code in sorted(numbers)]


def _disagreements(
    units: list[tuple[list[Hashable], int]], values: list[Any], level: Level
) -> tuple[float, float]:
    counts = _counts([unit for unit, _ in units], values)
    times = np.array([float(n) for _, n in units])
    sizes, margins = counts.sum(axis=1), (counts * times[:, None]).sum(axis=0)
    n = float(margins.sum())
    coincidences = counts.T @ (counts * (times / (sizes - 1))[:, None])
    delta = _DELTAS[level](values, margins)
    # A rating is no pair with itself, but a code's distance to itself is 0: the diagonal drops out.
    observed = float((coincidences * delta).sum()) / n
    expected = float((np.outer(margins, margins) * delta).sum()) / (n * (n - 1))
    return observed, expected


def _counts(units: list[list[Hashable]], values: list[Any]) -> _Array:
    place = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(units), len(values)))
    for row, unit in enumerate(units):
        for code, times in Counter(unit).items():
            counts[row, place[code]] = times
    return counts


def _nominal(values: Sequence[Any], _margins: _Array) -> _Array:
    return 1 - np.eye(len(values))


def _ordinal(_values: Sequence[Any], margins: _Array) -> _Array:
    """Count the ratings that lie between two codes, half of those at either end."""
    middles = np.cumsum(margins) - margins / 2
    return np.subtract.outer(middles, middles) ** 2


def _interval(values: Sequence[Any], _margins: _Array) -> _Array:
    """Square the differences, on the scale where the widest is 1: alpha does not depend on the scale."""
    numbers = _scaled(values)
    differences = np.abs(np.subtract.outer(numbers, numbers))
    return (differences / differences.max()) ** 2  # type: ignore[no-any-return]


def _ratio(values: Sequence[Any], _margins: _Array) -> _Array:
    numbers = _scaled(values)
    sums = np.add.outer(numbers, numbers)
    shares = np.divide(np.subtract.outer(numbers, numbers), sums, out=np.zeros_like(sums), where=sums != 0)
    return shares**2


def _scaled(values: Sequence[Any]) -> _Array:
    numbers = np.array([float(value) for value in values])
    return numbers / np.abs(numbers).max()  # type: ignore[no-any-return]


_DELTAS: dict[Level, Callable[[Sequence[Any], _Array], _Array]] = {
    "nominal": _nominal, "ordinal": _ordinal, "interval": _interval, "ratio": _ratio,
}  # fmt: skip
