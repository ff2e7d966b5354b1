"""How well propensities tell who responded, and how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .covariates import Array

__all__ = ["Calibration", "CalibrationGroup", "area_under_curve", "calibration"]

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """Members of similar propensity.

    Parameters
    ----------
    low, high : float, 0..1
        Smallest and largest propensity.
    n, responded : int
        How many there are, and how many of them responded.
    expected : float
        How many should have responded: the sum of their propensities.
    """

    low: float
    high: float
    n: int
    responded: int
    expected: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Responded against expected, with Hosmer and Lemeshow's test; None where it is not defined.

    Parameters
    ----------
    groups : tuple of CalibrationGroup
        From the smallest propensities to the largest.
    statistic : float or None
    df : int or None
        Number of groups less two.
    p : float or None, 0..1
        Small where the propensities do not fit.
    undefined : str
        Why there is no test, where there is none.
    """

    groups: tuple[CalibrationGroup, ...]
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    undefined: str = ""


def calibration(probabilities: Array, responded: Array, groups: int = 10) -> Calibration:
    """Compare responded with expected in groups of similar propensity.

    Parameters
    ----------
    probabilities : (n,) array of float, 0..1
    responded : (n,) array of float, 0 or 1
    groups : int
        How many to form, of about equal size; equal propensities stay together, so there may be fewer.

    Returns
    -------
    Calibration

    Notes
    -----
    D. W. Hosmer and S. Lemeshow (1980), *Communications in Statistics* A9: 1043-1069.
    """
    if not len(probabilities):
        return Calibration((), undefined="not defined because there is nobody")
    table = _groups(probabilities, responded, groups)
    if len(table) < _FEWEST:
        return Calibration(
            table, undefined="not defined because fewer than three groups differ in propensity"
        )
    spread = [g.expected * (1 - g.expected / g.n) for g in table]
    if min(spread) <= 0:
        return Calibration(table, undefined="not defined because the model is certain of a whole group")
    from scipy.stats import chi2

    statistic = sum((g.responded - g.expected) ** 2 / v for g, v in zip(table, spread, strict=True))
    df = len(table) - 2
    return Calibration(table, statistic, df, float(chi2.sf(statistic, df)))


def area_under_curve(probabilities: Array, responded: Array) -> float | None:
    """Give the chance that a member who responded has the higher propensity of two, one of whom did not.

    None where all responded, or none.

    Notes
    -----
    The area under the receiver operating characteristic, by ranks: J. A. Hanley and B. J. McNeil (1982),
    *Radiology* 143: 29-36.

    Examples
    --------
    >>> area_under_curve(np.array([0.2, 0.4, 0.4, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.875
    """
    yes = int(responded.sum())
    no = len(responded) - yes
    if not (yes and no):
        return None
    _, place, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks @ responded - yes * (yes + 1) / 2) / (yes * no))


def _groups(probabilities: Array, responded: Array, groups: int) -> tuple[CalibrationGroup, ...]:
    edges = np.quantile(probabilities, np.arange(1, groups) / groups, method="inverted_cdf")
    group = np.unique(edges).searchsorted(probabilities)
    n = np.bincount(group)
    yes, expected = np.bincount(group, responded), np.bincount(group, probabilities)
    members = (probabilities[group == g] for g in range(len(n)))
    return tuple(
        CalibrationGroup(float(some.min()), float(some.max()), int(n[g]), int(yes[g]), float(expected[g]))
        for g, some in enumerate(members)
        if n[g]
    )
