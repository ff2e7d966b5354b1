"""The quote bank: what may be shown, attributed safely, and what is withheld with the reason."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ....study.documents import Document
from ....study.table import Table
from ...codebook import read_codebook
from ...corpus import stored_documents
from ...disclosure import FLAGS
from ...quotations import quotes
from ...releasing import release
from ...visibility import shown_codings
from .looks import look
from .page import Page, coder, spoken_language, study, whole

__all__ = ["PAGES"]

_LISTED = ("Withheld: ", "Code a shorter passage")


def _quotes() -> str:
    codebook, code = read_codebook(study().codebook), request.args.get("code") or None
    found = quotes(study(), code, coder=coder())
    documents = {document.name: document for document in stored_documents(study())}
    rows = [dict(row) | _place(documents[row["document"]]) for row in found.rows]
    by_code = [(key, list(several)) for key, several in groupby(rows, key=lambda row: row["code"])]
    withheld = _withheld(found.facts["to_check"], documents)
    return render_template(
        "quotes.html", groups=by_code, codebook=codebook, looks=look(codebook), code=code or "",
        withheld=withheld, facts=found.facts, notes=_notes(found),
    )  # fmt: skip


def _notes(found: Table) -> list[str]:
    """Give the notes without those that list by number what the page shows with its words."""
    return [note for note in found.notes if not note.startswith(_LISTED)]


def _place(document: Document) -> dict[str, Any]:
    return {"id": document.id, "spoken": spoken_language(document)}


def _withheld(lines: list[dict[str, Any]], documents: dict[str, Document]) -> list[dict[str, Any]]:
    """Give the withheld codings with their words: coders read them here, and let them be shown or not."""
    codings = {one.id: one for one in shown_codings(study(), coder())}
    found = ((codings[line["coding"]], line["reasons"]) for line in lines if line["coding"] in codings)
    # Only what was found in the words can be let through by somebody who has read them; see `release`.
    return [
        {"coding": one, "reasons": reasons, "lifts": FLAGS.issuperset(reasons)}
        | _place(documents[one.document])
        for one, reasons in found
    ]


def _release() -> AnyResponse:
    release(study(), whole("coding"), coder())
    return redirect("/quotes#withheld", 303)


def _export() -> Response:
    """Give the quotes that may be shown as a file for a spreadsheet."""
    found = quotes(study(), request.args.get("code") or None, coder=coder())
    answer = Response(found.to_csv(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="quotes.csv"'
    return answer


PAGES = (
    Page("/quotes", "quotes", _quotes),
    Page("/quotes/release", "release", _release, "POST"),
    Page("/quotes.csv", "quotes_csv", _export),
)
