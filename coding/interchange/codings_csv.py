"""Codings as CSV, both ways: a row a coding, for spreadsheets and programs without an exchange format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from ...study.files import write_text
from ...study.problems import Place, Problem, ProblemError, problem
from ..plain_text import decode, separator
from .project import Project

__all__ = ["CodedSpan", "coded_spans", "codings_csv", "parse_codings_csv", "write_codings_csv"]

_NEEDED = ("document", "start", "end", "code")
# A cell that begins with one of these is a formula to a spreadsheet; the apostrophe makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True)
class CodedSpan:
    """One coding: ``text[start:end]`` of a document, its code and who coded.

    Parameters
    ----------
    document : str
        Name of the document.
    start, end : int
        Half-open, in code points of the canonical text.
    code, coder : str
        Which code, and who put it there.
    quote : str
        The words, to check the place against.
    memo : str
        What was written about it.
    moment : str
        When it was coded, as ISO 8601.
    """

    document: str
    start: int
    end: int
    code: str
    coder: str
    quote: str = ""
    memo: str = ""
    moment: str = ""


_COLUMNS = tuple(one.name for one in fields(CodedSpan))


def coded_spans(project: Project) -> Iterator[CodedSpan]:
    """Give a project's codings of selections, one by one, with names for guids."""
    codes = {code.guid: code.name for code in project.all_codes()}
    coders = {user.guid: user.name for user in project.users}
    for source in project.sources:
        for mark in source.selections:
            quote = source.text[mark.start : mark.end]
            for coding in mark.codings:
                coder, moment = coding.user or mark.user or "", coding.moment or mark.moment or ""
                who = coders.get(coder, "")
                code = codes.get(coding.code, "")
                yield CodedSpan(source.name, mark.start, mark.end, code, who, quote, mark.memo, moment)


def write_codings_csv(spans: Iterable[CodedSpan], path: Path | str) -> None:
    """Write codings as CSV (UTF-8), wholly or not at all.

    Raises
    ------
    ProblemError
        FP1025 if it cannot be written.
    """
    write_text(Path(path), codings_csv(spans))


def codings_csv(spans: Iterable[CodedSpan]) -> str:
    """Give codings as CSV with a heading.

    Examples
    --------
    >>> print(codings_csv([CodedSpan("m01", 0, 4, "trust", "Ann", "They")]), end="")
    document,start,end,code,coder,quote,memo,moment
    m01,0,4,trust,Ann,They,,
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_guarded(cell) for cell in astuple(span)] for span in spans)
    return out.getvalue()


def _guarded(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def parse_codings_csv(content: bytes, name: str) -> tuple[CodedSpan, ...]:
    """Read codings from the bytes of a CSV file, with commas, semicolons or tabs between the columns.

    Parameters
    ----------
    content : bytes
        The file: UTF-8, UTF-16 with a mark, or Windows-1252.
    name : str
        The file as the user knows it.

    Raises
    ------
    ProblemError
        FP1021 not text; FP5040 a column is missing; FP5041 a row is not a coding, for every such row.
    """
    text, _ = decode(content, name)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator(text), strict=True)
    try:
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        rows = list(reader)
    except csv.Error as error:
        reason = f"it is not a table: {error}"
        raise ProblemError(problem("FP1021", Place(file=name), file=name, reason=reason)) from error
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        found = ", ".join(columns)
        raise ProblemError([problem("FP5040", Place(file=name), column=c, found=found) for c in missing])
    return _spans(rows, name)


def _spans(rows: Iterable[Mapping[str | None, str | list[str] | None]], name: str) -> tuple[CodedSpan, ...]:
    spans: list[CodedSpan] = []
    wrong: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        cells = {
            key: _unguarded(value)
            for key, value in row.items()
            if isinstance(key, str) and isinstance(value, str)
        }
        reason = "it has more cells than the heading" if None in row else _wrong(cells)
        if reason:
            wrong.append(problem("FP5041", Place(file=name, row=number), reason=reason))
        else:
            rest = {key: cells.get(key, "") for key in _COLUMNS if key not in {"start", "end"}}
            spans.append(CodedSpan(start=int(cells["start"]), end=int(cells["end"]), **rest))
    if wrong:
        raise ProblemError(wrong)
    return tuple(spans)


def _wrong(cells: Mapping[str, str]) -> str:
    empty = [column for column in _NEEDED if not cells.get(column, "").strip()]
    if empty:
        return f"{' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty"
    try:
        start, end = int(cells["start"]), int(cells["end"])
    except ValueError:
        return "start and end are not whole numbers"
    return "" if 0 <= start < end else "the span is empty or begins before the text"
