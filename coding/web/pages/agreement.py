"""Agreement: the figures, and what coders differ about, side by side, to be decided with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from ....study.documents import Coding, Document, Turn
from ....study.problems import Problem, ProblemError
from ....study.table import Table
from ...codebook import read_codebook
from ...corpus import stored_documents
from ...team.adjudicating import adjudicate
from ...team.agreement_tables import agreement
from ...visibility import shown_codings
from ..pieces import Piece, cut
from .looks import look
from .page import Page, coder, figures, interpreter, spoken_language, study, typed

__all__ = ["PAGES"]

AROUND = 120
SHOWN = 50
Row = Mapping[str, Any]


def _agreement() -> str:
    codebook, code = read_codebook(study().codebook), request.args.get("code") or None
    differences, problems = _differences(code)
    agreed = figures().agreement(code) if differences else None
    cases = _cases(differences.rows if differences else ())
    return render_template(
        "agreement.html", codebook=codebook, looks=look(codebook), code=code or "", problems=problems,
        agreed=agreed, cases=cases, facts=differences.facts if differences else {},
        figures=Markup(interpreter().table(agreed.table).to_html()) if agreed and agreed.table else "",
    )  # fmt: skip


def _differences(code: str | None) -> tuple[Table | None, Sequence[Problem]]:
    """Give what coders differ about, or why there is nothing to compare yet."""
    try:
        return agreement(study(), code=code, disagreements=True), ()
    except ProblemError as error:
        return None, error.problems


def _cases(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the open differences first, then what was decided, each with the words of every coder."""
    ordered = sorted(rows, key=lambda row: row["decision"] is not None)[:SHOWN]
    documents = {one.name: one for one in stored_documents(study())}
    settled = {one.uid: one for one in shown_codings(study(), coder(), settled=True)}
    return [
        _case(row, documents[row["document"]], settled) for row in ordered if row["document"] in documents
    ]


def _case(row: Row, document: Document, settled: Mapping[str, Coding]) -> dict[str, Any]:
    codings = [settled[uid] for uid in row["uids"] if uid in settled]
    sides = [
        {"coder": who, "pieces": _side(document, row, [one for one in codings if one.coder == who])}
        for who in sorted({*row["with_code"], *row["without"]})
    ]
    spans = {(one["start"], one["end"]): one["coder"] for one in row["spans"]}
    choices = [
        {"span": f"{start}:{end}", "text": document.text[start:end], "coder": who}
        for (start, end), who in sorted(spans.items())
    ]
    spoken = spoken_language(document)
    return {"row": row, "document": document, "sides": sides, "choices": choices, "spoken": spoken}


def _side(document: Document, row: Row, codings: Sequence[Coding]) -> tuple[Piece, ...]:
    """Cut the words round a passage at the borders of one coder."""
    start, end = _around(document.text, row["start"], row["end"])
    return cut(Turn(0, start, end, None, None, document.text[start:end]), codings)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a passage by some words on both sides, none of them cut."""
    first, last = 0, len(text)
    if start > AROUND:
        first = text.find(" ", start - AROUND, start) + 1 or start
    if end + AROUND < len(text):
        last = max(end, text.rfind(" ", end, end + AROUND))
    return first, last


def _decide() -> Response:
    form = {key: request.form.get(key, "") for key in ("document", "span", "code", "decision")}
    reject = form["decision"] == "reject"
    adjudicate(study(), form["document"], form["span"], form["code"], coder(), typed("reason"), reject=reject)
    return redirect("/agreement#differences", 303)


PAGES = (
    Page("/agreement", "agreement", _agreement),
    Page("/agreement/decide", "decide", _decide, "POST"),
)
