"""Read a fix-list that came back filled in; the workbook is opened in the limited child process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..study.child import run_limited
from ..study.problems import Place, ProblemError, problem

__all__ = ["Answered", "read_answers", "read_in_child"]

_NEEDED = ("id", "answer", "why", "who")
_MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the fix-list: its row in the workbook, the id of the problem, and what was filled in."""

    row: int
    id: str
    answer: str
    why: str
    who: str


def read_answers(path: Path) -> list[Answered]:
    """Read the lines that bear a problem id, answered or not.

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1024 no .xlsx, FP1021 unreadable; FP3122 if a column is missing.
    """
    if path.suffix.lower() != ".xlsx":
        raise ProblemError(
            problem("FP1024", Place(file=path.name), file=path.name, ending=path.suffix, known=".xlsx")
        )
    if not path.is_file():
        raise ProblemError(problem("FP1020", Place(file=path.name), file=str(path)))
    grid: list[list[str]] = run_limited("familypanel.surveys.answered:read_in_child", path).value
    heading = [cell.casefold() for cell in grid[0]] if grid else []
    absent = [name for name in _NEEDED if name not in heading]
    if absent:
        raise ProblemError(
            problem("FP3122", Place(file=path.name), file=path.name, columns=", ".join(absent))
        )
    lines = [dict(zip(heading, cells, strict=False)) for cells in grid[1:]]
    # The names stand in row 1 of the sheet.
    return [_line(number, cells) for number, cells in enumerate(lines, start=2) if _bears_id(cells["id"])]


def _bears_id(text: str) -> bool:
    return text[:1] in ("P", "p") and text[1:].isdecimal()


def _line(number: int, cells: Mapping[str, str]) -> Answered:
    return Answered(number, cells["id"].upper(), *(cells.get(name, "") for name in _NEEDED[1:]))


def read_in_child(_stream: IO[bytes], path: Path) -> list[list[str]]:
    """Read the first sheet as text; runs in the child process."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # whatever a wild workbook provokes means that it cannot be read
        reason = "it is no sound Excel workbook"
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason)) from error
    rows = book.worksheets[0].iter_rows(values_only=True, max_row=_MOST_ROWS)
    return [[_as_text(value) for value in row] for row in rows]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # Texts that begin like a formula were written with an apostrophe.
    return str(value).strip().removeprefix("'")
