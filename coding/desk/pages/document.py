"""One transcript: its turns with the codings in them, and what a coder does there."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ....study.documents import Coding, Document, Turn
from ...codebook import read_codebook
from ...corpus import codings_of, role_label, stored_documents, wave_label
from ...tagging import tag, untag
from ..pieces import cut
from .looks import look
from .page import Page, coder, study

__all__ = ["PAGES"]


def _document(number: int) -> str:
    document = _found(number)
    codebook = read_codebook(study().codebook)
    codings = [one for one in codings_of(study()) if one.document == document.name]
    turns = [_turn(turn, codings) for turn in document.turns]
    return render_template(
        "document.html", document=document, turns=turns, codebook=codebook, looks=look(codebook),
        wave=wave_label(study(), document.wave), codings=codings,
    )  # fmt: skip


def _found(number: int) -> Document:
    for document in stored_documents(study()):
        if document.id == number:
            return document
    raise NotFound


def _turn(turn: Turn, codings: list[Coding]) -> dict[str, Any]:
    return {
        "number": turn.number, "start": turn.start, "end": turn.end, "speaker": turn.speaker or "",
        "role": role_label(study(), turn.role) if turn.role else "", "pieces": cut(turn, codings),
    }  # fmt: skip


def _tag(number: int) -> Response:
    document = _found(number)
    span = (int(request.form["start"]), int(request.form["end"]))
    tag(study(), document.name, span, request.form["code"], coder())
    return redirect(f"/documents/{number}", 303)


def _untag(number: int) -> Response:
    document = _found(number)
    untag(study(), int(request.form["coding"]), coder())
    return redirect(f"/documents/{document.id}", 303)


PAGES = (
    Page("/documents/<int:number>", "document", _document),
    Page("/documents/<int:number>/codings", "tag", _tag, "POST"),
    Page("/documents/<int:number>/codings/remove", "untag", _untag, "POST"),
)
