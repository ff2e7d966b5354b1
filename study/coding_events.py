"""Events of coding as plain values: what somebody did, chained so that nothing can be changed unseen.

An event names what came before it by hash, so a change, a removal or another order is found.  The hash covers
the hash of the payload and not the payload itself: words can be erased from the log on request and the chain
still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

__all__ = [
    "UNDO", "CodingEvent", "broken_links", "in_order", "make_event", "payload_hash", "standing", "undone_by",
]  # fmt: skip

UNDO = "undo"


@dataclass(frozen=True, slots=True)
class CodingEvent:
    """One thing that somebody did; it never changes.

    Parameters
    ----------
    number : int
        One more than the largest number known where it was written: what came before has a smaller one.
    at : str
        The moment, ISO 8601 in UTC.
    coder : str
        Who did it.
    action : str
        Such as ``tag`` or ``undo``.
    payload : mapping or None
        What was done, in JSON values; None where the words were erased.
    payload_sha256 : str
        Hash of the payload.
    previous : str
        Hash of the event that was written before it on the same computer; empty for the first.
    hash : str
        Hash of all of this: the event's id on every computer.
    """

    number: int
    at: str
    coder: str
    action: str
    payload: Mapping[str, Any] | None
    payload_sha256: str
    previous: str
    hash: str

    @property
    def order(self) -> tuple[int, str]:
        """Where it stands among all events, the same on every computer."""
        return self.number, self.hash

    @property
    def whole(self) -> bool:
        """Say whether it still is what was written."""
        kept = self.payload is None or payload_hash(self.payload) == self.payload_sha256
        return kept and _hash(self) == self.hash


def make_event(  # noqa: PLR0917 - the parts of one event
    number: int, at: str, coder: str, action: str, payload: Mapping[str, Any], previous: str
) -> CodingEvent:
    """Make an event with its hashes.

    Examples
    --------
    >>> event = make_event(1, "2016-01-01T00:00:00+00:00", "Ann", "untag", {"codings": ["ab"]}, "")
    >>> event.whole
    True
    """
    bare = CodingEvent(number, at, coder, action, payload, payload_hash(payload), previous, "")
    return replace(bare, hash=_hash(bare))


def payload_hash(payload: Mapping[str, Any]) -> str:
    """Hash a payload; the order of its keys does not matter."""
    return _sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def _hash(event: CodingEvent) -> str:
    told = (event.number, event.at, event.coder, event.action, event.payload_sha256, event.previous)
    return _sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def in_order(events: Iterable[CodingEvent]) -> list[CodingEvent]:
    """Put events in the order that is the same on every computer, each once."""
    return sorted({event.hash: event for event in events}.values(), key=lambda event: event.order)


def broken_links(events: Iterable[CodingEvent]) -> Iterator[CodingEvent]:
    """Give the events that were changed, or whose predecessor is missing or does not come before them."""
    known = {event.hash: event for event in events}
    for event in known.values():
        before = known.get(event.previous)
        follows = before.number < event.number if before else not event.previous
        if not (event.whole and follows):
            yield event


def undone_by(events: Iterable[CodingEvent]) -> dict[str, CodingEvent]:
    """Give, by the hash of each event that was undone, the event that undid it.

    What undoes comes later than what it undoes, so the last event decides first: it may itself be undone.
    """
    found: dict[str, CodingEvent] = {}
    for event in reversed(in_order(events)):
        if event.action == UNDO and event.payload is not None and event.hash not in found:
            found[str(event.payload["event"])] = event
    return found


def standing(events: Iterable[CodingEvent]) -> list[CodingEvent]:
    """Give the events that were not undone and whose words were not erased, in their order."""
    ordered = in_order(events)
    undone = undone_by(ordered)
    return [event for event in ordered if event.hash not in undone and event.payload is not None]
