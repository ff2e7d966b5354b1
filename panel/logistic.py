"""Logistic regression by maximum likelihood, and by Firth's penalised likelihood.

Newton's method, in blocks of rows that stay in the processor's cache.  No shrinkage: a propensity must
reproduce the number who responded in every category, and its standard errors must be those of the estimate.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from .covariates import Array, Covariates

__all__ = ["LogisticFit", "chances", "clustered", "firth", "maximum_likelihood"]

Codes = np.ndarray[Any, np.dtype[np.intp]]
_SAMPLE = 50_000
_PARTS = 4
_STEPS = 40
_CLOSE = 1e-7
"""Newton's error is about the square of its last step: after so small a one it is that of a float."""
_SETTLED = 1e-9
_LONGEST = 5.0


@dataclass(frozen=True, eq=False)
class LogisticFit:
    """A fitted model, in the units of the matrix.

    Parameters
    ----------
    coefficients : (k,) array of float
    covariance : (k, k) array of float
        Inverse of the information.
    steps : int
        Newton steps taken.
    """

    coefficients: Array
    covariance: Array
    steps: int


class _At(NamedTuple):
    """The derivatives of the likelihood at one point, and Firth's penalised likelihood itself."""

    score: Array
    information: Array
    penalised: float = -np.inf


def chances(known: Covariates, coefficients: Array) -> Array:
    """Give the probability of every row."""
    return _expit(known.linear(coefficients))


def maximum_likelihood(known: Covariates, response: Array) -> LogisticFit | None:
    """Fit by Newton's method, or give None where it does not settle, as with separated data.

    Parameters
    ----------
    known : Covariates, (n, k)
    response : (n,) array of float
        0 or 1.

    Returns
    -------
    LogisticFit or None
        In the units of ``known.matrix``.
    """
    at = _start(known, response)
    for done in range(1, _STEPS + 1):
        here = _derivatives(known, response, at)
        covariance = _inverse(here.information)
        if covariance is None:
            return None
        step = covariance @ here.score
        at = at + _shortened(step)
        if np.abs(step).max() < _CLOSE:
            return LogisticFit(at, covariance, done)
    return None


def _start(known: Covariates, response: Array) -> Array:
    """Begin at zero, or with many rows at the estimate from some of them."""
    if len(known) > 4 * _SAMPLE:
        step = len(known) // _SAMPLE
        first = maximum_likelihood(known.rows(slice(None, None, step)), response[::step])
        if first is not None:
            return first.coefficients
    return np.zeros(len(known.terms))


def firth(known: Covariates, response: Array) -> LogisticFit | None:
    """Fit by Firth's penalised likelihood, which has a finite maximum for separated data too.

    Notes
    -----
    D. Firth (1993), *Biometrika* 80: 27-38; for logistic regression G. Heinze and M. Schemper (2002),
    *Statistics in Medicine* 21: 2409-2419.
    """
    matrix, at = known.matrix, np.zeros(len(known.terms))
    last, pace = np.zeros(len(at)), 1.0
    for done in range(1, 10 * _STEPS + 1):
        here, covariance = _penalised(matrix, response, at)
        if covariance is None:
            return None
        step = covariance @ here.score
        if np.abs(step).max() < _SETTLED:
            return LogisticFit(at, covariance, done)
        # The information leaves out the curve of the penalty; where steps go to and fro they are too long.
        pace = pace / 2 if step @ last < -0.25 * (last @ last) else pace
        at, last = _uphill(matrix, response, at, pace * _shortened(step), here.penalised), step
    return None


def clustered(known: Covariates, response: Array, fit: LogisticFit, clusters: Codes) -> Array:
    """Give the covariance of the coefficients where members of one cluster are not independent.

    Notes
    -----
    The sandwich of K.-Y. Liang and S. L. Zeger (1986), *Biometrika* 73: 13-22, with the usual correction for
    few clusters, ``G / (G - 1) * (n - 1) / (n - k)``.  `clusters` are numbered from 0.
    """
    rows, terms = known.matrix.shape
    scores = known.matrix * (response - chances(known, fit.coefficients))[:, None]
    number = int(clusters.max()) + 1
    totals = np.column_stack([np.bincount(clusters, column, minlength=number) for column in scores.T])
    correction = number / (number - 1) * (rows - 1) / max(1, rows - terms)
    covariance: Array = correction * fit.covariance @ (totals.T @ totals) @ fit.covariance
    return covariance


def _derivatives(known: Covariates, response: Array, at: Array) -> _At:
    if len(known) <= 4 * _SAMPLE:
        return _summed(known, response, at)
    # Always the same parts, added up in the same order: the answer must not depend on the machine.
    cuts = [part * len(known) // _PARTS for part in range(_PARTS + 1)]
    rows = [slice(*cut) for cut in pairwise(cuts)]
    with ThreadPoolExecutor(_PARTS) as pool:
        parts = list(pool.map(lambda some: _summed(known.rows(some), response[some], at), rows))
    score = np.sum([part.score for part in parts], axis=0)
    return _At(score, np.sum([part.information for part in parts], axis=0))


def _summed(known: Covariates, response: Array, at: Array) -> _At:
    score, information = np.zeros(len(at)), np.zeros((len(at), len(at)))
    for rows, block in known.blocks():
        chance = _expit(block @ at)
        score += (response[rows] - chance) @ block
        weighted = np.multiply(block, np.sqrt(chance * (1 - chance))[:, None], out=block)
        # The same array twice: the product is symmetric, and only half of it is computed.
        information += weighted.T @ weighted
    return _At(score, information)


def _penalised(matrix: Array, response: Array, at: Array) -> tuple[_At, Array | None]:
    linear = matrix @ at
    chance = _expit(linear)
    weighted = matrix * np.sqrt(chance * (1 - chance))[:, None]
    information = weighted.T @ weighted
    covariance = _inverse(information)
    if covariance is None:
        return _At(at, information), None
    leverage = np.einsum("ij,jk,ik->i", weighted, covariance, weighted, optimize=True)
    score = matrix.T @ (response - chance + leverage * (0.5 - chance))
    penalty = 0.5 * float(np.linalg.slogdet(information)[1])
    return _At(score, information, _log_likelihood(linear, response) + penalty), covariance


def _uphill(matrix: Array, response: Array, at: Array, step: Array, best: float) -> Array:
    """Halve a step until it does not lead downhill."""
    for _ in range(30):
        if _penalised(matrix, response, at + step)[0].penalised >= best - 1e-12 * abs(best):
            break
        step = step / 2
    return at + step


def _log_likelihood(linear: Array, response: Array) -> float:
    # log(1 + exp(x)) without overflow; a tenth of the time of logaddexp.
    soft = np.maximum(linear, 0) + np.log1p(np.exp(-np.abs(linear)))
    return float(response @ linear - soft.sum())


def _expit(linear: Array) -> Array:
    # Beyond 700 the exponential would overflow, and the probability is 0 or 1 in a float long before.
    chance: Array = 1 / (1 + np.exp(-np.clip(linear, -700, 700)))
    return chance


def _inverse(information: Array) -> Array | None:
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    size = np.sqrt(np.diag(information))
    if not (np.isfinite(size).all() and (size > 0).all()):
        return None
    try:
        factor = cho_factor(information / np.outer(size, size), lower=True)
    except LinAlgError:
        return None
    inverse: Array = cho_solve(factor, np.eye(len(size))) / np.outer(size, size)
    return inverse


def _shortened(step: Array) -> Array:
    longest = float(np.abs(step).max())
    return step if longest <= _LONGEST else step * (_LONGEST / longest)
