"""Did those who were lost differ at the start?  Two regression tests of attrition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .covariates import Array, Given, code_covariates, take_flags, take_numbers
from .propensities import propensity
from .wald_tests import clustered_f, wald

__all__ = ["Bglw", "LaggedOutcomes", "bglw", "lagged_outcomes"]


@dataclass(frozen=True, slots=True)
class Bglw:
    """The test of Becketti, Gould, Lillard and Welch; None where it is not defined.

    Parameters
    ----------
    n, attrited : int
        Rows, and how many of them were lost.
    f : float or None
    df : tuple of int or None
        Of the numerator and the denominator.
    p : float or None, 0..1
        Small where the outcome depends on the covariates in another way among those who were lost.
    undefined : str
        Why there is no test, where there is none.
    """

    n: int
    attrited: int
    f: float | None = None
    df: tuple[int, int] | None = None
    p: float | None = None
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class LaggedOutcomes:
    """The test of Fitzgerald, Gottschalk and Moffitt; None where it is not defined.

    Parameters
    ----------
    chi2 : float or None
        Twice the gain in log-likelihood through the outcomes.
    df : int or None
    p : float or None, 0..1
        Small where the outcomes at baseline tell who is lost beyond what the covariates tell.
    pseudo_r2, pseudo_r2_without : float or None, 0..1
        McFadden's, with and without the outcomes.
    p_clustered : float or None, 0..1
        Of Wald's test with cluster-robust errors, where clusters were given.
    n, attrited : int
        Rows, and how many of them were lost.
    undefined : str
        Why there is no test, where there is none.
    """

    n: int
    attrited: int
    chi2: float | None = None
    df: int | None = None
    p: float | None = None
    pseudo_r2: float | None = None
    pseudo_r2_without: float | None = None
    p_clustered: float | None = None
    undefined: str = ""


Clusters = Sequence[Any] | np.ndarray[Any, Any]


class _Fitted(NamedTuple):
    rss: float
    rank: int


def bglw(frame: pd.DataFrame, outcome: Given, attrited: Given, clusters: Clusters | None = None) -> Bglw:
    """Test whether an outcome at baseline depends on covariates in the same way for the kept and the lost.

    The outcome is regressed on the covariates, on having been lost, and on the products of the two; the test
    is that all coefficients with "lost" in them are zero together.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        Covariates at baseline, of all members; see `covariates` for how they are coded.
    outcome : str or sequence of float, (n,)
        The outcome at baseline: a column of the frame, or the values themselves.
    attrited : str or sequence of bool, (n,)
        Who was lost later.
    clusters : sequence, (n,), optional
        Families or projects: the test then allows for members of one cluster being alike, with the
        adjusted Wald test of `wald_tests`.

    Returns
    -------
    Bglw

    Raises
    ------
    ValueError
        If an outcome is missing, or `attrited` is not true or false for every row.

    Notes
    -----
    S. Becketti, W. Gould, L. Lillard and F. Welch (1988), *Journal of Labor Economics* 6: 472-492.  Without
    clusters errors are taken to be independent and of one variance.
    """
    frame, lost = take_flags(frame, attrited)
    frame, values = take_numbers(frame, outcome)
    gone = int(lost.sum())
    why = _one_sided(lost)
    if why:
        return Bglw(len(lost), gone, undefined=why)
    matrix = code_covariates(frame).matrix
    if clusters is not None:
        tested = clustered_f(matrix, matrix * lost[:, None], values, clusters)
        return Bglw(len(lost), gone, tested.f, tested.df, tested.p, tested.undefined)
    without = _least_squares(matrix, values)
    full = _least_squares(np.column_stack([matrix, matrix * lost[:, None]]), values)
    return _f_test(Bglw(len(lost), gone), without, full, float(((values - values.mean()) ** 2).sum()))


def _one_sided(lost: Array) -> str:
    if not len(lost):
        return "not defined because there is nobody"
    if lost.all() or not lost.any():
        return f"not defined because {'everybody' if lost.all() else 'nobody'} was lost"
    return ""


def _least_squares(matrix: Array, values: Array) -> _Fitted:
    solution, _, rank, _ = np.linalg.lstsq(matrix, values, rcond=1e-10)
    left = values - matrix @ solution
    return _Fitted(float(left @ left), int(rank))


def _f_test(nothing: Bglw, without: _Fitted, full: _Fitted, total: float) -> Bglw:
    more, left = full.rank - without.rank, nothing.n - full.rank
    if left <= 0 or more <= 0:
        return Bglw(nothing.n, nothing.attrited, undefined="not defined because there are too few members")
    if full.rss <= 1e-20 * nothing.n or full.rss <= 1e-14 * total:
        why = "the covariates explain the outcome without error, or it does not vary"
        return Bglw(nothing.n, nothing.attrited, undefined=f"not defined because {why}")
    from scipy.stats import f

    statistic = max(0.0, (without.rss - full.rss) / more / (full.rss / left))
    return Bglw(nothing.n, nothing.attrited, statistic, (more, left), float(f.sf(statistic, more, left)))


def lagged_outcomes(
    frame: pd.DataFrame, outcomes: Sequence[str], attrited: Given, clusters: Clusters | None = None
) -> LaggedOutcomes:
    """Test whether outcomes at baseline tell who is lost, beyond what the covariates tell.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        Covariates and outcomes at baseline, of all members.
    outcomes : sequence of str
        Which columns are outcomes.
    attrited : str or sequence of bool, (n,)
        Who was lost later.
    clusters : sequence, (n,), optional
        Families or projects: also gives `p_clustered`, which allows for members of one cluster being alike.

    Returns
    -------
    LaggedOutcomes

    Raises
    ------
    ValueError
        If a column is not there, or `attrited` is not true or false for every row.

    Notes
    -----
    J. Fitzgerald, P. Gottschalk and R. Moffitt (1998), *Journal of Human Resources* 33: 251-299, who use
    probits; here it is the likelihood-ratio test between two logistic regressions.  Pseudo R²: D. McFadden
    (1974), in *Frontiers in Econometrics*: 105-142.
    """
    frame, lost = take_flags(frame, attrited)
    absent = [name for name in outcomes if name not in frame]
    if absent or not outcomes:
        raise ValueError(f"no column {', '.join(absent)}" if absent else "there is no outcome to test")
    nothing = LaggedOutcomes(len(lost), int(lost.sum()), undefined=_one_sided(lost))
    if nothing.undefined:
        return nothing
    found = _likelihood_ratio(nothing, frame, outcomes, lost)
    if clusters is None or found.undefined:
        return found
    model = propensity(frame, lost, clusters=clusters)
    return replace(found, p_clustered=wald(model, _terms_of(frame, outcomes), len(set(clusters))).p)


def _terms_of(frame: pd.DataFrame, outcomes: Sequence[str]) -> list[str]:
    known = code_covariates(frame)
    return [t for t, variable in zip(known.terms, known.variables, strict=True) if variable in set(outcomes)]


def _likelihood_ratio(
    nothing: LaggedOutcomes, frame: pd.DataFrame, outcomes: Sequence[str], lost: Array
) -> LaggedOutcomes:
    models = [propensity(some, lost) for some in (frame, frame.drop(columns=list(outcomes)), frame[[]])]
    undefined = next((model.undefined for model in models if model.undefined), "")
    if undefined:
        return replace(nothing, undefined=undefined)
    full, without, null = (model.log_likelihood or 0.0 for model in models)
    terms = [0 if model.coefficients is None else len(model.coefficients) for model in models]
    df, chi2 = terms[0] - terms[1], max(0.0, 2 * (full - without))
    if not df:
        return replace(
            nothing, undefined="not defined because the outcomes do not vary beside the covariates"
        )
    from scipy.stats import chi2 as distribution

    return replace(
        nothing, chi2=chi2, df=df, p=float(distribution.sf(chi2, df)), pseudo_r2=1 - full / null,
        pseudo_r2_without=1 - without / null,
    )  # fmt: skip
