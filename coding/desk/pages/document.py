"""One transcript: its turns with the codings in them, and what a coder does there.

Without script a coder comes back to the page after every act; with it, only the parts that changed are sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from ....study.documents import Coding, Document, Turn
from ...codebook import read_codebook
from ...corpus import codings_of, role_label, stored_documents, wave_label
from ...tagging import tag, untag
from ..pieces import Piece, cut
from .looks import look
from .page import Page, coder, study

__all__ = ["PAGES"]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn as the page shows it: who speaks, and the words cut at the borders of codings."""

    number: int
    start: int
    end: int
    speaker: str
    role: str
    pieces: tuple[Piece, ...]


def _document(number: int) -> str:
    document = _found(number)
    codebook = read_codebook(study().codebook)
    shown = _codings(document)
    return render_template(
        "document.html", document=document, turns=_turns(document.turns, shown), shown=shown,
        codebook=codebook, looks=look(codebook), wave=wave_label(study(), document.wave),
    )  # fmt: skip


def _found(number: int) -> Document:
    for document in stored_documents(study()):
        if document.id == number:
            return document
    raise NotFound


def _codings(document: Document) -> list[Coding]:
    return [one for one in codings_of(study()) if one.document == document.name]


def _turns(turns: Iterable[Turn], codings: Sequence[Coding]) -> list[ShownTurn]:
    return [_turn(turn, codings) for turn in turns]


def _turn(turn: Turn, codings: Sequence[Coding]) -> ShownTurn:
    role = role_label(study(), turn.role) if turn.role else ""
    return ShownTurn(turn.number, turn.start, turn.end, turn.speaker or "", role, cut(turn, codings))


# -- acts ------------------------------------------------------------------------------------------


def _tag(number: int) -> Response | dict[str, Any]:
    document = _found(number)
    span = _whole("start"), _whole("end")
    _same_words(document, span)
    done = tag(study(), document.name, span, request.form.get("code", ""), coder()).rows[0]
    return _done(document, (done["start"], done["end"]))


def _untag(number: int) -> Response | dict[str, Any]:
    document = _found(number)
    done = untag(study(), _whole("coding"), coder()).rows[0]
    return _done(document, (done["start"], done["end"]))


def _whole(name: str) -> int:
    try:
        return int(request.form[name])
    except ValueError as error:
        raise BadRequest from error


def _same_words(document: Document, span: tuple[int, int]) -> None:
    """Refuse a passage whose words are not those the coder saw: the page is older than the transcript."""
    seen = request.form.get("quote")
    if seen is not None and document.text[slice(*span)] != seen:
        raise BadRequest


def _done(document: Document, span: tuple[int, int]) -> Response | dict[str, Any]:
    if request.accept_mimetypes.best != "application/json":
        return redirect(f"/documents/{document.id}", 303)
    return {"parts": _parts(document, span), "said": ""}


def _parts(document: Document, span: tuple[int, int]) -> dict[str, str]:
    """Give the parts of the page that an act between these places has changed, by their ids."""
    codebook = read_codebook(study().codebook)
    looks, shown = look(codebook), _codings(document)
    changed = [turn for turn in document.turns if turn.start < span[1] and span[0] < turn.end]
    turn_html = get_template_attribute("parts.html", "turn")
    parts = {f"turn-{one.number}": str(turn_html(one, looks)) for one in _turns(changed, shown)}
    codings_html = get_template_attribute("parts.html", "codings")
    return parts | {"codings": str(codings_html(document, shown, codebook, looks))}


PAGES = (
    Page("/documents/<int:number>", "document", _document),
    Page("/documents/<int:number>/codings", "tag", _tag, "POST"),
    Page("/documents/<int:number>/codings/remove", "untag", _untag, "POST"),
)
