"""What colleagues did since a page was loaded: asked for by the page every few seconds.

Where nothing happened the answer costs one look into the log.  Otherwise the turns in question are written
anew, and only for what the one who asks may see: not even that somebody coded blind here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ....study.coding_events import CodingEvent
from ...codebook import read_codebook
from ...events.undoing import touched
from .page import Page, coder, say, study, whole
from .transcript import Opened, find, fresh_codings, fresh_memos, fresh_picker, newest_event

if TYPE_CHECKING:
    from ....study.store.engine import Connection

__all__ = ["PAGES"]

Span = tuple[int, int]
_PLACED = ("untag", "undo", "decide")
_WORDS = ("memo", "release")
_BOOK = frozenset({"add_code", "define", "rename", "split"})
_ALL = frozenset({"assign", "open", *_BOOK})


def _changes(number: int) -> dict[str, Any]:
    since, newest = whole("since"), newest_event()
    if newest <= since:
        return {"newest": newest}
    opened = find(number)
    events, spans = _since(opened, since)
    parts = {key: html for span in spans for key, html in fresh_codings(opened, *span).items()}
    if any(event.action in {"memo", "undo", "carry"} for event in events):
        parts |= fresh_memos(opened)
    if any(event.action in _BOOK for event in events):
        parts |= fresh_picker()
    return {"newest": newest, "parts": parts, "said": _told(opened, events)}


def _since(opened: Opened, since: int) -> tuple[list[CodingEvent], list[Span]]:
    """Give the events that may be seen, and the passages they are about."""
    from ....study.store.coding_log import rows_after

    name = opened.document.name
    with study().store.reading() as connection:
        seen = [one for one in rows_after(connection, since) if _may_be_told(opened, one)]
        spans = [
            span for event in seen for span in _spans(connection, event, name, len(opened.document.text))
        ]
    return seen, _joined(spans)


def _may_be_told(opened: Opened, event: CodingEvent) -> bool:
    """Say whether an event may be told: nothing of a blind colleague, but what is about the whole study."""
    return event.action in _ALL or opened.seen.shows(opened.document.name, event.coder)


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
