"""One transcript: reading it, and everything a coder does there.

Without script a coder comes back to the page after every act; with it, only the parts that changed are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from werkzeug.exceptions import BadRequest, Conflict
from werkzeug.wrappers import Response

from ....study.documents import Document
from ...codebook import read_codebook
from ...corpus import wave_label
from ...events.placing import Wish
from ...events.remarks import memo
from ...events.undoing import undo
from ...tagging import untag
from ..strings import speaker
from .looks import look
from .page import Page, adviser, coder, language, study, whole, writer
from .transcript import Opened, find, fresh_codings, fresh_memos, shown_memos, shown_turns

__all__ = ["PAGES"]

Answer = Response | dict[str, Any]


def _document(number: int) -> str:
    opened = find(number)
    codebook = read_codebook(study().codebook)
    return render_template(
        "document.html", document=opened.document, turns=shown_turns(opened), noted=shown_memos(opened),
        codebook=codebook, looks=look(codebook), wave=wave_label(study(), opened.document.wave),
    )  # fmt: skip


def _tag(number: int) -> Answer:
    opened = find(number)
    document = opened.document
    span = whole("start"), whole("end")
    _same_words(document, span)
    done = writer().put(Wish(document.name, *span, request.form.get("code", ""), coder()))
    label = read_codebook(study().codebook).label(done["code"])
    return _done(opened, done, "said_tagged" if done["status"] == "tagged" else "said_same", code=label)


def _same_words(document: Document, span: tuple[int, int]) -> None:
    """Refuse a passage whose words are not those the coder saw: the page is older than the transcript."""
    seen = request.form.get("quote")
    if seen is not None and document.text[slice(*span)] != seen:
        raise Conflict


def _untag(number: int) -> Answer:
    opened = find(number)
    done = untag(study(), whole("coding"), coder()).rows[0]
    return _done(opened, done, "said_untagged", code=read_codebook(study().codebook).label(done["code"]))


def _undo(number: int) -> Answer:
    opened = find(number)
    done = undo(study(), coder()).rows
    if not done:
        return _done(opened, {}, "said_nothing_to_undo")
    elsewhere = done[0]["document"] not in {opened.document.name, None}
    key = "said_undone_elsewhere" if elsewhere else "said_undone"
    return _done(opened, done[0], key, noted=True, name=done[0]["document"] or "")


def _memo(number: int) -> Answer:
    opened = find(number)
    words = request.form.get("text", "").strip()
    if not words:
        raise BadRequest
    span = (whole("start"), whole("end")) if request.form.get("end") else None
    done = memo(study(), words, coder(), document=opened.document.name, span=span).rows[0]
    return _done(opened, done, "said_memo", noted=True)


def _done(
    opened: Opened, done: Mapping[str, Any], key: str, *, noted: bool = False, **facts: object
) -> Answer:
    """Answer an act: with the parts that changed, or by going back to the page."""
    start, end = done.get("start") or 0, done.get("end") or 0
    if request.accept_mimetypes.best != "application/json":
        turn = opened.document.turn_at(start, end)
        return redirect(f"/documents/{opened.document.id}" + (f"#turn-{turn.number}" if turn else ""), 303)
    parts = fresh_codings(opened, start, end) | (fresh_memos(opened) if noted else {})
    return {"parts": parts, "said": speaker(language())(key, **facts)}


def _suggestions(number: int) -> dict[str, Any]:
    document = find(number).document
    try:
        start, end = int(request.args["start"]), int(request.args["end"])
    except ValueError as error:
        raise BadRequest from error
    return {"suggestions": adviser().advise(coder(), document.text[start:end])}


PAGES = (
    Page("/documents/<int:number>", "document", _document),
    Page("/documents/<int:number>/codings", "tag", _tag, "POST"),
    Page("/documents/<int:number>/codings/remove", "untag", _untag, "POST"),
    Page("/documents/<int:number>/undo", "undo", _undo, "POST"),
    Page("/documents/<int:number>/memos", "memo", _memo, "POST"),
    Page("/documents/<int:number>/suggestions", "suggestions", _suggestions),
)
