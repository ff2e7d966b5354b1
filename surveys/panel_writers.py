"""Panel files as .sav, .zsav, .parquet, .csv and .xlsx; the same content gives the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..study.dictionary import Dictionary, Variable
from ..study.files import write_bytes, write_workbook
from .panel_codes import Coded
from .panel_stata import write_dta
from .spss_write import write_sav

__all__ = ["WRITERS", "csv_frame", "labels_of", "number_text", "write_csv"]

_REASON = "reason:"
_EXACT = 2.0**53


def _sav(panel: Coded, path: Path) -> None:
    write_sav(path, panel.dictionary, _with_codes(panel))


def _with_codes(panel: Coded) -> pd.DataFrame:
    """Put the codes into dates too, where they stand as the number they are."""
    dates = {name: _date_codes(panel, name) for name in _dates(panel.dictionary) if name in panel.codes}
    return panel.frame.assign(**dates)


def _dates(book: Dictionary) -> list[str]:
    return [v.name for v in book if v.type in ("date", "datetime")]


def _date_codes(panel: Coded, name: str) -> pd.Series[Any]:
    column = panel.frame[name].astype("object")
    for reason, code in panel.codes[name].items():
        column[panel.reasons[name] == int(reason)] = float(code)
    return column.where(column.notna(), None)


def csv_frame(panel: Coded) -> pd.DataFrame:
    """Give everything as it is written in text: codes, dates as ISO 8601, whole numbers without a point."""
    return pd.DataFrame({v.name: _as_text(panel, v) for v in panel.dictionary})


def _as_text(panel: Coded, variable: Variable) -> Any:
    column = panel.frame[variable.name]
    if variable.is_text:
        return column
    if variable.type in ("date", "datetime"):
        texts = _in_form(column, "%Y-%m-%d") if variable.type == "date" else _written_moments(column)
        for reason, code in panel.codes.get(variable.name, {}).items():
            texts[panel.reasons[variable.name] == int(reason)] = str(code)
        return texts
    # Answers repeat: each number is written once.
    numbers, places = np.unique(column.to_numpy(dtype=np.float64), return_inverse=True)
    return np.array([number_text(float(one)) for one in numbers], dtype=object)[places]


def _in_form(column: pd.Series[Any], form: str) -> pd.Series[Any]:
    texts: pd.Series[Any] = column.dt.strftime(form).astype("object").where(column.notna(), "")
    return texts


def _written_moments(column: pd.Series[Any]) -> pd.Series[Any]:
    """Write parts of a second only where there are any."""
    texts = _in_form(column, "%Y-%m-%d %H:%M:%S")
    parts = column.dt.microsecond
    texts[parts > 0] += [f".{int(part):06}".rstrip("0") for part in parts[parts > 0]]
    return texts


def number_text(number: float) -> str:
    """Write a number so that it is read as the same; whole numbers without a point, nothing for NaN."""
    if math.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)


def write_csv(panel: Coded, path: Path) -> None:
    """Write CSV (RFC 4180, UTF-8, LF): names as headings, codes, dates as ISO 8601."""
    text = csv_frame(panel).to_csv(index=False, lineterminator="\n")
    write_bytes(path, text.encode("utf-8"))


def _parquet(panel: Coded, path: Path) -> None:
    """Write as waves are stored: values, a column of reasons beside each, the dictionary in the metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: pa.Array.from_pandas(panel.frame[name]) for name in panel.dictionary.names}
    columns |= {_REASON + name: pa.array(found, pa.int8()) for name, found in panel.reasons.items()}
    about = {b"familypanel.dictionary": panel.dictionary.to_json().encode()}
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(about), buffer, compression="zstd")
    write_bytes(path, buffer.getvalue())


def _xlsx(panel: Coded, path: Path) -> None:
    """Write three sheets: the data, the variables, and what every code means."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    rows = csv_frame(panel)
    numeric = [not v.is_text and v.type not in ("date", "datetime") for v in panel.dictionary]
    _sheet(
        book,
        "Data",
        list(panel.dictionary.names),
        [_cells(row, numeric) for row in rows.itertuples(index=False)],
    )
    variables = [[v.name, v.label, v.type, v.measure] for v in panel.dictionary]
    _sheet(book, "Variables", ["variable", "label", "type", "measure"], variables)
    codes = [
        [name, code, label]
        for name, labels in labels_of(panel.dictionary).items()
        for code, label in labels.items()
    ]
    _sheet(book, "Codes", ["variable", "code", "label"], codes)
    write_workbook(book, path)


def _cells(row: Any, numeric: list[bool]) -> list[Any]:
    return [float(text) if number and text else text for text, number in zip(row, numeric, strict=True)]


def _sheet(book: Any, title: str, heading: list[str], rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(title)
    sheet.append(heading)
    for row in rows:
        sheet.append([_plain(sheet, value) for value in row])


def _plain(sheet: Any, value: Any) -> Any:
    """Keep a text a text: one that begins with '=' would be run as a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    return cell


def labels_of(book: Dictionary) -> dict[str, dict[Any, str]]:
    """Give the labels of all codes of every variable, those of missing codes last."""
    found: dict[str, dict[Any, str]] = {}
    for variable in book:
        codes = book.code_list(variable.name)
        labels: dict[Any, str] = dict(codes.labels()) if codes else {}
        labels |= {part.low: part.label for part in variable.missing}
        if labels:
            found[variable.name] = labels
    return found


WRITERS: Mapping[str, Callable[[Coded, Path], None]] = {
    ".sav": _sav,
    ".zsav": _sav,
    ".dta": write_dta,
    ".parquet": _parquet,
    ".csv": write_csv,
    ".xlsx": _xlsx,
}
"""How each ending is written."""
