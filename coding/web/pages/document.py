"""One transcript: reading it with its codings and memos, what could be coded there, and what to read next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ...codebook import Codebook, read_codebook
from ...corpus import stored_documents, wave_label
from ...open_sentences import sentence_spans
from .looks import look
from .page import Page, adviser, coder, spoken_language, study, whole
from .telling import newest_told
from .transcript import find, shown_memos, shown_turns

__all__ = ["PAGES"]

# Without script nothing asks again, so a page waits for its suggestions a moment.
PATIENCE = 2.0


def _document(number: int) -> str:
    opened = find(number)
    newest = newest_told(opened.seen)
    codebook = read_codebook(study().codebook)
    return render_template(
        "document.html", document=opened.document, turns=shown_turns(opened), noted=shown_memos(opened),
        codebook=codebook, looks=look(codebook), newest=newest,
        wave=wave_label(study(), opened.document.wave),
        spoken=spoken_language(opened.document), last=_last_code(codebook),
    )  # fmt: skip


def _last_code(codebook: Codebook) -> str:
    """Give the code that the coder used last, wherever that was; empty where it is no code any more."""
    from ....study.store.coding_log import newest_events

    with study().store.reading() as connection:
        last = next(newest_events(connection, coder(), ("tag",)), None)
    code = "" if last is None else str((last.payload or {}).get("code", ""))
    return code if code in {one.name for one in codebook.codes} else ""


def _turn(number: int, turn: int) -> str:
    """Show one turn with its sentences to choose from: coding without any script."""
    document = find(number).document
    found = next((one for one in document.turns if one.number == turn), None)
    if found is None or not found.text.strip():
        raise NotFound
    spans = list(sentence_spans(found.text, found.start))
    sentences = [{"span": f"{start}:{end}", "text": document.text[start:end]} for start, end in spans]
    return render_template(
        "turn.html", document=document, turn=found, sentences=sentences, whole=_whole(spans),
        spoken=spoken_language(document),
        codebook=read_codebook(study().codebook), advised=adviser().advise(coder(), found.text, PATIENCE),
    )  # fmt: skip


def _whole(sentences: Sequence[tuple[int, int]]) -> str:
    return f"{sentences[0][0]}:{sentences[-1][1]}"


def _suggestions(number: int) -> dict[str, Any]:
    document = find(number).document
    found = adviser().advise(coder(), document.text[whole("start") : whole("end")])
    return {"suggestions": found or [], "learning": found is None}


def _next() -> Response:
    """Go to the passage whose coding would teach most; after the last one, back to the documents."""
    numbers = {document.name: document.id for document in stored_documents(study())}
    here = {str(number): name for name, number in numbers.items()}
    start = whole("start") if request.args.get("start") else -1
    at = here.get(request.args.get("document", ""), ""), start
    line = adviser().next_passage(coder(), *at)
    if line is None or line["document"] not in numbers:
        return redirect("/", 303)
    span = f"?span={line['start']}:{line['end']}#turn-{line['turn']}"
    return redirect(f"/documents/{numbers[line['document']]}{span}", 303)


PAGES = (
    Page("/documents/<int:number>", "document", _document),
    Page("/documents/<int:number>/turns/<int:turn>", "turn", _turn),
    Page("/documents/<int:number>/suggestions", "suggestions", _suggestions),
    Page("/next", "next", _next),
)
