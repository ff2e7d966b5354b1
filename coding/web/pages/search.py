"""Searching: every place where words are said, each a way into its transcript, and to be coded from here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from ....study.documents import Document
from ...codebook import read_codebook
from ...concordance import kwic
from ...corpus import stored_documents
from ...events.placing import Wish, tag_all
from ...open_sentences import sentence_spans
from .acts import code_of_label
from .page import LONGEST_LABEL, Page, coder, spoken_language, study, typed, whole_number

__all__ = ["PAGES"]

SHOWN = 200
_WAYS = ("words", "stem", "regex")
_WIDTHS = ("sentence", "hit", "turn")
Span = tuple[int, int]


def _search() -> str:
    pattern, how = request.args.get("pattern", "").strip(), request.args.get("how", "words")
    how = how if how in _WAYS else "words"
    found = kwic(study(), pattern, how, coder=coder(), first=SHOWN) if pattern else None  # type: ignore[arg-type]
    documents = {document.name: document for document in stored_documents(study())}
    rows = [dict(row) | _told(documents[row["document"]]) for row in found.rows] if found else []
    return render_template(
        "search.html", pattern=pattern, how=how, ways=_WAYS, widths=_WIDTHS, rows=rows,
        facts=found.facts if found else {}, codebook=read_codebook(study().codebook),
        coded=request.args.get("coded", ""),
    )  # fmt: skip


def _told(document: Document) -> dict[str, Any]:
    return {"id": document.id, "spoken": spoken_language(document)}


def _code_hits() -> Response:
    """Put a code on the hits that were chosen, or on the sentences or turns they stand in."""
    label = typed("create", LONGEST_LABEL)
    code = code_of_label(label) if label else request.form.get("code", "")
    documents = {document.id: document for document in stored_documents(study())}
    places = [_place(documents, hit) for hit in request.form.getlist("hit")]
    width = request.form.get("width", "")
    wishes = {Wish(one.name, *_widened(one, span, width), code, coder()): None for one, span in places}
    done: dict[str, Any] = dict(tag_all(study(), wishes, dry_run=False).facts) if wishes else {"changed": 0}
    wanted = {key: request.form.get(key, "") for key in ("pattern", "how")}
    return redirect(f"/search?{urlencode(wanted | {'coded': done['changed']})}", 303)


def _place(documents: dict[int, Document], hit: str) -> tuple[Document, Span]:
    """Read ``DOCUMENT:START:END``."""
    parts = hit.split(":")
    if len(parts) != 3:  # noqa: PLR2004
        raise BadRequest
    number, start, end = map(whole_number, parts)
    if number not in documents:
        raise BadRequest
    return documents[number], (start, end)


def _widened(document: Document, span: Span, width: str) -> Span:
    """Take the sentence or the turn round a hit, or the hit."""
    turn = document.turn_at(*span)
    if turn is None or width == "hit":
        return span
    if width == "turn":
        return turn.start, turn.end
    sentences = sentence_spans(turn.text, turn.start)
    met = [(start, end) for start, end in sentences if start < span[1] and span[0] < end]
    return (met[0][0], met[-1][1]) if met else span


PAGES = (
    Page("/search", "search", _search),
    Page("/search/codings", "code_hits", _code_hits, "POST"),
)
