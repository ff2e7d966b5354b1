"""The dictionary as a workbook: codes to look up, variables to read through, multiple responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..study.table import Column, Table
from .spoken import range_of, spoken

if TYPE_CHECKING:
    from ..study.dictionary import Dictionary

__all__ = ["dictionary_sheets", "numbered"]

_VARIABLES = (
    Column("wave"), Column("variable"), Column("label", "Question"), Column("type"), Column("measure"),
    Column("width", kind="count"), Column("range"), Column("set", "Multiple response"),
    Column("ask", "Asked if"), Column("hard", "Must hold"), Column("soft", "Usually holds"), Column("item"),
    Column("version"), Column("module"), Column("codes", "Codes", kind="count"),
)  # fmt: skip
_SETS = (
    Column("wave"), Column("set"), Column("label", "Question"), Column("variables"),
    Column("counted", "Counted value"), Column("exclusive", "Excludes all others"),
)  # fmt: skip


def dictionary_sheets(codes: Table, books: Mapping[str, Dictionary]) -> dict[str, Table]:
    """Give the sheets of the workbook, by name.

    Parameters
    ----------
    codes : Table
        One row a code, as `familypanel.surveys.dictionary` gives it.
    books : mapping of str to Dictionary
        By wave.
    """
    sheets = {
        "Codes": numbered(codes, books),
        "Variables": Table.of(
            [row for wave, book in books.items() for row in _variables(wave, book)], _VARIABLES
        ),
    }
    sets = [row for wave, book in books.items() for row in _sets(wave, book)]
    return sheets | ({"Multiple responses": Table.of(sets, _SETS)} if sets else {})


def numbered(codes: Table, books: Mapping[str, Dictionary]) -> Table:
    """Give the same table with the codes of numbers as numbers; parameters as for `dictionary_sheets`."""
    numbers = {(wave, v.name) for wave, book in books.items() for v in book if not v.is_text}
    return Table.of([{**row, "value": _as_number(row, numbers)} for row in codes.rows], codes.columns)


def _as_number(row: Mapping[str, Any], numbers: set[tuple[str, str]]) -> Any:
    """Give a code as the number that stands in the data, so that it can be looked up; a range stays text."""
    if (row["wave"], row["variable"]) not in numbers:
        return row["value"]
    try:
        number = float(row["value"])
    except ValueError:
        return row["value"]
    return int(number) if number.is_integer() else number


def _variables(wave: str, book: Dictionary) -> Iterator[dict[str, Any]]:
    sets = {name: found.name for found in book.sets for name in found.variables}
    for variable in book:
        codes = book.code_list(variable.name)
        yield {
            "wave": wave, "variable": variable.name, "label": variable.label, "type": variable.type,
            "measure": variable.measure, "width": variable.width, "range": range_of(variable),
            "set": sets.get(variable.name), "ask": variable.ask, "hard": variable.checks.get("hard"),
            "soft": variable.checks.get("soft"), "item": variable.item, "version": variable.version,
            "module": variable.module, "codes": len(codes.codes) if codes else None,
        }  # fmt: skip


def _sets(wave: str, book: Dictionary) -> Iterator[dict[str, Any]]:
    for found in book.sets:
        yield {
            "wave": wave, "set": found.name, "label": found.label, "variables": ", ".join(found.variables),
            "counted": None if found.categories else found.counted,
            "exclusive": ", ".join(map(spoken, found.exclusive)),
        }  # fmt: skip
