"""Read the cells of a workbook in the limited child process."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ...study.archives import vet
from ...study.problems import Place, Problem, ProblemError, problem

__all__ = ["Sheet", "cell_name", "read_cells", "read_sheets", "sheets_in"]

MOST_CELLS = 2_000_000
_FORMULA, _DATE, _ERROR = "formula", "date", "error"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first on, blank cells as None."""

    name: str
    rows: Sequence[Sequence[str | float | bool | None]]


def read_sheets(path: Path, wanted: Sequence[str] = ()) -> dict[str, Sheet]:
    """Read the sheets of an .xlsx file from outside; `wanted` by name (any case), or all of them.

    Raises
    ------
    ProblemError
        FP1020, FP1021, FP1022 or FP1023 for a file that is not there, not whole, exhausting or refused;
        FP2301 for every formula, FP2302 for every date and error in the wanted sheets.
    """
    from ...study.child import run_limited

    found = run_limited("familypanel.questionnaires.workbook.cells:read_cells", path, list(wanted)).value
    return _accepted(found, path.name)


def sheets_in(content: bytes, wanted: Sequence[str] = ()) -> dict[str, Sheet]:
    """Read the sheets of a workbook made by this programme; see `read_sheets`."""
    return _accepted(_cells(content, "workbook.xlsx", wanted), "workbook.xlsx")


def _accepted(found: Mapping[str, Any], file: str) -> dict[str, Sheet]:
    if problems := [_refused(file, *each) for each in found["refused"]]:
        raise ProblemError(problems)
    return {name: Sheet(name, rows) for name, rows in found["sheets"].items()}


def _refused(file: str, kind: str, cell: str) -> Problem:
    return problem(
        "FP2301" if kind == _FORMULA else "FP2302", Place(file=file, cell=cell), cell=cell, kind=kind
    )


def read_cells(_: IO[bytes], path: Path, wanted: Sequence[str]) -> Mapping[str, Any]:
    """Read the sheets; runs in the child process."""
    content = path.read_bytes()
    vet(content, path.name)
    return _cells(content, path.name, wanted)


def _cells(content: bytes, name: str, wanted: Sequence[str]) -> dict[str, Any]:
    from openpyxl import load_workbook

    names = [each.casefold() for each in wanted]
    book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    sheets, refused = {}, []
    for sheet in book.worksheets:
        if names and sheet.title.casefold() not in names:
            continue
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            raise ProblemError(problem("FP2309", Place(file=name), sheet=sheet.title, most=f"{MOST_CELLS:,}"))
        rows = [[_plain(cell) for cell in row] for row in sheet.iter_rows()]
        refused += [[value["kind"], cell_name(sheet.title, *at)] for at, value in _strange(rows)]
        sheets[sheet.title] = rows
    return {"sheets": sheets, "refused": refused}


def _plain(cell: Any) -> Any:
    if cell.data_type == "f":
        return {"kind": _FORMULA}
    if cell.data_type in ("d", "e"):
        return {"kind": _DATE if cell.data_type == "d" else _ERROR}
    value = cell.value
    if isinstance(value, float) and value == int(value):
        return int(value)
    return None if isinstance(value, str) and not value.strip() else value


def _strange(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[tuple[int, int], Any]]:
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, dict):
                yield (row, column), value


def cell_name(sheet: str, row: int, column: int) -> str:
    """Name a cell as people do; `row` and `column` are counted from 0.

    Examples
    --------
    >>> cell_name("Items", 11, 27)
    'Items!AB12'
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row + 1}"
