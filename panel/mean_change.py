"""Means of the same people at two occasions: paired t, signed ranks and effect sizes."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, sqrt
from typing import Any

import numpy as np

from .signed_ranks import SignedRanks, wilcoxon_signed_rank

__all__ = ["PairedMeans", "paired_means"]

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class PairedMeans:
    """Two means of the same people; None where a figure is not defined.

    Parameters
    ----------
    n : int
        Pairs.
    entry_mean, exit_mean, entry_sd, exit_sd : float or None
        Means and standard deviations (divisor n - 1) at the two occasions.
    difference, sd_difference : float or None
        Mean and standard deviation of exit less entry.
    t, df, p : float or None
        Paired t-test, two-sided.
    ci_low, ci_high : float or None
        Interval of the difference, by Student's t.
    d_z, d_av, g_av : float or None
        The difference in standard deviations of the differences; in the root of the mean of the two
        variances; and the latter with Hedges' correction for small samples.
    ranks, pratt : SignedRanks
        Wilcoxon's test with the zeros left out, and with Pratt's treatment of them.
    undefined : str
        Why there is no test, where there is none.
    """

    n: int
    entry_mean: float | None
    exit_mean: float | None
    entry_sd: float | None
    exit_sd: float | None
    difference: float | None
    sd_difference: float | None
    t: float | None
    df: int | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    d_z: float | None
    d_av: float | None
    g_av: float | None
    ranks: SignedRanks
    pratt: SignedRanks
    undefined: str = ""


def paired_means(entry: Any, exit_: Any, confidence: float = 0.95) -> PairedMeans:
    """Compare two means of the same people.

    Parameters
    ----------
    entry, exit_ : (n,) of float
        Values of the same people in the same order; who has no value (NaN) at either occasion is left out.
    confidence : float, 0..1
        Level of the interval.

    Returns
    -------
    PairedMeans

    Notes
    -----
    Student (1908), *Biometrika* 6: 1-25.  Effect sizes: d_z by J. Cohen (1988), *Statistical Power Analysis
    for the Behavioral Sciences*, and d_av by G. Cumming (2012), *Understanding the New Statistics*, as
    D. Lakens (2013), *Frontiers in Psychology* 4: 863 names them; the correction is the exact one of
    L. V. Hedges (1981), *Journal of Educational Statistics* 6: 107-128, with n - 1 degrees of freedom.

    Examples
    --------
    >>> found = paired_means([0.7, -1.6, -0.2, -1.2, -0.1], [1.9, 0.8, 1.1, 0.1, -0.1])
    >>> round(found.difference, 2), round(found.t, 2), found.df
    (1.24, 3.26, 4)
    """
    first, last = _pairs(entry, exit_)
    n, moved = len(first), last - first
    ranks, pratt = wilcoxon_signed_rank(moved), wilcoxon_signed_rank(moved, "pratt")
    spread, sds = _sd(moved), (_sd(first), _sd(last))
    difference = float(moved.mean()) if n else None
    t, p, half = _student(difference, spread, n, confidence)
    d_av = _ratio(difference, sqrt(sum((sd or 0.0) ** 2 for sd in sds) / 2))
    return PairedMeans(
        n, float(first.mean()) if n else None, float(last.mean()) if n else None, *sds, difference, spread,
        t, n - 1 if t is not None else None, p,
        None if half is None or difference is None else difference - half,
        None if half is None or difference is None else difference + half,
        _ratio(difference, spread), d_av, _corrected(d_av, n - 1), ranks, pratt,
        _why(n, t),
    )  # fmt: skip


def _pairs(entry: Any, exit_: Any) -> tuple[Array, Array]:
    first, last = np.asarray(entry, dtype=float), np.asarray(exit_, dtype=float)
    if first.shape != last.shape:
        raise ValueError("the two occasions must be of the same people, one value each")
    both = np.isfinite(first) & np.isfinite(last)
    return first[both], last[both]


def _sd(values: Array) -> float | None:
    if len(values) < 2:  # noqa: PLR2004
        return None
    sd = float(values.std(ddof=1))
    # Values that are all the same leave a trace of rounding, which is no spread.
    return sd if sd > 1e-12 * float(np.abs(values).max()) else 0.0


def _ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def _student(
    difference: float | None, spread: float | None, n: int, confidence: float
) -> tuple[float | None, float | None, float | None]:
    """Give t, its p-value and half the width of the interval."""
    if difference is None or not spread:
        return None, None, None
    from scipy.stats import t

    error = spread / sqrt(n)
    statistic = difference / error
    return (
        statistic,
        float(2 * t.sf(abs(statistic), n - 1)),
        float(t.ppf(0.5 + confidence / 2, n - 1)) * error,
    )


def _corrected(d: float | None, df: int) -> float | None:
    if d is None or df < 2:  # noqa: PLR2004 - the correction has no value at one degree of freedom
        return None
    return d * exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)


def _why(n: int, t: float | None) -> str:
    if t is not None:
        return ""
    if n < 2:  # noqa: PLR2004
        return "not defined because there are fewer than two pairs"
    return "not defined because everybody changed by the same amount"
