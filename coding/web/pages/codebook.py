"""The codebook: what each code means, at hand while coding; adding, defining, merging and renaming codes."""

from __future__ import annotations

from collections import Counter

from flask import redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from ...code_definitions import DEFINING, earlier_wordings, redefine
from ...code_names import code_name
from ...codebook import read_codebook
from ...codebook_changes import add_code, merge_codes, rename
from ...visibility import shown_codings
from .looks import look
from .page import LONGEST, LONGEST_LABEL, Page, coder, study, typed

__all__ = ["PAGES"]

_ADDED = {"label": LONGEST_LABEL, "definition": LONGEST, "below": LONGEST_LABEL}


def _codebook() -> str:
    codebook = read_codebook(study().codebook)
    counted = Counter(one.code for one in shown_codings(study(), coder()))
    gone = sorted(set(counted) - {code.name for code in codebook.codes})
    return render_template(
        "codebook.html", codebook=codebook, counted=counted, gone=gone, looks=look(codebook),
        earlier=earlier_wordings(study(), coder()), fields=DEFINING,
    )  # fmt: skip


def _add() -> Response:
    form = {key: typed(key, most) for key, most in _ADDED.items()}
    if not form["label"]:
        raise BadRequest
    taken = {code.name for code in read_codebook(study().codebook).codes}
    name = code_name(form["label"], taken)
    add_code(study(), name, form["definition"], coder(), label=form["label"], below=form["below"] or None)
    return redirect(f"/codebook#code-{name}", 303)


def _define() -> Response:
    """Write anew what a code means; the form carries what stood there, so that nothing unseen is replaced."""
    code = request.form.get("code", "")
    fields = {key: typed(key) for key in DEFINING if key in request.form}
    seen = {key: request.form[f"seen_{key}"] for key in DEFINING if f"seen_{key}" in request.form}
    redefine(study(), code, coder(), fields, seen)
    return redirect(f"/codebook#code-{code}", 303)


def _rename() -> Response:
    new = request.form.get("new", "").strip()
    rename(study(), request.form.get("old", ""), new, coder())
    return redirect(f"/codebook#code-{new}", 303)


def _merge() -> Response:
    into = request.form.get("into", "")
    merge_codes(study(), [request.form.get("old", "")], into, coder())
    return redirect(f"/codebook#code-{into}", 303)


PAGES = (
    Page("/codebook", "codebook", _codebook),
    Page("/codebook/add", "add_code", _add, "POST"),
    Page("/codebook/define", "define", _define, "POST"),
    Page("/codebook/rename", "rename", _rename, "POST"),
    Page("/codebook/merge", "merge_codes", _merge, "POST"),
)
