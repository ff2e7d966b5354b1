"""Those who responded against those who did not, one variable at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from .covariates import Array

__all__ = ["GroupTest", "chi_square", "fisher", "holm", "mann_whitney", "standardised_difference", "welch"]

Numbers = Sequence[float] | Array
_SMALL_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A test of one variable between two groups; None where it is not defined.

    Parameters
    ----------
    name : str
        Of the test.
    statistic : float or None
    df : float or None
        Where the test has degrees of freedom.
    p : float or None, 0..1
        Two-sided.
    note : str
        What to know before believing it, such as small expected counts.
    undefined : str
        Why there is no test, where there is none.
    """

    name: str
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    note: str = ""
    undefined: str = ""


def chi_square(table: Sequence[Sequence[int]] | Array) -> GroupTest:
    """Test a table of counts for independence, without continuity correction.

    Parameters
    ----------
    table : (r, c) counts
        Rows and columns in which nobody is do not count.

    Returns
    -------
    GroupTest

    Notes
    -----
    K. Pearson (1900), *Philosophical Magazine* 50: 157-175.  The note warns where more than a fifth of the
    expected counts are below 5: W. G. Cochran (1954), *Biometrics* 10: 417-451.

    Examples
    --------
    >>> test = chi_square([[30, 20], [15, 35]])
    >>> round(test.statistic, 3), test.df, round(test.p, 4)
    (9.091, 1, 0.0026)
    """
    found, counts = GroupTest("chi-square"), np.atleast_2d(np.asarray(table, dtype=float))
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if min(counts.shape) < 2:  # noqa: PLR2004
        return replace(found, undefined="not defined because there are not two groups with two answers")
    from scipy.stats import chi2

    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    df, small = (counts.shape[0] - 1) * (counts.shape[1] - 1), int((expected < _SMALL_EXPECTED).sum())
    note = f"{small} of {expected.size} expected counts are below 5" if small > expected.size / 5 else ""
    return replace(found, statistic=statistic, df=df, p=float(chi2.sf(statistic, df)), note=note)


def fisher(a: int, b: int, c: int, d: int) -> GroupTest:
    """Test a table of two by two by Fisher's exact test.

    Parameters
    ----------
    a, b, c, d : int
        The counts, row by row.

    Returns
    -------
    GroupTest
        The statistic is the odds ratio of the sample, None where it is infinite.

    Raises
    ------
    ValueError
        If a count is negative.

    Notes
    -----
    R. A. Fisher (1935), *Journal of the Royal Statistical Society* 98: 39-82.  Two-sided: all tables that are
    not more probable than the one seen.

    Examples
    --------
    >>> round(fisher(3, 1, 1, 3).p, 4)
    0.4857
    """
    if min(a, b, c, d) < 0:
        raise ValueError("counts cannot be negative")
    found = GroupTest("Fisher")
    if not ((a + b) and (c + d) and (a + c) and (b + d)):
        return replace(found, undefined="not defined because there are not two groups with two answers")
    from scipy.stats import fisher_exact

    return replace(
        found,
        statistic=a * d / (b * c) if b * c else None,
        p=float(fisher_exact(np.array([[a, b], [c, d]]))[1]),
    )


def welch(first: Numbers, second: Numbers) -> GroupTest:
    """Test the difference of two means, whatever the variances.

    Parameters
    ----------
    first, second : sequence of float
        The values of the two groups.

    Returns
    -------
    GroupTest

    Notes
    -----
    B. L. Welch (1947), *Biometrika* 34: 28-35.

    Examples
    --------
    >>> test = welch([27.5, 21.0, 19.0, 23.6], [27.1, 22.0, 20.8, 23.4, 25.9])
    >>> round(test.statistic, 3), round(test.df, 2)
    (-0.489, 5.3)
    """
    x, y = _checked(first), _checked(second)
    found = GroupTest("Welch")
    if min(len(x), len(y)) < 2:  # noqa: PLR2004
        return replace(found, undefined="not defined because a group has fewer than two members")
    parts = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    if sum(parts) <= _rounding(x, y) ** 2:
        return replace(found, undefined="not defined because the values do not vary within the groups")
    from scipy.stats import t

    statistic = float((x.mean() - y.mean()) / sqrt(sum(parts)))
    df = float(sum(parts) ** 2 / (parts[0] ** 2 / (len(x) - 1) + parts[1] ** 2 / (len(y) - 1)))
    return replace(found, statistic=statistic, df=df, p=float(2 * t.sf(abs(statistic), df)))


def mann_whitney(first: Numbers, second: Numbers) -> GroupTest:
    """Test whether one group tends to larger values, by Wilcoxon's rank sum.

    Parameters
    ----------
    first, second : sequence of float
        The values of the two groups.

    Returns
    -------
    GroupTest
        The statistic is U of the first group.

    Notes
    -----
    F. Wilcoxon (1945), *Biometrics Bulletin* 1: 80-83; H. B. Mann and D. R. Whitney (1947), *Annals of
    Mathematical Statistics* 18: 50-60.  Exact without ties and with at most 8 members in a group; otherwise
    the normal approximation with corrections for ties and continuity.

    Examples
    --------
    >>> test = mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12])
    >>> test.statistic, round(test.p, 4)
    (17.0, 0.1111)
    """
    x, y = _checked(first), _checked(second)
    found = GroupTest("Mann-Whitney")
    if not (len(x) and len(y)):
        return replace(found, undefined="not defined because a group has no members")
    if len(np.unique(np.concatenate([x, y]))) == 1:
        return replace(found, undefined="not defined because all values are the same")
    from scipy.stats import mannwhitneyu

    result = mannwhitneyu(x, y)
    ties = len(x) + len(y) - len(np.unique(np.concatenate([x, y])))
    return replace(
        found, statistic=float(result.statistic), p=float(result.pvalue), note=f"{ties} ties" if ties else ""
    )  # fmt: skip


def standardised_difference(first: Numbers, second: Numbers) -> float | None:
    """Give the difference of two means, first less second, in standard deviations.

    Parameters
    ----------
    first, second : sequence of float
        The values of the two groups; 0 and 1 for a category.

    Returns
    -------
    float or None
        None where a group has no members, or the values do not vary within the groups.  Unlike a p-value it
        does not grow with the number of members; beyond 0.1 it is usually taken to matter.

    Notes
    -----
    P. C. Austin (2009), *Statistics in Medicine* 28: 3083-3107: over the root of the mean of the two
    variances, whose divisor is n as it is for proportions.

    Examples
    --------
    >>> round(standardised_difference([1, 1, 1, 0], [1, 0, 0, 0]), 3)
    1.155
    """
    x, y = _checked(first), _checked(second)
    if not (len(x) and len(y)):
        return None
    variance = float(x.var() + y.var()) / 2
    return None if variance <= _rounding(x, y) ** 2 else float(x.mean() - y.mean()) / sqrt(variance)


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Adjust p-values so that the chance of a single false finding among them is controlled.

    Parameters
    ----------
    p : sequence of float or None
        p-values, 0..1; None stands for a test that is not defined and does not count.

    Returns
    -------
    list of float or None
        Adjusted p-values in the order given, never below the p-value itself.

    Notes
    -----
    S. Holm (1979), *Scandinavian Journal of Statistics* 6: 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, None, 0.03])
    [0.03, 0.06, None, 0.06]
    """
    order = sorted((value, place) for place, value in enumerate(p) if value is not None)
    adjusted: list[float | None] = [None] * len(p)
    highest = 0.0
    for done, (value, place) in enumerate(order):
        highest = max(highest, min(1.0, value * (len(order) - done)))
        adjusted[place] = highest
    return adjusted


def _checked(values: Numbers) -> Array:
    checked: Array = np.asarray(values, dtype=float)
    if not np.isfinite(checked).all():
        raise ValueError("values must be numbers, and none may be missing")
    return checked


def _rounding(*groups: Any) -> float:
    return 1e-12 * float(max(np.abs(group).max() for group in groups))
