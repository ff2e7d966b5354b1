"""Standard errors of weighted estimates from families in projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from .covariates import Array
from .design_effect import checked_weights

__all__ = ["Estimate", "linearised"]

Codes = np.ndarray[Any, np.dtype[np.intp]]
Labels = Sequence[Any] | np.ndarray[Any, Any] | pd.Series


@dataclass(frozen=True, slots=True)
class Estimate:
    """A weighted mean or proportion; None where it, or its standard error, is not defined.

    Parameters
    ----------
    n : int
        Values, those of weight zero included.
    clusters, strata : int
        Of how many clusters in how many strata.
    estimate : float or None
    se : float or None
        Linearised standard error.
    low, high : float or None
        The interval, by Student's t.
    df : int or None
        Clusters less strata.
    deff : float or None
        Variance over that of a simple random sample of n.
    undefined : str
        Why there is no estimate or no standard error, where there is none.
    """

    n: int
    clusters: int
    strata: int
    estimate: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: int | None = None
    deff: float | None = None
    undefined: str = ""


def linearised(
    values: Sequence[float] | Array,
    weights: Sequence[float] | Array | None = None,
    clusters: Labels | None = None,
    strata: Labels | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate a weighted mean, or the proportion of 0/1 values, with its design-based standard error.

    Parameters
    ----------
    values : sequence of float, (n,)
        None missing: leave out who was not asked, with the weight.
    weights : sequence of float, (n,), optional
        Not negative; otherwise 1.
    clusters : sequence, (n,), optional
        The largest units that were chosen or served as one, such as projects; otherwise every value is its
        own.
    strata : sequence, (n,), optional
        Within which the clusters were chosen.
    confidence : float, 0..1
        Level of the interval.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If lengths differ, a value is missing, or a weight is negative.

    Notes
    -----
    Taylor linearisation of a ratio with clusters taken as drawn with replacement: K. M. Wolter (2007),
    *Introduction to Variance Estimation*, chapter 6; C. J. Skinner, D. Holt and T. M. F. Smith (1989),
    *Analysis of Complex Surveys*.

    Examples
    --------
    >>> found = linearised([1, 1, 0, 0, 1, 0], clusters=["a", "a", "b", "b", "c", "c"])
    >>> found.estimate, round(found.se, 4), found.df
    (0.5, 0.2887, 2)
    """
    y = np.asarray(values, dtype=float)
    w = np.ones(len(y)) if weights is None else checked_weights(weights)
    group = _numbered(clusters, len(y), range(len(y)))
    stratum = _numbered(strata, len(y), [0] * len(y))
    if len(w) != len(y) or not np.isfinite(y).all():
        raise ValueError("every value needs a weight, and none may be missing")
    # A cluster of one name in two strata is two clusters.
    of_cluster, kinds = pd.factorize(stratum * (int(group.max(initial=0)) + 1) + group)
    in_stratum = kinds // (int(group.max(initial=0)) + 1)
    nothing = Estimate(len(y), len(kinds), len(np.unique(stratum)))
    if not w.any():
        return replace(nothing, undefined="not defined because there are no values with a weight above zero")
    mean = float(w @ y / w.sum())
    total: Array = np.bincount(of_cluster, w * (y - mean) / w.sum()).astype(float)
    return _with_error(replace(nothing, estimate=mean), total, in_stratum, _simple(y, w, mean), confidence)


def _numbered(labels: Labels | None, n: int, otherwise: Sequence[int]) -> Codes:
    codes, _ = pd.factorize(pd.Series(otherwise if labels is None else labels))
    if len(codes) != n or (codes < 0).any():
        raise ValueError("every value needs a cluster and a stratum")
    return codes


def _simple(y: Array, w: Array, mean: float) -> float:
    """Give the variance of a simple random sample's mean with the same spread of values."""
    n = len(y)
    return float(w @ (y - mean) ** 2 / w.sum()) / (n - 1) if n > 1 else 0.0


def _with_error(found: Estimate, total: Array, stratum: Codes, simple: float, confidence: float) -> Estimate:
    held = np.bincount(stratum)
    if held.min() == 1:
        why = "there is only one cluster" if len(held) == 1 else "a stratum holds only one cluster"
        return replace(found, undefined=f"the standard error is not defined because {why}")
    from scipy.stats import t

    middle = np.bincount(stratum, total) / held
    squares = np.bincount(stratum, (total - middle[stratum]) ** 2)
    variance, df = float((held / (held - 1)) @ squares), int(held.sum()) - len(held)
    se, quantile = variance**0.5, float(t.ppf(0.5 + confidence / 2, df))
    mean = found.estimate or 0.0
    return replace(
        found, se=se, low=mean - quantile * se, high=mean + quantile * se, df=df,
        deff=variance / simple if simple else None,
    )  # fmt: skip
