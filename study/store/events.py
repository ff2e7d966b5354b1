"""Contact events: append-only; outcomes are derived from them and never typed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from ..clock import now
from .bulk import insert_rows
from .schema import events

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Event", "add_events", "events_frame", "has_source"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with a member.

    Parameters
    ----------
    urn : str
        The member.
    kind : str
        Such as ``interview``, ``attempt``, ``refusal``, ``withdrawal``.
    on_date : str
        ISO date.
    wave : str, optional
        The wave it belongs to.
    detail : str, optional
        Such as ``full`` or ``partial`` for an interview.
    """

    urn: str
    kind: str
    on_date: str
    wave: str | None = None
    detail: str | None = None


def add_events(connection: Connection, new: Iterable[Event], source: str) -> int:
    """Append events; returns how many.  `source` is the hash of a delivered file, or a command's name."""
    moment = now().isoformat()
    columns = ("urn", "wave", "on_date", "kind", "detail", "source", "recorded_at")
    rows = [(e.urn, e.wave, e.on_date, e.kind, e.detail, source, moment) for e in new]
    return insert_rows(connection, events, columns, rows)


def has_source(connection: Connection, source: str) -> bool:
    """Say whether events of this source were recorded before."""
    return connection.execute(select(events.c.id).where(events.c.source == source)).first() is not None


def events_frame(connection: Connection, urn: str | None = None) -> pd.DataFrame:
    """Give all events (or those of one member) in the order in which they were recorded."""
    import pandas as pd

    query = select(events).order_by(events.c.id)
    if urn is not None:
        query = query.where(events.c.urn == urn)
    columns = ["id", "urn", "wave", "on_date", "kind", "detail", "source", "recorded_at"]
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=columns, dtype="object")
