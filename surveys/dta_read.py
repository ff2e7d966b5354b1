"""Read a Stata file (.dta); runs in the limited child process.

Stata has no declared missing values but 26 of its own, .a to .z. They become codes, so that "refused" stays
something else than "don't know". Dates become SPSS seconds (StataCorp, *User's Guide*, "Dates and times").
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import numpy as np
import pandas as pd

from ..study.problems import Place, ProblemError, problem
from .handing import hand_over
from .returns import Layout
from .spss_dictionary import file_dictionary

__all__ = ["read_file"]

_EPOCH_DAYS = (np.datetime64("1960-01-01") - np.datetime64("1582-10-14")).astype(int)
_DAY, _MILLISECONDS = 86_400.0, 1000
# Below every code that schemes use; further below where a file holds these numbers as answers.
_STEP = 100


def read_file(stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Read the Stata file `path`; see `familypanel.surveys.spss_read.read_file`."""
    frame, meta = _pyreadstat(path)
    coded, codes, remarks = _codes(frame, meta)
    shown = {name: _shown(meta, name) for name in coded.columns}
    dated = coded.assign(
        **{n: _seconds(coded[n], meta.original_variable_types[n]) for n in _dates(meta, coded)}
    )
    facts = _facts(meta, shown, codes)
    dictionary = file_dictionary(facts, dated)
    hand_over(stream, dated, dictionary)
    return {
        "dictionary": dictionary.to_json(),
        "formats": shown,
        "notes": list(meta.notes or ()),
        "declared_rows": meta.number_rows,
        "layout": asdict(Layout()),
        "remarks": remarks,
    }


def _pyreadstat(path: Path) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_dta(str(path), user_missing=True, disable_datetime_conversion=True)
    except MemoryError:
        raise
    except Exception as error:  # pyreadstat raises its own error, but also whatever a wild file provokes
        said = str(error) if isinstance(error, pyreadstat.ReadstatError) else type(error).__name__
        raise _unreadable(path, f"reading the Stata content ended with '{said}'") from error
    if not frame.columns.is_unique or any(":" in name or not name.strip() for name in frame.columns):
        raise _unreadable(path, "two variables have the same name, or one has a name that is not allowed")
    if meta.number_rows is not None and meta.number_rows != len(frame):
        facts = {"what": "cases", "declared": meta.number_rows, "arrived": len(frame)}
        raise ProblemError(problem("FP3001", Place(file=path.name), file=path.name, **facts))
    return frame, meta


def _unreadable(path: Path, reason: str) -> ProblemError:
    return ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))


def _codes(frame: pd.DataFrame, meta: Any) -> tuple[pd.DataFrame, dict[str, float], list[str]]:
    """Turn the letters of extended missing values into codes that no answer has."""
    numeric = [n for n in frame.columns if meta.readstat_variable_types[n] != "string"]
    lettered = [name for name in numeric if frame[name].dtype == object]
    used = {letter for found in meta.missing_user_values.values() for letter in found}
    if not used and not lettered:
        return frame, {}, []
    answers = [pd.to_numeric(frame[name], errors="coerce").min() for name in numeric]
    lowest = min([0.0, *(float(value) for value in answers if np.isfinite(value))])
    first = -_STEP * (1 + int(-lowest // _STEP))
    codes = {letter: float(first - 1 - i) for i, letter in enumerate(string.ascii_lowercase)}
    changed = {name: _coded(frame[name], codes) for name in lettered}
    said = ", ".join(f".{letter} = {codes[letter]:g}" for letter in sorted(used))
    return frame.assign(**changed), codes, [f"Stata's missing values were taken as codes: {said}."]


def _coded(column: pd.Series[Any], codes: Mapping[str, float]) -> pd.Series[Any]:
    return pd.to_numeric(column.map(lambda cell: codes.get(cell, np.nan) if isinstance(cell, str) else cell))


def _dates(meta: Any, frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if _unit(meta.original_variable_types[name])]


def _unit(shown: str) -> str:
    """Give the unit in which a format counts: c (milliseconds), d, m, q or y; nothing for a number."""
    found = shown.removeprefix("%").lstrip("-")
    if found.startswith("d"):
        return "d"
    return found[1] if found.startswith("t") and found[1:2] in tuple("cdmqhy") else ""


def _seconds(column: pd.Series[Any], shown: str) -> pd.Series[Any]:
    """Turn Stata's count since 1960 into SPSS seconds; missing codes stay as they are."""
    counted = column.astype("float64")
    months = {"m": 1, "q": 3, "h": 6}
    match unit := _unit(shown):
        case "c":
            return pd.Series(counted / _MILLISECONDS + _EPOCH_DAYS * _DAY)
        case "d":
            return pd.Series((counted + _EPOCH_DAYS) * _DAY)
        case "y":
            return _months((counted - 1960) * 12)
    return _months(counted * months[unit])


def _months(months: pd.Series[Any]) -> pd.Series[Any]:
    whole = months.where(months.abs() < 1e5)  # noqa: PLR2004  # years with four digits
    days = (np.datetime64("1960-01", "M") + whole.fillna(0).to_numpy().astype("timedelta64[M]")).astype(
        "M8[D]"
    )
    since = (days - np.datetime64("1582-10-14")).astype("float64")
    return pd.Series(since * _DAY, index=months.index).where(whole.notna())


def _shown(meta: Any, name: str) -> str:
    if meta.readstat_variable_types[name] == "string":
        return f"A{max(int(meta.variable_storage_width[name]), 1)}"
    shown = meta.original_variable_types[name]
    if unit := _unit(shown):
        return {"c": "DATETIME20", "m": "MOYR8", "q": "QYR8"}.get(unit, "DATE11")
    decimals = shown.partition(".")[2].rstrip("gefc")
    whole = meta.readstat_variable_types[name] in ("int8", "int16", "int32")
    return "F8.0" if whole or not decimals.isdigit() else f"F{int(decimals) + 9}.{decimals}"


def _facts(meta: Any, shown: Mapping[str, str], codes: Mapping[str, float]) -> Any:
    """Say what the file says in the words that pyreadstat has for SPSS files."""
    labels = {
        name: {
            codes.get(value, value) if isinstance(value, str) else value: text
            for value, text in pairs.items()
        }
        for name, pairs in meta.variable_value_labels.items()
    }
    missing: dict[str, list[dict[str, Any]]] = {}
    for name, letters in meta.missing_user_values.items():
        missing[name] = [{"lo": codes[letter], "hi": codes[letter]} for letter in sorted(letters)]
        for letter in letters:
            labels.setdefault(name, {}).setdefault(codes[letter], f".{letter}")
    return SimpleNamespace(
        column_names=meta.column_names, column_names_to_labels=meta.column_names_to_labels,
        file_label=meta.file_label, variable_value_labels=labels, original_variable_types=shown,
        readstat_variable_types=meta.readstat_variable_types, variable_measure={},
        variable_storage_width=meta.variable_storage_width, missing_ranges=missing,
    )  # fmt: skip
