"""The list of transcripts: which there are, and how far each has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import render_template, request

from ....study.documents import Document
from ...corpus import codings_of, role_label, stored_documents, wave_label
from .page import Page, study

__all__ = ["PAGES"]

_FILTERS = ("wave", "role", "project")


def _documents() -> str:
    wanted = {key: request.args.get(key, "") for key in _FILTERS}
    every = stored_documents(study())
    counted = Counter(coding.document for coding in codings_of(study()))
    rows = [_row(one, counted[one.name]) for one in every if _fits(one, wanted)]
    return render_template(
        "documents.html", rows=rows, wanted=wanted, choices=_choices(every), total=len(every)
    )


def _fits(document: Document, wanted: dict[str, str]) -> bool:
    return all(not value or getattr(document, key) == value for key, value in wanted.items())


def _choices(documents: Iterable[Document]) -> dict[str, list[str]]:
    every = list(documents)
    return {key: sorted({value for one in every if (value := getattr(one, key))}) for key in _FILTERS}


def _row(document: Document, codings: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "wave": wave_label(study(), document.wave) or "",
        "role": role_label(study(), document.role) if document.role else "",
        "project": document.project or "",
        "turns": len(document.turns),
        "codings": codings,
    }


PAGES = (Page("/", "documents", _documents),)
