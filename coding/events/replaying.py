"""What holds, worked out from the events alone: the same events, in whatever order, give the same codings.

A code that was renamed or merged takes along every coding whose coder did not know of it yet, also those that
arrive later from another computer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...study.coding_events import CodingEvent, in_order, undone_by

__all__ = ["CARRY", "CODEBOOK_ACTIONS", "Placed", "code_since", "replay", "until"]

CARRY = "carry"
"""The action that takes codings to a corrected transcript."""

CODEBOOK_ACTIONS = ("rename", "split")
"""Actions that give codings another code."""


@dataclass(slots=True)
class Placed:
    """A coding as the events leave it; see `familypanel.study.documents.Coding`.

    `uid` is the hash of the event that made it, `text` the hash of its transcript, `known` the number of the
    last change of the codebook its coder knew of.
    """

    uid: str
    document: str
    text: str
    start: int
    end: int
    code: str
    coder: str
    quote: str
    before: str
    after: str
    created_at: str
    known: int = 0
    decided: bool = False
    superseded_at: str | None = None
    superseded_by: str | None = None
    settled_by: str | None = None

    @property
    def holds(self) -> bool:
        """Say whether it counts: not taken back, and no decision in its place."""
        return self.superseded_at is None and self.settled_by is None

    def end_by(self, event: CodingEvent) -> None:
        """Mark it as taken back; the first who took it back is kept."""
        if self.superseded_at is None:
            self.superseded_at, self.superseded_by = event.at, event.coder

    def carry(self, event: CodingEvent, moved: Mapping[str, Any]) -> None:
        """Move it to the corrected text; where its words are gone, it no longer holds."""
        told = event.payload or {}
        if self.text != told["old"]:
            return
        self.text = told["new"]
        if moved["status"] == "gone":
            self.end_by(event)
            return
        self.start, self.end, self.quote = moved["start"], moved["end"], moved["quote"]
        self.before, self.after = moved["before"], moved["after"]


def replay(events: Iterable[CodingEvent]) -> dict[str, Placed]:
    """Work out all codings that ever were, by the hash of the event that made each."""
    ordered = [event for event in in_order(events) if event.payload is not None]
    undone = undone_by(ordered)
    placed = {event.hash: _placed(event) for event in ordered if _makes(event)}
    for event in ordered:
        if event.hash in undone:
            if event.hash in placed:
                placed[event.hash].end_by(undone[event.hash])
        else:
            _apply(event, placed)
    return placed


def until(events: Iterable[CodingEvent], date: str) -> list[CodingEvent]:
    """Keep what had happened by the end of a day (``YYYY-MM-DD``, UTC)."""
    return [event for event in events if event.at[: len(date)] <= date]


def code_since(code: str, known: int, events: Iterable[CodingEvent]) -> str:
    """Give what a code is called after the renames and merges that whoever wrote it did not know of.

    Parameters
    ----------
    code : str
        As it was written.
    known : int
        Number of the last change of the codebook its writer knew of.
    events : iterable of CodingEvent
        In their order; those that are no renames do nothing.
    """
    for event in events:
        if event.action == "rename" and known < event.number and code in _payload(event)["old"]:
            code = str(_payload(event)["new"])
    return code


def _payload(event: CodingEvent) -> Mapping[str, Any]:
    return event.payload or {}


def _makes(event: CodingEvent) -> bool:
    return event.action == "tag" or (event.action == "decide" and bool(_payload(event)["holds"]))


def _placed(event: CodingEvent) -> Placed:
    told = _payload(event)
    return Placed(
        event.hash, told["document"], told["text"], told["start"], told["end"], told["code"], event.coder,
        told["quote"], told["before"], told["after"], event.at, told.get("codebook", 0),
        event.action == "decide",
    )  # fmt: skip


def _apply(event: CodingEvent, placed: Mapping[str, Placed]) -> None:
    told = _payload(event)
    if event.action == "untag":
        for one in _among(told["codings"], placed):
            one.end_by(event)
    elif event.action == "decide":
        for one in _among(told["settles"], placed):
            one.settled_by = one.settled_by or event.hash
    elif event.action == CARRY:
        for moved in told["moved"]:
            for one in _among([moved["uid"]], placed):
                one.carry(event, moved)
    elif event.action in CODEBOOK_ACTIONS:
        chosen = placed.values() if event.action == "rename" else _among(told["codings"], placed)
        for one in chosen:
            if one.code in told["old"] and one.known < event.number:
                one.code = told["new"]


def _among(uids: Iterable[str], placed: Mapping[str, Placed]) -> list[Placed]:
    return [placed[uid] for uid in uids if uid in placed]
