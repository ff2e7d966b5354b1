"""Codings as the log leaves them: superseded when they no longer hold, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from ..coding_events import standing
from ..documents import Coding
from .blindness import blind_documents
from .coding_log import logged_events
from .schema import codings, documents

__all__ = [
    "add_coding", "alike_codings", "coding_ids", "coding_places", "count_codings", "documents_of",
    "find_coding", "live_codings", "released_codings", "spans_of", "sync_codings",
]  # fmt: skip

_MOST_IN_QUERY = 500
_PLACED = ("start", "end", "code", "coder")
_CHANGING = (
    "document", "start", "end", "code", "quote", "before", "after", "superseded_at", "superseded_by",
    "settled_by",
)  # fmt: skip


def add_coding(connection: Connection, row: Mapping[str, Any]) -> int:
    """Store a coding; gives its number here.

    The row has ``uid``, ``document`` (id), ``start``, ``end``, ``code``, ``coder``, ``quote``, ``before``,
    ``after``, ``created_at``.
    """
    key = connection.execute(insert(codings), dict(row)).inserted_primary_key
    return int(key[0])  # type: ignore[index]


def live_codings(
    connection: Connection,
    document: str | None = None,
    *,
    between: tuple[int, int] | None = None,
    settled: bool = False,
) -> list[Coding]:
    """List the codings that hold, by document, place and code.

    What the same coder put in the same place on two computers is one.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    document : str, optional
        Only of this document.
    between : tuple of int, optional
        Only those that share a character with this half-open span.
    settled : bool
        Give what each coder coded, also where a decision has taken its place, and leave decisions out.
    """
    query = _live(document is not None, between is not None, settled)
    first, end = between or (0, 0)
    found: dict[tuple[Any, ...], Coding] = {}
    for row in connection.execute(query, {"wanted_document": document, "first": first, "end": end}):
        found.setdefault((row.name, *row[2:6]), _coding(row))
    return list(found.values())


def count_codings(connection: Connection) -> int:
    """Count the codings that hold and that everybody may see."""
    blind = blind_documents(connection)
    return sum(one.document not in blind for one in live_codings(connection))


def alike_codings(connection: Connection, one: Coding) -> list[Coding]:
    """Find the codings that hold and are the same but for where they were written: place, code and coder."""
    values = {f"wanted_{name}": getattr(one, name) for name in ("document", *_PLACED)}
    values["wanted_decided"] = int(one.decided)
    return [_coding(found) for found in connection.execute(_alike(), values)]


def find_coding(connection: Connection, number: int) -> tuple[Coding, str | None] | None:
    """Find a coding by its number, and say when it was superseded (None: it holds)."""
    row = connection.execute(_query(codings.c.superseded_at).where(codings.c.id == number)).first()
    return None if row is None else (_coding(row), row[-1])


def spans_of(connection: Connection, uids: Collection[str], document: str) -> list[tuple[int, int]]:
    """Give where in a transcript the codings that these events made stand, or stood before."""
    c = codings.c
    joined = codings.join(documents, c.document == documents.c.id)
    query = select(c.start, c.end).select_from(joined).where(documents.c.name == document)
    return [(row.start, row.end) for row in connection.execute(query.where(c.uid.in_(list(uids))))]


def documents_of(connection: Connection, uids: Collection[str]) -> set[str]:
    """Name the transcripts of the codings that these events made."""
    joined = codings.join(documents, codings.c.document == documents.c.id)
    query = select(documents.c.name).select_from(joined).where(codings.c.uid.in_(list(uids)))
    return set(connection.scalars(query))


def coding_ids(connection: Connection) -> dict[str, int]:
    """Lead from the events that made codings to the numbers these have here."""
    return {row.uid: row.id for row in connection.execute(select(codings.c.uid, codings.c.id))}


def coding_places(connection: Connection) -> dict[str, str]:
    """Lead from the events that made codings to the names of their transcripts."""
    joined = codings.join(documents, codings.c.document == documents.c.id)
    rows = connection.execute(select(codings.c.uid, documents.c.name).select_from(joined))
    return {row.uid: row.name for row in rows}


def sync_codings(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Bring the stored codings to what the log says.

    Each row has ``uid``, ``document`` (id; None: its transcript is not here, so a new one waits) and the
    other fields of a coding; `rows` may be some of all.
    """
    c = codings.c
    several = list(rows)
    query = select(*(c[name] for name in ("uid", *_CHANGING)))
    if len(several) <= _MOST_IN_QUERY:
        query = query.where(c.uid.in_([row["uid"] for row in several]))
    there = {row["uid"]: row for row in connection.execute(query).mappings()}
    for row in several:
        old = there.get(row["uid"])
        # What was taken back before its transcript was corrected stays with the earlier text.
        changes = {name: row[name] for name in _CHANGING if name != "document" or row[name] is not None}
        if old is None and row["document"] is not None:
            connection.execute(insert(codings).values(**row))
        elif old is not None and {name: old[name] for name in changes} != changes:
            connection.execute(update(codings).where(c.uid == row["uid"]).values(**changes))


def released_codings(connection: Connection) -> set[int]:
    """Give the numbers of the codings whose quotes were released, and hold the same words since."""
    events = standing(logged_events(connection, only=("release", "undo", "carry")))
    released = {(event.payload or {}).get("coding"): event for event in events if event.action == "release"}
    for event in (one for one in events if one.action == "carry"):
        for moved in (event.payload or {"moved": ()})["moved"]:
            read = released.get(moved["uid"])
            if moved["status"] != "same" and read is not None and read.number < event.number:
                del released[moved["uid"]]
    return (
        {number for uid, number in coding_ids(connection).items() if uid in released} if released else set()
    )


def _coding(row: Any) -> Coding:
    return replace(Coding(*row[:11]), decided=bool(row[11]))


@cache
def _live(of_document: bool, within: bool, settled: bool) -> Select[Any]:
    c = codings.c
    query = _query().where(c.superseded_at.is_(None))
    query = query.where(c.decided == 0 if settled else c.settled_by.is_(None))
    if of_document:
        query = query.where(documents.c.name == bindparam("wanted_document"))
    return query.where(c.start < bindparam("end"), c.end > bindparam("first")) if within else query


@cache
def _alike() -> Select[Any]:
    c = codings.c
    alike = (documents.c.name == bindparam("wanted_document")) & c.superseded_at.is_(None)
    for name in (*_PLACED, "decided"):
        alike &= c[name] == bindparam(f"wanted_{name}")
    return _query().where(alike)


@cache
def _query(*more: Any) -> Select[Any]:
    """Make the query once: to put it together takes longer than SQLite takes to answer it."""
    c = codings.c
    columns = (
        c.id, documents.c.name, c.start, c.end, c.code, c.coder, c.quote, c.before, c.after, c.created_at,
        c.uid, c.decided,
    )  # fmt: skip
    joined = codings.join(documents, c.document == documents.c.id)
    return (
        select(*columns, *more)
        .select_from(joined)
        .order_by(documents.c.name, c.start, c.end, c.code, c.coder, c.id)
    )
