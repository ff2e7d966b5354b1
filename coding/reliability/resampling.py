"""How sure a coefficient is: a bootstrap over documents.

Units of one interview are not independent of each other, so documents are drawn, never single units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Interval", "bootstrap_interval", "bootstrap_of_sums"]

Document = TypeVar("Document")


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval.

    Parameters
    ----------
    low, high : float or None
        Ends of the interval; None where it is not defined.
    level : float, 0..1
        Share of the draws between them.
    draws : int
        Draws that gave a value.
    undefined_draws : int
        Draws that gave none, which are left out.
    documents : int
        Documents drawn from.
    seed : int
        The same seed gives the same interval.
    undefined : str
        Why there is no interval, where there is none.
    """

    low: float | None
    high: float | None
    level: float
    draws: int
    undefined_draws: int
    documents: int
    seed: int
    undefined: str = ""


def bootstrap_interval(
    documents: Sequence[Document],
    statistic: Callable[[list[Document]], float | None],
    seed: int = 0,
    draws: int = 1000,
    level: float = 0.95,
) -> Interval:
    """Draw documents with replacement and see how far a statistic moves.

    Parameters
    ----------
    documents : sequence
        What one document contributes, such as its units; at least two.
    statistic : callable
        Takes a list of documents and gives a number, or None where it is not defined.
    seed : int
        For the draws.
    draws : int
        How many.
    level : float, 0..1
        Of the interval.

    Returns
    -------
    Interval

    Notes
    -----
    The percentile bootstrap with documents as clusters: B. Efron and R. J. Tibshirani (1993), An
    Introduction to the Bootstrap, chapters 8 and 13.

    Examples
    --------
    >>> shares = [0.5, 0.6, 0.7, 0.8]
    >>> found = bootstrap_interval(shares, lambda drawn: sum(drawn) / len(drawn), seed=1, draws=200)
    >>> 0.5 <= found.low < 0.65 < found.high <= 0.8
    True
    """
    drawn = (statistic([documents[at] for at in row]) for row in _chosen(len(documents), seed, draws))
    return _interval(drawn, level, len(documents), seed)


def bootstrap_of_sums(
    sums: Sequence[Sequence[float]],
    statistic: Callable[[Sequence[float]], float | None],
    seed: int = 0,
    draws: int = 1000,
    level: float = 0.95,
) -> Interval:
    """Draw documents as `bootstrap_interval` does, for a statistic that follows from sums over them.

    Parameters
    ----------
    sums : sequence of sequence of float, (n_documents, n_sums)
        What each document adds.
    statistic : callable
        Takes the sums over the documents drawn.
    seed, draws, level
        As there; the same seed draws the same documents.

    Examples
    --------
    >>> found = bootstrap_of_sums([(1, 2), (3, 4), (2, 2)], lambda told: told[0] / told[1], draws=50)
    >>> 0.5 <= found.low <= found.high <= 1.0
    True
    """
    added = np.array(sums, dtype=float)
    drawn = (statistic(added[row].sum(axis=0).tolist()) for row in _chosen(len(sums), seed, draws))
    return _interval(drawn, level, len(sums), seed)


def _chosen(n: int, seed: int, draws: int) -> Iterable[NDArray[np.int64]]:
    """Draw documents; from fewer than two there is nothing to draw."""
    return np.random.default_rng(seed).integers(n, size=(draws, n)) if n > 1 else ()


def _interval(drawn: Iterable[float | None], level: float, n: int, seed: int) -> Interval:
    if n < 2:  # noqa: PLR2004
        why = f"undefined because there {'is only one document' if n else 'are no documents'} to draw from"
        return Interval(None, None, level, 0, 0, n, seed, why)
    found = list(drawn)
    values = [value for value in found if value is not None]
    lost = len(found) - len(values)
    if lost > len(values):
        why = f"undefined because the coefficient is undefined in {lost} of {len(found)} draws"
        return Interval(None, None, level, len(values), lost, n, seed, why)
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, len(values), lost, n, seed)
