"""`coding cooccurrence`: which themes come up together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from ...study.documents import Coding
from ...study.folder import Study
from ...study.table import Column, Table
from ..corpus import known, left_out
from .cases import CaseMap, case_map, in_passages

__all__ = ["cooccurrence", "jaccard"]

WITHIN = ("passage", "turn", "interview", "family")
_COLUMNS = (
    Column("label", "theme"), Column("other_label", "with"), Column("both", kind="count"),
    Column("first", "with the theme", kind="count"), Column("second", "with the other", kind="count"),
    Column("either", kind="count"), Column("jaccard", "Jaccard", kind="number", decimals=2),
)  # fmt: skip


def jaccard(a: Collection[object], b: Collection[object]) -> float | None:
    """Divide what two sets share by what is in either (Jaccard, 1912); None where both are empty.

    Examples
    --------
    >>> jaccard({0, 1, 2, 5, 6}, {0, 2, 3, 4, 5, 7, 9})
    0.3333333333333333
    """
    either = set(a) | set(b)
    return len(set(a) & set(b)) / len(either) if either else None


def cooccurrence(study: Study, within: str = "turn", *, coder: str | None = None) -> Table:
    """Count how often two themes come up together.

    Parameters
    ----------
    study : Study
        The study.
    within : {'passage', 'turn', 'interview', 'family'}
        Where they must meet: in one passage (codings that overlap are one), in what one person said before
        the next spoke, in one interview, or in all interviews of a family.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row a pair of themes that are used, those that meet most often first: ``code``, ``other``,
        ``label``, ``other_label``, ``first`` and ``second`` (places with either theme), ``both``, ``either``
        = ``first`` + ``second`` - ``both``, ``jaccard`` (``both`` / ``either``; Jaccard, 1912).  Facts:
        ``within``, ``places`` (that hold any theme), ``codings``, ``pairs_together``.

    Raises
    ------
    ProblemError
        FP5022 for another `within`.
    """
    known(within, "a place to meet", WITHIN)
    found = case_map(study, coder)
    places: dict[str, set[object]] = defaultdict(set)
    for one, place in _placed(found, within):
        places[one.code].add(place)
    rows = sorted(_rows(found, places), key=lambda row: -row["both"])
    facts = {
        "within": within, "places": len(set().union(*places.values())), "codings": len(found.codings),
        "pairs_together": sum(row["both"] > 0 for row in rows),
    }  # fmt: skip
    notes = (_said(facts, len(places)), *left_out(study, coder))
    return Table.of(rows, _COLUMNS, title=f"Themes that meet in one {within}", notes=notes, facts=facts)


def _rows(found: CaseMap, places: dict[str, set[object]]) -> Iterator[dict[str, Any]]:
    used = [code for code in found.codes if code in places]
    for one, other in combinations(used, 2):
        a, b = places[one], places[other]
        names = {"code": one, "other": other, "label": found.labels[one], "other_label": found.labels[other]}
        counts = {"first": len(a), "second": len(b), "both": len(a & b), "either": len(a | b)}
        yield names | counts | {"jaccard": jaccard(a, b)}


def _placed(found: CaseMap, within: str) -> Iterator[tuple[Coding, object]]:
    if within == "passage":
        yield from in_passages(found.codings)
        return
    for one in found.codings:
        if within == "turn":
            turn = found.documents[one.document].turn_at(one.start, one.end)
            yield one, (one.document, turn.number if turn else None)
        else:
            yield one, one.document if within == "interview" else found.case_of[one.document]


def _said(facts: dict[str, Any], themes: int) -> str:
    if themes == 0:
        return "Nothing is coded yet."
    if themes == 1:
        return "Only one theme is used: there is no pair."
    return (
        f"{facts['places']} places of this kind hold a theme. Jaccard (1912): places with both themes, of "
        "those with either. Themes that are common meet often by chance."
    )
