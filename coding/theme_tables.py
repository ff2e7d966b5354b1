"""Themes by group: in how many interviews of each group a code was used, and how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..study.documents import Coding, Document
from ..study.folder import Study
from ..study.table import Column, Table
from .attribution import person_of
from .codebook import read_codebook
from .corpus import codings_of, group_label, group_of, group_order, left_out, stored_documents

__all__ = ["themes"]

_COLUMNS = (
    Column("label", "theme"),
    Column("group_label", "group"),
    Column("documents", "interviews", kind="count", base="base"),
    Column("base", "of", kind="count"),
    Column("share", "%", kind="percent", decimals=0, base="base"),
    Column("families", kind="count"),
    Column("codings", kind="count"),
)
Cell = tuple[str, str]  # code and group
TOGETHER = "smaller groups together"


def themes(study: Study, by: str = "role", *, coder: str | None = None) -> Table:
    """Count, for each code and group, the interviews in which it was used.

    Parameters
    ----------
    study : Study
        The study.
    by : {'role', 'wave', 'project'}
        What the groups are.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row a code and group, in the order of the codebook: ``code``, ``label``, ``group``, ``group_label``,
        ``documents`` (interviews in which somebody of the group said something with the code), ``base``
        (interviews of the group that were coded at all), ``share`` (0..1), ``families`` (members among them),
        ``codings``.  Facts: ``by``, ``documents``, ``coded``, ``codings`` and, where groups were put together
        because they have fewer interviews or people than ``disclosure: {attribution: k}`` asks for,
        ``together``: their names.  No rows without codings.

    Raises
    ------
    ProblemError
        FP5022 for another `by`, or what is wrong with the codebook.
    """
    documents = {document.name: document for document in stored_documents(study)}
    codings = codings_of(study, coder)
    found = _placed(codings, documents, by)
    if not found:
        return Table.of(
            [], _COLUMNS, title=f"Themes by {by}", notes=("Nothing is coded yet.", *left_out(study, coder))
        )
    coded = [documents[name] for name in sorted({one.document for one, _ in found})]
    least = study.config.disclosure.attribution
    joined = _small(documents.values(), _bases(coded, by), by, least)
    placed = [(one, TOGETHER if group in joined else group) for one, group in found]
    bases = _bases(coded, by, joined)
    codebook = read_codebook(study.codebook)
    names = [code.name for code in codebook.codes]
    names += sorted({one.code for one, _ in placed} - set(names))
    cells = _cells(placed)
    rows = [
        {
            "code": code,
            "label": codebook.label(code),
            "group": group,
            "group_label": TOGETHER if group == TOGETHER else group_label(study, by, group),
        }
        | _counts(cells.get((code, group), []), documents, bases[group])
        for code in names
        for group in (*group_order(study, by, set(bases) - {TOGETHER}), *({TOGETHER} & set(bases)))
    ]
    table = _table(by, rows, len(documents), placed)
    table = _told(table, joined, least, len(codings) - len(placed))
    return table.with_(notes=(*table.notes, *left_out(study, coder)))


def _placed(
    codings: Iterable[Coding], documents: Mapping[str, Document], by: str
) -> list[tuple[Coding, str]]:
    """Give each coding with the group of whoever speaks; words of nobody known belong to no group."""
    placed = []
    for one in codings:
        document = documents[one.document]
        turn = document.turn_at(one.start, one.end)
        group = group_of(by, document, turn.role if turn else document.role)
        if group is not None:
            placed.append((one, group))
    return placed


def _small(documents: Iterable[Document], bases: Mapping[str, int], by: str, least: int) -> frozenset[str]:
    """Choose the groups to put together: of fewer than `least` coded interviews, or of fewer people in all.

    Where they would together still be too few, the next larger group joins them.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for group in _groups(document, by):
            people[group].add(person_of(document))
    sizes = {group: min(base, len(people[group])) for group, base in bases.items()}
    joined: set[str] = set()
    for group, size in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        if size >= least and (not joined or sum(sizes[one] for one in joined) >= least):
            break
        joined.add(group)
    return frozenset(joined)


def _groups(document: Document, by: str) -> set[str]:
    """Give the groups that speak in a document."""
    found = {group_of(by, document, turn.role) for turn in document.spoken()}
    return {group for group in found if group is not None}


def _bases(coded: Sequence[Document], by: str, joined: frozenset[str] = frozenset()) -> dict[str, int]:
    groups = ({TOGETHER if one in joined else one for one in _groups(document, by)} for document in coded)
    return dict(Counter(group for found in groups for group in found))


def _cells(placed: Iterable[tuple[Coding, str]]) -> dict[Cell, list[Coding]]:
    cells: dict[Cell, list[Coding]] = defaultdict(list)
    for one, group in placed:
        cells[one.code, group].append(one)
    return cells


def _counts(cell: Sequence[Coding], documents: Mapping[str, Document], base: int) -> dict[str, Any]:
    used = {one.document for one in cell}
    families = {documents[name].urn for name in used} - {None}
    counts = {"documents": len(used), "base": base, "share": len(used) / base}
    return counts | {"families": len(families), "codings": len(cell)}


def _told(table: Table, joined: frozenset[str], least: int, unplaced: int) -> Table:
    """Say what was put together (a share of one interview tells about one person) and what left out."""
    notes = list(table.notes)
    if unplaced:
        notes.append(f"Not counted, because their {table.facts['by']} is not known: {unplaced} codings.")
    if not joined:
        return table.with_(notes=tuple(notes))
    notes.append(
        f"Groups of fewer than {least} interviews or people are put together, if need be with a larger one."
    )
    return table.with_(notes=tuple(notes), facts={**table.facts, "together": sorted(joined)})


def _table(by: str, rows: list[dict[str, Any]], documents: int, placed: list[tuple[Coding, str]]) -> Table:
    coded = len({one.document for one, _ in placed})
    notes: tuple[str, ...] = (
        f"{coded} of {documents} interviews are coded; each share is of the group's coded interviews.",
        "Interviews were not a random sample: the shares describe them and nobody else.",
    )
    shown = sum(row["codings"] for row in rows)
    if shown < len(placed):
        notes += (f"Not counted, because they lie in interviewers' words: {len(placed) - shown} codings.",)
    facts = {"by": by, "documents": documents, "coded": coded, "codings": len(placed)}
    return Table.of(rows, _COLUMNS, title=f"Themes by {by}", notes=notes, facts=facts)
