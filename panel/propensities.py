"""The propensity of each member to respond, from what is known of all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from .calibration import Calibration, area_under_curve, calibration
from .covariates import Array, Covariates, Given, code_covariates, take_flags
from .logistic import LogisticFit, chances, clustered, firth, maximum_likelihood
from .separation import separating

__all__ = ["Method", "Propensity", "propensity"]

Method = Literal["maximum_likelihood", "firth"]
Codes = np.ndarray[Any, np.dtype[np.intp]]
_FITTERS = {"maximum_likelihood": maximum_likelihood, "firth": firth}


@dataclass(frozen=True, eq=False)
class Propensity:
    """A model of who responded; None where it is not defined.

    Parameters
    ----------
    coefficients, standard_errors : Series of float or None, (k,)
        By term, in the units of the frame: ``intercept``, ``variable``, ``variable=category``.
    covariance : DataFrame of float or None, (k, k)
        Of the coefficients.
    probabilities : (n,) array of float or None, 0..1
        For every row, in the order of the frame.
    response : (n,) array of float
        Who responded, as 1 and 0.
    n_per_parameter : float or None
        The smaller of those who responded and those who did not, over the parameters beside the intercept;
        below 10 the coefficients are unreliable.
    method : {'maximum_likelihood', 'firth'}
    aliased : tuple of str
        Terms left out because they are constant, or follow from others.
    separated : tuple of str
        Terms that tell without error who responded, so that their coefficients have no finite estimate.
    undefined : str
        Why there is no model, where there is none.
    """

    response: Array
    method: Method
    coefficients: pd.Series | None = None
    standard_errors: pd.Series | None = None
    covariance: pd.DataFrame | None = None
    probabilities: Array | None = None
    n_per_parameter: float | None = None
    aliased: tuple[str, ...] = ()
    separated: tuple[str, ...] = ()
    undefined: str = ""

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.response)

    @property
    def responded(self) -> int:
        """How many responded."""
        return int(self.response.sum())

    @cached_property
    def log_likelihood(self) -> float | None:
        """Logarithm of the likelihood, without Firth's penalty."""
        if self.probabilities is None:
            return None
        of_what_happened = np.where(self.response == 1, self.probabilities, 1 - self.probabilities)
        return float(np.log(np.maximum(of_what_happened, np.finfo(float).tiny)).sum())

    @cached_property
    def auc(self) -> float | None:
        """Area under the receiver operating characteristic, 0..1; 0.5 where the model tells nothing."""
        return None if self.probabilities is None else area_under_curve(self.probabilities, self.response)

    @cached_property
    def calibration(self) -> Calibration | None:
        """Responded against expected in tenths of the propensity."""
        return None if self.probabilities is None else calibration(self.probabilities, self.response)


def propensity(
    frame: pd.DataFrame,
    responded: Given,
    method: Method = "maximum_likelihood",
    clusters: Given | None = None,
) -> Propensity:
    """Model the chance to respond by logistic regression without shrinkage.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        What is known of every member, whether it responded or not.  Numbers enter as they are, anything else
        as categories; see `covariates` for missing values.
    responded : str or sequence of bool, (n,)
        Who responded: a column of the frame, or the values themselves.
    method : {'maximum_likelihood', 'firth'}
        Firth's penalised likelihood is for few or separated members: its coefficients always exist.
    clusters : str or sequence, (n,), optional
        Families or projects: standard errors then allow for members of one cluster being alike.

    Returns
    -------
    Propensity

    Raises
    ------
    ValueError
        If `responded` is not true or false for every row, or `method` is not known.

    Notes
    -----
    D. R. Cox (1958), *Journal of the Royal Statistical Society B* 20: 215-242; P. R. Rosenbaum and D. B.
    Rubin (1983), *Biometrika* 70: 41-55.  Sources of the parts are named in `logistic`, `separation` and
    `calibration`.

    Examples
    --------
    >>> people = pd.DataFrame({"area": ["town"] * 4 + ["land"] * 4})
    >>> model = propensity(people, [1, 1, 1, 0, 1, 0, 0, 0])
    >>> model.coefficients.round(4).to_dict(), model.auc
    ({'intercept': -1.0986, 'area=town': 2.1972}, 0.75)
    """
    if method not in _FITTERS:
        raise ValueError(f"{method!r} is not a method (known: {', '.join(_FITTERS)})")
    groups = None
    if clusters is not None:
        frame, groups = _numbered(frame, clusters)
    frame, response = take_flags(frame, responded)
    nothing = Propensity(response, method)
    why = _one_sided(response, groups)
    if why:
        return _undefined(nothing, why)
    known = code_covariates(frame)
    fit = _FITTERS[method](known, response)
    if fit is None:
        return _without_estimate(nothing, known, response)
    return _described(nothing, known, response, fit, groups)


def _numbered(frame: pd.DataFrame, clusters: Given) -> tuple[pd.DataFrame, Codes]:
    if isinstance(clusters, str):
        frame, clusters = frame.drop(columns=clusters), frame[clusters]
    codes, _ = pd.factorize(pd.Series(clusters), use_na_sentinel=True)
    if len(codes) != len(frame) or (codes < 0).any():
        raise ValueError("every row needs a cluster")
    return frame, codes


def _one_sided(response: Array, groups: Codes | None) -> str:
    if not len(response):
        return "there is nobody"
    if response.all() or not response.any():
        return "everybody responded" if response.all() else "nobody responded"
    return "there is only one cluster" if groups is not None and not groups.any() else ""


def _undefined(nothing: Propensity, why: str, **known: Any) -> Propensity:
    return replace(nothing, undefined=f"not defined because {why}", **known)


def _without_estimate(nothing: Propensity, known: Covariates, response: Array) -> Propensity:
    found = tuple(known.terms[place] for place in separating(known.matrix, response) if place)
    if nothing.method == "firth" or not found:
        return _undefined(nothing, "the estimate does not settle", aliased=known.aliased)
    why = (
        f"{', '.join(found)} separates who responded from who did not without error, so no finite estimate "
        "exists; Firth's correction (method='firth') gives one"
    )
    return _undefined(nothing, why, aliased=known.aliased, separated=found)


def _described(
    nothing: Propensity, known: Covariates, response: Array, fit: LogisticFit, groups: Codes | None
) -> Propensity:
    covariance = fit.covariance if groups is None else clustered(known, response, fit, groups)
    coefficients, spread = known.unscale(fit.coefficients, covariance)
    terms, fewer = pd.Index(known.terms), min(nothing.responded, nothing.n - nothing.responded)
    return replace(
        nothing,
        coefficients=pd.Series(coefficients, terms),
        standard_errors=pd.Series(np.sqrt(np.maximum(np.diag(spread), 0)), terms),
        covariance=pd.DataFrame(spread, terms, terms),
        probabilities=chances(known, fit.coefficients),
        n_per_parameter=fewer / (len(terms) - 1) if len(terms) > 1 else None,
        aliased=known.aliased,
    )
