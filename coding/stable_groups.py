"""Groups of texts that come back when the texts change a little, or the finding that there are none.

Every clustering method finds groups in anything.  A grouping is believed only if it comes back in bootstrap
samples of the texts (Hennig 2007), and does so better than any grouping of the same words shuffled.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .term_space import Classes, Floats, latent, one_thread, without_classes

__all__ = ["Grouping", "Trial", "group_texts"]

Labels = NDArray[np.intp]
STABLE = 0.6  # Hennig: below it a cluster should not be trusted
SAMPLES = 8
SHUFFLES = 19  # a stability above all of them has a chance of 1 in 20 where there is nothing
MOST_SAMPLED = 1_000
MOST_GROUPS = 8
MANY = 10_000
TEXTS_A_GROUP = 12
NO_GROUP = -1


@dataclass(frozen=True, slots=True)
class Trial:
    """How a number of groups did: `stability` (mean Jaccard, 0..1), that of shuffled words, `silhouette`."""

    k: int
    stability: float
    by_chance: float
    silhouette: float


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
        Mean Jaccard similarity of the groups with those found in bootstrap samples; of the best where `k` is
        None.
    stable : bool
        Whether it is at least 0.6 and above what shuffled words reach.
    trials : tuple of Trial
        Every number of groups that was tried.
    before : tuple of int, one per text
        The groups there were before anything was taken out; empty where nothing was.
    points : ndarray of shape (n_texts, n_dimensions), optional
        Where the texts lie in the space that was grouped.
    """

    labels: tuple[int, ...]
    k: int | None
    stability: float
    stable: bool
    trials: tuple[Trial, ...]
    before: tuple[int, ...] = ()
    points: Floats | None = None


def group_texts(
    documents: Sequence[Sequence[str]], k: int | None, seed: int, classes: Sequence[str] | None = None
) -> Grouping:
    """Group texts given as lists of stems; the same set of texts gives the same groups in any order.

    Parameters
    ----------
    documents : sequence of sequence of str
        One list of stems a text.
    k : int or None
        Number of groups; None to find it, or to find that there is none.
    seed : int
        Where chance begins.
    classes : sequence of str, one per text, optional
        What is taken out of the texts before they are grouped, such as the speaker's role.
    """
    named = classes or [""] * len(documents)
    order = sorted(range(len(documents)), key=lambda at: (list(documents[at]), named[at]))
    numbers = None if classes is None else np.unique([classes[at] for at in order], return_inverse=True)[1]
    with one_thread():
        found = _group_sorted([documents[at] for at in order], k, seed, numbers)
    back = np.argsort(np.array(order, dtype=np.intp))
    points = None if found.points is None else found.points[back]
    return replace(
        found, labels=_reordered(found.labels, back), before=_reordered(found.before, back), points=points
    )


def _reordered(labels: tuple[int, ...], back: NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(labels[at] for at in back.tolist()) if labels else ()


def _group_sorted(
    documents: list[Sequence[str]], k: int | None, seed: int, classes: Classes | None
) -> Grouping:
    none = Grouping((NO_GROUP,) * len(documents), None, 0.0, False, ())
    bare = latent(documents, seed)
    points = bare if classes is None else without_classes(bare, classes)
    used = np.flatnonzero(np.any(points != 0, axis=1))
    counts = _counts_to_try(k, len(used))
    if not counts:
        return none
    rng = np.random.default_rng(seed)
    sample, some = _at_most(documents, classes, rng)
    tried = _placed(sample, some, int(rng.integers(2**31)))
    observed = _stabilities(tried, counts, rng)
    silhouettes = [_silhouette(tried, count, rng) for count in counts]
    deals = (_placed(_shuffled(sample, rng), some, int(rng.integers(2**31))) for _ in range(SHUFFLES))
    shuffled = [_stabilities(dealt, counts, rng) for dealt in deals]
    best, believed = _judge(observed, np.array(shuffled))
    columns = (observed.tolist(), np.mean(shuffled, axis=0).tolist(), silhouettes)
    trials = tuple(map(Trial, counts, *columns))
    before = () if classes is None else _labels(bare, counts[best], seed)
    if k is None and not believed:
        return replace(none, stability=float(observed[best]), trials=trials, before=before)
    labels = _labels(points, counts[best], seed)
    return Grouping(labels, counts[best], float(observed[best]), believed, trials, before, points)


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


def _at_most(
    documents: list[Sequence[str]], classes: Classes | None, rng: np.random.Generator
) -> tuple[list[Sequence[str]], Classes | None]:
    """Draw a sample of many texts: stability is a mean, which a thousand texts estimate well."""
    if len(documents) <= MOST_SAMPLED:
        return documents, classes
    drawn = np.sort(rng.choice(len(documents), MOST_SAMPLED, replace=False))
    return [documents[at] for at in drawn], None if classes is None else classes[drawn]


def _shuffled(documents: Sequence[Sequence[str]], rng: np.random.Generator) -> list[Sequence[str]]:
    """Deal all words out anew: every text keeps its length, every word its frequency."""
    words = np.array([word for document in documents for word in document], dtype=object)
    dealt = np.split(rng.permutation(words), np.cumsum([len(document) for document in documents])[:-1])
    return [list(part) for part in dealt]


def _placed(documents: Sequence[Sequence[str]], classes: Classes | None, seed: int) -> Floats:
    """Give the places of the texts that have one, without what the classes explain."""
    points = latent(documents, seed)
    points = points if classes is None else without_classes(points, classes)
    found: Floats = points[np.any(points != 0, axis=1)]
    return found


def _stabilities(points: Floats, counts: Iterable[int], rng: np.random.Generator) -> Floats:
    return np.array([_stability(points, count, rng) for count in counts])


def _stability(points: Floats, count: int, rng: np.random.Generator) -> float:
    """Work out the mean, over bootstrap samples and groups, of the best Jaccard similarity (Hennig 2007)."""
    if len(points) < 2 * count:
        return 0.0
    whole = _k_means(points, count, rng)
    means = []
    for _ in range(SAMPLES):
        drawn = np.sort(rng.integers(0, len(points), len(points)))
        theirs = _k_means(points[drawn], count, rng)
        once = np.flatnonzero(np.diff(drawn, prepend=-1))
        means.append(_likeness(whole[drawn[once]], theirs[once], count))
    return float(np.mean(means))


def _silhouette(points: Floats, count: int, rng: np.random.Generator) -> float:
    """Say how much nearer texts are to their own group than to the next (Rousseeuw 1987), -1..1."""
    from sklearn.metrics import silhouette_score

    if len(points) < 2 * count:
        return 0.0
    labels = _k_means(points, count, rng)
    several = 1 < len(np.unique(labels)) < len(labels)
    return float(silhouette_score(points, labels)) if several else 0.0


def _likeness(ours: Labels, theirs: Labels, count: int) -> float:
    common = np.zeros((count, count))
    np.add.at(common, (ours, theirs), 1)
    either = common.sum(axis=1, keepdims=True) + common.sum(axis=0, keepdims=True) - common
    return float((common / np.maximum(either, 1)).max(axis=1).mean())


def _k_means(points: Floats, count: int, rng: np.random.Generator, starts: int = 2) -> Labels:
    from sklearn.cluster import KMeans

    model = KMeans(count, n_init=starts, max_iter=100, random_state=int(rng.integers(2**31)))
    with warnings.catch_warnings():
        # Fewer distinct points than groups: some groups stay empty, and that counts against them.
        warnings.simplefilter("ignore")
        found: Labels = model.fit_predict(points)
    return found


def _labels(points: Floats, count: int, seed: int) -> tuple[int, ...]:
    """Group all texts; the largest group is number 0."""
    used = np.flatnonzero(np.any(points != 0, axis=1))
    raw = _k_means(points[used], count, np.random.default_rng(seed), starts=10 if len(used) <= MANY else 3)
    sizes = np.bincount(raw, minlength=count)
    first = [int(np.argmax(raw == group)) if sizes[group] else len(raw) for group in range(count)]
    ranked = sorted(range(count), key=lambda group: (-sizes[group], first[group]))
    labels = np.full(len(points), NO_GROUP)
    labels[used] = np.argsort(ranked)[raw]
    return tuple(labels.tolist())
