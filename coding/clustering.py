"""`coding cluster`: groups of turns that use the same words, if there are any.

Clusters are not themes.  On real interviews groups of words follow the speaker's role more than a
researcher's themes, so the association with role is always told, and can be taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..study.files import write_text
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .associations import MEASURE, association
from .cluster_view_tables import NAMES, View, agreement_note, view_columns, view_notes, view_rows
from .cluster_views import class_words, letter_of, map_places, nearest_texts, other_views
from .corpus import Spoken, group_of, known, spoken
from .stable_groups import NO_GROUP, Grouping, group_texts
from .words import stems, stems_and_words

__all__ = ["Clusters", "cluster"]

ASSOCIATIONS = ("role", "wave", "project")
LEAST_WORDS = 5
NOT_THEMES = "Clusters are not themes: they group words, and often follow who is speaking."
_COLUMNS = (
    Column("letter", "cluster"), Column("texts", kind="count"), Column("keywords"), Column("nearest"),
)  # fmt: skip


@dataclass(frozen=True)
class Clusters(Table):
    """The answer of `cluster`: a table, and what is behind it.

    Parameters
    ----------
    labels : tuple of int, one per text
        0 for the largest group; -1 for a text in no group.
    stability : float, 0..1
        Mean Jaccard similarity with the groups found in bootstrap samples of the texts (Hennig 2007).
    keywords : tuple of tuple of str, one per group
        Its words, by class TF-IDF.
    k : int or None
        Number of groups; None: no stable grouping.
    places : tuple of tuple of float, one per text
        Where the text lies on the map; empty without groups.
    """

    labels: tuple[int, ...] = ()
    stability: float = 0.0
    keywords: tuple[tuple[str, ...], ...] = ()
    k: int | None = None
    places: tuple[tuple[float, float], ...] = ()


def cluster(
    study: Study | Sequence[str],
    k: int | None = None,
    seed: int = 0,
    adjust: str | Sequence[str | None] | None = None,
    *,
    view: View = "kmeans",
    interviewer: bool = False,
    picture: Path | None = None,
) -> Clusters:
    """Group the turns of a study, or any texts, by their words.  Clusters are not themes.

    Parameters
    ----------
    study : Study or sequence of str
        A study (its respondents' turns of at least five content words), or texts.
    k : int, optional
        Number of groups, 2 or more; without it the number that beats chance most, or none.
    seed : int
        Where chance begins; the same seed and texts give the same bytes in whatever order the texts come and
        on however many threads.
    adjust : {'role', 'wave', 'project'} or sequence of str, optional
        What is taken out of the texts before they are grouped; for texts a class each.
    view : {'kmeans', 'ward', 'nmf'}
        Whose groups the rows show.  KMeans decides the labels; Ward's tree and the parts of NMF divide the
        same texts otherwise, into as many groups.
    interviewer : bool
        Of a study interviewers' turns too; without it they are left out.
    picture : Path, optional
        Where to draw a map of the groups, with the other views below it (.svg).

    Returns
    -------
    Clusters
        A row a group: ``cluster``, ``letter``, ``texts``, ``keywords``, ``nearest`` (the texts nearest to its
        centre), ``association`` (bias-corrected Cramer's V of this group against all others with role, wave
        and project; also as ``v_role``, ``v_wave``, ``v_project``).  With another `view` a row a group of it:
        ``cluster``, ``letter`` (small), ``texts``, ``keywords``, ``shared`` (how many of its texts are in
        which group of KMeans), ``nearest``.  Facts: ``k``, ``stable``, ``stability``, ``texts``,
        ``ungrouped``, ``trials`` (k, stability, by_chance, silhouette), ``views`` (Ward's tree and NMF beside
        it), ``view``, ``association`` of the grouping, ``association_before`` where something was taken out,
        ``measure``, ``adjust``, and for a study ``members`` (document, turn, cluster, x, y).

    Raises
    ------
    ProblemError
        FP1024 a picture that is not .svg, FP5022 a `k` below 2 or an unknown `adjust` or `view`, FP5031 a
        study without transcripts.

    Notes
    -----
    TF-IDF on Snowball stems, latent semantic analysis (Deerwester and others 1990), k-means.  What is taken
    out is taken out in the latent space: the points are centred on each class.
    """
    _check(k, picture)
    known(view, "a view", ("kmeans", *NAMES))
    if isinstance(study, Study):
        found = _of_study(study, k, seed, adjust, interviewer)
    else:
        classes = None if adjust is None else {"adjusted": _classes(adjust, len(study))}
        found = _clusters(list(study), k, seed, classes or {}, "adjusted" if classes else None)
    if picture is not None:
        from .cluster_map import clusters_figure

        write_text(picture, clusters_figure(found).svg + "\n")
    return _seen_as(found, view)


def _seen_as(found: Clusters, view: View) -> Clusters:
    """Show the groups of another view; what belongs to the texts (labels, places) stays that of KMeans."""
    facts = dict(found.facts) | {"view": view}
    if view not in found.facts["views"]:
        return replace(found, facts=facts)
    other = found.facts["views"][view]
    return replace(
        found, rows=tuple(view_rows(other)), columns=view_columns(), title=f"{NAMES[view]} (not themes)",
        notes=(*view_notes(view, other), *found.notes), facts=facts,
    )  # fmt: skip


def _check(k: int | None, picture: Path | None) -> None:
    if k is not None and k < 2:  # noqa: PLR2004
        facts: dict[str, Any] = {"what": "a number of groups", "hint": "", "known": "2, 3, 4 and more"}
        raise ProblemError(problem("FP5022", value=str(k), **facts))
    if picture is not None and picture.suffix.lower() != ".svg":
        raise ProblemError(problem("FP1024", file=picture.name, ending=picture.suffix, known=".svg"))


def _classes(adjust: str | Sequence[str | None], texts: int) -> list[str | None]:
    """Take a class for each text."""
    if isinstance(adjust, str) or len(adjust) != texts:
        facts: dict[str, Any] = {"what": "what to adjust for", "hint": "", "known": "a class for each text"}
        raise ProblemError(
            problem("FP5022", value=adjust if isinstance(adjust, str) else len(adjust), **facts)
        )
    return list(adjust)


def _of_study(
    study: Study, k: int | None, seed: int, adjust: str | Sequence[str | None] | None, interviewer: bool
) -> Clusters:
    known(adjust if isinstance(adjust, str | None) else "a list", "something to adjust for", ASSOCIATIONS)
    said, notes = spoken(study, interviewer=interviewer)
    several = stems([one.turn.text for one in said])
    long = [one for one, words in zip(said, several, strict=True) if len(words) >= LEAST_WORDS]
    classes = {by: [group_of(by, one.document, one.turn.role) for one in long] for by in ASSOCIATIONS}
    by = adjust if isinstance(adjust, str) else None
    found = _clusters([one.turn.text for one in long], k, seed, classes, by)
    left = (
        f"{len(said) - len(long)} of {len(said)} turns are left out: fewer than {LEAST_WORDS} content words."
    )
    facts = dict(found.facts) | {"members": _members(long, found)}
    return replace(found, facts=facts, notes=(*found.notes, *notes, left))


def _members(said: Sequence[Spoken], found: Clusters) -> list[dict[str, Any]]:
    places = found.places or [(0.0, 0.0)] * len(said)
    return [
        {"document": one.document.name, "turn": one.turn.number, "cluster": label, "x": x, "y": y}
        for one, label, (x, y) in zip(said, found.labels, places, strict=True)
    ]


def _clusters(
    texts: list[str], k: int | None, seed: int, classes: dict[str, list[str | None]], adjust: str | None
) -> Clusters:
    documents, shown = stems_and_words(texts)
    out = None if adjust is None else [name or "" for name in classes[adjust]]
    grouping = group_texts(documents, k, seed, out)
    keywords = class_words(documents, grouping.labels, grouping.k or 0, shown)
    views = other_views(texts, documents, grouping, shown, seed)
    facts = _facts(grouping, classes, adjust) | {"views": views}
    return Clusters(
        tuple(_rows(texts, grouping, keywords, classes)), _columns(facts), "Clusters (not themes)",
        _notes(grouping, facts), facts, labels=grouping.labels, stability=grouping.stability,
        keywords=tuple(keywords), k=grouping.k, places=map_places(grouping),
    )  # fmt: skip


def _rows(
    texts: list[str],
    grouping: Grouping,
    keywords: list[tuple[str, ...]],
    classes: dict[str, list[str | None]],
) -> list[dict[str, Any]]:
    nearest, sizes = nearest_texts(texts, grouping), Counter(grouping.labels)
    rows = []
    for group in range(grouping.k or 0):
        inside = [-1 if label == NO_GROUP else int(label == group) for label in grouping.labels]
        together = {by: association(inside, names) for by, names in classes.items()}
        head: dict[str, Any] = {"cluster": group, "letter": letter_of(group), "texts": sizes[group]}
        head |= {f"v_{by}": value for by, value in together.items()}
        words = {"keywords": list(keywords[group]), "nearest": nearest[group]}
        rows.append(head | words | {"association": together})
    return rows


def _columns(facts: dict[str, Any]) -> tuple[Column, ...]:
    """Give the columns, with one for each classification that the groups can go together with."""
    told = [by for by, value in facts.get("association", {}).items() if value is not None]
    together = (Column(f"v_{by}", f"V with {by}", kind="number", decimals=2) for by in told)
    return (*_COLUMNS[:2], *together, *_COLUMNS[2:])


def _facts(grouping: Grouping, classes: dict[str, list[str | None]], adjust: str | None) -> dict[str, Any]:
    head = {"k": grouping.k, "stable": grouping.stable, "stability": grouping.stability}
    ungrouped = sum(label == NO_GROUP for label in grouping.labels)
    facts: dict[str, Any] = head | {"texts": len(grouping.labels), "ungrouped": ungrouped}
    facts |= {"trials": [asdict(trial) for trial in grouping.trials], "adjust": adjust, "measure": MEASURE}
    if grouping.k is not None:
        facts["association"] = {by: association(grouping.labels, names) for by, names in classes.items()}
    if grouping.before:
        facts["association_before"] = {
            by: association(grouping.before, names) for by, names in classes.items()
        }
    return facts


def _notes(grouping: Grouping, facts: dict[str, Any]) -> tuple[str, ...]:
    told = [_verdict(grouping, facts)]
    for key, when in (("association_before", " before adjusting"), ("association", "")):
        values = {by: v for by, v in facts.get(key, {}).items() if v is not None}
        if values:
            shown = ", ".join(f"{by} {v:.2f}" for by, v in values.items())
            told.append(f"Association with the groups{when} ({MEASURE}; 0 none, 1 complete): {shown}.")
    if facts["views"]:
        told.append(agreement_note(facts["views"]))
    return (*told, NOT_THEMES)


def _verdict(grouping: Grouping, facts: dict[str, Any]) -> str:
    if grouping.k is None:
        without = f" once {facts['adjust']} is taken out" if facts["adjust"] in ASSOCIATIONS else ""
        return f"No stable grouping{without}: no division of these texts comes back better than chance."
    how = "stable" if grouping.stable else "NOT stable: chance does as well"
    return f"Stability {grouping.stability:.2f} (mean Jaccard over bootstrap samples; {how})."
