"""Measures of how much more often a word is used here than there; each from one publication."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["adjusted", "chi_square_tail", "deviation_of_proportions", "log_likelihood", "log_ratio"]

# A word absent on one side counts half an occurrence there, so that the ratio is finite (Hardie 2014).
_ABSENT = 0.5


def log_likelihood(a: int, b: int, total_a: int, total_b: int) -> float:
    """Work out G2 for a word used `a` times in `total_a` words and `b` times in `total_b`.

    Parameters
    ----------
    a, b : int
        Occurrences.
    total_a, total_b : int
        Words in all, both above 0.

    Returns
    -------
    float
        G2 over all four cells of the two-by-two table; 0 where the two rates are equal.

    Notes
    -----
    Dunning (1993), *Accurate methods for the statistics of surprise and coincidence*.  Rayson and Garside
    (2000) sum over the two cells of the word itself; for words that are rare, as words are, the other two
    cells add next to nothing.

    Examples
    --------
    >>> round(log_likelihood(110, 111, 110 + 2442, 111 + 29114), 2)  # "the swiss", Dunning's table 2
    270.72
    """
    n = total_a + total_b
    word, other = a + b, n - a - b
    cells = (
        (a, word * total_a),
        (b, word * total_b),
        (total_a - a, other * total_a),
        (total_b - b, other * total_b),
    )
    return max(0.0, 2 * sum(seen * math.log(seen * n / product) for seen, product in cells if seen))


def chi_square_tail(g2: float) -> float:
    """Give the p-value of a log-likelihood: the upper tail of chi-square with one degree of freedom.

    Examples
    --------
    >>> round(chi_square_tail(3.841), 3)
    0.05
    """
    return math.erfc(math.sqrt(g2 / 2))


def log_ratio(a: int, b: int, total_a: int, total_b: int) -> float:
    """Give the binary logarithm of the ratio of relative frequencies (Hardie 2014).

    Examples
    --------
    >>> log_ratio(40, 10, 1000, 1000)
    2.0
    """
    return math.log2(((a or _ABSENT) / total_a) / ((b or _ABSENT) / total_b))


def deviation_of_proportions(counts: Sequence[int], sizes: Sequence[int]) -> float:
    """Say how unevenly a word is spread over texts (Gries 2008): 0 evenly, towards 1 in one only.

    Parameters
    ----------
    counts, sizes : sequence of int, one per text
        Occurrences and words.

    Examples
    --------
    >>> round(deviation_of_proportions([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 2)  # Gries's example
    0.18
    """
    occurrences, words = sum(counts), sum(sizes)
    pairs = zip(counts, sizes, strict=True)
    return sum(abs(count / occurrences - size / words) for count, size in pairs) / 2


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for the number of comparisons (Benjamini and Hochberg 1995, step-up)."""
    n = len(p_values)
    least = 1.0
    out = [0.0] * n
    for rank, index in zip(range(n, 0, -1), sorted(range(n), key=lambda i: -p_values[i]), strict=True):
        least = min(least, p_values[index] * n / rank)
        out[index] = least
    return out
