"""Searching: every place where words are said, each a way into its transcript."""

from __future__ import annotations

from flask import render_template, request

from ...concordance import kwic
from ...corpus import stored_documents
from .page import Page, study

__all__ = ["PAGES"]

SHOWN = 200
_WAYS = ("words", "stem", "regex")


def _search() -> str:
    pattern, how = request.args.get("pattern", "").strip(), request.args.get("how", "words")
    how = how if how in _WAYS else "words"
    found = kwic(study(), pattern, how) if pattern else None  # type: ignore[arg-type]
    numbers = {document.name: document.id for document in stored_documents(study())}
    rows = [dict(row) | {"id": numbers[row["document"]]} for row in found.rows[:SHOWN]] if found else []
    facts = found.facts if found else {}
    return render_template("search.html", pattern=pattern, how=how, ways=_WAYS, rows=rows, facts=facts)


PAGES = (Page("/search", "search", _search),)
