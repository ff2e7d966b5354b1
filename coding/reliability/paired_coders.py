"""Two coders: Cohen's kappa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from .number_like import NumberLike
from .ratings import Code, units_of, weights_of

__all__ = ["Kappa", "cohen"]

_PAIR = 2


@dataclass(frozen=True, slots=True, eq=False)
class Kappa(NumberLike):
    """Agreement beyond chance.

    Parameters
    ----------
    value : float or None, -1..1
        The coefficient; None where it is not defined.
    observed, expected : float or None, 0..1
        Share of agreement found, and by chance.
    units : int
        Units that every coder rated: what the coefficient rests on.
    left_out : int
        Units that were not rated by every coder.
    coders : int
        How many coders rated each unit.
    categories : tuple
        The codes that were used, in a fixed order.
    undefined : str
        Why there is no value, where there is none.
    """

    value: float | None
    observed: float | None
    expected: float | None
    units: int
    left_out: int
    coders: int
    categories: tuple[Hashable, ...]
    undefined: str = ""


def cohen(a: Sequence[Code | None], b: Sequence[Code | None], weights: Sequence[int] | None = None) -> Kappa:
    """Work out Cohen's kappa of two coders.

    Parameters
    ----------
    a, b : sequence, (n_units,)
        The code each coder gave to each unit, in the same order; None: not rated.
    weights : sequence of int, (n_units,), optional
        How many units there are of each kind; default: one.

    Returns
    -------
    Kappa

    Raises
    ------
    ValueError
        If the two differ in length.

    Notes
    -----
    (observed - expected) / (1 - expected), with the chance agreement of two coders who keep their own
    margins.  J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20(1), 37-46.

    Examples
    --------
    >>> found = cohen(["trust", "trust", "money", None], ["trust", "money", "money", "money"])
    >>> found.value, found.observed, found.units, found.left_out
    (0.4, 0.6666666666666666, 3, 1)
    >>> cohen(["trust", "trust"], ["trust", "trust"]).undefined
    'undefined because both coders gave every unit the same single code'
    """
    units = units_of([a, b])
    times = weights_of(weights, len(units))
    pairs = Counter[tuple[Code, Code]]()
    for unit, weight in zip(units, times, strict=True):
        if len(unit) == _PAIR and weight:
            pairs[unit[0], unit[1]] += weight
    n, left_out = pairs.total(), sum(times) - pairs.total()
    first, second = _margin(pairs, 0), _margin(pairs, 1)
    used = tuple(sorted({*first, *second}, key=repr))
    if not n:
        why = "undefined because no unit was rated by both coders"
        return Kappa(None, None, None, 0, left_out, _PAIR, used, why)
    # Whole numbers until the last step, so that "certain by chance" is found exactly.
    agreed, by_chance = (
        sum(weight for (one, other), weight in pairs.items() if one == other),
        sum(first[code] * second[code] for code in used),
    )
    if by_chance == n * n:
        why = "undefined because both coders gave every unit the same single code"
        return Kappa(None, 1.0, 1.0, n, left_out, _PAIR, used, why)
    value = (agreed * n - by_chance) / (n * n - by_chance)
    return Kappa(value, agreed / n, by_chance / (n * n), n, left_out, _PAIR, used)


def _margin(pairs: Counter[tuple[Code, Code]], side: int) -> Counter[Code]:
    counts = Counter[Code]()
    for pair, weight in pairs.items():
        counts[pair[side]] += weight
    return counts
