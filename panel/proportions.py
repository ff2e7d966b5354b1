"""A proportion with its Wilson score interval."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Proportion", "normal_quantile", "wilson", "wilson_limits"]


class Proportion(NamedTuple):
    """A proportion and its interval, each 0..1; all None where the base is zero."""

    estimate: float | None
    low: float | None
    high: float | None


def normal_quantile(confidence: float) -> float:
    """Give the two-sided quantile of the standard normal, 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(k: int, n: int, confidence: float = 0.95) -> Proportion:
    """Estimate a proportion with its Wilson score interval, without continuity correction.

    Parameters
    ----------
    k : int, 0..n
        How many have it.
    n : int
        The base.
    confidence : float, 0..1
        Level of the interval.

    Returns
    -------
    Proportion
        ``.estimate``, ``.low``, ``.high``, as proportions; all None (not defined) where `n` is 0.

    Raises
    ------
    ValueError
        If `k` is not within 0..n.

    Notes
    -----
    E. B. Wilson (1927), *Journal of the American Statistical Association* 22: 209-212; method 3 of
    R. G. Newcombe (1998), *Statistics in Medicine* 17: 857-872.

    Examples
    --------
    >>> [round(100 * figure, 1) for figure in wilson(177, 368)]
    [48.1, 43.0, 53.2]
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a proportion")
    if n == 0:
        return Proportion(None, None, None)
    low, high = wilson_limits(k, n, normal_quantile(confidence))
    return Proportion(k / n, float(low), float(high))


def wilson_limits(k: Any, n: Any, z: float) -> tuple[Any, Any]:
    """Give the Wilson limits of `k` of `n`, number by number for arrays; `n` must be positive."""
    share = k / n
    centre = share + z * z / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = np.where(k == 0, 0.0, (centre - spread) / scale)
    high = np.where(k == n, 1.0, (centre + spread) / scale)
    return low, high
