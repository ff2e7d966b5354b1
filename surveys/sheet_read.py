"""Read returns from a sheet (.csv, .tsv, .xlsx); runs in the limited child process.

A sheet does not say what it holds. With the dictionary of the wave every column is read as what it should
be; without one, columns of nothing but plain numbers become numbers, and that is said.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any, Literal

import pandas as pd

from ..study.dictionary import Dictionary, Variable
from ..study.problems import Place, ProblemError, problem
from .encodings import DEFAULT
from .handing import hand_over
from .returns import Layout
from .sheet_forms import NUMBER, as_read_here
from .spss_formats import seconds_of

__all__ = ["read_file"]

_SEPARATOR = re.compile(r'"?sep=([,;\t])"?', re.IGNORECASE)
"""The line before the names by which Excel is told the mark between cells."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OLE = b"\xd0\xcf\x11\xe0"
"""How an encrypted workbook begins, and one of Excel before 2007."""

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")

_MOST_FIELD = 1 << 20
Sheet = tuple[list[str], list[list[str]], list[str], str]
"""Names, rows, remarks, and the mark between cells (empty in a workbook)."""


def read_file(stream: IO[bytes], path: Path, told: str | None, id_name: str) -> dict[str, Any]:
    """Read the sheet `path`; see `familypanel.surveys.spss_read.read_file`.

    Parameters
    ----------
    stream : binary file
        Takes the cells.
    path : Path
        The sheet, with the names of the variables in its first row.
    told : str or None
        The dictionary of the wave as JSON text.
    id_name : str
        The column with the URN, which is never read as a number.
    """
    names, rows, remarks, mark = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    _sound(names, rows, path)
    texts = (
        pd.DataFrame(rows, columns=names, dtype="str") if rows else pd.DataFrame(columns=names, dtype="str")
    )
    book = Dictionary.from_json(told) if told else None
    columns, variables = {}, []
    for name in names:
        expected = _expected(book, name)
        plain, said = as_read_here(texts[name], expected, book, decimal_comma=mark in (";", "\t"))
        cells, variable = _column(plain, expected, name.casefold() == id_name.casefold())
        remarks += [one for one in (said, _stays_text(name, plain, expected, variable)) if one]
        columns[name] = cells
        variables.append(replace(variable, name=name))
    dictionary = _dictionary(variables, book)
    hand_over(stream, pd.DataFrame(columns), dictionary)
    return {
        "dictionary": dictionary.to_json(),
        "formats": {},
        "notes": [],
        "declared_rows": None,
        "layout": asdict(Layout()),
        "remarks": [*remarks, *_guessed(variables, book)],
    }


def _csv(path: Path) -> Sheet:
    text, remarks = _decoded(path.read_bytes())
    csv.field_size_limit(_MOST_FIELD)
    first, _, rest = text.partition("\n")
    told = _SEPARATOR.fullmatch(first.rstrip("\r"))
    mark, text = (told[1], rest) if told else (max(",;\t", key=first.count), text)
    try:
        every = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise _unreadable(path, f"it does not keep to the form of such a file ({error})") from error
    return _sheet(every, remarks, mark)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """Decode UTF-8, or UTF-16 if a mark at the beginning says so, as Excel's "Unicode text" has it."""
    encoding = "utf-16" if content[:2] in _UTF16_MARKS else "utf-8-sig"
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError:
        said = f"The file is not UTF-8; it was read as {DEFAULT}. Look at words with accents."
        return content.decode(DEFAULT, "replace"), [said]


def _sheet(every: list[list[str]], remarks: list[str], mark: str = "") -> Sheet:
    """Tell names from rows; rows without anything in them are left out, and that is said."""
    lines = [line for line in every if any(line)]
    while every and not any(every[-1]):
        every.pop()
    if len(lines) < len(every):
        empty = len(every) - len(lines)
        remarks.append(f"Empty rows of the sheet were left out: {empty}; row numbers do not count them.")
    names = [name.strip() for name in lines[0]] if lines else []
    return names, lines[1:], remarks, mark


def _xlsx(path: Path) -> Sheet:
    import openpyxl

    with path.open("rb") as stream:
        if stream.read(len(_OLE)) == _OLE:
            reason = "it is protected with a password, or an old .xls; save it without one, as .xlsx"
            raise _unreadable(path, reason)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.max_row]
        lines = [[_spoken(cell) for cell in row] for row in sheets[0].iter_rows(values_only=True)]
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever a wild file provokes
        raise _unreadable(path, f"reading the workbook ended with {type(error).__name__}") from error
    remarks = [f"Only the first sheet of {len(sheets)} was read."] if len(sheets) > 1 else []
    return _sheet(lines, remarks)


def _spoken(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.time):
        cell = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, dt.timedelta):
        return _clock(round(cell.total_seconds()))
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _clock(seconds: int) -> str:
    """Write a time, or a duration, which may be longer than a day."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def _sound(names: list[str], rows: list[list[str]], path: Path) -> None:
    """Refuse a sheet whose rows do not fit its first row: answers would stand under other questions."""
    if not names or len(set(names)) < len(names) or any(not name or ":" in name for name in names):
        raise _unreadable(path, "its first row does not give every column a name of its own")
    odd = next((number for number, row in enumerate(rows, 2) if len(row) != len(names)), None)
    if odd is not None:
        place = Place(file=path.name, row=odd)
        facts = {"wanted": len(names), "found": len(rows[odd - 2])}
        raise ProblemError(problem("FP3151", place, file=path.name, **facts))


def _unreadable(path: Path, reason: str) -> ProblemError:
    return ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))


def _expected(book: Dictionary | None, name: str) -> Variable | None:
    if book is None:
        return None
    return next((v for v in book if v.name.casefold() == name.casefold()), None)


def _column(cells: pd.Series[Any], expected: Variable | None, is_id: bool) -> tuple[pd.Series[Any], Variable]:
    """Read a column as it should be; where a cell does not allow that the whole column stays text."""
    if is_id or (expected is not None and expected.is_text):
        return cells, expected or Variable("", type="text", measure="nominal")
    trimmed = cells.str.strip()
    known = trimmed != ""
    if expected is not None and expected.type in ("date", "datetime"):
        return _moments(cells, trimmed.where(known), expected)
    if expected is not None and expected.type in ("time", "duration"):
        trimmed = trimmed.map(_seconds)
    if not known.any() and expected is None:
        return cells, Variable("", type="text", measure="nominal")
    if expected is None and (moment := _iso(trimmed[known])):
        return _moments(cells, trimmed.where(known), Variable("", type=moment))
    if trimmed[known].map(lambda text: NUMBER.fullmatch(text) is None).any():
        return cells, Variable("", type="text", measure="nominal")
    numbers = pd.to_numeric(trimmed.where(known)).astype("float64")
    return numbers, expected or _numeric(numbers)


def _stays_text(name: str, cells: pd.Series[Any], expected: Variable | None, found: Variable) -> str:
    """Say which cell kept a column from being read as the dictionary has it; never what it holds."""
    if expected is None or expected.is_text or not found.is_text:
        return ""
    trimmed = cells.str.strip()
    odd = trimmed.map(lambda text: bool(text) and not (NUMBER.fullmatch(text) or re.match(_DAY, text)))
    row = f", because of row {int(odd.to_numpy().argmax()) + 2}" if odd.any() else ""
    return f"'{name}' should be of the type {expected.type} and stays text{row}."


def _iso(filled: pd.Series[Any]) -> Literal["date", "datetime"] | None:
    """Say whether every text is a date as ISO 8601 writes it, or a moment."""
    if not filled.str.match(_DAY).all():
        return None
    return "date" if filled.str.fullmatch(_DAY).all() else "datetime"


def _seconds(text: str) -> str:
    """Give 29:14 or 29:14:30 in seconds, as SPSS stores it; anything else as it stands."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return text
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return str(3600 * hours + 60 * minutes + seconds)


def _moments(
    cells: pd.Series[Any], filled: pd.Series[Any], expected: Variable
) -> tuple[pd.Series[Any], Variable]:
    """Read ISO dates, and missing codes, which stand as plain numbers."""
    spoken = filled.map(
        lambda text: float(text) if isinstance(text, str) and NUMBER.fullmatch(text) else text
    )
    try:
        seconds = seconds_of(spoken.astype("object").where(spoken.notna(), None))
    except (ValueError, TypeError):
        return cells, Variable("", type="text", measure="nominal")
    return pd.Series(seconds, index=cells.index), expected


def _numeric(numbers: pd.Series[Any]) -> Variable:
    whole = bool((numbers.dropna() % 1 == 0).all())
    return Variable("", type="integer" if whole else "decimal", decimals=0 if whole else 2)


def _dictionary(variables: list[Variable], book: Dictionary | None) -> Dictionary:
    lists = {} if book is None else {v.codes: book.lists[v.codes] for v in variables if v.codes}
    names = {variable.name for variable in variables}
    sets = () if book is None else tuple(s for s in book.sets if names.issuperset(s.variables))
    return Dictionary(variables=tuple(variables), lists=lists, sets=sets)


def _guessed(variables: list[Variable], book: Dictionary | None) -> Iterator[str]:
    if book is None:
        dates = [v.name for v in variables if v.type in ("date", "datetime")]
        numbers = [v.name for v in variables if not v.is_text and v.name not in dates]
        if numbers:
            said = ", ".join(numbers)
            yield f"There is no dictionary; these columns hold nothing but numbers and were read so: {said}."
        else:
            yield "There is no dictionary, and no column holds nothing but numbers; none was read as numbers."
        if dates:
            yield f"These hold nothing but dates (2016-03-04): {', '.join(dates)}."
