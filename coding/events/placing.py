"""Codings that somebody asks for: checked against text and codebook, then written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...study.documents import Coding, Document
from ...study.folder import Study
from ...study.problems import Place, ProblemError, problem
from ...study.table import Column, Table
from ...study.yaml_source import did_you_mean
from ..codebook import Codebook, read_codebook
from ..corpus import stored_documents
from ..visibility import view
from .recording import codebook_number, record, the_coder

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = [
    "CONTEXT", "Wish", "answer", "checked_coding", "coding_payload", "coding_row", "find_shown", "named",
    "parse_span", "put_codings", "tag_all", "usable_document", "without_blanks",
]  # fmt: skip

CONTEXT = 32
_SPAN = re.compile(r"\s*(\d{1,9})\s*:\s*(\d{1,9})\s*")
_COLUMNS = (
    Column("coding", "number", kind="count"), Column("document"), Column("start"), Column("end"),
    Column("code"), Column("coder"), Column("status"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """A coding that somebody asks for."""

    document: str
    start: int
    end: int
    code: str
    coder: str


def parse_span(span: str | tuple[int, int]) -> tuple[int, int]:
    """Read ``START:END``.

    Raises
    ------
    ProblemError
        FP5014 if it is something else.
    """
    if not isinstance(span, str):
        return span
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ProblemError(problem("FP5014", span=span))
    return int(match[1]), int(match[2])


def find_shown(connection: Connection, number: int, coder: str) -> tuple[Coding, str | None]:
    """Find a coding that a coder may see, and say when it was superseded.

    Raises
    ------
    ProblemError
        FP5015 if there is none.
    """
    from ...study.store.codings import find_coding

    found = find_coding(connection, number)
    if found is None or not view(connection, coder).shows(found[0].document, found[0].coder):
        raise ProblemError(problem("FP5015", number=number))
    return found


def named(documents: Mapping[str, Document], name: str, place: Place | None = None) -> Document:
    """Find a transcript by its name, or raise FP5012."""
    if name not in documents:
        raise ProblemError(problem("FP5012", place, name=name, hint=did_you_mean(name, documents)))
    return documents[name]


def usable_document(study: Study, name: str) -> Document:
    """Find a transcript that may be used by its name, or raise FP5012."""
    return named({one.name: one for one in stored_documents(study)}, name)


def tag_all(study: Study, wishes: Iterable[Wish], dry_run: bool, suggested: int | None = None) -> Table:
    """Check everything and store it, in one transaction; gives the answer of `coding tag`.

    `suggested` is the rank of the suggestion that was accepted, if one was.
    """
    codebook, several = read_codebook(study.codebook), list(wishes)

    def put(connection: Connection) -> list[dict[str, Any]]:
        documents = _documents(connection, {wish.document for wish in several})
        codings = [checked_coding(wish, codebook, documents) for wish in several]
        return put_codings(connection, codings, documents, dry_run, suggested)

    return answer(study.store.together(put), dry_run)


def _documents(connection: Connection, names: set[str]) -> dict[str, Document]:
    """Give the transcripts of these names, or all where one is not there: its name may be a slip."""
    from ...study.store.documents import all_documents, find_document

    found = {name: find_document(connection, name, turns=False) for name in names}
    if None in found.values():
        return {document.name: document for document in all_documents(connection)}
    return {name: document for name, document in found.items() if document is not None}


def without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the blanks at the ends of a span, and what lies outside the text; one of blanks stays.

    Examples
    --------
    >>> without_blanks("so  we slept ", 2, 99)
    (4, 12)
    """
    start, end = max(0, start), min(len(text), end)
    words = text[start:end]
    if not words.strip():
        return start, end
    first = start + len(words) - len(words.lstrip())
    return first, first + len(words.strip())


def checked_coding(wish: Wish, codebook: Codebook, documents: Mapping[str, Document]) -> Coding:
    """Turn a wish into a coding, or raise what `tag` raises."""
    document = named(documents, wish.document)
    codebook.code(wish.code)
    coder, text = the_coder(wish.coder), document.text
    inside = 0 <= wish.start < wish.end <= len(text)
    words = text[wish.start : wish.end]
    if not inside or not words.strip():
        raise ProblemError(problem("FP5013", start=wish.start, end=wish.end, length=len(text)))
    start, end = without_blanks(text, wish.start, wish.end)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Coding(0, document.name, start, end, wish.code, coder, text[start:end], before, after, "")


def put_codings(
    connection: Connection,
    codings: Iterable[Coding],
    documents: Mapping[str, Document],
    dry_run: bool = False,
    suggested: int | None = None,
) -> list[dict[str, Any]]:
    """Write each coding as an event and store it, unless its coder has put it there already; gives rows."""
    from ...study.store.codings import alike_codings

    several = list(codings)
    _refuse_withdrawn(connection, {one.document for one in several})
    known = codebook_number(connection)
    rows = []
    for coding in several:
        document = documents[coding.document]
        there = alike_codings(connection, coding)
        if there:
            rows.append(coding_row(there[0], "same"))
        else:
            payload = coding_payload(coding, document, known)
            payload |= {} if suggested is None else {"suggested": suggested}
            new = coding if dry_run else _written(connection, coding, document, payload)
            rows.append(coding_row(new, "tagged"))
    return rows


def _refuse_withdrawn(connection: Connection, names: set[str]) -> None:
    from ...study.store.documents import withdrawn_documents

    gone = sorted(names & withdrawn_documents(connection))
    if gone:
        raise ProblemError([problem("FP5100", name=name) for name in gone])


def _written(
    connection: Connection, coding: Coding, document: Document, payload: Mapping[str, Any]
) -> Coding:
    from ...study.store.codings import add_coding

    event = record(connection, coding.coder, "tag", payload)
    row = _values(coding) | {"document": document.id, "uid": event.hash, "created_at": event.at}
    return replace(coding, id=add_coding(connection, row), uid=event.hash, created_at=event.at)


def coding_payload(coding: Coding, document: Document, known: int) -> dict[str, Any]:
    """Give what the event of a coding tells; `known` is the last change of the codebook its coder knew."""
    values = {key: value for key, value in _values(coding).items() if key != "coder"}
    return values | {"document": document.name, "text": document.text_sha256, "codebook": known}


def _values(coding: Coding) -> dict[str, Any]:
    keys = ("start", "end", "code", "coder", "quote", "before", "after")
    return {key: getattr(coding, key) for key in keys}


def coding_row(coding: Coding, status: str) -> dict[str, Any]:
    """Give the row of a coding in answers."""
    return {"coding": coding.id or None, "document": coding.document} | _values(coding) | {"status": status}


def answer(rows: list[dict[str, Any]], dry_run: bool) -> Table:
    """Give the rows as the answer of a writer."""
    changed = sum(row["status"] != "same" for row in rows)
    notes = [] if changed else ["Nothing has changed: this was done before."]
    if dry_run:
        notes = ["Nothing was stored: this was a dry run."]
    facts = {"codings": len(rows), "changed": changed, "dry_run": dry_run}
    return Table.of(rows, _COLUMNS, notes=tuple(notes), facts=facts)
