"""Wilcoxon's signed ranks: the same people twice, by the ranks of their differences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, sqrt
from typing import Any, Literal

import numpy as np

__all__ = ["SignedRanks", "wilcoxon_signed_rank"]

Array = np.ndarray[Any, np.dtype[np.float64]]
Zeros = Literal["wilcoxon", "pratt"]
MOST_EXACT = 50
"""Up to so many differences that are not zero the p-value is exact, with ties too."""


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """What the signed ranks say; None where a figure is not defined.

    Parameters
    ----------
    w_plus, w_minus : float
        Sum of the ranks of the differences above and below zero.
    p : float or None, 0..1
        Two-sided.
    method : {'exact', 'normal', ''}
        The distribution of all changes of sign, or its normal approximation (corrected for ties, without a
        correction for continuity).
    n, zeros, tied : int
        Differences; those that are zero; those not zero that share their size with another.
    treatment : {'wilcoxon', 'pratt'}
        Zeros are dropped before ranking, or ranked first and dropped then.
    rank_biserial : float or None, -1..1
        (w_plus - w_minus) / (w_plus + w_minus).
    undefined : str
        Why there is no answer, where there is none.
    """

    w_plus: float = 0.0
    w_minus: float = 0.0
    p: float | None = None
    method: str = ""
    n: int = 0
    zeros: int = 0
    tied: int = 0
    treatment: Zeros = "wilcoxon"
    rank_biserial: float | None = None
    undefined: str = ""


def wilcoxon_signed_rank(differences: Any, zeros: Zeros = "wilcoxon") -> SignedRanks:
    """Test whether differences of pairs lie as often and as far above zero as below.

    Parameters
    ----------
    differences : (n,) of float
        Second occasion less first.
    zeros : {'wilcoxon', 'pratt'}
        ``wilcoxon`` leaves out who did not change, as R and SPSS do; ``pratt`` ranks them first, so that many
        who did not change make the evidence weaker.

    Returns
    -------
    SignedRanks

    Notes
    -----
    F. Wilcoxon (1945), *Biometrics Bulletin* 1: 80-83; J. W. Pratt (1959), *Journal of the American
    Statistical Association* 54: 655-667; effect size: D. S. Kerby (2014), *Comprehensive Psychology* 3: 1.

    Examples
    --------
    >>> found = wilcoxon_signed_rank([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
    >>> found.w_plus, found.w_minus, round(found.p, 3)
    (96.0, 24.0, 0.041)
    """
    d = np.asarray(differences, dtype=float)
    if not np.isfinite(d).all():
        raise ValueError("differences must be numbers, and none may be missing")
    moved = d[d != 0]
    found = SignedRanks(n=len(d), zeros=len(d) - len(moved), treatment=zeros)
    if not len(moved):
        why = "nobody changed" if len(d) else "there are no pairs"
        return replace(found, undefined=f"not defined because {why}")
    ranks, exact = _ranks(d, moved, zeros), len(moved) <= MOST_EXACT
    plus, total = float(ranks[moved > 0].sum()), float(ranks.sum())
    return replace(
        found,
        w_plus=plus,
        w_minus=total - plus,
        p=_exact_p(ranks, plus) if exact else _normal_p(ranks, plus),
        method="exact" if exact else "normal",
        tied=_tied(moved),
        rank_biserial=(2 * plus - total) / total,
    )


def _ranks(d: Array, moved: Array, zeros: Zeros) -> Array:
    from scipy.stats import rankdata

    if zeros == "wilcoxon":
        return np.asarray(rankdata(np.abs(moved)), dtype=float)
    return np.asarray(rankdata(np.abs(d))[d != 0], dtype=float)


def _tied(moved: Array) -> int:
    _, times = np.unique(np.abs(moved), return_counts=True)
    return int(times[times > 1].sum())


def _exact_p(ranks: Array, plus: float) -> float:
    """Count the changes of sign that are at least as extreme; doubled ranks are whole, ties or not."""
    doubled = np.rint(2 * ranks).astype(int)
    ways = np.zeros(doubled.sum() + 1)
    ways[0] = 1.0
    for rank in doubled:
        ways[rank:] = (ways[rank:] + ways[: len(ways) - rank]) / 2
        ways[:rank] /= 2
    at = round(2 * plus)
    return float(min(1.0, 2 * min(ways[: at + 1].sum(), ways[at:].sum())))


def _normal_p(ranks: Array, plus: float) -> float:
    # With midranks the sum of squares carries the correction for ties.
    return erfc(abs(plus - ranks.sum() / 2) / sqrt(float((ranks**2).sum()) / 4) / sqrt(2))
