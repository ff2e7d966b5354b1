"""Transcripts in the store: immutable texts with their turns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from ..clock import now
from ..consent import TAKEN_BACK
from ..documents import Document, Turn
from .schema import documents, events, turns

__all__ = [
    "add_document",
    "all_documents",
    "count_documents",
    "fill_document",
    "find_document",
    "find_numbered",
    "find_raw",
    "known_texts",
    "newest_number",
    "newest_texts",
    "said_of",
    "text_versions",
    "withdrawn_documents",
]

# The largest number that SQLite can hold; whoever asks for a larger one asks for nothing that is there.
_LARGEST = (1 << 63) - 1


def add_document(connection: Connection, spoken: Iterable[Turn], **line: Any) -> int:
    """Store a transcript with its turns; returns its id.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    spoken : iterable of Turn
        Its turns, in their order.
    **line
        ``name``, ``version``, ``raw_sha256``, ``text_sha256``, ``text``, ``urn``, ``wave``, ``role``,
        ``project``, ``language``, ``source``.
    """
    values = line | {"added_at": now().isoformat()}
    key = connection.execute(insert(documents).values(**values)).inserted_primary_key
    document = int(key[0])  # type: ignore[index]
    _add_turns(connection, document, spoken)
    return document


def fill_document(connection: Connection, name: str, spoken: Iterable[Turn], **line: Any) -> int:
    """Fill what was not known about the newest version of a transcript; its text and codings stay.

    Returns its id.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    name : str
        Of the transcript.
    spoken : iterable of Turn
        Its turns with the roles that are known now.
    **line
        ``urn``, ``wave``, ``role``, ``project``, ``language``.
    """
    query = select(func.max(documents.c.id)).where(documents.c.name == name)
    document = int(connection.scalar(query))
    connection.execute(update(documents).where(documents.c.id == document).values(**line))
    connection.execute(delete(turns).where(turns.c.document == document))
    _add_turns(connection, document, spoken)
    return document


def _add_turns(connection: Connection, document: int, spoken: Iterable[Turn]) -> None:
    rows = [
        {
            "document": document, "number": turn.number, "start": turn.start, "end": turn.end,
            "speaker": turn.speaker, "role": turn.role,
        }
        for turn in spoken
    ]  # fmt: skip
    if rows:
        connection.execute(insert(turns), rows)


def all_documents(connection: Connection) -> list[Document]:
    """Give the newest version of every transcript with its turns, sorted by name."""
    rows = connection.execute(select(documents).order_by(documents.c.name, documents.c.version)).mappings()
    newest = {row["name"]: row for row in rows}
    spoken: dict[int, list[Any]] = {}
    for row in connection.execute(select(turns).order_by(turns.c.document, turns.c.number)).all():
        spoken.setdefault(row[0], []).append(row)
    return [_document(row, spoken.get(row["id"], [])) for row in newest.values()]


def find_document(connection: Connection, name: str, *, turns: bool = True) -> Document | None:
    """Find the newest version of a transcript by its name; on request without its turns."""
    row = connection.execute(_by_name(), {"name": name}).mappings().first()
    return _with_turns(connection, row) if turns or row is None else _document(row, ())


def find_numbered(connection: Connection, number: int) -> Document | None:
    """Find one version of a transcript by its id."""
    if number > _LARGEST:
        return None
    return _with_turns(connection, connection.execute(_by_number(), {"id": number}).mappings().first())


def newest_number(connection: Connection, name: str) -> int | None:
    """Give the id of the newest version of a transcript."""
    found: int | None = connection.scalar(_newest_of_name(), {"name": name})
    return found


def find_raw(connection: Connection, sha256: str) -> Document | None:
    """Find the transcript whose newest version was made from these bytes."""
    other = documents.alias()
    newest = select(func.max(other.c.version)).where(other.c.name == documents.c.name).scalar_subquery()
    query = select(documents).where(documents.c.raw_sha256 == sha256, documents.c.version == newest)
    query = query.order_by(documents.c.id)
    return _with_turns(connection, connection.execute(query).mappings().first())


def newest_texts(connection: Connection) -> dict[tuple[str, str], int]:
    """Lead from the name and the hash of the text of every newest version to its id."""
    columns = (documents.c.name, documents.c.text_sha256, documents.c.id)
    rows = connection.execute(select(*columns).order_by(documents.c.version))
    newest = {row.name: row for row in rows}
    return {(row.name, row.text_sha256): row.id for row in newest.values()}


def known_texts(connection: Connection) -> set[tuple[str, str]]:
    """Give the name and the hash of the text of every version of every transcript."""
    rows = connection.execute(select(documents.c.name, documents.c.text_sha256))
    return {(row.name, row.text_sha256) for row in rows}


def text_versions(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """Give the texts of every transcript, the oldest first, each with its hash before it."""
    columns = (documents.c.name, documents.c.text_sha256, documents.c.text)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(select(*columns).order_by(documents.c.name, documents.c.version)):
        found.setdefault(row.name, []).append((row.text_sha256, row.text))
    return found


def withdrawn_documents(connection: Connection) -> frozenset[str]:
    """Name the transcripts of members who took back the use of what they said."""
    return frozenset(connection.scalars(_withdrawn()))


def count_documents(connection: Connection) -> int:
    """Count transcripts, each once whatever its number of versions."""
    return connection.scalar(select(func.count(func.distinct(documents.c.name)))) or 0


def said_of(connection: Connection, what: str) -> list[str]:
    """List the roles of turns, or the waves of transcripts, that there are."""
    column = {"role": turns.c.role, "wave": documents.c.wave}[what]
    return [value for value in connection.scalars(select(column).distinct()) if value]


def _with_turns(connection: Connection, row: Any) -> Document | None:
    if row is None:
        return None
    return _document(row, connection.execute(_turns_of(), {"document": row["id"]}).all())


# What is asked with every coding is put together once: that takes longer than SQLite takes to answer it.


@cache
def _by_name() -> Select[Any]:
    newest = documents.c.version.desc()
    return select(documents).where(documents.c.name == bindparam("name")).order_by(newest).limit(1)


@cache
def _by_number() -> Select[Any]:
    return select(documents).where(documents.c.id == bindparam("id"))


@cache
def _newest_of_name() -> Select[Any]:
    return _by_name().with_only_columns(documents.c.id)


@cache
def _turns_of() -> Select[Any]:
    return select(turns).where(turns.c.document == bindparam("document")).order_by(turns.c.number)


@cache
def _withdrawn() -> Select[Any]:
    gone = select(events.c.urn).where(events.c.kind == "withdrawal", events.c.detail.in_(TAKEN_BACK))
    return select(documents.c.name).where(documents.c.urn.in_(gone))


def _document(row: Any, spoken: Iterable[Any]) -> Document:
    text = row["text"]
    # A long transcript has a thousand turns and is read with every coding: taken apart by place, not by name.
    found = [
        Turn(number, start, end, speaker, role, text[start:end])
        for _, number, start, end, speaker, role in spoken
    ]
    return Document(**row, turns=tuple(found))
