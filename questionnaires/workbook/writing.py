"""Write the workbook: sheets that a person likes to work in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...study.config import MODES, StudyConfig
from ...study.files import normalised_zip
from ..bank import Module
from .columns import ITEMS, LISTS, MODULES, SCALES, Path, Row, headings
from .readme import GUIDE
from .rows import rows_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["HELPER_SHEETS", "workbook_bytes"]

READ_ME, OFFERED = "Read me", "Drop-downs"
HELPER_SHEETS = (READ_ME, OFFERED)
"""Sheets that hold nothing of the bank."""

_WIDTHS: Mapping[str, float] = {
    "text": 46, "label": 32, "title": 26, "instruct": 28, "ask": 26, "check": 24, "type": 19, "items": 40,
    "id": 16, "list": 20, "module": 14, "variable": 14, "version": 8, "use": 9.5, "seconds": 11,
    "code": 7, "card": 6,
    "because": 22, "reverse": 20, "file": 22, "allow": 18,
}  # fmt: skip
_USUAL_WIDTH = 12.0
# Frozen: the headings, and the columns that say which row one is in.
_FROZEN = {MODULES: "B2", LISTS: "D2", ITEMS: "D2", SCALES: "C2"}
_NAMING_COLUMNS = 2
_FREE_ROWS = 400
"""Empty rows below in which the drop-downs work too."""

_DARK, _LIGHT, _GREY = "1F4E5F", "E8F1F4", "808080"


def workbook_bytes(modules: Sequence[tuple[Module, str]], config: StudyConfig) -> bytes:
    """Write the modules, each with the name of its file; the same bank gives the same bytes.

    Raises
    ------
    ValueError
        If a text holds a character no workbook can hold.
    """
    from openpyxl import Workbook

    book = Workbook()
    _guide(book.worksheets[0])
    waves = [wave.name for wave in config.waves]
    for name, rows in rows_of(modules).items():
        columns = headings(name, rows, config.languages, waves, MODES)
        _fill(book.create_sheet(name), columns, rows)
    _offer(book, modules, waves)
    buffer = io.BytesIO()
    book.save(buffer)
    return normalised_zip(buffer.getvalue())


def _fill(sheet: Worksheet, columns: Sequence[Path], rows: Sequence[Row]) -> None:
    _head(sheet, columns)
    for number, row in enumerate(rows, start=2):
        follows = sheet.title == ITEMS and ("type",) not in row
        for index, way in enumerate(columns, start=1):
            _put(sheet, number, index, row.get(way), follows and way[0] in ("module", "id"))
    sheet.freeze_panes = _FROZEN[sheet.title]
    sheet.auto_filter.ref = sheet.dimensions
    _paper(sheet)


def _head(sheet: Worksheet, columns: Sequence[Path]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for index, way in enumerate(columns, start=1):
        cell = sheet.cell(1, index, " ".join(way))
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_DARK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(index)].width = _width(way)


def _width(way: Path) -> float:
    return _WIDTHS["text"] if way[:2] == ("remind", "say") else _WIDTHS.get(way[0], _USUAL_WIDTH)


def _put(sheet: Worksheet, row: int, column: int, value: Any, repeated: bool) -> None:
    """Write one cell as text, so that nothing a person types is turned into a date or a formula."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils.exceptions import IllegalCharacterError

    cell: Any = sheet.cell(row, column)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if value is None:
        cell.number_format = "@"
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        cell.value = value if is_number else _as_text(value)
    except IllegalCharacterError as error:
        name = sheet.cell(row, _NAMING_COLUMNS).value
        raise ValueError(f"a control character in a text of '{name}' (sheet {sheet.title})") from error
    if not is_number:
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = str(cell.value).startswith("=")
    if column <= _NAMING_COLUMNS:
        cell.fill = PatternFill("solid", fgColor=_LIGHT)
        cell.font = Font(color=_GREY if repeated else None)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _paper(sheet: Worksheet) -> None:
    """Print on wide paper, one page across, with the headings on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _guide(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = READ_ME
    for number, (what, says) in enumerate(GUIDE, start=1):
        for column, text in ((1, what), (2, says)):
            cell = sheet.cell(number, column, text or None)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if what:
            sheet.cell(number, 1).font = Font(bold=True, size=15 if number == 1 else 13 if not says else 11)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 105
    _paper(sheet)


def _offer(book: Workbook, modules: Sequence[tuple[Module, str]], waves: Sequence[str]) -> None:
    """Put what the drop-downs offer into a hidden sheet, and the drop-downs where they are wanted."""
    sheet = book.create_sheet(OFFERED)
    sheet.sheet_state = "hidden"
    lists = [answers.name for module, _ in modules for answers in module.lists]
    offers: dict[tuple[str, Path], list[str]] = {
        (ITEMS, ("type",)): [
            *(f"one of {name}" for name in lists), *(f"any of {name}" for name in lists),
            "whole 0..100", "number", "text", "date", "note",
        ],
        (ITEMS, ("allow",)): ["dont_know", "refused", "dont_know, refused"],
        (ITEMS, ("sensitive",)): ["yes"],
        (ITEMS, ("remind", "sensitivity")): ["ordinary", "sensitive"],
        (SCALES, ("score", "how")): ["mean", "sum"],
    }  # fmt: skip
    names = [module.name for module, _ in modules]
    offers |= {(name, ("module",)): names for name in (LISTS, ITEMS, SCALES)}
    for column, ((name, way), words) in enumerate(offers.items(), start=1):
        for row, word in enumerate(words, start=1):
            sheet.cell(row, column, word).data_type = "s"
        _drop_down(book[name], way, column, len(words))


def _drop_down(sheet: Worksheet, way: Path, column: int, offered: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    source = get_column_letter(column)
    # What is not in the list may be typed too: a range such as whole 0..20 is anybody's own.
    offer = DataValidation(
        type="list",
        formula1=f"'{OFFERED}'!${source}$1:${source}${max(offered, 1)}",
        allow_blank=True,
        showErrorMessage=False,
    )
    sheet.add_data_validation(offer)
    headed = [cell.value for cell in sheet[1]].index(" ".join(way)) + 1
    letter = get_column_letter(headed)
    offer.add(f"{letter}2:{letter}{sheet.max_row + _FREE_ROWS}")
