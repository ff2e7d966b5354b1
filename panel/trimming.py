"""Trimming of weights: cap the largest and give what is cut off to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .design_effect import Weights, checked_weights

__all__ = ["Trimmed", "trim"]


@dataclass(frozen=True, eq=False)
class Trimmed:
    """Trimmed weights; None where the cap cannot be met.

    Parameters
    ----------
    weights : (n,) array of float or None
        With the sum of the weights given.
    cap : float or None
        Largest weight allowed, in the scale of the weights.
    trimmed : int
        How many stand at the cap.
    undefined : str
        Why there are none, where there are none.
    """

    weights: Weights | None = None
    cap: float | None = None
    trimmed: int = 0
    undefined: str = ""


def trim(weights: Sequence[float] | Weights, at: float) -> Trimmed:
    """Cap weights at a multiple of their mean, and share what is cut off among the others in proportion.

    Sharing out can lift further weights over the cap; they are capped too, until none is left above it.  The
    sum, and so the cap, does not change on the way: trimming the result again changes nothing.

    Parameters
    ----------
    weights : sequence of float, (n,)
        Not negative.
    at : float, above 1
        The cap as a multiple of the mean weight.

    Returns
    -------
    Trimmed

    Raises
    ------
    ValueError
        If a weight is negative or not a number, or `at` is not above 1.

    Notes
    -----
    Truncation with redistribution: F. J. Potter (1990), *Proceedings of the Section on Survey Research
    Methods*, American Statistical Association: 225-230.

    Examples
    --------
    >>> trim([1, 1, 2, 8], at=2).weights.tolist()
    [1.5, 1.5, 3.0, 6.0]
    """
    w = checked_weights(weights)
    if not at > 1:
        raise ValueError(f"the cap must be above 1, the mean weight, not {at}")
    if not w.any():
        return Trimmed(undefined="not defined because there is no weight above zero")
    cap = at * float(w.mean())
    if np.count_nonzero(w) * cap < w.sum():
        return Trimmed(
            cap=cap, undefined="not defined because too few weights are above zero to take the cut"
        )
    capped = _fixed_point(w, cap)
    return Trimmed(capped, cap, int((capped == cap).sum()))


def _fixed_point(w: Weights, cap: float) -> Weights:
    total, at_cap = w.sum(), np.zeros(len(w), dtype=bool)
    capped = w
    while (capped > cap).any():
        at_cap |= capped >= cap
        rest = w[~at_cap].sum()
        factor = (total - cap * at_cap.sum()) / rest if rest else 0.0
        capped = np.where(at_cap, cap, w * factor)
    return capped
