"""The framework matrix: case by theme by wave, as charts narrow enough for a tablet and for paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ....study.documents import Coding
from ...matrices.cases import Cell, in_passages
from ...matrices.framework import Matrix, place_names, the_matrix
from ...matrices.one_cell import write_cell
from ...matrices.summaries import ALL, LONGEST, Summary
from .page import Page, coder, interpreter, say, spoken_language, study

__all__ = ["PAGES"]

# The places of a cell, and what each arrangement puts where: a chart each, its rows, its columns.
_CASE, _WAVE, _CODE = range(3)
_AXES: Mapping[str, tuple[int, int, int]] = {
    "theme": (_CODE, _CASE, _WAVE), "case": (_CASE, _CODE, _WAVE), "wave": (_WAVE, _CASE, _CODE),
}  # fmt: skip
_FILTERS: Mapping[str, int] = {"case": _CASE, "theme": _CODE, "wave": _WAVE}
_PLACE = ("case", "wave", "code")
_NAMES = ("case", "wave_label", "label")
# How an address names the interviews of no wave: an empty value asks for all.
_UNPLACED = "-"
# A chart of more columns is cut in two: nobody scrolls sideways, and a page of paper holds it.
MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the page shows it: what is written about it, and one coding of each passage."""

    place: Cell
    summary: Summary | None
    passages: tuple[Coding, ...]
    interviewed: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A table of the matrix: its name, the names of its columns, and its rows, each a name and cells.

    One that was cut is the part with number `part` of so many `parts`.
    """

    name: str
    part: int
    parts: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ShownCell, ...]], ...]


@dataclass(frozen=True)
class Charts:
    """The matrix laid out in charts.

    Parameters
    ----------
    found : Matrix
        As the coder may see it.
    by : {'theme', 'case', 'wave'}
        What each chart is about.
    asked : mapping of int to str
        The only value wanted of an axis.
    """

    found: Matrix
    by: str
    asked: Mapping[int, str]

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells that hold something and were asked for; conclusions belong to every question."""
        cells = {*self.found.known.cells, *self.found.summaries}
        return [one for one in cells if all(one[axis] in {value, ALL} for axis, value in self.asked.items())]

    def __iter__(self) -> Iterator[Chart]:
        """Give a chart for each value of its axis, cut where it has many columns."""
        chart, down, across = _AXES[self.by]
        for value in self._values(chart, self.cells):
            inside = [cell for cell in self.cells if cell[chart] == value]
            sides, heads = self._values(down, inside), self._heads(across, inside)
            cut = [heads[at : at + MOST_COLUMNS] for at in range(0, len(heads), MOST_COLUMNS)]
            for part, some in enumerate(cut, start=1):
                rows = tuple(self._row(value, side, some) for side in sides)
                columns = tuple(name_of(self.found, across, head) for head in some)
                yield Chart(name_of(self.found, chart, value), part, len(cut), columns, rows)

    def _values(self, axis: int, cells: Sequence[Cell]) -> list[str]:
        there = {cell[axis] for cell in cells}
        return [value for value in (*values_of(self.found, axis), ALL) if value in there]

    def _heads(self, axis: int, cells: Sequence[Cell]) -> list[str]:
        """Give the columns: of waves all, so that it shows where nobody was interviewed."""
        used = self._values(axis, cells)
        if axis != _WAVE:
            return used
        waves = [self.asked[axis]] if axis in self.asked else self.found.known.waves
        return [*waves, *(value for value in used if value == ALL)]

    def _row(self, value: str, side: str, heads: Sequence[str]) -> tuple[str, tuple[ShownCell, ...]]:
        chart, down, across = _AXES[self.by]
        placed = ({chart: value, down: side, across: head} for head in heads)
        cells = tuple(self.shown((one[_CASE], one[_WAVE], one[_CODE])) for one in placed)
        return name_of(self.found, down, side), cells

    def shown(self, cell: Cell) -> ShownCell:
        """Give a cell with one coding of each passage."""
        passages: dict[tuple[str, int], Coding] = {}
        for one, place in in_passages(self.found.known.cells.get(cell, ())):
            passages.setdefault(place, one)
        case, wave, _ = cell
        interviewed = ALL in {case, wave} or (case, wave) in self.found.known.interviews
        return ShownCell(cell, self.found.summaries.get(cell), tuple(passages.values()), interviewed)


def values_of(found: Matrix, axis: int) -> Sequence[str]:
    """Give the values of an axis in their order."""
    known = found.known
    return (known.cases, known.waves, known.codes)[axis]


def name_of(found: Matrix, axis: int, value: str) -> str:
    """Give a value as people read it, where it is ours to say in the language of the page."""
    if (axis, value) == (_CASE, ALL):
        return say("all_cases")
    case, wave, code = (value if axis == at else ALL for at in range(3))
    name = str(place_names(study(), found.known, (case, wave, code))[_NAMES[axis]])
    return interpreter().say(name) if axis == _WAVE or value == ALL else name


def _framework() -> str:
    by = request.args.get("by", "theme")
    wanted = {key: request.args.get(key, "") for key in _FILTERS}
    asked = {_FILTERS[key]: "" if value == _UNPLACED else value for key, value in wanted.items() if value}
    with study().store.reading() as connection:
        found = the_matrix(study(), connection, coder())
    charts = Charts(found, by if by in _AXES else "theme", asked)
    return render_template(
        "framework.html", by=charts.by, ways=tuple(_AXES), wanted=wanted, choices=_choices(found),
        charts=list(charts), elsewhere=found.elsewhere, documents=found.known.documents,
        spoken=spoken_language,
    )  # fmt: skip


def _choices(found: Matrix) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen of each axis, with how people read it."""
    return {
        key: [(one or _UNPLACED, name_of(found, axis, one)) for one in values_of(found, axis)]
        for key, axis in _FILTERS.items()
    }


def _cell() -> str:
    """Show one cell with all its passages, to be written about."""
    case, wave, code = (request.args.get(key, "") for key in _PLACE)
    with study().store.reading() as connection:
        found = the_matrix(study(), connection, coder())
    if not found.has((case, wave, code)):
        raise NotFound
    shown = Charts(found, "theme", {}).shown((case, wave, code))
    names = [name_of(found, axis, value) for axis, value in ((_CODE, code), (_CASE, case), (_WAVE, wave))]
    return render_template(
        "cell.html", cell=shown, names=names, documents=found.known.documents, spoken=spoken_language,
        longest=LONGEST,
    )  # fmt: skip


def _write() -> Response:
    case, wave, code = (request.form.get(key, "") for key in _PLACE)
    seen = request.form.get("replaces", "").split()
    write_cell(study(), (case, wave, code), request.form.get("text", ""), coder(), seen)
    return redirect(f"/matrix/cell?{urlencode({'case': case, 'wave': wave, 'code': code})}", 303)


PAGES = (
    Page("/matrix/cases", "framework", _framework),
    Page("/matrix/cell", "cell", _cell),
    Page("/matrix/cell", "summarise", _write, "POST"),
)
