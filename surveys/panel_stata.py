"""Panel files as Stata .dta: reasons become extended missing values (.a to .h) with labels.

Stata counts days from 1 January 1960 (*Stata Data Management Reference Manual*, "datetime").
"""

from __future__ import annotations

import re
import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..study.dictionary import Dictionary, Variable
from ..study.files import write_bytes
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem
from .panel_codes import REASONS, Coded

__all__ = ["LETTERS", "check_names", "odd_names", "write_dta"]

LETTERS: Mapping[Reason, str] = {reason: chr(ord("a") + at) for at, reason in enumerate(REASONS)}
"""The extended missing value of each reason: .a don't know, .b refused, ... .h not in this questionnaire."""

# pyreadstat takes a column that begins with a hundred letters for text. So each reason is first written as a
# number just below the largest that Stata holds; its bytes are no UTF-8 and can stand in no text.
_BELOW = 0x7FDFFFFFFFFFFF00
_STAND_IN: Mapping[Reason, bytes] = {reason: struct.pack("<Q", _BELOW + int(reason)) for reason in REASONS}
_MISSING = {
    reason: struct.pack("<Q", 0x7FE0000000000000 + ((ord(letter) - ord("a") + 1) << 40))
    for reason, letter in LETTERS.items()
}
_VERSION = 14
_LONGEST_NAME, _LONGEST_LABEL = 32, 80
_EPOCH = np.datetime64("1960-01-01", "us")
_STAMP = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.DOTALL)
_FIXED = b"<timestamp>\x1101 Jan 1980 00:00</timestamp>"


def write_dta(panel: Coded, path: Path) -> None:
    """Write a Stata file that Stata 14 and later read.

    Raises
    ------
    ProblemError
        FP3109 for a name that Stata does not allow.
    """
    import pyreadstat

    book = panel.dictionary
    check_names(book, path)
    with tempfile.TemporaryDirectory(prefix="familypanel-") as folder:
        draft = Path(folder) / "draft.dta"
        pyreadstat.write_dta(
            pd.DataFrame({v.name: _column(panel, v) for v in book}),
            str(draft),
            version=_VERSION,
            column_labels={v.name: v.label[:_LONGEST_LABEL] for v in book if v.label},
            variable_value_labels={v.name: found for v in book if (found := _labels(v, panel))},
            missing_user_values={v.name: named for v in book if (named := _letters(v, panel))},
            variable_format={v.name: _FORMATS[v.type] for v in book if v.type in _FORMATS},
        )
        content = draft.read_bytes()
    write_bytes(path, _with_reasons(_STAMP.sub(_FIXED, content, count=1)))


def _with_reasons(content: bytes) -> bytes:
    """Put the extended missing values where their stand-ins are, in the section of the data."""
    start, end = content.index(b"<data>"), content.rindex(b"</data>")
    data = content[start:end]
    for reason in REASONS:
        data = data.replace(_STAND_IN[reason], _MISSING[reason])
    return content[:start] + data + content[end:]


_FORMATS = {"date": "%td", "datetime": "%tc"}
_UNITS = {"date": np.timedelta64(1, "D"), "datetime": np.timedelta64(1, "ms")}


def check_names(book: Dictionary, path: Path) -> None:
    """Refuse names that Stata does not allow, before anything is written."""
    if wrong := odd_names(book):
        place = Place(file=path.name, variable=wrong[0])
        raise ProblemError(
            problem("FP3109", place, file=path.name, names=", ".join(wrong[:10]), most=_LONGEST_NAME)
        )


def odd_names(book: Dictionary) -> list[str]:
    """Give the names that Stata does not allow."""
    return [n for n in book.names if len(n) > _LONGEST_NAME or not re.fullmatch(r"[A-Za-z_]\w*", n)]


def _column(panel: Coded, variable: Variable) -> Any:
    column = panel.frame[variable.name]
    if variable.is_text:
        return column
    numbers = _numbers(column, variable)
    reasons = panel.reasons.get(variable.name)
    for reason in panel.codes.get(variable.name, {}) if reasons is not None else ():
        numbers[reasons == int(reason)] = np.frombuffer(_STAND_IN[reason], dtype="<f8")[0]
    return numbers


def _numbers(column: pd.Series[Any], variable: Variable) -> Any:
    if variable.type not in _UNITS:
        return column.to_numpy(dtype=np.float64, copy=True)
    since = column.to_numpy(dtype="datetime64[us]") - _EPOCH
    return np.asarray(since / _UNITS[variable.type], dtype=np.float64)


def _reasons(variable: Variable, panel: Coded) -> list[Reason]:
    return [] if variable.is_text else list(panel.codes.get(variable.name, {}))


def _letters(variable: Variable, panel: Coded) -> list[str]:
    return [LETTERS[reason] for reason in _reasons(variable, panel)]


def _labels(variable: Variable, panel: Coded) -> dict[Any, str]:
    """Give labels of whole numbers and of reasons; Stata has none for text or fractions."""
    if variable.is_text:
        return {}
    codes = panel.dictionary.code_list(variable.name)
    whole = {c.value: c.label for c in codes.codes if float(c.value).is_integer()} if codes else {}
    labels: dict[Any, str] = {int(value): label for value, label in whole.items()}
    return labels | {LETTERS[reason]: reason.label for reason in _reasons(variable, panel)}
