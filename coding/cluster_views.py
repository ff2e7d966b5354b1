"""Other ways to look at groups of texts: their words, the texts nearest to the middle, a tree, parts, a map.

KMeans decides which text is in which group.  Ward's tree and a factorisation (NMF) of the same texts are
views beside it: where they divide the texts otherwise, the groups are one way to see them among several.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .flat_map import flat_places
from .stable_groups import Grouping
from .term_space import Floats, one_thread, weigher

__all__ = ["class_words", "letter_of", "map_places", "nearest_texts", "other_views"]

WORDS = 8
QUOTES = 2
MOST_SEEN = 1_000


def class_words(
    documents: Sequence[Sequence[str]], labels: Sequence[int], count: int, shown: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """Name each group by class TF-IDF (Grootendorst 2022): frequent in the group, rare in the others."""
    groups = [Counter[str]() for _ in range(count)]
    for words, label in zip(documents, labels, strict=True):
        if label >= 0:
            groups[label].update(words)
    total: Counter[str] = sum(groups, Counter())
    average = total.total() / max(1, count)

    def weight(group: Counter[str], word: str) -> float:
        return group[word] / group.total() * math.log(1 + average / total[word])

    ranked = (sorted(group, key=lambda word: (-weight(group, word), word)) for group in groups)
    return [tuple(shown[word] for word in words[:WORDS]) for words in ranked]


def nearest_texts(texts: Sequence[str], grouping: Grouping) -> list[list[str]]:
    """Find the texts nearest to the centre of each group, in the space that was grouped."""
    return [_nearest(texts, inside, points) for inside, points in _groups(grouping)]


def _nearest(texts: Sequence[str], inside: Sequence[int], points: Floats) -> list[str]:
    scores = np.round(((points - points.mean(axis=0)) ** 2).sum(axis=1), 9)
    ranked = sorted(zip(scores.tolist(), (texts[at] for at in inside), strict=True))
    return list(dict.fromkeys(text for _, text in ranked))[:QUOTES]


def _groups(grouping: Grouping) -> Iterator[tuple[list[int], Floats]]:
    """Give the texts of each group and their points, in an order that is not that of the rows."""
    if grouping.points is None:
        return
    order = np.lexsort(grouping.points.T)
    labels = np.array(grouping.labels)[order]
    for group in range(grouping.k or 0):
        inside = order[labels == group]
        yield inside.tolist(), grouping.points[inside]


def map_places(grouping: Grouping) -> tuple[tuple[float, float], ...]:
    """Place the texts on a flat map; see `familypanel.coding.flat_map`.  Texts in no group lie at (0, 0)."""
    if grouping.points is None or grouping.k is None:
        return ()
    inside = [at for several, _ in _groups(grouping) for at in several]
    labels = np.array(grouping.labels, dtype=np.intp)
    # Groups that were asked for may be empty where there are too few different texts.
    named, own = np.unique(labels[inside], return_inverse=True)
    places = np.zeros((len(labels), 2))
    if len(named) > 1:
        with one_thread():
            places[inside] = np.round(flat_places(grouping.points[inside], own, len(named)), 4) + 0.0
    return tuple((float(x), float(y)) for x, y in places)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The texts that the other views look at: all, or a sample of many."""

    documents: Sequence[Sequence[str]]
    texts: Sequence[str]
    points: Floats
    labels: Sequence[int]


def other_views(
    texts: Sequence[str], documents: Sequence[Sequence[str]], grouping: Grouping, shown: Mapping[str, str],
    seed: int,
) -> dict[str, Any]:  # fmt: skip
    """Divide the same texts by Ward's tree and by NMF; of many texts a sample is drawn.

    Returns
    -------
    dict
        ``ward``: ``groups`` (``texts``, ``keywords``, ``nearest`` to their middle, and ``shared``: how many
        of its texts each group of KMeans has), ``merges`` (which groups come together, and at which height)
        and ``agreement``; ``nmf``: ``groups`` and ``agreement``.  Agreement is the adjusted Rand index with
        the groups of KMeans (1 the same, 0 chance); ``texts`` says how many were looked at.
    """
    if grouping.points is None or grouping.k is None:
        return {}
    points = grouping.points
    grouped = (at for at, label in enumerate(grouping.labels) if label >= 0)
    inside = sorted(grouped, key=lambda at: (list(documents[at]), points[at].tolist(), texts[at]))
    drawn = np.random.default_rng(seed).permutation(len(inside))[:MOST_SEEN]
    chosen = [inside[at] for at in np.sort(drawn)]
    seen = _Seen(
        [documents[at] for at in chosen], [texts[at] for at in chosen], points[chosen],
        [grouping.labels[at] for at in chosen],
    )  # fmt: skip
    with one_thread():
        ward, merges = _ward(seen.points, grouping.k)
        parts = _parts(seen.documents, grouping.k, seed)
    return {
        "ward": _view(seen, ward, grouping.k, shown) | {"merges": merges},
        "nmf": _view(seen, parts, grouping.k, shown),
    }


def _view(seen: _Seen, labels: Sequence[int], k: int, shown: Mapping[str, str]) -> dict[str, Any]:
    from sklearn.metrics import adjusted_rand_score

    words = class_words(seen.documents, labels, k, shown)
    groups = [_group(seen, [at for at, one in enumerate(labels) if one == group]) for group in range(k)]
    named = [head | {"keywords": list(own)} for head, own in zip(groups, words, strict=True)]
    agreement = float(adjusted_rand_score(seen.labels, labels))
    return {"texts": len(labels), "agreement": agreement, "groups": named}


def _group(seen: _Seen, inside: Sequence[int]) -> dict[str, Any]:
    shared = Counter(seen.labels[at] for at in inside)
    texts = [seen.texts[at] for at in inside]
    nearest = _nearest(texts, range(len(texts)), seen.points[list(inside)]) if texts else []
    counts = {letter_of(group): count for group, count in sorted(shared.items())}
    return {"texts": len(texts), "nearest": nearest, "shared": counts}


def letter_of(group: int) -> str:
    """Give the letter of a group of KMeans, the largest first."""
    return chr(ord("A") + group % 26)


def _ward(points: Floats, k: int) -> tuple[list[int], list[dict[str, Any]]]:
    """Cut Ward's tree (1963) into `k` groups, and say how these come together above the cut."""
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(points, "ward")
    labels = [int(label) - 1 for label in fcluster(tree, k, "maxclust")]
    members = {at: {label} for at, label in enumerate(labels)}
    merges = []
    for at, (left, right, height, _) in enumerate(tree.tolist(), start=len(points)):
        members[at] = members[int(left)] | members[int(right)]
        if len(members[at]) > 1:
            both = [sorted(members[int(side)]) for side in (left, right)]
            merges.append({"left": both[0], "right": both[1], "height": round(height, 6)})
    return labels, merges


def _parts(documents: Sequence[Sequence[str]], k: int, seed: int) -> list[int]:
    """Give the strongest part of each text by non-negative factorisation of TF-IDF (Lee and Seung 1999)."""
    from sklearn.decomposition import NMF

    weights = weigher().fit_transform(documents)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a factorisation that is not quite at its end is still a view
        init = "nndsvda" if k <= min(weights.shape) else "random"
        found = NMF(k, init=init, random_state=seed, max_iter=200).fit_transform(weights)
    return [int(part) for part in np.argmax(np.round(found, 9), axis=1)]
