"""Mean and covariance of incomplete normal data by maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .covariates import Array

__all__ = ["MissingPattern", "Moments", "missing_patterns", "normal_moments"]

_STEPS = 10_000
_CLOSE = 1e-9
_FLAT = 1e-9


@dataclass(frozen=True, eq=False)
class MissingPattern:
    """Rows in which the same columns were seen.

    Parameters
    ----------
    seen : (k,) array of bool
    rows : (n_rows, n_seen) array of float
        Their values in the columns that were seen.
    """

    seen: np.ndarray[Any, np.dtype[np.bool_]]
    rows: Array


@dataclass(frozen=True, eq=False)
class Moments:
    """Maximum-likelihood estimates; the divisor of the covariance is n.

    Parameters
    ----------
    mean : (k,) array of float
    covariance : (k, k) array of float
    steps : int
    """

    mean: Array
    covariance: Array
    steps: int


def missing_patterns(values: Array) -> list[MissingPattern]:
    """Sort rows by which columns were seen; rows in which none was are left out."""
    seen = ~np.isnan(values)
    kinds, kind_of = np.unique(seen, axis=0, return_inverse=True)
    return [
        MissingPattern(kind, values[kind_of == place][:, kind])
        for place, kind in enumerate(kinds)
        if kind.any()
    ]


def normal_moments(patterns: Sequence[MissingPattern]) -> Moments | None:
    """Estimate mean and covariance by the EM algorithm, or give None where they are not determined.

    Parameters
    ----------
    patterns : sequence of MissingPattern
        Of columns with about mean 0 and variance 1.

    Returns
    -------
    Moments or None

    Notes
    -----
    A. P. Dempster, N. M. Laird and D. B. Rubin (1977), *Journal of the Royal Statistical Society B* 39: 1-38;
    R. J. A. Little and D. B. Rubin (2002), *Statistical Analysis with Missing Data*, section 11.2.
    """
    columns = len(patterns[0].seen)
    now = Moments(np.zeros(columns), np.eye(columns), 0)
    for done in range(1, _STEPS + 1):
        if np.linalg.eigvalsh(now.covariance)[0] < _FLAT:
            return None
        then = _step(patterns, now, done)
        moved = max(np.abs(then.mean - now.mean).max(), np.abs(then.covariance - now.covariance).max())
        if moved < _CLOSE:
            return then
        now = then
    return None


def _step(patterns: Sequence[MissingPattern], now: Moments, done: int) -> Moments:
    columns, n = len(now.mean), sum(len(pattern.rows) for pattern in patterns)
    total, squares = np.zeros(columns), np.zeros((columns, columns))
    for pattern in patterns:
        filled, spread = _expected(pattern, now)
        total += filled.sum(axis=0)
        squares += filled.T @ filled + len(filled) * spread
    mean = total / n
    return Moments(mean, squares / n - np.outer(mean, mean), done)


def _expected(pattern: MissingPattern, now: Moments) -> tuple[Array, Array]:
    """Fill in what was not seen with what the rest predicts, and say how far that is from certain."""
    seen, unseen = pattern.seen, ~pattern.seen
    within = now.covariance[np.ix_(seen, seen)]
    across = now.covariance[np.ix_(unseen, seen)]
    slopes = np.linalg.solve(within, across.T).T
    filled = np.empty((len(pattern.rows), len(seen)))
    filled[:, seen] = pattern.rows
    filled[:, unseen] = now.mean[unseen] + (pattern.rows - now.mean[seen]) @ slopes.T
    spread = np.zeros((len(seen), len(seen)))
    spread[np.ix_(unseen, unseen)] = now.covariance[np.ix_(unseen, unseen)] - slopes @ across.T
    return filled, spread
