"""The words that mark one set of texts off from another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .family_permutations import Permuted, permute_families
from .keyness_statistics import (
    adjusted,
    chi_square_tail,
    deviation_of_proportions,
    log_likelihood,
    log_ratio,
)
from .words import STOP_WORDS, tokens

__all__ = ["Keyword", "Said", "compare", "keyness"]

Counts = Sequence[tuple[Counter[str], str]]


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
        Of chi-square with one degree of freedom, as if words were drawn one by one; adjusted over all words
        compared (Benjamini and Hochberg 1995).
    documents, families : int
        Texts of the first set that hold the word, and the families they belong to.
    dispersion : float, 0..1
        Deviation of proportions over the texts of the first set; 0 means evenly spread, near 1 means in one
        text only.
    p_families, p_families_adjusted : float, 0..1
        By permutation of families; adjusted: the chance of one such word among all compared (Westfall and
        Young 1993).
    """

    word: str
    count: int
    rest: int
    g2: float
    log_ratio: float
    p: float
    p_adjusted: float
    documents: int
    families: int
    dispersion: float
    p_families: float = 1.0
    p_families_adjusted: float = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one text and the family they come from."""

    words: Sequence[str]
    family: str


def keyness(
    a_texts: Sequence[str],
    b_texts: Sequence[str],
    *,
    a_families: Sequence[str] | None = None,
    b_families: Sequence[str] | None = None,
    least_count: int = 3,
    least_families: int = 1,
    seed: int = 0,
) -> list[Keyword]:
    """Compare the words of two sets of texts.

    Parameters
    ----------
    a_texts, b_texts : sequence of str
        One text a document: the unit over which dispersion is worked out.
    a_families, b_families : sequence of str, optional
        The family of each text; without them every text is a family of its own.
    least_count : int
        Words used less often in both sets together are not compared.
    least_families : int
        Words found in fewer families of the first set are not compared.
    seed : int
        Where chance begins, for the permutation of families.

    Returns
    -------
    list of Keyword
        The words used relatively more often in `a_texts`, strongest first.  Stop words are left out as
        keywords, but every word counts towards the totals.

    Examples
    --------
    >>> found = keyness(["the rent is late", "rent and rent"], ["a bath and a story", "bath and bed"])
    >>> [(word.word, word.count, word.rest) for word in found]
    [('rent', 3, 0)]
    """
    families = (
        a_families or [f"a{place}" for place in range(len(a_texts))],
        b_families or [f"b{place}" for place in range(len(b_texts))],
    )
    sets = [
        [Said(tokens(text), family) for text, family in zip(texts, names, strict=True)]
        for texts, names in zip((a_texts, b_texts), families, strict=True)
    ]
    return compare(*sets, least_count=least_count, least_families=least_families, seed=seed)[0]


def compare(
    a: Sequence[Said], b: Sequence[Said], *, least_count: int, least_families: int, seed: int
) -> tuple[list[Keyword], Permuted | None]:
    """Compare two sets of tokenised texts, and give what the permutation of families says; see `keyness`."""
    counted = [[(Counter(one.words), one.family) for one in texts] for texts in (a, b)]
    all_a, all_b = (_summed(count for count, _ in texts) for texts in counted)
    totals = sum(all_a.values()), sum(all_b.values())
    if 0 in totals:
        return [], None
    holding = _holding(counted[0])
    tested = [
        _keyword(word, [counted[0][at] for at in holding[word]], all_b[word], totals)
        for word in sorted(holding)
        if all_a[word] + all_b[word] >= least_count
        and len({counted[0][at][1] for at in holding[word]}) >= least_families
    ]
    if not tested:
        return [], None
    permuted = _permuted([one.word for one in tested], counted[0], counted[1], seed)
    kept = [one for one in _judged(tested, permuted) if one.log_ratio > 0]
    return sorted(kept, key=lambda one: (-one.g2, one.word)), permuted


def _comparable(word: str) -> bool:
    return word not in STOP_WORDS and len(word) > 1


def _summed(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def _holding(texts: Counts) -> dict[str, list[int]]:
    """Lead from each word that is compared to the texts that hold it."""
    found: dict[str, list[int]] = {}
    for at, (count, _) in enumerate(texts):
        for word in filter(_comparable, count):
            found.setdefault(word, []).append(at)
    return found


def _keyword(word: str, holding: Counts, rest: int, totals: tuple[int, int]) -> Keyword:
    per_text = [count[word] for count, _ in holding]
    sizes = [count.total() for count, _ in holding]
    count = sum(per_text)
    g2, ratio = log_likelihood(count, rest, *totals), log_ratio(count, rest, *totals)
    p = chi_square_tail(g2)
    # All texts without the word together deviate as much as one by one.
    spread = deviation_of_proportions([*per_text, 0], [*sizes, totals[0] - sum(sizes)])
    families = len({family for _, family in holding})
    return Keyword(word, count, rest, g2, ratio, p, p, len(holding), families, spread)


def _judged(tested: Sequence[Keyword], permuted: Permuted) -> list[Keyword]:
    columns = (adjusted([one.p for one in tested]), permuted.p.tolist(), permuted.p_adjusted.tolist())
    return [
        replace(one, p_adjusted=p, p_families=by_family, p_families_adjusted=among_all)
        for one, p, by_family, among_all in zip(tested, *columns, strict=True)
    ]


def _permuted(words: Sequence[str], a: Counts, b: Counts, seed: int) -> Permuted:
    places = {word: place for place, word in enumerate(words)}
    families = {name: place for place, name in enumerate(sorted({name for _, name in (*a, *b)}))}
    (first, sizes_a), (second, sizes_b) = (_by_family(texts, families, places) for texts in (a, b))
    return permute_families(first, second, sizes_a, sizes_b, seed)


def _by_family(texts: Counts, families: Mapping[str, int], places: Mapping[str, int]) -> tuple[Any, Any]:
    """Give the occurrences by family and word, and all words of each family."""
    from scipy.sparse import coo_matrix

    cells = [
        (families[family], places[word], number)
        for count, family in texts
        for word, number in count.items()
        if word in places
    ]
    sizes = np.zeros(len(families))
    for count, family in texts:
        sizes[families[family]] += count.total()
    rows, columns, numbers = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    shape = (len(families), len(places))
    return coo_matrix((numbers.astype(float), (rows, columns)), shape).tocsr(), sizes
