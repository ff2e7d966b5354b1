"""Tables as HTML, CSV and Excel workbooks."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .files import write_text
from .problems import ProblemError, problem
from .table import HIDDEN, Column, plain

if TYPE_CHECKING:
    from .table import Table

__all__ = ["check_ending", "save", "to_csv", "to_html", "to_workbook", "to_xlsx"]

_NUMERIC = {"count", "percent", "number", "p_value"}
# A cell that starts with one of these is a formula to Excel and LibreOffice.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def save(table: Table, path: Path, command: str = "") -> None:
    """Write `table` to `path` in the format its ending names.

    Raises
    ------
    ProblemError
        FP1024 for an ending that is not known, FP1025 if the file cannot be written.
    """
    check_ending(path)
    writers: dict[str, Callable[[], str]] = {
        ".csv": lambda: to_csv(table),
        ".json": lambda: table.to_json(command),
        ".html": lambda: _page(table),
        ".txt": lambda: table.to_text() + "\n",
    }
    ending = path.suffix.lower()
    if ending == ".xlsx":
        to_xlsx(table, path)
    else:
        write_text(path, writers[ending]())


ENDINGS = (".csv", ".json", ".html", ".txt", ".xlsx")


def check_ending(path: Path, also: tuple[str, ...] = ()) -> None:
    """Refuse an ending that names no format (FP1024); `also` names those that a command writes itself."""
    if path.suffix.lower() not in (*ENDINGS, *also):
        known = ", ".join((*ENDINGS, *also))
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=known))


def _page(table: Table) -> str:
    title = escape(table.title or "Table")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{to_html(table)}</body></html>\n'


_STYLE = (
    "body{font:1rem/1.4 system-ui,sans-serif;margin:1rem}table{border-collapse:collapse}"
    "th,td{padding:.25rem .75rem;border-bottom:1px solid #888;text-align:left;vertical-align:top}"
    ".num{text-align:right;font-variant-numeric:tabular-nums}caption{font-weight:bold;text-align:left}"
)


def to_html(table: Table, level: int = 3) -> str:
    """Write a table with caption, scoped headings and its notes; safe to put into any page."""
    head = "".join(f'<th scope="col"{_css(column)}>{escape(column.heading)}</th>' for column in table.columns)
    body = "".join(_html_row(row, table.columns) for row in table.cells())
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    foot = f'<div class="notes">{notes}</div>' if notes else ""
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    return (
        f'<div class="table" data-level="{level}"><table>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{foot}</div>"
    )


def _html_row(cells: list[str], columns: tuple[Column, ...]) -> str:
    first = f'<th scope="row">{escape(cells[0])}</th>' if cells else ""
    rest = zip(cells[1:], columns[1:], strict=True)
    return f"<tr>{first}{''.join(f'<td{_css(column)}>{escape(cell)}</td>' for cell, column in rest)}</tr>"


def _css(column: Column) -> str:
    return ' class="num"' if column.kind in _NUMERIC else ""


def to_csv(table: Table) -> str:
    """Write CSV (RFC 4180, LF): keys as headings, unrounded numbers, dates as written in ISO 8601."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_csv_cell(row.get(column.key)) for column in table.columns] for row in table.rows)
    return out.getvalue()


def _csv_cell(value: Any) -> Any:
    cell = plain(value)
    if isinstance(cell, list):
        cell = "; ".join(map(str, cell))
    return guarded(cell) if isinstance(cell, str) else cell


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def to_xlsx(table: Table, path: Path) -> None:
    """Write one sheet: bold frozen headings, numbers as numbers, notes below; same table, same bytes."""
    to_workbook({"Table": table}, path)


def to_workbook(tables: Mapping[str, Table], path: Path) -> None:
    """Write several tables, each as a sheet of the name it stands under; see `to_xlsx`."""
    from openpyxl import Workbook

    from .files import write_workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        _fill(book.create_sheet(name), table)
    write_workbook(book, path)


def _fill(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append([column.heading for column in table.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for row in table.shown_rows:
        _append(sheet, row, table.columns)
    for note in ("", *table.notes):
        sheet.append([guarded(note)])
    _set_widths(sheet, table)


def _append(sheet: Any, row: Any, columns: tuple[Column, ...]) -> None:
    covered = row.get("hidden", ())
    sheet.append([HIDDEN if c.key in covered else _sheet_cell(row.get(c.key), c) for c in columns])
    for cell, column in zip(sheet[sheet.max_row], columns, strict=True):
        if column.kind == "date" and isinstance(cell.value, date):
            cell.number_format = "yyyy-mm-dd"
        if column.kind == "percent":
            cell.number_format = "0" + ("." + "0" * column.decimals if column.decimals else "") + "%"


def _sheet_cell(value: Any, column: Column) -> Any:
    """Give what a cell of a workbook holds: dates as dates, words as people read them."""
    cell = _csv_cell(value)
    if isinstance(cell, str) and (word := column.words.get(cell)):
        # Our own word may begin with a plus sign; only what begins with = would be run from a text cell.
        return guarded(word) if word.startswith("=") else word
    if column.kind == "date" and isinstance(cell, str):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(cell)
    return cell


def _set_widths(sheet: Any, table: Table) -> None:
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(table.columns, start=1):
        longest = max([len(column.heading), *(len(row[index - 1]) for row in table.cells())])
        sheet.column_dimensions[get_column_letter(index)].width = min(60, longest + 2)
