"""R-indicators: how much propensities to respond differ, and along which variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import pandas as pd

from .covariates import MISSING, Array, Covariates, Given, code_covariates, take_flags
from .logistic import LogisticFit, chances, maximum_likelihood
from .propensities import propensity

__all__ = ["PartialR", "RIndicator", "r_indicator"]

_MOST_CATEGORIES = 10
_FIFTHS = 5


@dataclass(frozen=True, slots=True)
class PartialR:
    """The partial R-indicators, unconditional and conditional, of a variable or of one of its categories.

    Parameters
    ----------
    variable : str
    category : str
        Empty for the variable as a whole.
    n : int
        Members of the category.
    p_u : float
        Of a variable 0..0.5, with the bias adjusted: how much propensities differ between its categories.  Of
        a category -0.5..0.5, not adjusted: below 0 where it is underrepresented.
    p_u_unadjusted : float
    se : float or None
        Standard error of `p_u`; None where it is not defined.
    p_c : float, 0..0.5
        How much propensities still differ along the variable among members who are alike in all others; with
        the bias adjusted.  Of a category: its part of that, not adjusted.
    p_c_unadjusted : float
    """

    variable: str
    category: str
    n: int
    p_u: float
    p_u_unadjusted: float
    se: float | None
    p_c: float
    p_c_unadjusted: float


@dataclass(frozen=True, slots=True)
class RIndicator:
    """Representativity of the response; None where it is not defined.

    Parameters
    ----------
    r : float or None, 0..1
        1 where all have the same propensity; with the bias adjusted.
    r_unadjusted : float or None, 0..1
    se : float or None
        Standard error of `r`; None where no propensities differ.
    partials : tuple of PartialR
        Each variable, followed by its categories.
    n, responded : int
        Rows, and how many of them responded.
    undefined : str
        Why there is no indicator, where there is none.
    """

    n: int
    responded: int
    r: float | None = None
    r_unadjusted: float | None = None
    se: float | None = None
    partials: tuple[PartialR, ...] = ()
    undefined: str = ""


@dataclass(frozen=True, eq=False)
class _Spread:
    """How propensities spread, and how well that is known."""

    variance: float
    bias: float
    error: float | None

    @property
    def adjusted(self) -> float:
        """The variance without its bias; never below zero."""
        return max(0.0, self.variance - self.bias)

    @property
    def factor(self) -> float:
        return self.adjusted / self.variance if self.variance else 0.0


def r_indicator(frame: pd.DataFrame, responded: Given, population: int | None = None) -> RIndicator:
    """Measure how representative the members who responded are of all.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        What is known of every member; the answer is about these variables and no others.
    responded : str or sequence of bool, (n,)
        Who responded: a column of the frame, or the values themselves.
    population : int, optional
        How many the members were drawn from at random; `n` itself where they are all there are.  Otherwise it
        is taken to be far larger than `n`.

    Returns
    -------
    RIndicator

    Raises
    ------
    ValueError
        If `responded` is not true or false for every row, or `population` is smaller than `n`.

    Notes
    -----
    ``R = 1 - 2 S`` with the standard deviation S of the propensities: B. Schouten, F. Cobben and J. Bethlehem
    (2009), *Survey Methodology* 35: 101-113.  Bias and standard error: N. Shlomo, C. Skinner and B. Schouten
    (2012), *Journal of Statistical Planning and Inference* 142: 201-211.  Partials: B. Schouten, N. Shlomo
    and C. Skinner (2011), *Journal of Official Statistics* 27: 231-253, and V. de Heij, B. Schouten and N.
    Shlomo (2015), *RISQ manual 2.1*; the adjustment of a partial is that of the whole, in proportion.
    A number with more than ten different values is divided into fifths for its partial.
    """
    frame, response = take_flags(frame, responded)
    if population is not None and population < len(frame):
        raise ValueError(f"{len(frame):,} members cannot come from {population:,}")
    nothing = RIndicator(len(response), int(response.sum()))
    model = propensity(frame, response)
    if model.probabilities is None:
        return replace(nothing, undefined=model.undefined)
    spread = _spread_of(code_covariates(frame), response, population)
    if spread is None:
        return replace(nothing, undefined="not defined because there is only one member")
    partials = tuple(_partials(frame, response, model.probabilities, spread, population))
    return replace(
        nothing, r=1 - 2 * sqrt(spread.adjusted), r_unadjusted=1 - 2 * sqrt(spread.variance), se=spread.error,
        partials=partials,
    )  # fmt: skip


def _spread_of(known: Covariates, response: Array, population: int | None) -> _Spread | None:
    fit = maximum_likelihood(known, response)
    n = len(response)
    if fit is None or n < 2:  # noqa: PLR2004
        return None
    chance, unseen = chances(known, fit.coefficients), 1 / n - (1 / population if population else 0)
    variance = float(chance.var(ddof=1))
    if variance <= 1e-20:  # noqa: PLR2004
        return _Spread(0.0, 0.0, None)
    z = (chance * (1 - chance))[:, None] * known.matrix
    # What the variance gains because the coefficients are estimated, less what sampling takes away.
    bias = float(np.einsum("ij,jk,ik->", z, fit.covariance, z, optimize=True)) / n - unseen * variance
    return _Spread(variance, bias, _error(chance, z, fit, unseen))


def _error(chance: Array, z: Array, fit: LogisticFit, unseen: float) -> float:
    """Give the standard error of R: of coefficients (two terms), and of the members drawn."""
    apart, centred = chance - chance.mean(), z - z.mean(axis=0)
    along = centred.T @ apart / len(chance)
    within = centred.T @ centred / len(chance) @ fit.covariance
    drawn = unseen * float((apart**2).var(ddof=1))
    total = 4 * float(along @ fit.covariance @ along) + 2 * float(np.trace(within @ within)) + drawn
    return sqrt(total / float(chance.var()))


def _partials(
    frame: pd.DataFrame, response: Array, chance: Array, spread: _Spread, population: int | None
) -> Iterator[PartialR]:
    every = {str(name): _groups(frame[name]) for name in frame.columns}
    for name, groups in every.items():
        alone = _spread_of(code_covariates(groups.to_frame()), response, population)
        error = alone.error if alone else None
        apart = _within((other for key, other in every.items() if key != name), chance)
        parts = list(_by_category(name, groups, chance, apart, population))
        whole, among = sqrt(sum(part.p_u_unadjusted**2 for part in parts)), sqrt(float((apart**2).mean()))
        yield PartialR(
            name, "", len(chance), whole * sqrt(spread.factor), whole, None if error is None else error / 2,
            among * sqrt(spread.factor), among,
        )  # fmt: skip
        yield from parts


def _within(others: Iterable[pd.Series], chance: Array) -> Array:
    """Give how far each propensity is from the mean of those who are alike in all other variables."""
    cell = np.zeros(len(chance), dtype=np.intp)
    for groups in others:
        # Numbered again each time: so many categories multiplied would leave the range of a number.
        codes, found = pd.factorize(groups)
        cell, _ = pd.factorize(cell * len(found) + codes)
    means = np.bincount(cell, chance) / np.maximum(1, np.bincount(cell))
    apart: Array = chance - means[cell]
    return apart


def _groups(values: pd.Series) -> pd.Series:
    """Give each member's category as text."""
    if pd.api.types.is_numeric_dtype(values) and values.nunique() > _MOST_CATEGORIES:
        edges = np.unique(values.quantile(np.arange(1, _FIFTHS) / _FIFTHS, interpolation="lower"))
        fifth = pd.Series(edges.searchsorted(values.to_numpy(dtype=float, na_value=np.nan)) + 1, values.index)
        groups = fifth.map(lambda place: f"{place} of {len(edges) + 1}")
    else:
        groups = values.astype(object).map(str)
    return groups.where(values.notna(), MISSING).astype(object).rename("group")


def _by_category(
    variable: str, groups: pd.Series, chance: Array, apart: Array, population: int | None
) -> Iterator[PartialR]:
    n, mean = len(chance), float(chance.mean())
    unseen = 1 / n - (1 / population if population else 0)
    for category in sorted(set(groups)):
        inside = (groups == category).to_numpy()
        held, share = int(inside.sum()), float(inside.mean())
        part = sqrt(share) * (float(chance[inside].mean()) - mean)
        here, elsewhere = (float(np.where(side, chance, 0).var(ddof=1)) for side in (inside, ~inside))
        error = sqrt(share * max(0.0, unseen) * (here * (1 / share - 1) ** 2 + elsewhere))
        among = sqrt(float((apart[inside] ** 2).sum()) / n)
        yield PartialR(variable, category, held, part, part, error, among, among)
