"""What was written about transcripts, passages, codes and codings in another program, as memos here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...study.documents import Document
from ..events.placing import without_blanks
from ..events.recording import codebook_number, record
from ..events.remarks import standing_memos
from .project import AppliedCode, Note, Project
from .source_matching import Matched
from .taken_in import TakenIn, Who

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["Memo", "memos_of", "write_memos"]

Memo = tuple[dict[str, Any], str, str]
"""What it is about, its text, and who wrote it."""
_CODING = "of"
"""Beside a place: code and coder of the coding that a memo is about."""


def memos_of(
    project: Project, matched: Iterable[Matched], lead: Mapping[str, str], who: Who
) -> Iterator[Memo | None]:
    """Give what was written in a project; None for what is about nothing that has a place here."""
    yield from (None for note in project.notes if note.text.strip())
    if project.memo.strip():
        yield None
    for code in project.all_codes():
        yield from _noted({"code": lead[code.guid]}, code.notes, who)
    for one in matched:
        yield from _of_source(one, lead, who)


def _of_source(one: Matched, lead: Mapping[str, str], who: Who) -> Iterator[Memo | None]:
    source, held = one.source, one.status == "held"
    about: dict[str, Any] = {"document": one.name}
    found = [*_noted(about, source.notes, who), *_described(about, source.memo, who.of(source.user))]
    whole = about | {"start": one.shift, "end": one.shift + len(source.text)}
    found += _of_codings(whole, source.codings, source.user, lead, who)
    for mark in source.selections:
        place = about | {"start": mark.start + one.shift, "end": mark.end + one.shift}
        found += _noted(place, mark.notes, who)
        found += _of_codings(place, mark.codings, mark.user, lead, who)
        found += _described(place, mark.memo, who.of(mark.user))
    yield from (None if held else memo for memo in found)


def _of_codings(
    place: Mapping[str, Any],
    codings: Iterable[AppliedCode],
    user: str | None,
    lead: Mapping[str, str],
    who: Who,
) -> Iterator[Memo]:
    """Give the notes of codings; which coding each has become is found once all are stored."""
    for one in codings:
        yield from _noted({**place, _CODING: (lead[one.code], who.of(one.user, user))}, one.notes, who)


def _noted(on: Mapping[str, Any], notes: Iterable[Note], who: Who) -> Iterator[Memo]:
    for note in notes:
        yield from _described(on, note.text, who.of(note.user))


def _described(on: Mapping[str, Any], text: str, coder: str) -> Iterator[Memo]:
    if text.strip():
        yield dict(on), text.strip(), coder


def write_memos(
    connection: Connection, memos: Iterable[Memo | None], documents: Mapping[str, Document], found: TakenIn
) -> None:
    """Write memos that are not there yet, and count all; the codings they may be about are stored by now."""
    there = {_same(event.payload or {}, event.coder) for event in standing_memos(connection)}
    known, uids = codebook_number(connection), _uids(connection)
    for memo in memos:
        if memo is None:
            found.add("memos", "left_out", reason="they are about nothing that is here")
            continue
        told, text, coder = memo
        payload = {"on": _about(told, documents, uids), "text": text, "codebook": known}
        key = _same(payload, coder)
        found.add("memos", "same" if key in there else "new")
        if key not in there:
            record(connection, coder, "memo", payload)
            there.add(key)


def _uids(connection: Connection) -> dict[tuple[object, ...], str]:
    """Lead from place, code and coder to the coding that holds there."""
    from ...study.store.codings import live_codings

    found = live_codings(connection, settled=True)
    return {(one.document, one.start, one.end, one.code, one.coder): one.uid for one in found}


def _about(
    told: Mapping[str, Any], documents: Mapping[str, Document], uids: Mapping[tuple[object, ...], str]
) -> dict[str, Any]:
    """Say what a memo is about as `memo` does: with the text its place stands in, without blanks round it."""
    on = {key: value for key, value in told.items() if key != _CODING}
    if "document" not in on:
        return on
    document = documents[on["document"]]
    on["text"] = document.text_sha256
    if "start" in on:
        on["start"], on["end"] = without_blanks(document.text, on["start"], on["end"])
    uid = uids.get((document.name, on.get("start"), on.get("end"), *told.get(_CODING, ())))
    return on if uid is None else {"coding": uid, **on}


def _same(payload: Mapping[str, Any], coder: str) -> tuple[object, ...]:
    on = payload["on"]
    return (*(on.get(key) for key in ("document", "start", "end", "code")), payload["text"], coder)
