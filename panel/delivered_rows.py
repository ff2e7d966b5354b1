"""Reading a register, a log or a list of indicators that people keep in CSV or Excel.

The file is opened in a limited child process; every cell comes back as text.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from ..study.child import run_limited
from ..study.problems import Place, Problem, ProblemError, problem

__all__ = ["DeliveredRow", "DeliveredRows", "read_day", "read_rows"]

ENDINGS = (".csv", ".xlsx")
_CELLS_MAX = 5_000_000
Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """One row: its number (headings not counted) and its cells by heading, trimmed."""

    number: int
    cells: dict[str, str]

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
    return _headed(path.name, answer.value)


def read_in_child(_stream: IO[bytes], path: Path) -> Grid:
    """Read all cells as text; runs in the child process."""
    return _read_csv(path) if path.suffix.lower() == ".csv" else _read_xlsx(path)


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


def _read_xlsx(path: Path) -> Grid:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows: Grid = []
    for row in book.worksheets[0].iter_rows(values_only=True):
        rows.append([_as_text(value) for value in row])
        if len(rows) * len(row) > _CELLS_MAX:
            raise ProblemError(
                problem("FP1023", Place(file=path.name), file=path.name, reason="it has too many cells")
            )
    return rows


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _headed(file: str, grid: Sequence[Sequence[str]]) -> DeliveredRows:
    headings = tuple("_".join(heading.lower().split()) for heading in (grid[0] if grid else ()))
    if not any(headings):
        raise ProblemError(problem("FP4001", Place(file=file), column="urn", found="none"))
    troubles = [*_doubled(file, headings), *_beyond(file, headings, grid[1:])]
    if troubles:
        raise ProblemError(troubles)
    return DeliveredRows(file, headings, tuple(_filled(headings, grid[1:])))


def _doubled(file: str, headings: Sequence[str]) -> Iterator[Problem]:
    for heading, times in Counter(filter(None, headings)).items():
        if times > 1:
            yield problem("FP4015", Place(file=file), column=heading)


def _beyond(file: str, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Find cells under no heading: a comma too many moves every cell behind it."""
    named = [bool(heading) for heading in headings]
    for number, line in enumerate(lines, start=1):
        if any(cell for at, cell in enumerate(line) if at >= len(named) or not named[at]):
            yield problem("FP4016", Place(file=file, row=number))


def _filled(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[DeliveredRow]:
    for number, line in enumerate(lines, start=1):
        if any(line):
            cells = dict(zip(headings, line, strict=False))
            yield DeliveredRow(number, {heading: cell for heading, cell in cells.items() if heading})


def read_day(rows: DeliveredRows, row: DeliveredRow, column: str) -> date | Problem | None:
    """Read a date cell: the date, None where it is blank, or the problem."""
    text = row[column]
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return problem("FP4002", rows.place(row, column, row["urn"]), column=column)
