"""Two coders: Cohen's kappa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from .ratings import Code, units_of

__all__ = ["Kappa", "cohen"]

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Kappa:
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

    def __float__(self) -> float:
        if self.value is None:
            raise ValueError(self.undefined)
        return self.value


def cohen(a: Sequence[Code | None], b: Sequence[Code | None]) -> Kappa:
    """Work out Cohen's kappa of two coders.

    Parameters
    ----------
    a, b : sequence, (n_units,)
        The code each coder gave to each unit, in the same order; None: not rated.

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
    pairs = [(unit[0], unit[1]) for unit in units if len(unit) == _PAIR]
    n, left_out = len(pairs), len(units) - len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    used = tuple(sorted({*first, *second}, key=repr))
    if not n:
        why = "undefined because no unit was rated by both coders"
        return Kappa(None, None, None, 0, left_out, _PAIR, used, why)
    # Whole numbers until the last step, so that "certain by chance" is found exactly.
    agreed, by_chance = (
        sum(one == other for one, other in pairs),
        sum(first[code] * second[code] for code in used),
    )
    if by_chance == n * n:
        why = "undefined because both coders gave every unit the same single code"
        return Kappa(None, 1.0, 1.0, n, left_out, _PAIR, used, why)
    value = (agreed * n - by_chance) / (n * n - by_chance)
    return Kappa(value, agreed / n, by_chance / (n * n), n, left_out, _PAIR, used)
