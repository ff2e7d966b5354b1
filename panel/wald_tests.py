"""Wald's test of several coefficients at once, where members of one cluster are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .covariates import Array
from .propensities import Propensity

__all__ = ["Wald", "clustered_f", "wald"]


@dataclass(frozen=True, slots=True)
class Wald:
    """The test; None where it is not defined.

    Parameters
    ----------
    f : float or None
        Wald's statistic, adjusted.
    df : tuple of int or None
        The number of coefficients, and the clusters less that number.
    p : float or None, 0..1
    undefined : str
        Why there is no test, where there is none.
    """

    f: float | None = None
    df: tuple[int, int] | None = None
    p: float | None = None
    undefined: str = ""


def wald(model: Propensity, terms: Sequence[str], clusters: int) -> Wald:
    """Test that the coefficients of some terms of a response model are all zero.

    Parameters
    ----------
    model : Propensity
        Fitted with clusters.
    terms : sequence of str
        Which; those that the model had to leave out do not count.
    clusters : int
        How many there were.

    Notes
    -----
    The adjusted Wald test of E. L. Korn and B. I. Graubard (1990), *American Statistician* 44: 270-276, which
    does not reject too often where there are few clusters for the number of coefficients.
    """
    if model.coefficients is None or model.covariance is None:
        return Wald(undefined=model.undefined)
    kept = [term for term in terms if term in model.coefficients.index]
    spread = model.covariance.loc[kept, kept].to_numpy()
    return _tested(model.coefficients[kept].to_numpy(), spread, clusters)


def clustered_f(
    matrix: Array, more: Array, values: Array, clusters: Sequence[Any] | np.ndarray[Any, Any]
) -> Wald:
    """Test in a linear regression that the coefficients of the columns `more` are all zero.

    Notes
    -----
    Errors as in `logistic.clustered`: K.-Y. Liang and S. L. Zeger (1986), *Biometrika* 73: 13-22.
    """
    both = np.column_stack([matrix, more])
    fitted, left = np.linalg.qr(both), np.linalg.matrix_rank(both)
    if left < both.shape[1]:
        return Wald(undefined="not defined because some covariates do not vary among those who were lost")
    group, _ = pd.factorize(pd.Series(clusters))
    bread = np.linalg.inv(fitted.R)
    coefficients = bread @ (fitted.Q.T @ values)
    scores = pd.DataFrame(both * (values - both @ coefficients)[:, None]).groupby(group).sum().to_numpy()
    (n, k), number = both.shape, len(scores)
    correction = number / max(1, number - 1) * (n - 1) / max(1, n - k)
    inverse = bread @ bread.T
    spread = correction * inverse @ (scores.T @ scores) @ inverse
    first = matrix.shape[1]
    return _tested(coefficients[first:], spread[first:, first:], number)


def _tested(coefficients: Array, spread: Array, clusters: int) -> Wald:
    terms = len(coefficients)
    if not terms or clusters <= terms:
        why = "nothing varies" if not terms else f"{clusters} clusters are too few for {terms} coefficients"
        return Wald(undefined=f"not defined because {why}")
    if np.linalg.matrix_rank(spread) < terms:
        return Wald(undefined="not defined because the clusters do not tell the coefficients apart")
    from scipy.stats import f

    total, left = float(coefficients @ np.linalg.solve(spread, coefficients)), clusters - terms
    statistic = total * left / (terms * (clusters - 1))
    return Wald(statistic, (terms, left), float(f.sf(statistic, terms, left)))
