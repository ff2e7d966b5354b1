"""Codings in the store: superseded when they no longer hold, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from ..clock import now
from ..documents import Coding
from .documents import may_be_used
from .schema import codings, documents, releases

__all__ = ["add_codings", "add_release", "find_coding", "live_codings", "released_codings", "supersede"]


def add_codings(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Store codings; returns their ids in the order given.

    Each row has ``document`` (id), ``start``, ``end``, ``code``, ``coder``, ``quote``, ``before``, ``after``.
    """
    moment = {"created_at": now().isoformat()}
    keys = [connection.execute(insert(codings).values(**row, **moment)).inserted_primary_key for row in rows]
    return [int(key[0]) for key in keys]  # type: ignore[index]


def live_codings(connection: Connection) -> list[Coding]:
    """List the codings that hold and may be used, by document, place and code."""
    rows = connection.execute(_query().where(codings.c.superseded_at.is_(None), may_be_used()))
    return [Coding(*row) for row in rows]


def find_coding(connection: Connection, number: int) -> tuple[Coding, str | None] | None:
    """Find a coding by its id, and say when it was superseded (None: it holds)."""
    row = connection.execute(_query(codings.c.superseded_at).where(codings.c.id == number)).first()
    return None if row is None else (Coding(*row[:-1]), row[-1])


def supersede(connection: Connection, number: int, by: str) -> None:
    """Mark a coding as no longer holding; it stays in the store."""
    values = {"superseded_at": now().isoformat(), "superseded_by": by}
    connection.execute(update(codings).where(codings.c.id == number).values(**values))


def add_release(connection: Connection, number: int, by: str) -> None:
    """Record that somebody has read a withheld quote and lets it be shown."""
    values = {"coding": number, "coder": by, "released_at": now().isoformat()}
    connection.execute(insert(releases).values(**values))


def released_codings(connection: Connection) -> set[int]:
    """Give the numbers of the codings whose quotes were released."""
    return set(connection.scalars(select(releases.c.coding)))


def _query(*more: Any) -> Select[Any]:
    c = codings.c
    columns = (
        c.id, documents.c.name, c.start, c.end, c.code, c.coder, c.quote, c.before, c.after, c.created_at,
    )  # fmt: skip
    joined = codings.join(documents, c.document == documents.c.id)
    return (
        select(*columns, *more).select_from(joined).order_by(documents.c.name, c.start, c.end, c.code, c.id)
    )
