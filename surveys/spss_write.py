"""Write SPSS files (.sav, .zsav) with everything in them; same content, same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..study.dictionary import Dictionary, Variable
from ..study.files import replacing
from ..study.problems import Place, ProblemError, problem
from ..study.spss import (
    LABEL_BYTES,
    VALUE_LABEL_BYTES,
    Within,
    declared_missing,
    fitting,
    missing_labels,
    undeclared,
)
from .returns import Layout
from .spoken import spoken, spoken_ranges
from .spss_file import SystemFile
from .spss_formats import WIDEST_TEXT, seconds_of

if TYPE_CHECKING:
    from .returns import Returns

__all__ = ["ENDINGS", "checked_ending", "undeclared_notes", "write", "write_sav"]

ENDINGS = (".sav", ".zsav")
# What was delivered longer than SPSS itself allows is written as long as the file format can hold it.
_DELIVERED_LABEL_BYTES, _DELIVERED_VALUE_LABEL_BYTES = 1 << 16, 255
_TITLE_BYTES, _NOTE_BYTES = 64, 80


def write_sav(path: Path, dictionary: Dictionary, frame: pd.DataFrame | None = None) -> None:
    """Write a .sav or .zsav file as the dictionary describes it.

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

    Notes
    -----
    More than three missing codes of a text, or one of more than 8 bytes, cannot be declared in SPSS: they
    keep their labels, and a note in the file says which they are.

    Raises
    ------
    ProblemError
        FP3010 if frame and dictionary do not name the same variables; FP3011 if the missing values cannot be
        declared in SPSS without making an answer missing; FP3012 if a text is longer than its declared width;
        FP1025 if the file cannot be written.
    """
    _write(Path(path), dictionary, frame, rooms=(LABEL_BYTES, VALUE_LABEL_BYTES))


def write(returns: Returns, path: Path | str) -> None:
    """Write returns as .sav or .zsav, so that reading gives them again.

    Equal are the values, labels, code lists, declared missing values, response sets, notes, measures,
    formats, widths, alignments, weight, attributes and the encoding.

    Parameters
    ----------
    returns : Returns
        What `read` gave, changed or not.
    path : Path or str
        Where to; the ending must be ``.sav`` or ``.zsav``.

    Raises
    ------
    ProblemError
        FP1024 for another ending, and what `write_sav` raises.
    """
    path = checked_ending(Path(path))
    _write(
        path, returns.dictionary, returns.delivered(), formats=returns.formats, notes=returns.notes,
        layout=returns.layout, rooms=(_DELIVERED_LABEL_BYTES, _DELIVERED_VALUE_LABEL_BYTES),
    )  # fmt: skip


def checked_ending(path: Path) -> Path:
    """Give the path back if SPSS files end like that.

    Raises
    ------
    ProblemError
        FP1024 for another ending.
    """
    if path.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=known))
    return path


def _write(
    path: Path,
    dictionary: Dictionary,
    frame: pd.DataFrame | None,
    *,
    rooms: tuple[int, int],
    formats: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
    layout: Layout | None = None,
) -> None:
    frame = pd.DataFrame(columns=list(dictionary.names)) if frame is None else frame
    _same_names(dictionary, frame, path)
    notes = [*notes, *(note for note in undeclared_notes(dictionary) if not _said(note, notes))]
    columns = {v.name: _column(frame[v.name], v) for v in dictionary}
    layout = _holding(layout or Layout(), dictionary, columns, notes)
    widths = {v.name: _width(columns[v.name], v, layout.encoding, path) for v in dictionary if v.is_text}
    missing = {v.name: _missing(v, dictionary, columns[v.name], path) for v in dictionary}
    written = SystemFile(
        book=_fitted(dictionary, widths, rooms[0], layout.encoding),
        columns={name: _stored(cells, layout.encoding) for name, cells in columns.items()},
        rows=len(frame),
        labels=_value_labels(dictionary, rooms[1], layout.encoding),
        missing={name: declared for name, declared in missing.items() if declared},
        formats=formats or {},
        notes=[part for line in notes for part in _lines(line, layout.encoding)],
        layout=layout,
    )
    with replacing(path) as stream:
        written.write(stream, zipped=path.suffix.lower() == ".zsav")


def undeclared_notes(dictionary: Dictionary) -> list[str]:
    """Say, for the notes of a file and for people, which missing codes of texts it cannot declare."""
    return [
        f"Missing but not declared, for SPSS has room for three texts of 8 bytes: {name}: {', '.join(codes)}"
        for name, codes in undeclared(dictionary).items()
    ]


def _said(note: str, notes: Sequence[str]) -> bool:
    """Say whether notes, cut into lines as a file holds them, have a note already."""
    return note.replace(" ", "") in "".join(notes).replace(" ", "")


def _same_names(dictionary: Dictionary, frame: pd.DataFrame, path: Path) -> None:
    odd = sorted(set(map(str, frame.columns)) ^ set(dictionary.names))
    if odd:
        raise ProblemError(problem("FP3010", Place(file=path.name), file=path.name, names=", ".join(odd)))


def _column(column: pd.Series[Any], variable: Variable) -> Any:
    """Make the cells what SPSS stores: numbers, or texts."""
    if variable.is_text:
        return column.astype("object").where(column.notna(), "").astype(str).to_numpy(dtype=object)
    if variable.type in ("date", "datetime"):
        return seconds_of(column)
    return pd.to_numeric(column, errors="raise").to_numpy(dtype=np.float64, na_value=np.nan)


def _holding(layout: Layout, book: Dictionary, columns: Mapping[str, Any], notes: Sequence[str]) -> Layout:
    """Keep the encoding if it holds every text; otherwise the file becomes UTF-8."""
    labels = [code.label for codes in book.lists.values() for code in codes.codes]
    told = [book.title, *notes, *labels, *(v.label for v in book), *book.names, *(s.label for s in book.sets)]
    told += [part.label for v in book for part in v.missing]
    texts = (cells for name, cells in columns.items() if book[name].is_text)
    try:
        for cells in ("".join(told), *map("".join, texts)):
            cells.encode(layout.encoding)
    except (UnicodeEncodeError, LookupError):
        return replace(layout, encoding="UTF-8")
    return layout


def _width(cells: Any, variable: Variable, encoding: str, path: Path) -> int:
    longest = max((len(cell.encode(encoding)) for cell in cells), default=0)
    width = variable.width or max(longest, 1)
    if longest > min(width, WIDEST_TEXT):
        place = Place(file=path.name, variable=variable.name)
        raise ProblemError(problem("FP3012", place, variable=variable.name, width=width, longest=longest))
    return width


def _missing(variable: Variable, dictionary: Dictionary, column: Any, path: Path) -> list[Any]:
    """Give the declared missing values as a file holds them: a range, and single values."""
    spans = declared_missing(variable, dictionary.code_list(variable.name), _delivered(variable, column))
    if spans is None:
        place, codes = Place(file=path.name, variable=variable.name), spoken_ranges(variable.missing)
        raise ProblemError(problem("FP3011", place, variable=variable.name, codes=codes))
    return [low if low == high else {"lo": low, "hi": high} for low, high in spans]


def _delivered(variable: Variable, column: Any) -> Within:
    """Say where the answers of a column lie."""

    def within(low: float, high: float) -> bool:
        held = column[(column >= low) & (column <= high)]
        parts = [(held >= float(part.low)) & (held <= float(part.high)) for part in variable.missing]
        return not np.logical_or.reduce(parts).all()

    return within


def _stored(cells: Any, encoding: str) -> Any:
    return [cell.encode(encoding) for cell in cells] if cells.dtype == object else cells


def _fitted(book: Dictionary, widths: Mapping[str, int], room: int, encoding: str) -> Dictionary:
    variables = (replace(v, label=fitting(v.label, room, encoding), width=widths.get(v.name)) for v in book)
    return replace(book, variables=tuple(variables), title=fitting(book.title, _TITLE_BYTES, encoding))


def _lines(note: str, encoding: str) -> list[str]:
    """Cut a note into lines of the 80 bytes that SPSS gives it, never inside a character."""
    lines, raw = [], note.encode(encoding)
    while len(raw) > _NOTE_BYTES:
        whole = raw[:_NOTE_BYTES].decode(encoding, "ignore")
        lines.append(whole)
        raw = raw[len(whole.encode(encoding)) :]
    return [*lines, raw.decode(encoding)]


def _value_labels(dictionary: Dictionary, room: int, encoding: str) -> dict[str, dict[float | str, str]]:
    labels = {v.name: _labels_of(v, dictionary, room, encoding) for v in dictionary}
    return {name: found for name, found in labels.items() if found}


def _labels_of(
    variable: Variable, dictionary: Dictionary, room: int, encoding: str
) -> dict[float | str, str]:
    """Give the labels by value; an answer may be labelled with nothing, a missing code may have no label."""
    codes = dictionary.code_list(variable.name)
    missing = {value: label for value, label in missing_labels(variable).items() if label}
    pairs = missing | (codes.labels() if codes else {})
    kept = {_typed(value, variable): fitting(label, room, encoding) for value, label in pairs.items()}
    return {value: kept[value] for value in sorted(kept)}


def _typed(value: float | str, variable: Variable) -> float | str:
    if not variable.is_text:
        return float(value)
    return spoken(value)
