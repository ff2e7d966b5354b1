"""How much more often a word is used here than there, and whether that could be chance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Keyword", "adjusted", "deviation_of_proportions", "keyness", "log_likelihood", "log_ratio"]

# A word absent on one side counts half an occurrence there, so that the ratio is finite (Hardie 2014).
_ABSENT = 0.5


@dataclass(frozen=True, slots=True)
class Keyword:
    """One word compared between two sets of texts.

    Parameters
    ----------
    word : str
        In lower case.
    count, rest : int
        Occurrences in the first and the second set.
    g2 : float, >= 0
        Log-likelihood.
    log_ratio : float
        Binary logarithm of the ratio of relative frequencies; 1 means twice as often.
    p, p_adjusted : float, 0..1
        Of chi-square with one degree of freedom; adjusted over all words compared.
    documents : int
        Texts of the first set that hold the word.
    dispersion : float, 0..1
        Deviation of proportions over the first set; 0 means evenly spread, near 1 means in one text only.
    """

    word: str
    count: int
    rest: int
    g2: float
    log_ratio: float
    p: float
    p_adjusted: float
    documents: int
    dispersion: float


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


def keyness(
    a_texts: Sequence[str], b_texts: Sequence[str], *, least_count: int = 3, least_texts: int = 1
) -> list[Keyword]:
    """Compare the words of two sets of texts.

    Parameters
    ----------
    a_texts, b_texts : sequence of str
        One text a document (or a family): the unit over which dispersion is worked out.
    least_count : int
        Words used less often in both sets together are not compared.
    least_texts : int
        Words found in fewer texts of `a_texts` are not compared.

    Returns
    -------
    list of Keyword
        The words used relatively more often in `a_texts`, strongest first.  Stop words are left out as
        keywords, but every word counts towards the totals.
    """
    from .words import tokens

    return compare(
        [tokens(text) for text in a_texts], [tokens(text) for text in b_texts], least_count, least_texts
    )


def compare(
    a: Sequence[Sequence[str]], b: Sequence[Sequence[str]], least_count: int, least_texts: int
) -> list[Keyword]:
    """Compare two sets of tokenised texts; see `keyness`."""
    counts = [Counter(words) for words in a]
    all_a, all_b = _summed(counts), _summed(Counter(words) for words in b)
    totals = sum(all_a.values()), sum(all_b.values())
    if 0 in totals:
        return []
    sizes = [len(words) for words in a]
    tested = [
        _keyword(word, counts, sizes, (all_a[word], all_b[word]), totals)
        for word in sorted(all_a)
        if _comparable(word) and all_a[word] + all_b[word] >= least_count
        and sum(word in count for count in counts) >= least_texts
    ]  # fmt: skip
    p_adjusted = adjusted([found.p for found in tested])
    kept = [_with_p(found, p) for found, p in zip(tested, p_adjusted, strict=True) if found.log_ratio > 0]
    return sorted(kept, key=lambda found: (-found.g2, found.word))


def _comparable(word: str) -> bool:
    from .words import STOP_WORDS

    return word not in STOP_WORDS and len(word) > 1


def _summed(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def _keyword(
    word: str,
    counts: Sequence[Mapping[str, int]],
    sizes: Sequence[int],
    seen: tuple[int, int],
    totals: tuple[int, int],
) -> Keyword:
    g2 = log_likelihood(*seen, *totals)
    p = math.erfc(math.sqrt(g2 / 2))  # the upper tail of chi-square with one degree of freedom
    per_text = [count.get(word, 0) for count in counts]
    spread = deviation_of_proportions(per_text, sizes)
    documents = sum(1 for number in per_text if number)
    return Keyword(word, *seen, g2, log_ratio(*seen, *totals), p, p, documents, spread)


def _with_p(found: Keyword, p_adjusted: float) -> Keyword:
    from dataclasses import replace

    return replace(found, p_adjusted=p_adjusted)
