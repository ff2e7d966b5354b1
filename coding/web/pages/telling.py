"""Which events of the log a coder may be told of: nothing of who codes blind, not even how much it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....study.coding_events import UNDO, CodingEvent
from ...visibility import View
from .page import study

if TYPE_CHECKING:
    from ....study.store.engine import Connection

__all__ = ["BOOK", "may_be_told", "newest_event", "newest_told"]

BOOK = frozenset({"add_code", "define", "rename", "split"})
# What is about the whole study.
_ALL = frozenset({"assign", "open", *BOOK})


def newest_event() -> int:
    """Say how far the log of coding reaches."""
    from ....study.store.coding_log import newest_row

    with study().store.reading() as connection:
        return newest_row(connection)


def newest_told(seen: View) -> int:
    """Say how far the log reaches that a coder may be told of."""
    from ....study.store.coding_log import newest_row, rows_after

    with study().store.reading() as connection:
        if not seen.blind:
            return newest_row(connection)
        rows = rows_after(connection, 0)
        return next((row for row, event in rows if may_be_told(connection, seen, event)), 0)


def may_be_told(connection: Connection, seen: View, event: CodingEvent) -> bool:
    """Say whether somebody who sees this much may be told of an event."""
    if not seen.blind or event.coder == seen.coder or event.action in _ALL:
        return True
    names = _documents(connection, event)
    return all(seen.shows(name, event.coder) for name in names) if names else seen.shows_remark(event.coder)


def _documents(connection: Connection, event: CodingEvent) -> set[str]:
    """Name the transcripts that an event is about; none: it is about a code, or its words were erased."""
    from ....study.store.coding_log import find_event
    from ....study.store.codings import documents_of

    told = event.payload or {}
    name = told.get("document") or told.get("on", {}).get("document")
    if name:
        return {name}
    if event.action == UNDO:
        undone = find_event(connection, told["event"])
        return set() if undone is None else _documents(connection, undone)
    return documents_of(connection, {*told.get("codings", ()), *filter(None, [told.get("coding")])})
