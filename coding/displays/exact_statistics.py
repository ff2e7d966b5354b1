"""Exact statistics for small tables: the interval of a share, and the association of two rows of counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["MOST_TABLES", "clopper_pearson", "freeman_halton"]

MOST_TABLES = 20_000_000
"""Tables with the same sums that are looked at; beyond, the exact p-value is not computed."""
# Probabilities that differ by less than rounding count as equal, as in R's fisher.test.
_ALIKE = 1 + 1e-7


def clopper_pearson(hits: int, base: int, level: float = 0.95) -> tuple[float, float]:
    """Give the exact interval of a share.

    Parameters
    ----------
    hits, base : int
        ``0 <= hits <= base``, base 1 or more.
    level : float
        Confidence, 0..1.

    Returns
    -------
    tuple of float
        From and to, 0..1 (C. J. Clopper and E. S. Pearson, 1934, *Biometrika* 26: 404-413).

    Examples
    --------
    >>> low, high = clopper_pearson(0, 10)
    >>> low, round(high, 4)
    (0.0, 0.3085)
    """
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, base - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, base - hits)) if hits < base else 1.0
    return low, high


def freeman_halton(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Give the exact two-sided p-value of two rows of counts.

    It is the sum of the probabilities of all tables with the same sums that are not more probable than this
    one: Fisher's test for two columns, and its extension for more (G. H. Freeman and J. H. Halton, 1951,
    *Biometrika* 38: 141-149).

    Parameters
    ----------
    first, second : sequence of int
        Counts by column.

    Returns
    -------
    float or None
        None where a row or all columns but one are empty (there is nothing to compare), or where there are
        more than `MOST_TABLES` such tables.

    Examples
    --------
    >>> round(freeman_halton([3, 1], [1, 3]), 4)
    0.4857
    """
    columns = [a + b for a, b in zip(first, second, strict=True) if a + b]
    kept = [a for a, b in zip(first, second, strict=True) if a + b]
    row = sum(first)
    if len(columns) < 2 or row in {0, sum(columns)}:  # noqa: PLR2004 - two columns are the least to compare
        return None
    if float(np.prod([float(size + 1) for size in columns[:-1]])) > MOST_TABLES:
        return None
    logs = _log_probabilities(columns, row)
    observed = sum(_log_choose(size, count) for size, count in zip(columns, kept, strict=True))
    weights = np.exp(logs - logs.max())
    likely = weights[logs <= observed + np.log(_ALIKE)]
    return min(1.0, float(likely.sum() / weights.sum()))


def _log_probabilities(columns: Sequence[int], row: int) -> np.ndarray:
    """Give, for every table with these sums, the logarithm of its number of ways."""
    from scipy.special import gammaln

    def log_choose(size: int, counts: np.ndarray) -> np.ndarray:
        return np.asarray(gammaln(size + 1) - gammaln(counts + 1) - gammaln(size - counts + 1))

    sums, logs = np.zeros(1), np.zeros(1)
    for size in columns[:-1]:
        counts = np.arange(size + 1.0)
        sums = (sums[:, None] + counts).ravel()
        logs = (logs[:, None] + log_choose(size, counts)).ravel()
    left = row - sums
    fits = (left >= 0) & (left <= columns[-1])
    return np.asarray(logs[fits] + log_choose(columns[-1], left[fits]))


def _log_choose(size: int, count: int) -> float:
    from scipy.special import gammaln

    return float(gammaln(size + 1) - gammaln(count + 1) - gammaln(size - count + 1))
