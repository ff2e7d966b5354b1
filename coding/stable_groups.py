"""Groups of texts that come back when the texts change a little, or the finding that there are none.

Every clustering method finds groups in anything.  A grouping is believed only if it comes back in samples of
the texts (Hennig 2007) and does so better than any grouping of the same words shuffled among the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .term_space import Floats, latent, one_thread

__all__ = ["Grouping", "Trial", "group_texts"]

Labels = NDArray[np.intp]
STABLE = 0.6  # Hennig: below it a cluster should not be trusted
SAMPLES = 8
SHUFFLES = 19  # a stability above all of them has a chance of 1 in 20 where there is nothing
SHARE = 0.8
MOST_SAMPLED = 1_000
MOST_GROUPS = 8
TEXTS_A_GROUP = 12
NO_GROUP = -1


@dataclass(frozen=True, slots=True)
class Trial:
    """How a number of groups fared: `stability` (mean Jaccard, 0..1), and shuffled words on average."""

    k: int
    stability: float
    by_chance: float


@dataclass(frozen=True, slots=True)
class Grouping:
    """Texts in groups.

    Parameters
    ----------
    labels : tuple of int, one per text
        0 for the largest group; -1 for texts that share no word with another, and for all where `k` is None.
    k : int or None
        Number of groups; None where no grouping is stable.
    stability : float, 0..1
        Mean Jaccard similarity of the groups with those found in samples of the texts; of the best where `k`
        is None.
    stable : bool
        Whether it is at least 0.6 and above what shuffled words reach.
    trials : tuple of Trial
        Every number of groups that was tried.
    """

    labels: tuple[int, ...]
    k: int | None
    stability: float
    stable: bool
    trials: tuple[Trial, ...]


def group_texts(documents: Sequence[Sequence[str]], k: int | None, seed: int) -> Grouping:
    """Group texts given as lists of stems; the same set of texts gives the same groups in any order.

    Parameters
    ----------
    documents : sequence of sequence of str
        One list of stems a text.
    k : int or None
        Number of groups; None to find it, or to find that there is none.
    seed : int
        Where chance begins.
    """
    order = sorted(range(len(documents)), key=lambda at: list(documents[at]))
    with one_thread():
        found = _group_sorted([documents[at] for at in order], k, seed)
    labels = [NO_GROUP] * len(documents)
    for place, at in enumerate(order):
        labels[at] = found.labels[place]
    return Grouping(tuple(labels), found.k, found.stability, found.stable, found.trials)


def _group_sorted(documents: list[Sequence[str]], k: int | None, seed: int) -> Grouping:
    none = Grouping((NO_GROUP,) * len(documents), None, 0.0, False, ())
    points = latent(documents, seed)
    used = np.flatnonzero(np.any(points != 0, axis=1))
    counts = _counts_to_try(k, len(used))
    if not counts:
        return none
    rng = np.random.default_rng(seed)
    tried = _at_most(documents, MOST_SAMPLED, rng)
    observed = _stabilities(tried, counts, rng)
    shuffled = [_stabilities(_shuffled(tried, rng), counts, rng) for _ in range(SHUFFLES)]
    best, believed = _judge(observed, np.array(shuffled))
    trials = tuple(map(Trial, counts, observed.tolist(), np.mean(shuffled, axis=0).tolist()))
    if k is None and not believed:
        return Grouping(none.labels, None, float(observed[best]), False, trials)
    labels = _labels(points, used, counts[best], seed)
    return Grouping(labels, counts[best], float(observed[best]), believed, trials)


def _counts_to_try(k: int | None, texts: int) -> list[int]:
    if k is not None:
        return [k] if 2 <= k <= texts // 2 else []  # noqa: PLR2004 - fewer texts than that are no groups
    return list(range(2, min(MOST_GROUPS, texts // TEXTS_A_GROUP) + 1))


def _judge(observed: Floats, shuffled: Floats) -> tuple[int, bool]:
    """Choose the number of groups that beats chance most; believe it if no shuffle beats chance as much.

    Each shuffle may choose its own best number too, so that choosing the best of many is no advantage.
    """
    expected = shuffled.mean(axis=0)
    gain = observed - expected
    best = int(np.argmax(gain))
    return best, bool(observed[best] >= STABLE and gain[best] > (shuffled - expected).max())


def _at_most(documents: list[Sequence[str]], most: int, rng: np.random.Generator) -> list[Sequence[str]]:
    """Draw a sample of many texts: stability is a mean, which a thousand texts estimate well."""
    if len(documents) <= most:
        return documents
    return [documents[at] for at in sorted(rng.choice(len(documents), most, replace=False))]


def _shuffled(documents: Sequence[Sequence[str]], rng: np.random.Generator) -> list[Sequence[str]]:
    """Deal all words out anew: every text keeps its length, every word its frequency."""
    words = np.array([word for document in documents for word in document], dtype=object)
    dealt = np.split(rng.permutation(words), np.cumsum([len(document) for document in documents])[:-1])
    return [list(part) for part in dealt]


def _stabilities(
    documents: Sequence[Sequence[str]], counts: Iterable[int], rng: np.random.Generator
) -> Floats:
    points = latent(documents, int(rng.integers(2**31)))
    points = points[np.any(points != 0, axis=1)]
    return np.array([_stability(points, count, rng) for count in counts])


def _stability(points: Floats, count: int, rng: np.random.Generator) -> float:
    """Work out the mean, over samples and groups, of the best Jaccard similarity (Hennig 2007)."""
    if len(points) < 2 * count:
        return 0.0
    whole = _k_means(points, count, rng)
    means = []
    for _ in range(SAMPLES):
        drawn = np.sort(rng.choice(len(points), int(SHARE * len(points)), replace=False))
        means.append(_likeness(whole[drawn], _k_means(points[drawn], count, rng), count))
    return float(np.mean(means))


def _likeness(ours: Labels, theirs: Labels, count: int) -> float:
    common = np.zeros((count, count))
    np.add.at(common, (ours, theirs), 1)
    either = common.sum(axis=1, keepdims=True) + common.sum(axis=0, keepdims=True) - common
    return float((common / np.maximum(either, 1)).max(axis=1).mean())


def _k_means(points: Floats, count: int, rng: np.random.Generator, starts: int = 2) -> Labels:
    from sklearn.cluster import KMeans

    model = KMeans(count, n_init=starts, max_iter=100, random_state=int(rng.integers(2**31)))
    found: Labels = model.fit_predict(points)
    return found


def _labels(points: Floats, used: NDArray[np.intp], count: int, seed: int) -> tuple[int, ...]:
    """Group all texts; the largest group is number 0."""
    raw = _k_means(points[used], count, np.random.default_rng(seed), starts=10)
    sizes = np.bincount(raw, minlength=count)
    first = [int(np.argmax(raw == group)) if sizes[group] else len(raw) for group in range(count)]
    ranked = sorted(range(count), key=lambda group: (-sizes[group], first[group]))
    labels = np.full(len(points), NO_GROUP)
    labels[used] = np.argsort(ranked)[raw]
    return tuple(labels.tolist())
