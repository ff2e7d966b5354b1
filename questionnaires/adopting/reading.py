"""Read a foreign file into tables of texts, in the limited child process, and see what it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from ...study.problems import Place, ProblemError, problem
from ..workbook.cells import read_cells, read_sheets
from .tokens import Dialect

__all__ = ["ForeignRow", "read_foreign", "read_old_workbook", "read_text_table"]

ForeignRow = dict[str, str]
"""The filled cells of a row by their headings; ``#`` holds the number of the row."""

MOST_ROWS = 100_000
_XLSFORM = ("survey", "choices", "settings", "external_choices")


def read_foreign(path: Path) -> tuple[Dialect, dict[str, list[ForeignRow]]]:
    """Read a form from outside: what it is, and the rows of its sheets (of a text file: ``rows``).

    Raises
    ------
    ProblemError
        FP1020 to FP1023 for a file that is not there, broken, exhausting or refused; FP2301 for a formula;
        FP2320 if it is none of the forms that are known; FP2321 for .xls without its reader.
    """
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xls"):
        return "xlsform", _xlsform(path, ending)
    if ending not in (".csv", ".txt", ".tsv"):
        _refuse(path, f"nothing is known of files that end in '{ending}'")
    rows = _run("read_text_table", path)
    heads = set(rows[0]) if rows else set()
    is_limesurvey = heads >= {"class", "type/scale", "name"}
    if not is_limesurvey and not heads & {"Variable / Field Name", "field_name"}:
        _refuse(path, "its first row has neither REDCap's headings nor LimeSurvey's")
    return "limesurvey" if is_limesurvey else "redcap", {"rows": _by_heading(rows)}


def _refuse(path: Path, reason: str) -> NoReturn:
    raise ProblemError(problem("FP2320", Place(file=path.name), file=path.name, reason=reason))


def _run(reader: str, path: Path) -> Any:
    from ...study.child import run_limited

    return run_limited(f"familypanel.questionnaires.adopting.reading:{reader}", path).value


def _xlsform(path: Path, ending: str) -> dict[str, list[ForeignRow]]:
    if ending == ".xlsx":
        sheets: Mapping[str, Any] = {name: s.rows for name, s in read_sheets(path, _XLSFORM).items()}
    else:
        sheets = _run("read_old_workbook", path)
    found = {name.casefold(): _by_heading(rows) for name, rows in sheets.items()}
    if "survey" not in found:
        _refuse(path, "it has no sheet 'survey', so it is no XLSForm")
    return found


def _by_heading(rows: Sequence[Sequence[Any]]) -> list[ForeignRow]:
    if not rows:
        return []
    heads = ["" if head is None else str(head).strip() for head in rows[0]]
    return list(_filled(heads, rows[1:]))


def _filled(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[ForeignRow]:
    for number, cells in enumerate(rows, start=2):
        named = zip(heads, cells, strict=False)
        row = {head: _text(cell) for head, cell in named if head and cell is not None and _text(cell)}
        if row:
            yield {"#": str(number)} | row


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell).strip()


def read_text_table(_: IO[bytes], path: Path) -> list[list[str]]:
    """Read a CSV or tab-separated file; runs in the child process."""
    text = _decoded(path)
    head = text.split("\n", 1)[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    rows = []
    csv.field_size_limit(1 << 20)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                _refuse(path, f"it has more than {MOST_ROWS:,} rows")
    except csv.Error as error:
        _refuse(path, f"row {len(rows) + 1} is not well-formed ({error})")
    return rows


def _decoded(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(path, "it is not UTF-8 text")
    if "\x00" in text:
        _refuse(path, "it is not a text file")
    return text


def read_old_workbook(stream: IO[bytes], path: Path) -> dict[str, list[list[Any]]]:
    """Read the sheets of an .xls file; runs in the child process."""
    if path.read_bytes()[:2] == b"PK":
        return dict(read_cells(stream, path, _XLSFORM)["sheets"])
    try:
        import xlrd  # type: ignore[import-untyped]
    except ImportError as error:
        raise ProblemError(problem("FP2321", Place(file=path.name), file=path.name)) from error
    book = xlrd.open_workbook(path, logfile=io.StringIO())
    sheets = (sheet for sheet in book.sheets() if sheet.name.casefold() in _XLSFORM)
    return {sheet.name: [[_old(cell) for cell in row] for row in sheet.get_rows()] for sheet in sheets}


def _old(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value if value != "" else None
