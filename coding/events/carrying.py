"""Codings and memos carried to a corrected transcript, by an event that says where each stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...study.coding_events import CodingEvent, standing
from ..text_changes import CONTEXT, find_again
from .recording import record, settle
from .replaying import CARRY, Placed, replay

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["Carried", "carried_places", "carry_over"]

#: Who carries: nobody's judgement is in it.
PROGRAM = "(corrected transcript)"


@dataclass(frozen=True, slots=True)
class Carried:
    """A coding in a corrected transcript: ``same``, ``changed`` (its words are others), or ``gone``."""

    document: str
    coding: int
    status: str


def carry_over(connection: Connection) -> list[Carried]:
    """Carry what stands in an earlier version of a transcript to the newest; gives what was carried.

    Codings of other computers may arrive long after the transcript was corrected here, so this looks at all.
    The connection is that of a transaction.
    """
    from ...study.store.coding_log import logged_events
    from ...study.store.documents import text_versions

    versions = {name: texts for name, texts in text_versions(connection).items() if len(texts) > 1}
    if not versions:
        return []
    events = logged_events(connection)
    placed = [one for one in replay(events).values() if one.superseded_at is None]
    carried: dict[str, str] = {}
    for name, texts in versions.items():
        (newest, text), earlier = texts[-1], dict(texts[:-1])
        for old_hash, old in earlier.items():
            moved = [
                *_codings(placed, name, old_hash, old, text),
                *_memos(events, name, old_hash, old, text),
            ]
            if moved and old_hash != newest:
                payload = {"document": name, "old": old_hash, "new": newest, "moved": moved}
                record(connection, PROGRAM, CARRY, payload)
                carried |= {one["uid"]: one["status"] for one in moved}
    return _settled(connection, carried)


def _settled(connection: Connection, carried: Mapping[str, str]) -> list[Carried]:
    from ...study.store.codings import coding_ids, coding_places

    if not carried:
        return []
    settle(connection, set(carried))
    numbers, names = coding_ids(connection), coding_places(connection)
    return sorted(
        (Carried(names[uid], numbers[uid], status) for uid, status in carried.items() if uid in numbers),
        key=lambda one: one.coding,
    )


def _codings(placed: Iterable[Placed], name: str, old_hash: str, old: str, new: str) -> list[dict[str, Any]]:
    mine = [one for one in placed if (one.document, one.text) == (name, old_hash)]
    return _moved([(one.uid, one.start, one.end) for one in mine], old, new)


def _memos(
    events: Iterable[CodingEvent], name: str, old_hash: str, old: str, new: str
) -> list[dict[str, Any]]:
    """Carry the memos about passages that stand on the earlier text."""
    told = standing(events)
    places = carried_places(told)
    mine = []
    for event in told:
        on = (event.payload or {}).get("on", {}) if event.action == "memo" else {}
        on = {**on, **places.get(event.hash, {})}
        if (on.get("document"), on.get("text")) == (name, old_hash) and "start" in on:
            mine.append((event.hash, on["start"], on["end"]))
    return _moved(mine, old, new)


def carried_places(events: Iterable[CodingEvent]) -> dict[str, Mapping[str, Any]]:
    """Give where each thing that was carried stands now: ``start``, ``end``, ``quote``; empty if gone."""
    found: dict[str, Mapping[str, Any]] = {}
    for event in events:
        if event.action == CARRY and event.payload is not None:
            for one in event.payload["moved"]:
                kept = {key: one[key] for key in ("start", "end", "quote") if key in one}
                found[one["uid"]] = kept | {"text": event.payload["new"]}
    return found


def _moved(spans: list[tuple[str, int, int]], old: str, new: str) -> list[dict[str, Any]]:
    found = find_again(old, new, [(start, end) for _, start, end in spans])
    rows: list[dict[str, Any]] = []
    for (uid, _, _), place in zip(spans, found, strict=True):
        if place.start == place.end:
            rows.append({"uid": uid, "status": "gone"})
            continue
        around = {
            "quote": new[place.start : place.end],
            "before": new[max(0, place.start - CONTEXT) : place.start],
            "after": new[place.end : place.end + CONTEXT],
        }
        status = "changed" if place.changed else "same"
        rows.append({"uid": uid, "start": place.start, "end": place.end, "status": status} | around)
    return rows
