"""Whether a word's frequency could be chance, if families and not words are what is drawn.

Words within a family are not independent: one talkative family makes any word frequent.  Under the null
hypothesis it does not matter which part of what a family said counts as the first set and which as the second
(families with words in both), nor which of the families stands in which set (families with words in one).
Both are shuffled; nothing else is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

__all__ = ["Permuted", "permute_families"]

Floats = NDArray[np.float64]
DRAWN = 999
MOST_LISTED = 2_000  # so many arrangements are all worked out, and nothing is left to chance
_CELLS_AT_ONCE = 4_000_000
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Permuted:
    """What permutation says of every word.

    Parameters
    ----------
    p : ndarray of shape (n_words,)
        Share of arrangements in which the word's signed log-likelihood is at least as large.
    p_adjusted : ndarray of shape (n_words,)
        Share of arrangements in which that of any word is (Westfall and Young 1993): the chance of one false
        keyword among all.
    permutations : int
        Arrangements, the one that was observed among them.
    exact : bool
        Whether these are all there are; otherwise they were drawn (Phipson and Smyth 2010).
    """

    p: Floats
    p_adjusted: Floats
    permutations: int
    exact: bool


def permute_families(a: Any, b: Any, sizes_a: Floats, sizes_b: Floats, seed: int = 0) -> Permuted:
    """Compare two sets of words by families.

    Parameters
    ----------
    a, b : sparse matrix of shape (n_families, n_words)
        Occurrences in the first and the second set.
    sizes_a, sizes_b : ndarray of shape (n_families,)
        All words of each family in each set.
    seed : int
        Where chance begins; not used where all arrangements are worked out.
    """
    both = (sizes_a > 0) & (sizes_b > 0)
    alone = ((sizes_a > 0) | (sizes_b > 0)) & ~both
    first = (sizes_a > 0)[alone]
    words, sizes = np.asarray((a + b).sum(axis=0)).ravel(), float((sizes_a + sizes_b).sum())
    # What moves: the difference of a family that is in both, the whole of one that is in one.
    moving = _stacked(b[both] - a[both], (a + b)[alone])
    moving_sizes = np.concatenate([(sizes_b - sizes_a)[both], (sizes_a + sizes_b)[alone]])
    fixed = np.asarray(a[both].sum(axis=0)).ravel()
    arrangements, exact = _arrangements(int(both.sum()), first, seed)
    at_once = max(1, _CELLS_AT_ONCE // max(1, len(words)))
    observed, reached, beaten = None, np.zeros(len(words)), np.zeros(len(words))
    for start in range(0, len(arrangements), at_once):
        some = arrangements[start : start + at_once]
        counts = fixed + np.asarray((moving.T @ some.T).T)
        totals = sizes_a[both].sum() + some @ moving_sizes
        found = _signed(counts, words, totals[:, None], sizes)
        observed = found[0] if observed is None else observed
        reached += (found >= observed - _NOISE).sum(axis=0)
        beaten += (found.max(axis=1, keepdims=True) >= observed - _NOISE).sum(axis=0)
    return Permuted(reached / len(arrangements), beaten / len(arrangements), len(arrangements), exact)


def _stacked(above: Any, below: Any) -> Any:
    from scipy.sparse import vstack

    return vstack([above, below]).tocsr()


def _arrangements(both: int, first: NDArray[np.bool_], seed: int) -> tuple[Floats, bool]:
    """Give the arrangements as rows of 0 and 1, the observed one first.

    For a family in both sets 1 means that its two parts changed places, for one in a single set that it
    stands in the first.
    """
    chosen = int(first.sum())
    observed = np.concatenate([np.zeros(both), first.astype(float)])
    # 2 ** 12 is above the limit: a larger number of families need not be counted.
    if both < 12 and 2**both * math.comb(len(first), chosen) <= MOST_LISTED:  # noqa: PLR2004
        listed = np.array(list(_listed(both, len(first), chosen)))
        others = listed[np.any(listed != observed, axis=1)] if len(observed) else listed[:0]
        return np.vstack([observed, others]), True
    rng = np.random.default_rng(seed)
    flips = rng.integers(0, 2, (DRAWN, both)).astype(float)
    labels = rng.permuted(np.tile(first.astype(float), (DRAWN, 1)), axis=1)
    return np.vstack([observed, np.hstack([flips, labels])]), False


def _listed(both: int, alone: int, chosen: int) -> Iterator[Floats]:
    for flips in product((0.0, 1.0), repeat=both):
        for places in combinations(range(alone), chosen):
            row = np.concatenate([np.array(flips), np.zeros(alone)])
            row[[both + place for place in places]] = 1.0
            yield row


def _signed(a: Floats, words: Floats, total_a: Floats, n: float) -> Floats:
    """Work out the log-likelihood of every arrangement and word, negative where the word is rarer."""
    b, total_b = words - a, n - total_a
    cells = ((a, words * total_a), (b, words * total_b), (total_a - a, (n - words) * total_a))
    with np.errstate(divide="ignore", invalid="ignore"):
        g2 = sum(_cell(seen, expected, n) for seen, expected in cells)
        g2 = 2 * (g2 + _cell(total_b - b, (n - words) * total_b, n))
    return np.where(a * total_b >= b * total_a, g2, -g2)


def _cell(seen: Floats, product_: Floats, n: float) -> Floats:
    ratio = np.where(seen > 0, seen * n / np.where(product_ > 0, product_, 1.0), 1.0)
    return np.asarray(xlogy(seen, ratio))
