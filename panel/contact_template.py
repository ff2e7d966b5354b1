"""The workbook in which a field manager fills in how members may be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.files import write_workbook
from ..study.problems import ProblemError, problem
from ..study.routes import Route
from ..study.table_files import guarded
from .register import Register
from .safe_routes import KINDS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_template"]

_COLUMNS = tuple(one.name for one in fields(Route))
_SECRET = ("contact", "ask_for", "code_phrase")
"""Left out: a file that is passed round must not lead to anybody."""

_ENDING = ("deceased", "out_of_scope", "moved_abroad")
_MEANING = {
    "urn": "The member.",
    "route": "phone, mobile, email, post or visit; a second one of a kind is 'mobile 2'.",
    "contact": "The number or address. Blank: what is known stays.",
    "ask_for": "Whom to ask for.",
    "safe_to_ring": "yes or no: is it safe to ring? Of an address: is it safe to write or to visit?",
    "voicemail": "yes or no: is it safe to leave a message?",
    "text": "yes or no: is it safe to send a text message?",
    "who_may_answer": "Who else may pick up, or 'nobody'.",
    "hours": "When it is safe, or 'any'.",
    "code_phrase": "What was agreed to say to anybody else.",
    "verified": "The day on which the member last confirmed this, year-month-day.",
}


def write_template(path: Path, register: Register, known: Mapping[str, tuple[Route, ...]]) -> int:
    """Write the workbook; returns how many rows are to be filled in.

    Raises
    ------
    ProblemError
        FP1024 for another ending than .xlsx.
    """
    from openpyxl import Workbook

    if path.suffix.lower() != ".xlsx":
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=".xlsx"))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Contacts"
    rows = list(_rows(register, known))
    for row in (dict(zip(_COLUMNS, _COLUMNS, strict=True)), *rows):
        sheet.append([guarded(row.get(name, "")) or None for name in _COLUMNS])
    _lay_out(sheet, len(rows) + 1)
    readme = book.create_sheet("Read me")
    for line in (("Column", "What to write"), *_MEANING.items(), ("", "'-' empties a cell; blank keeps it.")):
        readme.append([guarded(cell) for cell in line])
    readme.column_dimensions["A"].width, readme.column_dimensions["B"].width = 18, 90
    write_workbook(book, path)
    return len(rows)


def _rows(register: Register, known: Mapping[str, tuple[Route, ...]]) -> Iterator[dict[str, str]]:
    for urn in sorted(register.members):
        if _followed(register, urn):
            routes = known.get(urn, ())
            yield from ({k: v for k, v in asdict(one).items() if k not in _SECRET} for one in routes)
            yield from () if routes else ({"urn": urn},)


def _followed(register: Register, urn: str) -> bool:
    """Say whether anybody will want to reach the member again."""
    ended = any(
        event.kind == "withdrawal" or event.detail in (*_ENDING, "hard")
        for event in register.events.get(urn, ())
    )
    return register.members[urn].interviewed and not ended


def _lay_out(sheet: Worksheet, last: int) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    answers = DataValidation(type="list", formula1='"yes,no"', allow_blank=True)
    routes = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=True)
    # 'mobile 2' is written by hand: the list offers the kinds and refuses nothing.
    routes.showErrorMessage = False
    for at, name in enumerate(_COLUMNS, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = max(12, len(name) + 2)
        sheet[f"{letter}1"].font = Font(bold=True)
        for line in range(2, last + 1):
            # Text throughout, so that Excel keeps the zero at the front of a number and the date as typed.
            sheet[f"{letter}{line}"].number_format = "@"
        lists = {"route": routes, "safe_to_ring": answers, "voicemail": answers, "text": answers}
        if name in lists:
            lists[name].add(f"{letter}2:{letter}{max(last, 2)}")
    sheet.add_data_validation(answers)
    sheet.add_data_validation(routes)
    sheet.freeze_panes = "B2"
