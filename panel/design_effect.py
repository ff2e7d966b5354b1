"""What unequal weights cost: Kish's design effect and the effective sample size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["DesignEffect", "checked_weights", "kish"]

Weights = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """Loss of precision through unequal weights; None where it is not defined.

    Parameters
    ----------
    n : int
        Number of weights, those of zero included.
    deff : float or None, 1..n
        Variance of a weighted mean over that of a simple random sample, if weights and answers are unrelated.
    neff : float or None, 1..n
        `n` over `deff`.
    undefined : str
        Why there is none, where there is none.
    """

    n: int
    deff: float | None = None
    neff: float | None = None
    undefined: str = ""


def kish(weights: Sequence[float] | Weights) -> DesignEffect:
    """Compute Kish's design effect of weighting.

    Parameters
    ----------
    weights : sequence of float, (n,)
        Not negative; their scale does not matter.

    Returns
    -------
    DesignEffect

    Raises
    ------
    ValueError
        If a weight is negative or not a number.

    Notes
    -----
    L. Kish (1965), *Survey Sampling*, section 11.7; (1992), *Journal of Official Statistics* 8: 183-200:
    ``deff = n * sum(w**2) / sum(w)**2``.

    Examples
    --------
    >>> effect = kish([1, 1, 2, 4])
    >>> effect.deff, round(effect.neff, 3)
    (1.375, 2.909)
    """
    w = checked_weights(weights)
    if not w.any():
        reason = "every weight is zero" if len(w) else "there are no weights"
        return DesignEffect(len(w), undefined=f"not defined because {reason}")
    # Scaled first: the squares of very large or very small weights would leave the range of a float.
    w = w / w.max()
    neff = float(w.sum() ** 2 / (w @ w))
    return DesignEffect(len(w), len(w) / neff, neff)


def checked_weights(weights: Sequence[float] | Weights) -> Weights:
    """Give weights as an array, or say what is wrong with them."""
    w = np.asarray(weights, dtype=float)
    if not (np.isfinite(w).all() and (w >= 0).all()):
        raise ValueError("weights must be numbers and not negative")
    return w
