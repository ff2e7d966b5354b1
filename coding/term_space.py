"""Texts as points: TF-IDF on stems, and latent semantic analysis of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Classes", "Floats", "latent", "one_thread", "weigher", "without_classes"]

Floats = NDArray[np.float64]
Classes = NDArray[np.intp]
MOST_DIMENSIONS = 30
LEAST_DIMENSIONS = 2
_NOTHING = 1e-9
_MANY = 10_000  # so many texts fix the dimensions without further turns


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute in one thread: sums in another order differ in the last bit, and that can move a text."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


def weigher(least_texts: int = 1, most_share: float = 1.0) -> Any:
    """Make a TF-IDF vectoriser for texts given as lists of terms; rows have length 1 or 0."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=list, min_df=least_texts, max_df=most_share, sublinear_tf=True)


def latent(documents: Sequence[Sequence[str]], seed: int) -> Floats:
    """Place texts in a space of latent dimensions (Deerwester and others 1990).

    Terms of one text only, or of more than half of the texts, say nothing about likeness and are left out.

    Returns
    -------
    ndarray of shape (n_texts, n_dimensions)
        Unit rows, zero where a text shares no term with another, and everywhere if there are too few terms.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    try:
        weights = weigher(2, 0.5).fit_transform(documents)
    except ValueError:  # no term is left
        return np.zeros((len(documents), LEAST_DIMENSIONS))
    dimensions = min(MOST_DIMENSIONS, len(documents) // 5, weights.shape[1] - 1)
    if dimensions < LEAST_DIMENSIONS:
        return np.zeros((len(documents), LEAST_DIMENSIONS))
    turns = 7 if len(documents) <= _MANY else 3
    reduced = TruncatedSVD(dimensions, n_iter=turns, random_state=seed).fit_transform(weights)
    points: Floats = np.asarray(normalize(reduced), dtype=np.float64)
    return points


def without_classes(points: Floats, classes: Classes) -> Floats:
    """Take out of the points what classes such as roles explain: the residuals of a regression on them.

    Parameters
    ----------
    points : ndarray of shape (n_texts, n_dimensions)
        Of `latent`; rows of zeros stay so.
    classes : ndarray of shape (n_texts,)
        The class of each text, from 0.

    Returns
    -------
    ndarray of shape (n_texts, n_dimensions)
        Centred on each class, of about unit length, so that no class has a place of its own.
    """
    from sklearn.preprocessing import normalize

    used = np.any(points != 0, axis=1)
    if not used.any():
        return np.zeros_like(points)
    centred = _centred(normalize(_centred(points[used], classes[used])), classes[used])
    out = np.zeros_like(points)
    out[used] = np.where(np.abs(centred) > _NOTHING, centred, 0.0)
    return out


def _centred(points: Floats, classes: Classes) -> Floats:
    sums = np.zeros((int(classes.max(initial=0)) + 1, points.shape[1]))
    np.add.at(sums, classes, points)
    sizes = np.bincount(classes, minlength=len(sums))[:, None]
    found: Floats = points - (sums / np.maximum(sizes, 1))[classes]
    return found
