"""What speaks for a suggested code: the words of the text, and the coded texts that are most like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .term_space import Floats

__all__ = ["CodedTexts", "strongest_words"]

_AT_ONCE = 512


class CodedTexts:
    """The texts with one code, each once, and what is most like a text among them.

    Parameters
    ----------
    texts : sequence of str
        In the order of the alphabet, which decides between equals; the same text may stand there twice.
    weights : sparse matrix of shape (n_texts, n_terms)
        Their TF-IDF, rows of length 1 or 0.
    """

    def __init__(self, texts: Sequence[str], weights: Any) -> None:
        first = [at for at, text in enumerate(texts) if at == 0 or text != texts[at - 1]]
        self._texts = [texts[at] for at in first]
        self._weights = weights[first].T.tocsr()

    def nearest(self, weights: Any, most: int) -> Iterator[list[str]]:
        """Give the texts most like each row (cosine), likest first; none that shares nothing with it."""
        for start in range(0, weights.shape[0], _AT_ONCE):
            likeness = np.round((weights[start : start + _AT_ONCE] @ self._weights).toarray(), 9)
            for row in zip(*self._likest(likeness, most), strict=True):
                yield [self._texts[at] for at, alike in row if alike > 0]

    @staticmethod
    def _likest(likeness: Floats, most: int) -> Iterator[list[tuple[int, float]]]:
        """Give place and likeness of the likest of every row, then those of the second, and so on."""
        rows = np.arange(len(likeness))
        for _ in range(min(most, likeness.shape[1])):
            places = likeness.argmax(axis=1)
            yield list(zip(places.tolist(), likeness[rows, places].tolist(), strict=True))
            likeness[rows, places] = -np.inf


def strongest_words(
    weights: Any, row: int, coefficients: Floats, *, names: Sequence[str], words: Mapping[str, str], most: int
) -> list[str]:
    """Give the words of a text that speak most for a code.

    Parameters
    ----------
    weights : sparse matrix of shape (n_texts, n_terms)
        The TF-IDF of texts.
    row : int
        Which of them is meant.
    coefficients : ndarray of shape (n_terms,)
        What each term says for the code.
    names : sequence of str
        The stem of each of the first terms; what stands behind them (an embedder's numbers) is no word.
    words : mapping of str to str
        The word to show for a stem.
    most : int
        Most words.
    """
    begun, end = weights.indptr[row], weights.indptr[row + 1]
    there, strengths = weights.indices[begun:end], weights.data[begun:end]
    inside = there < len(names)
    there, strengths = there[inside], strengths[inside]
    pairs = zip(there.tolist(), (strengths * coefficients[there]).tolist(), strict=True)
    ranked = sorted((-round(strength, 9), names[at]) for at, strength in pairs if strength > 0)
    return [words.get(name, name) for _, name in ranked[:most]]
