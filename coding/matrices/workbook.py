"""The framework matrix as a workbook: written for people, and read back without losing anything.

Row 2 and column B are hidden and name what each cell belongs to; the hidden sheet says which wordings the
workbook was made from, so that a cell that was written anew in the study since is noticed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import IO, Any

from ...study.archives import vet
from ...study.child import run_limited
from ...study.documents import Coding
from ...study.files import write_workbook
from ...study.folder import Study
from ...study.problems import Place, ProblemError, problem
from .cases import Cell, passages
from .framework import Matrix, place_names
from .summaries import ALL

__all__ = ["COUNTED", "HEADED", "MATRIX", "STORED", "grid_cells", "read_matrix", "write_matrix"]

MATRIX, PASSAGES, STORED = "Matrix", "Passages", "Stored"
HEADED = ("case", "wave", "wave label")
"""What stands in the hidden row above the first columns."""
ALL_CASES = "All cases"
COUNTED = "passages:"
"""Before the name of a code: the column of its number of passages."""
SECONDS, MEMORY_MB, MOST_CELLS = 60, 1024, 2_000_000
_FIRST = 3  # the first row, and one less than the first column, that holds cells
_WIDE, _NARROW = 40, 10
# Excel reads _x0041_ as a letter; what looks like it is written so that it stays as it is.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
Grid = list[list[str]]


def write_matrix(study: Study, found: Matrix, path: Path) -> None:
    """Write the workbook; the same matrix gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = MATRIX
    _fill(sheet, _matrix_rows(study, found))
    _dress(sheet)
    _fill(book.create_sheet(PASSAGES), _passage_rows(study, found))
    stored = book.create_sheet(STORED)
    _fill(stored, _stored_rows(found))
    stored.sheet_state = "hidden"
    write_workbook(book, path)


def _fill(sheet: Any, rows: Iterable[Sequence[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                _set(sheet.cell(number, column), value)


def _set(cell: Any, value: Any) -> None:
    """Put a value into a cell; a text stays a text whatever it begins with."""
    cell.value = _ESCAPED.sub("_x005F_", value) if isinstance(value, str) else value
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"
        cell.quotePrefix = True


def _matrix_rows(study: Study, found: Matrix) -> Iterator[list[Any]]:
    codes, labels, sums = found.known.codes, found.known.labels, _sums(found)
    head: list[Any] = ["Case", "Wave", "Wave"]
    yield [*head, *(each for code in codes for each in ("Passages", labels[code])), "Conclusion"]
    yield [*HEADED, *(each for code in codes for each in (COUNTED + code, code)), ALL]
    for case, wave in _lines(found):
        names = place_names(study, found.known, (case, wave, ALL))
        line = [ALL_CASES if case == ALL else case, wave, names["wave_label"]]
        for code in codes:
            line += [sums.get((case, wave, code), 0), _text(found, (case, wave, code))]
        yield [*line, _text(found, (case, wave, ALL))]


def _lines(found: Matrix) -> Iterator[tuple[str, str]]:
    """Give the lines: the interviews of a case wave by wave, then the case; at the end all cases."""
    for case in found.known.cases:
        yield from (pair for pair in found.known.interviews if pair[0] == case)
        yield case, ALL
    yield from ((ALL, wave) for wave in (*found.known.waves, ALL))


def _sums(found: Matrix) -> dict[Cell, int]:
    """Count the passages of each cell, and of each over all waves and all cases."""
    gathered: dict[Cell, list[Coding]] = defaultdict(list)
    for (case, wave, code), codings in found.known.cells.items():
        for one in product((case, ALL), (wave, ALL)):
            gathered[*one, code] += codings
    return {cell: passages(codings) for cell, codings in gathered.items()}


def _text(found: Matrix, cell: Cell) -> str | None:
    return found.summaries[cell].text if cell in found.summaries else None


def _passage_rows(study: Study, found: Matrix) -> Iterator[list[Any]]:
    yield ["Coding", "Case", "Wave", "Theme", "Transcript", "Coder", "Words"]
    for cell in sorted(found.known.cells):
        names = place_names(study, found.known, cell)
        for one in found.known.cells[cell]:
            line = [one.id, names["case"], names["wave_label"], names["label"]]
            yield [*line, one.document, one.coder, one.quote]


def _stored_rows(found: Matrix) -> Iterator[list[Any]]:
    yield ["case", "wave", "code", "passages", "events"]
    for cell in sorted({*found.known.cells, *found.summaries}):
        events = found.summaries[cell].events if cell in found.summaries else ()
        yield [*cell, passages(found.known.cells.get(cell, [])), " ".join(events)]


def _dress(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        written = column > _FIRST and not str(sheet.cell(2, column).value).startswith(COUNTED)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if written else _NARROW
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = "D3"


def read_matrix(path: Path) -> tuple[Grid, Grid]:
    """Read the sheets of the matrix and of what it was made from, in a limited child process.

    Raises
    ------
    ProblemError
        FP1020 to FP1023 the file cannot be read; FP5171 it is no matrix.
    """
    found = run_limited(f"{__name__}:open_matrix", path, seconds=SECONDS, memory_mb=MEMORY_MB).value
    grid = found.get(MATRIX, [])
    if len(grid) < _FIRST - 1 or tuple(grid[1][:_FIRST]) != HEADED:
        raise ProblemError(problem("FP5171", Place(file=path.name)))
    return grid, found.get(STORED, [])


def open_matrix(_stream: IO[bytes], path: Path) -> dict[str, Grid]:
    """Read in the child process: every cell as text, formulas as they are written."""
    import io

    from openpyxl import load_workbook

    content = path.read_bytes()
    vet(content, path.name)
    book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    return {sheet.title: _grid(sheet, path) for sheet in book.worksheets if sheet.title in {MATRIX, STORED}}


def _grid(sheet: Any, path: Path) -> Grid:
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        reason = "it has too many cells"
        raise ProblemError(problem("FP1023", Place(file=path.name), file=path.name, reason=reason))
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def grid_cells(grid: Grid) -> Iterator[tuple[int, int, Cell, str]]:
    """Give what stands in the cells people write: row and column (from 1), where it belongs, the text."""
    for at, row in enumerate(grid[2:], start=_FIRST):
        for column, code in enumerate(grid[1]):
            if column >= len(HEADED) and not code.startswith(COUNTED):
                case = ALL if row[1] and row[0] == ALL_CASES else row[0]
                yield at, column + 1, (case, row[1], code), row[column]
