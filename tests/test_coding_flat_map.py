"""The map of clusters: every group has a place of its own, and what is mixed looks mixed."""

from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray
from test_coding_clusters import noise

from familypanel.coding import Clusters, cluster
from familypanel.coding.flat_map import _distances, _scaled, flat_places


def six_topics() -> tuple[list[str], list[int]]:
    draw = random.Random(2)
    topics = [[f"{a}{b}ing" for b in ("ab", "ed", "im", "op", "ut", "an", "er", "os")] for a in "bdfgkm"]
    rows = [(" ".join(draw.choices(words, k=9)), n) for n, words in enumerate(topics) for _ in range(20)]
    texts, truth = zip(*rows, strict=True)
    return list(texts), list(truth)


def _own(found: Clusters) -> float:
    """Say which share of the texts lies nearest to the middle of its own group on the map."""
    places, labels = np.array(found.places), np.array(found.labels)
    middles = np.array([places[labels == group].mean(axis=0) for group in range(found.k or 0)])
    return float(np.mean(_distances(places, middles).argmin(axis=1) == labels))


def test_six_groups_have_six_places() -> None:
    """A projection onto two directions piles some of them up."""
    found = cluster(six_topics()[0], k=6)
    assert _own(found) > 0.9
    places, labels = np.array(found.places), np.array(found.labels)
    middles = np.array([places[labels == group].mean(axis=0) for group in range(6)])
    gaps = _distances(middles, middles)[~np.eye(6, dtype=bool)]
    assert gaps.min() > 0.4 * gaps.max()


def test_groups_that_mean_nothing_look_mixed() -> None:
    assert _own(cluster(noise(3), k=5)) < 0.8


@pytest.mark.parametrize("seed", range(4))
def test_distances_on_a_plane_are_kept(seed: int) -> None:
    plane: NDArray[np.float64] = np.random.default_rng(seed).normal(size=(6, 2))
    wanted = _distances(plane, plane)
    laid = _scaled(wanted)
    assert _distances(laid, laid) == pytest.approx(wanted, abs=1e-6)


def test_two_groups_of_one_text_each_have_places() -> None:
    places = flat_places(np.eye(2), np.array([0, 1]), 2)
    assert np.isfinite(places).all() and not np.allclose(places[0], places[1])


def test_the_order_of_the_texts_moves_nothing() -> None:
    texts, _ = six_topics()
    order = list(range(len(texts)))
    random.Random(3).shuffle(order)
    first, second = cluster(texts, k=6), cluster([texts[at] for at in order], k=6)
    assert [first.places[at] for at in order] == list(second.places)
