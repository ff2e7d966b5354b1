"""What a coder does in a transcript: coding, taking back, undoing, writing memos.

Without script a coder comes back to the page after every act; with it, only the parts that changed are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import copy_context
from typing import Any

from flask import redirect, request
from werkzeug.exceptions import BadRequest, Conflict
from werkzeug.wrappers import Response

from ....study.documents import Document
from ....study.problems import ProblemError
from ...code_names import code_name
from ...codebook import read_codebook
from ...codebook_changes import add_code
from ...events.remarks import memo
from ...events.undoing import undo
from ...tagging import tag, untag
from .page import LONGEST_LABEL, Page, coder, say, study, typed, wants_json, whole, whole_number
from .transcript import Opened, find, fresh_codings, fresh_memos, fresh_picker

__all__ = ["PAGES", "code_of_label"]

Answer = Response | dict[str, Any]


def _tag(number: int) -> Answer:
    """Put a code on a passage; what is read for it is read behind the one lock that is waited for."""
    label = typed("create", LONGEST_LABEL)
    if label:
        # No code is made for a passage that is not there.
        _span(find(number).document)
    code = code_of_label(label) if label else request.form.get("code", "")
    here = copy_context()
    return study().store.together(lambda _: here.run(_tagged, number, code, new=bool(label)))


def _tagged(number: int, code: str, *, new: bool) -> Answer:
    opened = find(number)
    span = _span(opened.document)
    done = tag(study(), opened.document.name, span, code, coder(), suggested=_rank()).rows[0]
    key = "said_tagged" if done["status"] == "tagged" else "said_same"
    return _done(opened, done, key, fresh_picker() if new else {}, code=_label(done["code"]))


def _span(document: Document) -> tuple[int, int]:
    """Read the passage, and refuse one whose words are not those the coder saw: the page is older."""
    if request.form.get("span"):
        start, _, end = request.form["span"].partition(":")
        found = whole_number(start), whole_number(end)
    else:
        found = whole("start"), whole("end")
    seen = request.form.get("quote")
    if seen is not None and document.text[slice(*found)] != seen:
        raise Conflict
    return found


def _rank() -> int | None:
    return whole("rank") if request.form.get("rank") else None


def code_of_label(label: str) -> str:
    """Find the code that is called so, or write a new one into the codebook."""
    codes = read_codebook(study().codebook).codes
    wanted = label.casefold()
    there = next((code.name for code in codes if wanted in {code.label.casefold(), code.name}), None)
    if there is not None:
        return there
    name = code_name(label, {code.name for code in codes})
    try:
        add_code(study(), name, say("to_define"), coder(), label=label)
    except ProblemError:
        # A colleague was quicker: the code is there by now, or its name is taken.
        if name not in {code.name for code in read_codebook(study().codebook).codes}:
            raise
        return code_of_label(label)
    return name


def _label(code: str) -> str:
    return read_codebook(study().codebook).label(code)


def _untag(number: int) -> Answer:
    opened = find(number)
    done = untag(study(), whole("coding"), coder()).rows[0]
    return _done(opened, done, "said_untagged", code=_label(done["code"]))


def _undo(number: int) -> Answer:
    opened = find(number)
    done = undo(study(), coder()).rows
    if not done:
        return _done(opened, {}, "said_nothing_to_undo")
    elsewhere = done[0]["document"] not in {opened.document.name, None}
    key = "said_undone_elsewhere" if elsewhere else "said_undone"
    here: Mapping[str, Any] = {} if elsewhere else done[0]
    if not elsewhere and done[0]["action"] in {"untag", "decide"}:
        here = {"start": 0, "end": len(opened.document.text)}
    return _done(opened, here, key, fresh_memos(opened), name=done[0]["document"] or "")


def _memo(number: int) -> Answer:
    opened = find(number)
    words = typed("text")
    if not words:
        raise BadRequest
    span = _span(opened.document) if request.form.get("end") or request.form.get("span") else None
    done = memo(study(), words, coder(), document=opened.document.name, span=span).rows[0]
    return _done(opened, done, "said_memo", fresh_memos(opened))


def _done(
    opened: Opened, done: Mapping[str, Any], key: str, more: Mapping[str, str] | None = None, **facts: object
) -> Answer:
    """Answer an act: with the parts that changed, or by going back to the page."""
    start, end = done.get("start") or 0, done.get("end") or 0
    if not wants_json():
        turn = opened.document.turn_at(start, end)
        return redirect(f"/documents/{opened.document.id}" + (f"#turn-{turn.number}" if turn else ""), 303)
    return {"parts": fresh_codings(opened, start, end) | dict(more or {}), "said": say(key, **facts)}


PAGES = (
    Page("/documents/<int:number>/codings", "tag", _tag, "POST"),
    Page("/documents/<int:number>/codings/remove", "untag", _untag, "POST"),
    Page("/documents/<int:number>/undo", "undo", _undo, "POST"),
    Page("/documents/<int:number>/memos", "memo", _memo, "POST"),
)
