"""`coding tag` and `coding untag`: putting a code on a span, and taking it back without losing it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.documents import Coding, Document
from ..study.folder import Study
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.table import Column, Table
from ..study.yaml_source import did_you_mean
from .codebook import Codebook, read_codebook
from .corpus import stored_documents
from .plain_text import decode, separator
from .words import fold

if TYPE_CHECKING:
    from ..study.store.engine import Connection

__all__ = ["tag", "tag_quotes", "untag"]

CONTEXT = 32
_SPAN = re.compile(r"\s*(\d{1,9})\s*:\s*(\d{1,9})\s*")
_COLUMNS = (
    Column("coding", "number", kind="count"), Column("document"), Column("start"), Column("end"),
    Column("code"), Column("coder"), Column("status"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wish:
    """A coding that somebody asks for."""

    document: str
    start: int
    end: int
    code: str
    coder: str


def tag(
    study: Study,
    document: str,
    span: str | tuple[int, int],
    code: str,
    coder: str,
    *,
    dry_run: bool = False,
) -> Table:
    """Put a code on a span of a transcript.

    Parameters
    ----------
    study : Study
        The study.
    document : str
        Name of the transcript.
    span : str or tuple of int
        ``"START:END"``: half-open offsets in code points of the stored text.  Blanks at its ends are left
        out.
    code : str
        A code of codebook.yaml.
    coder : str
        Who codes.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``coding`` (its number), ``document``, ``start``, ``end``, ``code``, ``coder``, ``quote``,
        ``before``, ``after``, ``status`` (``tagged``, or ``same``: the coder has put this code there
        already).

    Raises
    ------
    ProblemError
        FP5011 unknown code, FP5012 unknown transcript, FP5013 or FP5014 no such span, FP5016 no coder.
    """
    start, end = _span(span)
    return _tag_all(study, [_Wish(document, start, end, code, coder.strip())], dry_run)


def tag_quotes(study: Study, path: Path | str, *, dry_run: bool = False) -> Table:
    """Bring in codings that are listed by their words.

    Parameters
    ----------
    study : Study
        The study.
    path : Path or str
        A .csv with the columns ``document``, ``quote``, ``code``, ``coder``.  A quote must stand in its
        transcript exactly once; curly and straight quotation marks are alike.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        As `tag`, a row a coding.

    Raises
    ------
    ProblemError
        FP5018 for every quote that does not stand there exactly once, and what `tag` raises; nothing is
        stored then.
    """
    path = Path(path)
    shown = study.shown(path)
    if not path.is_file():
        raise ProblemError(problem("FP1020", Place(file=shown), file=shown))
    text, _ = decode(path.read_bytes(), shown)
    documents = {document.name: document for document in stored_documents(study)}
    wishes: list[_Wish] = []
    wrong: list[Problem] = []
    reader = csv.DictReader(io.StringIO(text), delimiter=separator(text))
    for number, row in enumerate(reader, start=1):
        try:
            wishes.append(_located(row, documents, Place(file=shown, row=number)))
        except ProblemError as error:
            wrong += error.problems
    if wrong:
        raise ProblemError(wrong)
    return _tag_all(study, wishes, dry_run)


def untag(study: Study, coding_id: int, coder: str, *, dry_run: bool = False) -> Table:
    """Take a coding back; it is superseded, never deleted.

    Parameters
    ----------
    study : Study
        The study.
    coding_id : int
        The number of the coding.
    coder : str
        Who takes it back.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row as `tag`; ``status`` is ``untagged``, or ``same`` where it was taken back before.

    Raises
    ------
    ProblemError
        FP5015 no such coding, FP5016 no coder.
    """
    from ..study.store.codings import find_coding, supersede

    _needs_coder(coder)
    with study.store.transaction() as connection:
        found = find_coding(connection, coding_id)
        if found is None:
            raise ProblemError(problem("FP5015", number=coding_id))
        live = found[1] is None
        if live and not dry_run:
            supersede(connection, coding_id, coder.strip())
    return _answer([_row(found[0], "untagged" if live else "same")], dry_run)


def _needs_coder(coder: str) -> None:
    if not coder.strip():
        raise ProblemError(problem("FP5016"))


def _span(span: str | tuple[int, int]) -> tuple[int, int]:
    if not isinstance(span, str):
        return span
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ProblemError(problem("FP5014", span=span))
    return int(match[1]), int(match[2])


def _located(row: Mapping[str, str], documents: Mapping[str, Document], place: Place) -> _Wish:
    document = _named(documents, (row.get("document") or "").strip(), place)
    quote = fold((row.get("quote") or "").strip())
    times = fold(document.text).count(quote) if quote else 0
    if times != 1:
        raise ProblemError(problem("FP5018", place, times=times, document=document.name))
    start = fold(document.text).index(quote)
    code, coder = (row.get("code") or "").strip(), (row.get("coder") or "").strip()
    return _Wish(document.name, start, start + len(quote), code, coder)


def _named(documents: Mapping[str, Document], name: str, place: Place | None = None) -> Document:
    if name not in documents:
        raise ProblemError(problem("FP5012", place, name=name, hint=did_you_mean(name, documents)))
    return documents[name]


def _tag_all(study: Study, wishes: Iterable[_Wish], dry_run: bool) -> Table:
    """Check everything, then store in one transaction."""
    codebook = read_codebook(study.codebook)
    documents = {document.name: document for document in stored_documents(study)}
    codings = [(_checked(wish, codebook, documents)) for wish in wishes]
    with study.store.transaction() as connection:
        rows = _stored(connection, codings, documents, dry_run)
    return _answer(rows, dry_run)


def _checked(wish: _Wish, codebook: Codebook, documents: Mapping[str, Document]) -> Coding:
    document = _named(documents, wish.document)
    codebook.code(wish.code)
    _needs_coder(wish.coder)
    text = document.text
    inside = 0 <= wish.start < wish.end <= len(text)
    words = text[wish.start : wish.end]
    if not inside or not words.strip():
        raise ProblemError(problem("FP5013", start=wish.start, end=wish.end, length=len(text)))
    start = wish.start + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Coding(0, document.name, start, end, wish.code, wish.coder, text[start:end], before, after, "")


def _stored(
    connection: Connection, codings: Iterable[Coding], documents: Mapping[str, Document], dry_run: bool
) -> list[dict[str, Any]]:
    from ..study.store.codings import add_codings, live_codings

    there = {_key(coding): coding for coding in live_codings(connection)}
    rows = []
    for coding in codings:
        if _key(coding) in there:
            rows.append(_row(there[_key(coding)], "same"))
            continue
        number = 0 if dry_run else add_codings(connection, [_values(coding, documents)])[0]
        there[_key(coding)] = stored = replace(coding, id=number)
        rows.append(_row(stored, "tagged"))
    return rows


def _key(coding: Coding) -> tuple[str, int, int, str, str]:
    return coding.document, coding.start, coding.end, coding.code, coding.coder


def _values(coding: Coding, documents: Mapping[str, Document]) -> dict[str, Any]:
    keys = ("start", "end", "code", "coder", "quote", "before", "after")
    return {key: getattr(coding, key) for key in keys} | {"document": documents[coding.document].id}


def _row(coding: Coding, status: str) -> dict[str, Any]:
    keys = ("document", "start", "end", "code", "coder", "quote", "before", "after")
    values = {key: getattr(coding, key) for key in keys}
    return {"coding": coding.id or None} | values | {"status": status}


def _answer(rows: list[dict[str, Any]], dry_run: bool) -> Table:
    changed = sum(row["status"] != "same" for row in rows)
    notes = [] if changed else ["Nothing has changed: this was done before."]
    if dry_run:
        notes = ["Nothing was stored: this was a dry run."]
    facts = {"codings": len(rows), "changed": changed, "dry_run": dry_run}
    return Table.of(rows, _COLUMNS, notes=tuple(notes), facts=facts)
