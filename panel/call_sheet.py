"""The call sheet of the interviewers: a workbook with one row a route, and nothing that they do not need."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..study.files import write_workbook
from ..study.folder import Study
from ..study.routes import Route
from ..study.table_files import guarded
from .due_case import Due
from .safe_routes import DIALLED, kind_of
from .wording import read_as, wave_words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_call_sheet"]

_OWNER_ONLY = 0o600
_FIRST = 4
"""The row of the headings; above them stand the day and what holds for every call."""

_LINE, _FULL = 14.0, 0.9
"""Height of a line in points; share of a column's width that letters fill on average."""

_FONT = "Calibri"
_TITLE = "Calls on {day}"
_RULES = (
    "Keep to the rule of each row. Say only the code phrase to whoever answers, until the right person is on "
    "the line. Leave no message and send no text where it says no. If in doubt, do not call."
)


class _Heading(NamedTuple):
    text: str
    width: int


_HEADINGS = (
    _Heading("URN", 11), _Heading("Interview", 12), _Heading("Window closes", 11), _Heading("Agreed for", 11),
    _Heading("Tried", 6), _Heading("Last", 12), _Heading("Language", 9), _Heading("Route", 9),
    _Heading("Number or address", 22), _Heading("Ask for", 14), _Heading("Safe to ring", 8),
    _Heading("Message on voicemail", 10), _Heading("Text message", 9), _Heading("Who else may answer", 18),
    _Heading("Hours", 16), _Heading("Code phrase", 20), _Heading("Verified", 11),
)  # fmt: skip


def write_call_sheet(path: Path, study: Study, calls: Sequence[Due], day: date) -> None:
    """Write the call sheet; only its owner may read it.

    Parameters
    ----------
    path : Path
        Where; what stands there is replaced.
    study : Study
        The study, for the labels of its waves.
    calls : sequence of Due
        Whom to call; each with the routes that are safe.
    day : date
        The day of the list.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Calls"
    sheet["A1"], sheet["A2"] = _TITLE.format(day=day), _RULES
    labels = wave_words(study)
    rows = [list(_cells(one, route, labels)) for one in calls for route in one.routes]
    for line, cells in enumerate(([heading.text for heading in _HEADINGS], *rows), start=_FIRST):
        for column, value in enumerate(cells, start=1):
            _put(sheet, line, column, value)
    _lay_out(sheet, len(rows))
    write_workbook(book, path)
    path.chmod(_OWNER_ONLY)


def _cells(call: Due, route: Route, labels: dict[str, str]) -> Iterator[Any]:
    member, window = call.placed.member, call.placed.window
    dialled = kind_of(route.route) in DIALLED
    yield from (member.urn, labels[call.placed.wave.name], window and window.closes, call.appointment)
    yield from (call.attempts, read_as("last_outcome", call.last_outcome), member.fact("language"))
    yield from (route.route, route.contact, route.ask_for, route.safe_to_ring)
    yield from (route.voicemail, route.text) if dialled else ("-", "-")
    yield from (route.who_may_answer, route.hours, route.code_phrase, date.fromisoformat(route.verified))


def _put(sheet: Worksheet, line: int, column: int, value: Any) -> None:
    cell = sheet.cell(line, column)
    if isinstance(value, str):
        # A number that begins with + stays as it is dialled; it is text, so nothing is ever run.
        dialled = value[:1] == "+" and not value[1:2].isalpha()
        cell.value, cell.data_type = (value if dialled or value == "-" else guarded(value)), "s"
        cell.quotePrefix = dialled
    else:
        cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _lay_out(sheet: Worksheet, rows: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    last, line = get_column_letter(len(_HEADINGS)), Side(style="thin", color="BFBFBF")
    for number, heading in enumerate(_HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = heading.width
    for number, row in enumerate(sheet.iter_rows(min_row=_FIRST, max_row=_FIRST + rows), start=_FIRST):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            cell.border = Border(bottom=line)
        sheet.row_dimensions[number].height = _LINE * max(map(_lines, row, _HEADINGS))
    for cell in sheet[_FIRST]:
        cell.font, cell.fill = Font(name=_FONT, bold=True), PatternFill("solid", fgColor="E8EEF4")
    sheet["A1"].font = Font(name=_FONT, bold=True, size=14)
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(f"A2:{last}2")
    sheet.row_dimensions[2].height = 30
    sheet.freeze_panes = f"B{_FIRST + 1}"
    sheet.auto_filter.ref = f"A{_FIRST}:{last}{_FIRST + rows}"
    _print_on(sheet)


def _lines(cell: Any, heading: _Heading) -> int:
    """Count the lines a cell needs; not every program works it out by itself when it opens the file."""
    words = textwrap.wrap(str(cell.value or ""), max(1, int(heading.width * _FULL)))
    return max(1, len(words))


def _print_on(sheet: Worksheet) -> None:
    """Print across the width of A4, with the headings on every page."""
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_FIRST}:{_FIRST}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("Confidential. Page &P of &N"))
