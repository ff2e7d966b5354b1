"""Embedders: what places texts in a space by meaning, plugged in from outside and never downloaded.

Anything with a method ``embed`` is an `Embedder`.  A folder of word vectors that somebody put here is
read by `read_embedder`; only text is read from it, nothing in it is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..study.problems import Place, ProblemError, problem
from .term_space import Floats
from .words import content_words

__all__ = ["FILE", "Embedder", "WordVectors", "beside", "embedded", "plugged_in", "read_embedder"]

FILE = "vectors.txt"


@runtime_checkable
class Embedder(Protocol):
    """Places texts in a space where near means alike."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Give one row of numbers a text, shape (n_texts, n_dimensions); the same text, the same row."""
        ...


class WordVectors:
    """An embedder that gives a text the mean of the vectors of its content words.

    Parameters
    ----------
    vectors : mapping of str to array-like
        A vector a word (small letters), all of the same length.
    """

    def __init__(self, vectors: Mapping[str, Sequence[float] | NDArray[np.float32]]) -> None:
        self._places = {word: place for place, word in enumerate(vectors)}
        self._rows = np.array(list(vectors.values()), dtype=np.float32)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Give the mean vector of each text; zero where no word is known."""
        found = np.zeros((len(texts), self._rows.shape[1]))
        for at, text in enumerate(texts):
            places = [self._places[word] for word in content_words(text) if word in self._places]
            if places:
                found[at] = self._rows[places].mean(axis=0)
        return found


def read_embedder(folder: Path) -> WordVectors:
    """Read an embedder from a local folder that holds ``vectors.txt``.

    Parameters
    ----------
    folder : Path
        The file in it has a line a word: the word and its numbers with blanks between them.  A first line of
        two whole numbers (how many words, how many numbers) may stand before.

    Raises
    ------
    ProblemError
        FP5151 no such file, or a line of another form.
    """
    path = folder / FILE
    if not path.is_file():
        raise _refused(f"there is no file {FILE} in it", Place(file=folder.name))
    with path.open(encoding="utf-8", errors="replace") as lines:
        vectors = dict(_vectors(path, lines))
    if not vectors:
        raise _refused("it holds no word", Place(file=path.name))
    return WordVectors(vectors)


def plugged_in(embedder: Embedder | Path | None) -> Embedder | None:
    """Give an embedder as it is, or read that of a local folder."""
    return read_embedder(embedder) if isinstance(embedder, Path) else embedder


def _vectors(path: Path, lines: Iterator[str]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    length = 0
    for number, line in enumerate(lines, start=1):
        word, *parts = line.split() if line.strip() else ("",)
        if not parts or (number == 1 and len(parts) == 1):
            continue
        try:
            vector = np.array(parts, dtype=np.float32)
        except ValueError:
            vector = np.zeros(0, dtype=np.float32)
        length = length or len(vector)
        if len(vector) != length or not length or not np.isfinite(vector).all():
            raise _refused("a line is no word with numbers", Place(file=path.name, line=number))
        yield word.lower(), vector


def embedded(embedder: Embedder | None, texts: Sequence[str]) -> Floats | None:
    """Give the rows of an embedder, each of length 1 or 0; None without an embedder.

    Raises
    ------
    ProblemError
        FP5151 if it gives something else than finite rows, one a text.
    """
    if embedder is None:
        return None
    rows = np.asarray(embedder.embed(list(texts)), dtype=np.float64)
    if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():  # noqa: PLR2004 - a matrix
        raise _refused("it did not give one row of finite numbers a text", Place())
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1.0)


def beside(weights: Any, vectors: Floats | None) -> Any:
    """Put the numbers of an embedder beside those of the words, in one sparse matrix."""
    from scipy.sparse import csr_matrix, hstack

    return weights if vectors is None else hstack([weights, csr_matrix(vectors)]).tocsr()


def _refused(reason: str, place: Place) -> ProblemError:
    return ProblemError(problem("FP5151", place, reason=reason, file=FILE))
