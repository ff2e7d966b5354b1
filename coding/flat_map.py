"""Texts on a flat map: groups apart as their words are, texts between the groups whose words they share.

A projection onto two directions would show two or three groups and pile up the others.  The middles of the
groups are therefore laid out by multidimensional scaling first (SMACOF: de Leeuw 1977), and every text is
placed by its distances to them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .term_space import Floats

__all__ = ["flat_places"]

TURNS = 300
SPREAD = 0.7  # two of many directions: texts differ in them more than two like texts do
_TINY = 1e-12


def flat_places(points: Floats, labels: NDArray[np.intp], count: int) -> Floats:
    """Place texts that are in groups.

    Parameters
    ----------
    points : ndarray of shape (n_texts, n_dimensions)
        Where they lie in the space that was grouped; in an order that does not depend on that of the texts.
    labels : ndarray of shape (n_texts,)
        The group of each, from 0; no group is empty.
    count : int
        Number of groups.

    Returns
    -------
    ndarray of shape (n_texts, 2)
    """
    middles = np.array([points[labels == group].mean(axis=0) for group in range(count)])
    wanted = _distances(middles, middles)
    nearest = float(wanted[~np.eye(count, dtype=bool)].min())
    drawn = _shares(_distances(points, middles), nearest) @ _scaled(wanted)
    return drawn + SPREAD * _spread(points - middles[labels])


def _distances(one: Floats, other: Floats) -> Floats:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    found: Floats = np.sqrt(np.maximum(squares, 0.0))
    return found


def _scaled(wanted: Floats) -> Floats:
    """Lay out the middles so that their distances on the map are as near as may be to those wanted."""
    count = len(wanted)
    centring = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-centring @ wanted**2 @ centring / 2)
    laid: Floats = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    for _ in range(TURNS):
        ratios = wanted / np.maximum(_distances(laid, laid), _TINY)
        np.fill_diagonal(ratios, 0.0)
        laid = (np.diag(ratios.sum(axis=1)) - ratios) @ laid / count
    return laid


def _shares(distances: Floats, nearest: float) -> Floats:
    """Say how much each group draws a text: half and half between two, nearly all in the middle of one.

    The yardstick is the distance of the two nearest groups, so that groups that flow into one another in the
    space do so on the map.
    """
    squares = distances**2
    powers = np.exp(-3 * (squares - squares.min(axis=1, keepdims=True)) / max(nearest**2, _TINY))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _spread(residuals: Floats) -> Floats:
    """Spread texts around their middles, along the two directions in which they differ most, as they are."""
    _, vectors = np.linalg.eigh(residuals.T @ residuals)
    directions = vectors[:, [-1, -2]]
    signs = np.sign(directions[np.argmax(np.abs(np.round(directions, 9)), axis=0), [0, 1]])
    spread: Floats = residuals @ (directions * signs)
    return spread
