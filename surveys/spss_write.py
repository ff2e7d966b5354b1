"""Write SPSS files (.sav): labels, declared missing values, measure and formats; same content, same bytes."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..study.dictionary import Dictionary, Variable
from ..study.files import write_bytes
from ..study.problems import Place, ProblemError, problem
from .spss_formats import WIDEST_TEXT, seconds_of, spss_format
from .spss_missing import missing_labels, missing_ranges

if TYPE_CHECKING:
    from .returns import Returns

__all__ = ["LABEL_BYTES", "VALUE_LABEL_BYTES", "fitting", "write", "write_sav"]

LABEL_BYTES = 256
VALUE_LABEL_BYTES = 120

# Where the header of a .sav holds the moment of writing and the number of cases (SPSS system file format).
_MOMENT = slice(92, 109)
_FIXED_MOMENT = b"01 Jan 8000:00:00"
_CASES = slice(80, 84)
_END_OF_DICTIONARY = struct.pack("<ii", 999, 0)


def write_sav(path: Path, dictionary: Dictionary, frame: pd.DataFrame | None = None) -> None:
    """Write a .sav file as the dictionary describes it.

    Parameters
    ----------
    path : Path
        Where to; an existing file is replaced, wholly or not at all.
    dictionary : Dictionary
        Variables in file order with labels, code lists, declared missing values, types and widths.
    frame : pandas.DataFrame, optional
        One column a variable; without it the file has no rows but everything else. Numbers and codes as
        numbers, text as text; dates as dates, as ISO text, or as SPSS seconds since 14 October 1582, which is
        also how a delivered missing code of a date is written.

    Raises
    ------
    ProblemError
        FP3010 if frame and dictionary do not name the same variables; FP3011 if the missing values cannot be
        declared in SPSS without making an answer missing; FP3012 if a text is longer than its declared width;
        FP1025 if the file cannot be written.
    """
    _write(Path(path), dictionary, frame, {})


def write(returns: Returns, path: Path) -> None:
    """Write returns as .sav, with the formats they were delivered in.

    Parameters
    ----------
    returns : Returns
        What `read` gave, changed or not.
    path : Path
        Where to; the ending must be ``.sav``.

    Raises
    ------
    ProblemError
        FP1024 for another ending, and what `write_sav` raises.
    """
    path = Path(path)
    if path.suffix.lower() != ".sav":
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=".sav"))
    _write(path, returns.dictionary, returns.delivered(), returns.formats)


def fitting(text: str, room: int) -> str:
    """Shorten a label to the `room` bytes of UTF-8 that SPSS gives it, with an ellipsis where it was cut."""
    raw = text.encode("utf-8")
    return text if len(raw) <= room else raw[: room - 3].decode("utf-8", "ignore") + "…"


def _write(
    path: Path, dictionary: Dictionary, frame: pd.DataFrame | None, formats: Mapping[str, str]
) -> None:
    _same_names(dictionary, frame, path)
    columns = _columns(dictionary, frame, path)
    with tempfile.TemporaryDirectory(prefix="familypanel-") as folder:
        draft = Path(folder) / "draft.sav"
        _pyreadstat_write(draft, dictionary, columns, formats, path)
        content = _undated(draft.read_bytes())
    write_bytes(path, _emptied(content) if frame is None or frame.empty else content)


def _same_names(dictionary: Dictionary, frame: pd.DataFrame | None, path: Path) -> None:
    if frame is None:
        return
    odd = sorted(set(map(str, frame.columns)) ^ set(dictionary.names))
    if odd:
        raise ProblemError(problem("FP3010", Place(file=path.name), file=path.name, names=", ".join(odd)))


def _pyreadstat_write(
    path: Path, dictionary: Dictionary, columns: pd.DataFrame, formats: Mapping[str, str], shown: Path
) -> None:
    import pyreadstat

    pyreadstat.write_sav(
        columns,
        str(path),
        file_label=fitting(dictionary.title, 64),
        column_labels={v.name: fitting(v.label, LABEL_BYTES) for v in dictionary if v.label},
        variable_value_labels=_value_labels(dictionary),
        missing_ranges=_declared_missing(dictionary, columns, shown),
        variable_measure={v.name: v.measure for v in dictionary},
        variable_format={v.name: formats.get(v.name) or spss_format(v) for v in dictionary if not v.is_text},
    )


def _value_labels(dictionary: Dictionary) -> dict[str, Any]:
    labels = {v.name: _labels_of(v, dictionary) for v in dictionary}
    return {name: found for name, found in labels.items() if found}


def _labels_of(variable: Variable, dictionary: Dictionary) -> dict[float | str, str]:
    codes = dictionary.code_list(variable.name)
    pairs = missing_labels(variable) | (codes.labels() if codes else {})
    kept = {_typed(value, variable): fitting(label, VALUE_LABEL_BYTES) for value, label in pairs.items()}
    return {value: kept[value] for value in sorted(kept) if kept[value]}


def _typed(value: float | str, variable: Variable) -> float | str:
    if not variable.is_text:
        return float(value)
    return value if isinstance(value, str) else f"{value:g}"


def _declared_missing(dictionary: Dictionary, columns: pd.DataFrame, path: Path) -> dict[str, Any]:
    declared = {v.name: missing_ranges(v, dictionary, columns[v.name], path) for v in dictionary}
    return {name: found for name, found in declared.items() if found}


def _columns(dictionary: Dictionary, frame: pd.DataFrame | None, path: Path) -> pd.DataFrame:
    """Make every column what SPSS stores; one row of nothing stands in where there are no rows."""
    rows = 1 if frame is None or frame.empty else len(frame)
    empty = pd.Series([None] * rows, dtype="object")
    data = {}
    for variable in dictionary:
        column = empty if frame is None or frame.empty else frame[variable.name]
        data[variable.name] = _text(column, variable, path) if variable.is_text else _number(column, variable)
    return pd.DataFrame(data)


def _number(column: pd.Series[Any], variable: Variable) -> Any:
    if variable.type in ("date", "datetime"):
        return seconds_of(column)
    return pd.to_numeric(column, errors="raise").to_numpy(dtype=np.float64, na_value=np.nan)


def _text(column: pd.Series[Any], variable: Variable, path: Path) -> Any:
    """Pad the first cell to the declared width, from which the writer takes the width of the variable."""
    cells = column.astype("object").where(column.notna(), "").astype(str).to_numpy(dtype=object, copy=True)
    longest = max((len(cell.encode("utf-8")) for cell in cells), default=0)
    width = variable.width or max(longest, 1)
    if longest > min(width, WIDEST_TEXT):
        place = Place(file=path.name, variable=variable.name)
        raise ProblemError(problem("FP3012", place, variable=variable.name, width=width, longest=longest))
    cells[0] += " " * (width - len(cells[0].encode("utf-8")))
    return cells


def _undated(content: bytes) -> bytes:
    changed = bytearray(content)
    changed[_MOMENT] = _FIXED_MOMENT
    return bytes(changed)


def _emptied(content: bytes) -> bytes:
    """Take the one stand-in row out again: its bytes, and the two counts of cases."""
    end = content.rindex(_END_OF_DICTIONARY)
    changed = bytearray(content[: end + len(_END_OF_DICTIONARY)])
    changed[_CASES] = struct.pack("<i", 0)
    if changed[end - 16 : end] == struct.pack("<qq", 1, 1):
        changed[end - 16 : end] = struct.pack("<qq", 1, 0)
    return bytes(changed)
