"""What the page of a transcript shows: turns cut at the borders of codings, codings and memos beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from flask import abort, get_template_attribute, redirect
from werkzeug.exceptions import NotFound

from ....study.documents import Coding, Document, Turn
from ...codebook import read_codebook
from ...corpus import role_label
from ...events.remarks import memos
from ...visibility import View, view
from ..pieces import Piece, cut
from .looks import look
from .page import coder, say, study

__all__ = [
    "Opened", "ShownTurn", "find", "fresh_codings", "fresh_memos", "fresh_picker", "shown_memos",
    "shown_turns",
]  # fmt: skip

Memos = Mapping[int, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A transcript, and what the coder who opened it may see."""

    document: Document
    seen: View


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn as the page shows it: words cut at the borders of codings, and the codings that begin in it."""

    number: int
    start: int
    end: int
    speaker: str
    role: str
    pieces: tuple[Piece, ...]
    codings: tuple[Coding, ...]


def find(number: int) -> Opened:
    """Find a transcript that may be shown; from an earlier version lead to the one that holds now."""
    from ....study.store.documents import find_numbered, newest_number

    with study().store.reading() as connection:
        found, seen = find_numbered(connection, number), view(connection, coder())
        newest = None if found is None else newest_number(connection, found.name)
    if found is None or found.name in seen.withdrawn:
        raise NotFound
    if newest != number:
        abort(redirect(f"/documents/{newest}", 303))
    return Opened(found, seen)


def shown_turns(opened: Opened, between: tuple[int, int] | None = None) -> list[ShownTurn]:
    """Give the turns of a transcript, or those that share a character with a span."""
    turns = opened.document.turns
    if between is not None:
        turns = tuple(turn for turn in turns if turn.start < between[1] and between[0] < turn.end)
    if not turns:
        return []
    waiting = _codings(opened, (turns[0].start, turns[-1].end))
    shown = []
    for turn in turns:
        waiting = [one for one in waiting if one.end > turn.start]
        shown.append(_turn(turn, list(takewhile(lambda one, end=turn.end: one.start < end, waiting))))  # type: ignore[misc]
    return shown


def _codings(opened: Opened, between: tuple[int, int]) -> list[Coding]:
    from ....study.store.codings import live_codings

    with study().store.reading() as connection:
        found = live_codings(connection, opened.document.name, between=between)
    return [one for one in found if opened.seen.shows(one.document, one.coder)]


def _turn(turn: Turn, codings: Sequence[Coding]) -> ShownTurn:
    role = role_label(study(), turn.role) if turn.role else ""
    begun = tuple(one for one in codings if one.start >= turn.start)
    # The mark tells two speakers of one role apart; where it says what the role says, it says nothing more.
    mark = turn.speaker or ""
    speaker = "" if mark.casefold() in {role.casefold(), turn.role} else mark
    return ShownTurn(turn.number, turn.start, turn.end, speaker, role, cut(turn, codings), begun)


def shown_memos(opened: Opened) -> Memos:
    """Give the memos by the number of the turn they stand at; 0: about the whole transcript."""
    document = opened.document
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in memos(study(), document=document.name, coder=coder()).rows:
        turn = None if row["start"] is None else document.turn_at(row["start"], row["end"])
        found.setdefault(0 if turn is None else turn.number, []).append(row)
    return found


def fresh_codings(opened: Opened, start: int, end: int) -> dict[str, str]:
    """Write anew the words and codings of the turns between two places, by their ids in the page."""
    codebook = read_codebook(study().codebook)
    looks, said_html, codings_html = look(codebook), _part("said"), _part("codings")
    parts = {}
    for one in shown_turns(opened, (start, end)):
        parts[f"said-{one.number}"] = str(said_html(one, looks))
        beside = codings_html(say, opened.document, one, codebook, looks, coder())
        parts[f"codings-{one.number}"] = str(beside)
    return parts


def fresh_memos(opened: Opened) -> dict[str, str]:
    """Write the memos of a transcript anew, by their ids in the page."""
    noted, memos_html = shown_memos(opened), _part("memos")
    numbers: Iterable[int] = (0, *(turn.number for turn in opened.document.turns))
    return {
        f"memos-{number}": str(memos_html(say, opened.document, number, noted.get(number, [])))
        for number in numbers
    }


def fresh_picker() -> dict[str, str]:
    """Write the list of codes anew, by its id in the page."""
    codebook = read_codebook(study().codebook)
    return {"picker-list": str(_part("picked")(say, codebook, look(codebook)))}


def _part(name: str) -> Callable[..., object]:
    part: Callable[..., object] = get_template_attribute("parts.html", name)
    return part
