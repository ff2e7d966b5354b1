"""Contact events: append-only; outcomes are derived from them and never typed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from ..clock import now
from .bulk import insert_columns, insert_rows
from .schema import events

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "VOID",
    "Event",
    "Interviews",
    "add_events",
    "add_interviews",
    "events_frame",
    "has_source",
    "live_events",
]

VOID = "void"
"""Detail of an interview event that takes an earlier one of the same wave back."""


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
        ISO date; empty where nobody knows the day.
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
    same = {"source": source, "recorded_at": now().isoformat()}
    rows = ((e.urn, e.wave, e.on_date, e.kind, e.detail) for e in new)
    return insert_rows(connection, events, ("urn", "wave", "on_date", "kind", "detail"), rows, same)


@dataclass(frozen=True, slots=True)
class Interviews:
    """The interviews of one wave, of which there may be a million: a column each for what is known of them.

    Parameters
    ----------
    urns : sequence of str, (n,)
        The members.
    days : sequence of str, (n,)
        ISO dates; empty where nobody knows the day.
    details : sequence of str, (n,)
        ``full``, ``partial``, or `VOID`.
    """

    urns: Sequence[str]
    days: Sequence[str]
    details: Sequence[str]


def add_interviews(connection: Connection, wave: str, held: Interviews, source: str) -> int:
    """Append the interviews of one wave; returns how many."""
    same = {"wave": wave, "kind": "interview", "source": source, "recorded_at": now().isoformat()}
    columns = {"urn": held.urns, "on_date": held.days, "detail": held.details}
    return insert_columns(connection, events, columns, same)


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


def live_events(recorded: pd.DataFrame) -> pd.DataFrame:
    """Leave out what was superseded: of the interviews of one member and wave the last recorded counts.

    Events are never changed, so a correction is another event; a `VOID` one says that there was no interview.

    Parameters
    ----------
    recorded : DataFrame
        What `events_frame` gives.
    """
    interviews = recorded[recorded["kind"] == "interview"]
    superseded = interviews.duplicated(["urn", "wave"], keep="last") | (interviews["detail"] == VOID)
    return recorded.drop(index=interviews.index[superseded]).reset_index(drop=True)
