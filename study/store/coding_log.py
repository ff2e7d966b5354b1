"""The log of coding in the store: events are only ever added."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select

from ..clock import now
from ..coding_events import CodingEvent, make_event
from .schema import coding_events

__all__ = [
    "add_events",
    "append_event",
    "find_event",
    "has_events",
    "known_hashes",
    "last_number",
    "logged_events",
    "newest_events",
    "newest_row",
    "rows_after",
]

_FIELDS = ("number", "at", "coder", "action", "payload", "payload_sha256", "previous", "hash")
_MOST_IN_QUERY = 500


def append_event(
    connection: Connection, coder: str, action: str, payload: Mapping[str, Any], at: str | None = None
) -> CodingEvent:
    """Write down what somebody did here, behind everything that was done here before.

    The connection must hold the write lock (`Store.transaction`): two events never get the same predecessor.
    """
    previous = connection.scalar(_newest_own()) or ""
    event = make_event(
        last_number(connection) + 1, at or now().isoformat(), coder, action, dict(payload), previous
    )
    connection.execute(insert(coding_events), [_row(event, own=1)])
    return event


def add_events(connection: Connection, events: Iterable[CodingEvent]) -> int:
    """Take over events that were written elsewhere; those known already stay as they are. Gives how many."""
    known = known_hashes(connection)
    rows = [_row(event, own=0) for event in events if event.hash not in known]
    if rows:
        connection.execute(insert(coding_events), rows)
    return len(rows)


def _row(event: CodingEvent, own: int) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in _FIELDS}
    text = None if event.payload is None else json.dumps(event.payload, ensure_ascii=False, sort_keys=True)
    return row | {"payload": text, "own": own}


def last_number(connection: Connection, actions: Collection[str] = ()) -> int:
    """Give the largest number of the log, or among some actions; 0 where there is none."""
    return connection.scalar(_last_number(tuple(actions))) or 0


# What is asked with every event is put together once: that takes longer than SQLite takes to answer it.


@cache
def _newest_own() -> Select[Any]:
    e = coding_events.c
    return select(e.hash).where(e.own == 1).order_by(e.id.desc()).limit(1)


@cache
def _last_number(actions: tuple[str, ...]) -> Select[Any]:
    query = select(func.max(coding_events.c.number))
    return query.where(coding_events.c.action.in_(actions)) if actions else query


@cache
def _done_once() -> Select[Any]:
    e = coding_events.c
    return select(e.id).where(e.action == bindparam("action")).limit(1)


@cache
def _newest_row() -> Select[Any]:
    return select(func.max(coding_events.c.id))


def known_hashes(connection: Connection) -> set[str]:
    """Give the ids of all events."""
    return set(connection.scalars(select(coding_events.c.hash)))


def find_event(connection: Connection, event: str) -> CodingEvent | None:
    """Find an event by its hash."""
    columns = [coding_events.c[name] for name in _FIELDS]
    row = connection.execute(select(*columns).where(coding_events.c.hash == event)).mappings().first()
    return None if row is None else _event(row)


def logged_events(
    connection: Connection,
    *,
    but: Collection[str] = (),
    only: Collection[str] = (),
    hashes: Collection[str] = (),
) -> list[CodingEvent]:
    """Give events in their order.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    but : collection of str
        Actions to leave out.
    only : collection of str
        Actions to keep.
    hashes : collection of str
        Events that are wanted whatever their action.
    """
    e = coding_events.c
    query = select(*(e[name] for name in _FIELDS)).order_by(e.number, e.hash)
    if only:
        query = query.where(e.action.in_(list(only)))
    if but and len(hashes) <= _MOST_IN_QUERY:
        query = query.where(or_(e.action.not_in(list(but)), e.hash.in_(list(hashes))))
    return [_event(row) for row in connection.execute(query).mappings()]


def newest_events(connection: Connection, coder: str, actions: Collection[str]) -> Iterator[CodingEvent]:
    """Give what a coder did, the last first; read only as far as it is asked for."""
    e = coding_events.c
    query = select(*(e[name] for name in _FIELDS)).order_by(e.number.desc(), e.hash.desc())
    chosen = query.where(e.coder == coder, e.action.in_(list(actions)))
    return (
        _event(row) for row in connection.execution_options(stream_results=True).execute(chosen).mappings()
    )


def has_events(connection: Connection, action: str) -> bool:
    """Say whether anybody ever did this."""
    return connection.scalar(_done_once(), {"action": action}) is not None


def newest_row(connection: Connection) -> int:
    """Give how far the log reaches here: it grows with every event, whoever wrote it and wherever."""
    return connection.scalar(_newest_row()) or 0


def rows_after(connection: Connection, row: int) -> Iterator[tuple[int, CodingEvent]]:
    """Give what came into the log here after a row, the last first; read only as far as it is asked for."""
    e = coding_events.c
    query = select(e.id, *(e[name] for name in _FIELDS)).where(e.id > row).order_by(e.id.desc())
    found = connection.execution_options(stream_results=True).execute(query)
    rows = found.mappings()
    return ((row["id"], _event({name: row[name] for name in _FIELDS})) for row in rows)


def _event(row: Mapping[Any, Any]) -> CodingEvent:
    payload = None if row["payload"] is None else json.loads(row["payload"])
    return CodingEvent(**{**row, "payload": payload})
