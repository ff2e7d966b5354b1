"""What colleagues did since a page was loaded: asked for by the page every few seconds.

Where nothing happened the answer costs one look into the log.  Otherwise the turns in question are written
anew, and only for what the one who asks may see: not even that somebody coded blind here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import g

from ....study.coding_events import CodingEvent
from ...codebook import read_codebook
from ...events.undoing import touched
from .page import Page, coder, say, study, whole
from .telling import BOOK, may_be_told, newest_event
from .transcript import Opened, find, fresh_codings, fresh_memos, fresh_picker

if TYPE_CHECKING:
    from ....study.store.engine import Connection

__all__ = ["PAGES"]

Span = tuple[int, int]
_PLACED = ("untag", "undo", "decide")
_WORDS = ("memo", "release")
# What may have brought memos, or taken them away.
_REMARKED = frozenset({"memo", "undo", "carry", "assign", "open"})


def _changes(number: int) -> dict[str, Any]:
    since, newest = whole("since"), newest_event()
    if newest <= since:
        return {"newest": since}
    opened = find(number)
    last, events, spans = _since(opened, since)
    _remember(last, max(last, newest))
    if not events:
        return {"newest": last}
    parts = {key: html for span in spans for key, html in fresh_codings(opened, *span).items()}
    if any(event.action in _REMARKED for event in events):
        parts |= fresh_memos(opened)
    if any(event.action in BOOK for event in events):
        parts |= fresh_picker()
    return {"newest": last, "parts": parts, "said": _told(opened, events)}


def _since(opened: Opened, since: int) -> tuple[int, list[CodingEvent], list[Span]]:
    """Give the last row that may be told of, the events since that may, and the passages they are about."""
    from ....study.store.coding_log import rows_after

    told, checked = g.session.heard
    name = opened.document.name
    with study().store.reading() as connection:
        rows = rows_after(connection, checked if since == told else since)
        seen = [(row, one) for row, one in rows if may_be_told(connection, opened.seen, one)]
        seen.reverse()
        spans = [
            span for _, event in seen for span in _spans(connection, event, name, len(opened.document.text))
        ]
    return seen[-1][0] if seen else since, [event for _, event in seen], _joined(spans)


def _remember(last: int, checked: int) -> None:
    """Remember how far the log was looked through: what colleagues did blind is not read again each time."""
    g.session.heard = last, checked


def _spans(connection: Connection, event: CodingEvent, name: str, length: int) -> Sequence[Span]:
    from ....study.store.codings import spans_of

    told = event.payload or {}
    if event.action in {"tag", "decide"} and told.get("document") == name:
        return [(told["start"], told["end"])]
    if event.action in _PLACED:
        return spans_of(connection, touched(connection, event), name)
    return [] if event.action in {"tag", *_WORDS} else [(0, length)]


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Put passages together that meet, so that no turn is written twice."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _told(opened: Opened, events: Sequence[CodingEvent]) -> str:
    """Say what the last colleague coded here."""
    name, book = opened.document.name, read_codebook(study().codebook)
    tagged = [one for one in events if one.action == "tag" and (one.payload or {}).get("document") == name]
    last = next((one for one in reversed(tagged) if one.coder != coder()), None)
    if last is None:
        return ""
    return say("said_colleague", coder=last.coder, code=book.label((last.payload or {})["code"]))


PAGES = (Page("/documents/<int:number>/changes", "changes", _changes),)
