"""Reading a register, a log or a list of indicators that people keep in CSV or Excel.

The file is opened in a limited child process; every cell comes back as the text people see, as far as a
workbook says so: a number under a format of zeros (00000) keeps its zeros.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from ..study.child import run_limited
from ..study.problems import Place, Problem, ProblemError, problem

__all__ = ["DeliveredRow", "DeliveredRows", "read_day", "read_rows"]

ENDINGS = (".csv", ".xlsx")
_CELLS_MAX = 5_000_000
_PLAIN_FORMAT = re.compile(r"General|@|0+")
_EXACT_BELOW = 1e15  # Excel keeps 15 digits of a number; longer ones are not what somebody typed.
Grid = list[list[str]]
Read = dict[str, Any]
"""What a child sends: ``cells`` and, as [row, column] pairs, the ``unlike`` ones."""


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """One row: its number (the headings are row 1, as Excel shows it) and its cells by heading, trimmed.

    `unlike` names the headings whose cell Excel holds as something else than it shows: a fraction, a yes/no,
    a date, a number under a format of its own.  Such a cell cannot be taken for a text.
    """

    number: int
    cells: dict[str, str]
    unlike: frozenset[str] = frozenset()

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading, "")


@dataclass(frozen=True)
class DeliveredRows:
    """A file as text: headings in lower case with underscores, rows that are not wholly blank."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[DeliveredRow, ...]

    def require(self, *columns: str) -> None:
        """Refuse the file if it lacks a column.

        Raises
        ------
        ProblemError
            FP4001 for each column that is missing.
        """
        found = ", ".join(self.headings) or "none"
        absent = [column for column in columns if column not in self.headings]
        if absent:
            raise ProblemError(problem("FP4001", self.place(), column=name, found=found) for name in absent)

    def place(
        self, row: DeliveredRow | None = None, column: str | None = None, urn: str | None = None
    ) -> Place:
        """Name a place in the file."""
        return Place(file=self.file, row=row.number if row else None, variable=column, urn=urn or None)


def read_rows(path: Path | str) -> DeliveredRows:
    """Read a CSV (UTF-8 or Windows-1252, comma or semicolon) or XLSX file (first sheet).

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1021 unreadable, FP1022 too large, FP1026 another ending, FP4001 no headings.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise ProblemError(
            problem("FP1026", Place(file=path.name), file=path.name, ending=path.suffix, known=known)
        )
    answer = run_limited("familypanel.panel.delivered_rows:read_in_child", path)
    return _headed(path.name, answer.value["cells"], {tuple(at) for at in answer.value["unlike"]})


def read_in_child(_stream: IO[bytes], path: Path) -> Read:
    """Read all cells as text; runs in the child process."""
    if path.suffix.lower() == ".csv":
        return {"cells": _read_csv(path), "unlike": []}
    return _read_xlsx(path)


def _read_csv(path: Path) -> Grid:
    text = _decoded(path.read_bytes())
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    return [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    ]


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel on Windows saves as plain CSV in western Europe.
        return content.decode("cp1252")


def _read_xlsx(path: Path) -> Read:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows: Grid = []
    unlike: list[tuple[int, int]] = []
    for row in book.worksheets[0].iter_rows():
        unlike += [(len(rows), at) for at, cell in enumerate(row) if _unlike(cell)]
        rows.append([_as_text(cell) for cell in row])
        if len(rows) * len(row) > _CELLS_MAX:
            raise ProblemError(
                problem("FP1023", Place(file=path.name), file=path.name, reason="it has too many cells")
            )
    return {"cells": rows, "unlike": unlike}


def _unlike(cell: Any) -> bool:
    """Say whether a cell holds something else than the text it shows."""
    value = cell.value
    if value is None or isinstance(value, str):
        return False
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    whole = float(value).is_integer() and abs(value) < _EXACT_BELOW
    return not whole or _PLAIN_FORMAT.fullmatch(cell.number_format) is None


def _as_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and set(cell.number_format) == {"0"}:
        return str(value).zfill(len(cell.number_format))
    return str(value).strip()


def _headed(file: str, grid: Sequence[Sequence[str]], unlike: Collection[tuple[int, int]]) -> DeliveredRows:
    headings = tuple("_".join(heading.lower().split()) for heading in (grid[0] if grid else ()))
    if not any(headings):
        raise ProblemError(problem("FP4001", Place(file=file), column="urn", found="none"))
    troubles = [*_doubled(file, headings), *_beyond(file, headings, grid[1:])]
    if troubles:
        raise ProblemError(troubles)
    return DeliveredRows(file, headings, tuple(_filled(headings, grid[1:], unlike)))


def _doubled(file: str, headings: Sequence[str]) -> Iterator[Problem]:
    for heading, times in Counter(filter(None, headings)).items():
        if times > 1:
            yield problem("FP4015", Place(file=file), column=heading)


def _beyond(file: str, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Find cells under no heading: a comma too many moves every cell behind it."""
    named = [bool(heading) for heading in headings]
    for number, line in enumerate(lines, start=2):
        if any(cell for at, cell in enumerate(line) if at >= len(named) or not named[at]):
            yield problem("FP4016", Place(file=file, row=number))


def _filled(
    headings: Sequence[str], lines: Sequence[Sequence[str]], unlike: Collection[tuple[int, int]]
) -> Iterator[DeliveredRow]:
    for at, line in enumerate(lines, start=1):
        if any(line):
            cells = {heading: cell for heading, cell in zip(headings, line, strict=False) if heading}
            odd = frozenset(name for place, name in enumerate(headings) if (at, place) in unlike)
            yield DeliveredRow(at + 1, cells, odd)


def read_day(rows: DeliveredRows, row: DeliveredRow, column: str) -> date | Problem | None:
    """Read a date cell: the date, None where it is blank, or the problem."""
    text = row[column]
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return problem("FP4002", rows.place(row, column, row["urn"]), column=column)
