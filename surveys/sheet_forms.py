"""Numbers, dates and answers in the forms that other programs write, put into the one form that is read here.

Only where the dictionary says what a column holds, and only where its cells leave one way to read them:
03/04/2014 alone could be in March or April, and stays text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from .likeness import folded
from .spoken import spoken

if TYPE_CHECKING:
    import pandas as pd

    from ..study.dictionary import Code, Dictionary, Variable

__all__ = ["NUMBER", "as_read_here"]

NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?|[+-]?\.\d+")
"""A plain number; 007 and 1e5 are texts until somebody says otherwise."""

_WITH_COMMA = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:,\d+)?")
_DAY = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_MONTHS, _DAYS = 12, 31


def as_read_here(
    cells: pd.Series[Any], expected: Variable | None, book: Dictionary | None, decimal_comma: bool
) -> tuple[pd.Series[Any], str]:
    """Rewrite a column that was written otherwise.

    Parameters
    ----------
    cells : Series of text, (n_rows,)
        As they stand in the sheet.
    expected : Variable, optional
        What the dictionary says of the column.
    book : Dictionary, optional
        With the code list of the column.
    decimal_comma : bool
        Commas do not separate the cells of the sheet, so that one within a number is a decimal comma.

    Returns
    -------
    cells : Series of text, (n_rows,)
        Rewritten, or as they stand.
    remark : str
        What was done; empty where nothing was.
    """
    if expected is None or expected.is_text:
        return cells, ""
    known = cells.str.strip()
    filled = known[known != ""]
    if expected.type in ("date", "datetime"):
        return _days(known, filled, expected.name)
    if book is not None and not filled.str.fullmatch(NUMBER).all():
        labels = _labels(expected, book)
        known_all = filled.map(lambda text: folded(text) in labels or bool(NUMBER.fullmatch(text))).all()
        if labels and known_all:
            codes = known.map(lambda text: labels.get(folded(text), text))
            return codes, f"The answers to '{expected.name}' stand as labels, and were read as their codes."
    commas = filled.str.contains(",", regex=False)
    if decimal_comma and commas.any() and filled.str.fullmatch(_WITH_COMMA).all():
        return known.str.replace(",", ".", regex=False), f"'{expected.name}' was read with decimal commas."
    return cells, ""


def _labels(variable: Variable, book: Dictionary) -> dict[str, str]:
    """Give the code of each label, in any language; none if two codes share one, or one reads as a number."""
    codes = book.code_list(variable.name)
    pairs = [(said, code.value) for code in (codes.codes if codes else ()) for said in _said(code)]
    pairs += [(part.label, part.low) for part in variable.missing if part.low == part.high]
    found: dict[str, str] = {}
    for label, value in pairs:
        text = folded(label)
        if text and (NUMBER.fullmatch(text) or found.setdefault(text, spoken(value)) != spoken(value)):
            return {}
    return found


def _said(code: Code) -> tuple[str, ...]:
    return (code.label, *code.translations.values())


def _days(cells: pd.Series[Any], filled: pd.Series[Any], name: str) -> tuple[pd.Series[Any], str]:
    found = filled.map(_DAY.fullmatch)
    days = [match for match in found if match]
    others = filled[found.isna()]
    if not days or not others.str.fullmatch(NUMBER).all():
        return cells, ""
    day_first = _day_first(days)
    if day_first is None:
        return cells, ""
    iso = found.dropna().map(lambda match: _iso(match, day_first))
    if iso.isna().any():
        return cells, ""
    order = "day, month, year" if day_first else "month, day, year"
    return cells.where(~cells.index.isin(iso.index), iso), f"The dates of '{name}' were read as {order}."


def _day_first(days: list[re.Match[str]]) -> bool | None:
    """Say whether the day comes first; None where both ways, or none, make dates of all."""
    if any(match[2] == "." for match in days):
        return True
    first, second = max(int(match[1]) for match in days), max(int(match[3]) for match in days)
    ways = [first <= _DAYS and second <= _MONTHS, first <= _MONTHS and second <= _DAYS]
    return ways[0] if ways.count(True) == 1 else None


def _iso(match: re.Match[str], day_first: bool) -> str | None:
    """Write the day as ISO 8601 does; None where there is no such day."""
    day, month = (match[1], match[3]) if day_first else (match[3], match[1])
    try:
        return date(int(match[4]), int(month), int(day)).isoformat()
    except ValueError:
        return None
