"""SPSS formats: what kind of value a variable holds, and the seconds in which SPSS counts time.

SPSS stores a date as seconds since midnight of 14 October 1582, the start of the Gregorian calendar
(IBM, *SPSS Statistics Command Syntax Reference*, "Date and Time Formats").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..study.dictionary import Variable, VariableType

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "WIDEST_TEXT", "format_code", "format_name", "format_parts", "moments_of", "seconds_of", "spss_format",
    "type_of_format",
]  # fmt: skip

WIDEST_TEXT = 32767
_EPOCH = np.datetime64("1582-10-14", "s")
# The calendar of SPSS begins on 15 October 1582: what is less than a day is a number (99), and no date. At
# the other end a year has more than four digits.
_FIRST, _LAST = 86_400.0, 265_000_000_000.0
_WIDEST_SHOWN = 255

_TYPES: dict[str, VariableType] = {
    "A": "text", "AHEX": "text",
    "DATE": "date", "ADATE": "date", "EDATE": "date", "SDATE": "date", "JDATE": "date",
    "QYR": "date", "MOYR": "date", "WKYR": "date",
    "DATETIME": "datetime", "YMDHMS": "datetime",
    "TIME": "time", "MTIME": "duration", "DTIME": "duration",
}  # fmt: skip

# The numbers of the formats in a system file (GNU PSPP, "System File Format", variable record).
_NUMBERED = {
    1: ("A", "AHEX", "COMMA", "DOLLAR", "F", "IB", "PIBHEX", "P", "PIB", "PK", "RB", "RBHEX"),
    15: ("Z", "N", "E"),
    20: ("DATE", "TIME", "DATETIME", "ADATE", "JDATE", "DTIME", "WKDAY", "MONTH"),
    28: ("MOYR", "QYR", "WKYR", "PCT"),
    32: ("DOT", "CCA", "CCB", "CCC", "CCD", "CCE", "EDATE", "SDATE", "MTIME", "YMDHMS"),
}
_CODES = {name: first + i for first, names in _NUMBERED.items() for i, name in enumerate(names)}


def format_code(text: str) -> int:
    """Give a format as the one number that a system file holds; an unknown one is shown as ``F8.2``.

    Examples
    --------
    >>> hex(format_code("F8.2")), hex(format_code("DATE11"))
    ('0x50802', '0x140b00')
    """
    letters, width, decimals = format_parts(text)
    if letters not in _CODES:
        letters, width, decimals = "F", 8, 2
    return _CODES[letters] << 16 | min(width, _WIDEST_SHOWN) << 8 | decimals


def format_name(code: int, width: int, decimals: int) -> str:
    """Give a format as text from its number, width and decimals; an unknown number is shown as ``F``.

    Examples
    --------
    >>> format_name(5, 8, 2), format_name(20, 11, 0)
    ('F8.2', 'DATE11')
    """
    name = next((name for name, number in _CODES.items() if number == code), "F")
    return f"{name}{width}.{decimals}" if decimals or name == "F" else f"{name}{width}"


def format_parts(text: str) -> tuple[str, int, int]:
    """Split a format into letters, width and decimals.

    Examples
    --------
    >>> format_parts("F8.2"), format_parts("DATE11")
    (('F', 8, 2), ('DATE', 11, 0))
    """
    found = re.fullmatch(r"([A-Za-z]+)(\d*)\.?(\d*)", text.strip())
    if found is None:
        return text.strip().upper(), 0, 0
    letters, width, decimals = found.groups()
    return letters.upper(), int(width or 0), int(decimals or 0)


def type_of_format(text: str) -> VariableType:
    """Give the kind of value a format shows; plain numbers are ``decimal`` here."""
    return _TYPES.get(format_parts(text)[0], "decimal")


def spss_format(variable: Variable) -> str:
    """Choose the format in which SPSS shows a number or date variable."""
    match variable.type:
        case "date":
            return "DATE11"
        case "datetime":
            return "DATETIME20"
        case "time":
            return "TIME8"
        case "duration":
            return "DTIME12"
        case "decimal":
            return f"F{max(8, variable.decimals + 2)}.{variable.decimals}"
    return "F8.0"


def seconds_of(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Turn dates, ISO texts or numbers into SPSS seconds; what is not there becomes NaN."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    if column.dtype.kind == "M":
        return _since_epoch(column)
    cells = column.astype("object")
    numbers = cells.map(lambda cell: isinstance(cell, int | float)).to_numpy(dtype=bool)
    moments = pd.to_datetime(cells.mask(numbers), errors="raise", format="ISO8601")
    plain = cells.where(numbers).astype("float64").to_numpy()
    return np.where(numbers, plain, _since_epoch(moments))


def _since_epoch(moments: pd.Series[Any]) -> NDArray[np.float64]:
    since = moments.to_numpy(dtype="datetime64[us]") - _EPOCH.astype("datetime64[us]")
    return np.asarray(since / np.timedelta64(1, "s"), dtype=np.float64)


def moments_of(seconds: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Turn SPSS seconds into moments; what is no moment between 1582 and 9999 becomes NaT, never an error."""
    sound = np.isfinite(seconds) & (seconds >= _FIRST) & (seconds < _LAST)
    micros = np.round(np.where(sound, seconds, 0.0) * 1e6).astype("timedelta64[us]")
    moments = _EPOCH.astype("datetime64[us]") + micros
    return np.where(sound, moments, np.datetime64("NaT", "us"))
