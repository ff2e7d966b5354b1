"""What the page of a transcript shows: turns cut at the borders of codings, codings and memos beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import get_template_attribute
from werkzeug.exceptions import NotFound

from ....study.documents import Coding, Document, Turn
from ...codebook import read_codebook
from ...corpus import role_label
from ...events.memos import memos
from ...visibility import shown_codings, view
from ..pieces import Piece, cut
from ..strings import speaker
from .looks import look
from .page import coder, language, study

__all__ = ["ShownTurn", "codings_in", "find", "fresh_parts", "shown_turns"]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn as the page shows it: who speaks, and the words cut at the borders of codings."""

    number: int
    start: int
    end: int
    speaker: str
    role: str
    pieces: tuple[Piece, ...]


def find(number: int) -> Document:
    """Find a transcript that may be shown."""
    from ....study.store.documents import find_numbered

    with study().store.reading() as connection:
        found, seen = find_numbered(connection, number), view(connection, coder())
    if found is None or found.name in seen.withdrawn:
        raise NotFound
    return found


def codings_in(document: Document) -> list[Coding]:
    """Give the codings of a transcript that this coder may see."""
    return shown_codings(study(), coder(), document=document.name)


def shown_turns(turns: Iterable[Turn], codings: Sequence[Coding]) -> list[ShownTurn]:
    """Cut the turns at the borders of the codings."""
    return [_turn(turn, codings) for turn in turns]


def _turn(turn: Turn, codings: Sequence[Coding]) -> ShownTurn:
    role = role_label(study(), turn.role) if turn.role else ""
    return ShownTurn(turn.number, turn.start, turn.end, turn.speaker or "", role, cut(turn, codings))


def fresh_parts(document: Document, start: int, end: int) -> dict[str, str]:
    """Write anew the parts of the page that an act between two places has changed, by their ids."""
    codebook = read_codebook(study().codebook)
    looks, codings = look(codebook), codings_in(document)
    t = speaker(language())
    changed = [turn for turn in document.turns if turn.start < end and start < turn.end]
    turn_html = _part("turn")
    parts = {f"turn-{one.number}": str(turn_html(t, one, looks)) for one in shown_turns(changed, codings)}
    parts["codings"] = str(_part("codings")(t, document, codings, codebook, looks, coder()))
    noted = memos(study(), document=document.name, coder=coder()).rows
    return parts | {"memos": str(_part("memos")(t, document, noted, coder()))}


def _part(name: str) -> Callable[..., object]:
    part: Callable[..., object] = get_template_attribute("parts.html", name)
    return part
