"""Summaries that were written in Excel, on their way back: each cell is taken in, held, or the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...study.folder import Study
from ...study.problems import Place, Problem, ProblemError, problem
from ...study.table import Column, Table
from ..events.recording import the_coder
from .cases import Cell, passages
from .framework import Matrix, place_names, the_matrix
from .summaries import LONGEST, Summary, tidy, wordings, write
from .workbook import MATRIX, Grid, grid_cells, read_matrix

if TYPE_CHECKING:
    from ...study.coding_events import CodingEvent
    from ...study.store.engine import Connection

__all__ = ["take_in"]

_COLUMNS = (Column("case"), Column("wave_label", "wave"), Column("label", "theme"), Column("status"))
_STORED_COLUMNS = 5
_NOTHING = Summary("", "", "", ())


@dataclass(frozen=True, slots=True)
class _Written:
    """A cell of the workbook: its place there, where it belongs, its text, and the text it began with."""

    place: Place
    cell: Cell
    text: str
    base: Summary


def take_in(study: Study, path: Path, coder: str, dry_run: bool) -> Table:
    """Take in a workbook; see `matrix`."""
    who, (grid, stored) = the_coder(coder), read_matrix(path)
    with study.store.transaction() as connection:
        found, told = the_matrix(study, connection, who), wordings(connection)
        written = list(_cells(study.shown(path), grid, _bases(stored, told)))
        _refuse_doubled(written)
        judged = [(one, *_judged(one, found)) for one in written]
        if not dry_run:
            _store(connection, who, found, judged)
    rows = [
        place_names(study, found.known, one.cell) | {"status": status}
        for one, status, _ in judged
        if status != "same"
    ]
    held = tuple(trouble for _, _, trouble in judged if trouble is not None)
    return _answer(rows, len(written), (*held, *_moved_on(stored, found, path)), dry_run)


def _bases(stored: Grid, told: Mapping[str, CodingEvent]) -> dict[Cell, Summary]:
    """Give the texts that the workbook was made from."""
    found: dict[Cell, Summary] = {}
    for case, wave, code, _, events, *_ in (row for row in stored[1:] if len(row) >= _STORED_COLUMNS):
        known = [told[one] for one in events.split() if one in told]
        if known:
            found[case, wave, code] = Summary.of(known)
    return found


def _cells(file: str, grid: Grid, bases: Mapping[Cell, Summary]) -> Iterator[_Written]:
    from openpyxl.utils import get_column_letter

    for row, column, cell, text in grid_cells(grid):
        place = Place(file=file, row=row, variable=f"{MATRIX}!{get_column_letter(column)}{row}")
        base = bases.get(cell, _NOTHING)
        if tidy(text) or base.text:
            yield _Written(place, cell, tidy(text), base)


def _refuse_doubled(written: list[_Written]) -> None:
    times = Counter(one.cell for one in written)
    twice = [problem("FP5172", one.place) for one in written if times[one.cell] > 1]
    if twice:
        raise ProblemError(twice)


def _judged(one: _Written, found: Matrix) -> tuple[str, Problem | None]:
    """Say what becomes of a cell."""
    now = found.summaries.get(one.cell, _NOTHING)
    if one.text in {tidy(one.base.text), tidy(now.text)}:
        return "same", None
    if not found.has(one.cell):
        return "held", problem("FP5173", one.place)
    if now.events != one.base.events:
        return "held", problem("FP5174", one.place, coder=now.coder or "nobody")
    if len(one.text) > LONGEST:
        return "held", problem("FP5176", one.place, length=len(one.text), most=LONGEST)
    if not now.text:
        return "written", None
    return ("changed" if one.text else "emptied"), None


def _store(
    connection: Connection, who: str, found: Matrix, judged: list[tuple[_Written, str, Problem | None]]
) -> None:
    for one, status, _ in judged:
        if status not in {"same", "held"}:
            replaced = found.summaries.get(one.cell, _NOTHING).events
            write(connection, who, one.cell, one.text, replaced)


def _moved_on(stored: Grid, found: Matrix, path: Path) -> tuple[Problem, ...]:
    """Say in how many cells the passages are others than those the summaries were written about."""
    before = {(row[0], row[1], row[2]): row[3] for row in stored[1:] if len(row) >= _STORED_COLUMNS}
    now = {cell: str(passages(codings)) for cell, codings in found.known.cells.items()}
    changed = sum(before.get(cell, "0") != now.get(cell, "0") for cell in {*before, *now})
    return (problem("FP5175", Place(file=path.name), cells=changed),) if changed else ()


def _answer(rows: list[dict[str, Any]], cells: int, problems: tuple[Problem, ...], dry_run: bool) -> Table:
    held = sum(row["status"] == "held" for row in rows)
    facts = {
        "cells": cells, "same": cells - len(rows), "stored": len(rows) - held, "held": held,
        "dry_run": dry_run,
    }  # fmt: skip
    told = f"{cells} cells with a text = {facts['same']} the same + {facts['stored']} taken in + {held} held."
    notes = (told, "Nothing was stored: this was a dry run.") if dry_run else (told,)
    return Table.of(rows, _COLUMNS, title="Taken in", notes=notes, facts=facts, problems=problems)
