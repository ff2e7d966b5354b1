"""A map of texts: near each other where they use the same words, as far as two dimensions can show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .term_space import Floats, latent, one_thread
from .words import stems

__all__ = ["map_places"]


def map_places(texts: Sequence[str], seed: int = 0) -> Floats:
    """Place texts on a map.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    seed : int
        Where chance begins.

    Returns
    -------
    ndarray of shape (n_texts, 2)
        Each from 0 to 1: the two directions in which the latent space of the texts' words spreads most
        (principal components, Pearson 1901).  Texts that share no word with another lie in the middle.
    """
    with one_thread():
        points = latent(list(stems(texts)), seed)
        if not len(points):
            return np.zeros((0, 2))
        centred = points - points.mean(axis=0)
        _, _, directions = np.linalg.svd(centred, full_matrices=False)
        flat = centred @ _one_way(directions[:2]).T
    low, width = flat.min(axis=0), np.ptp(flat, axis=0)
    return np.asarray(np.where(width > 0, (flat - low) / np.where(width > 0, width, 1), 0.5))


def _one_way(directions: Floats) -> Floats:
    """Turn each direction so that its largest part is positive: libraries differ in the sign they give."""
    largest = np.abs(directions).argmax(axis=1)
    signs = np.sign(directions[np.arange(len(directions)), largest])
    return np.asarray(directions * np.where(signs == 0, 1, signs)[:, None])
