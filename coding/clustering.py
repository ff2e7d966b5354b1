"""`coding cluster`: groups of turns that use the same words, if there are any.

Groups of words are not themes.  On real interviews they follow the speaker's role more than a researcher's
themes, so the association with role is always told.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .corpus import Spoken, group_of, spoken
from .stable_groups import NO_GROUP, Grouping, group_texts
from .term_space import one_thread, weigher
from .words import stems, words_of_stems

__all__ = ["Clusters", "cluster", "cramers_v"]

WORDS = 8
QUOTES = 2
ASSOCIATIONS = ("role", "wave", "project")
LEAST_WORDS = 5
_COLUMNS = (
    Column("cluster", kind="count"), Column("texts", kind="count"), Column("keywords"), Column("nearest"),
)  # fmt: skip


@dataclass(frozen=True)
class Clusters(Table):
    """The answer of `cluster`: a table, and what is behind it.

    Parameters
    ----------
    labels : tuple of int, one per text
        0 for the largest group; -1 for a text in no group.
    stability : float, 0..1
        Mean Jaccard similarity with the groups found in samples of the texts (Hennig 2007).
    keywords : tuple of tuple of str, one per group
        Its words, by class TF-IDF.
    k : int or None
        Number of groups; None: no stable grouping.
    """

    labels: tuple[int, ...] = ()
    stability: float = 0.0
    keywords: tuple[tuple[str, ...], ...] = ()
    k: int | None = None


def cluster(study: Study | Sequence[str], k: int | None = None, seed: int = 0) -> Clusters:
    """Group the turns of a study, or any texts, by their words.

    Parameters
    ----------
    study : Study or sequence of str
        A study (its respondents' turns of at least five content words), or texts.
    k : int, optional
        Number of groups, 2 or more; without it the number that beats chance most, or none.
    seed : int
        Where chance begins; the same seed and texts give the same groups in whatever order the texts come.

    Returns
    -------
    Clusters
        A row a group: ``cluster``, ``texts``, ``keywords``, ``nearest`` (the texts nearest to its centre).
        Facts: ``k``, ``stable``, ``stability``, ``texts``, ``ungrouped``, ``trials`` (k, stability,
        by_chance), and for a study ``association`` (Cramer's V with role, wave, project) and ``members``
        (document, turn, cluster).

    Raises
    ------
    ProblemError
        FP5022 a `k` below 2, FP5031 a study without transcripts.

    Notes
    -----
    TF-IDF on Snowball stems, latent semantic analysis, k-means.
    """
    if k is not None and k < 2:  # noqa: PLR2004
        facts: dict[str, Any] = {
            "value": str(k),
            "what": "a number of groups",
            "hint": "",
            "known": "2, 3, 4 and more",
        }
        raise ProblemError(problem("FP5022", **facts))
    if not isinstance(study, Study):
        return _clusters(list(study), k, seed)
    said, notes = spoken(study)
    long = [
        one
        for one, words in zip(said, stems([s.turn.text for s in said]), strict=True)
        if len(words) >= LEAST_WORDS
    ]
    found = _clusters([one.turn.text for one in long], k, seed)
    notes.append(
        f"{len(said) - len(long)} of {len(said)} turns are left out: fewer than {LEAST_WORDS} content words."
    )
    return _of_study(found, long, notes)


def _clusters(texts: list[str], k: int | None, seed: int) -> Clusters:
    documents = list(stems(texts))
    grouping = group_texts(documents, k, seed)
    keywords = _keywords(texts, documents, grouping)
    nearest = _nearest(texts, documents, grouping)
    sizes = Counter(grouping.labels)
    rows = [
        {
            "cluster": group,
            "texts": sizes[group],
            "keywords": list(keywords[group]),
            "nearest": nearest[group],
        }
        for group in range(grouping.k or 0)
    ]
    return Clusters(
        tuple(rows), _COLUMNS, "Clusters", _notes(grouping), _facts(grouping, sizes[NO_GROUP]),
        labels=grouping.labels, stability=grouping.stability, keywords=tuple(keywords), k=grouping.k,
    )  # fmt: skip


def _keywords(
    texts: Sequence[str], documents: Sequence[Sequence[str]], grouping: Grouping
) -> list[tuple[str, ...]]:
    """Name each group by class TF-IDF (Grootendorst 2022): frequent in the group, rare in the others."""
    groups = [
        Counter(
            word
            for words, label in zip(documents, grouping.labels, strict=True)
            if label == group
            for word in words
        )
        for group in range(grouping.k or 0)
    ]
    total: Counter[str] = sum(groups, Counter())
    average = sum(total.values()) / max(1, len(groups))
    shown = words_of_stems(texts)

    def weight(group: Counter[str], word: str) -> float:
        return group[word] / sum(group.values()) * math.log(1 + average / total[word])

    ranked = (sorted(group, key=lambda word: (-weight(group, word), word)) for group in groups)
    return [tuple(shown[word] for word in words[:WORDS]) for words in ranked]


def _nearest(texts: Sequence[str], documents: Sequence[Sequence[str]], grouping: Grouping) -> list[list[str]]:
    """Find the texts nearest to the centre of each group."""
    if grouping.k is None:
        return []
    with one_thread():
        weights = weigher().fit_transform(documents)
    labels = np.array(grouping.labels)
    found = []
    for group in range(grouping.k):
        inside = np.flatnonzero(labels == group)
        centre = np.asarray(weights[inside].mean(axis=0)).ravel()
        scores = np.round(weights[inside] @ centre, 9)
        ranked = sorted(range(len(inside)), key=lambda at: (-scores[at], texts[int(inside[at])]))
        found.append([texts[int(inside[at])] for at in ranked[:QUOTES]])
    return found


def _facts(grouping: Grouping, ungrouped: int) -> dict[str, Any]:
    head = {"k": grouping.k, "stable": grouping.stable, "stability": grouping.stability}
    counts = {"texts": len(grouping.labels), "ungrouped": ungrouped}
    return head | counts | {"trials": [asdict(trial) for trial in grouping.trials]}


def _notes(grouping: Grouping) -> tuple[str, ...]:
    if grouping.k is None:
        return ("No stable grouping: no division of these texts comes back in samples better than chance.",)
    how = "stable" if grouping.stable else "NOT stable: chance does as well"
    return (
        f"Stability {grouping.stability:.2f} (mean Jaccard over samples; {how}).",
        "Clusters group words; they are not themes, and often follow who is speaking.",
    )


def _of_study(found: Clusters, said: Sequence[Spoken], notes: Sequence[str]) -> Clusters:
    members = [
        {"document": one.document.name, "turn": one.turn.number, "cluster": label}
        for one, label in zip(said, found.labels, strict=True)
    ]
    facts: dict[str, Any] = {"members": members}
    told = list(notes)
    if found.k is not None:
        association = {by: _association(found.labels, said, by) for by in ASSOCIATIONS}
        facts["association"] = association
        shown = ", ".join(f"{by} {v:.2f}" for by, v in association.items() if v is not None)
        told.append(f"Association with the groups (Cramer's V, 0 none, 1 complete): {shown}.")
    return replace(found, facts=dict(found.facts) | facts, notes=(*found.notes, *told))


def _association(labels: Sequence[int], said: Sequence[Spoken], by: str) -> float | None:
    groups = [group_of(by, one.document, one.turn.role) for one in said]
    pairs = [
        (label, group)
        for label, group in zip(labels, groups, strict=True)
        if label >= 0 and group is not None
    ]
    return cramers_v(Counter(pairs))


def cramers_v(counts: Mapping[tuple[Any, Any], int]) -> float | None:
    """Say how strongly two classifications go together (Cramer 1946).

    Parameters
    ----------
    counts : mapping of (row, column) to int
        The cells of the contingency table that are not empty.

    Returns
    -------
    float or None
        0 none, 1 complete; None where either classification has only one class.

    Examples
    --------
    >>> cramers_v({("a", 1): 5, ("b", 2): 5})
    1.0
    """
    rows, columns = Counter[Any](), Counter[Any]()
    for (row, column), count in counts.items():
        rows[row] += count
        columns[column] += count
    n, smaller = sum(rows.values()), min(len(rows), len(columns)) - 1
    if smaller < 1:
        return None
    # chi-square / n + 1 is the sum of squared cells over the products of their margins; empty cells add 0.
    share = sum(count**2 / (rows[row] * columns[column]) for (row, column), count in counts.items())
    return math.sqrt(max(0.0, min(1.0, (share - 1) / smaller))) if n else None
