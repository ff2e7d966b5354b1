"""`coding quotes`: the quote bank, attributed so that nobody can be picked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from ..study.documents import INTERVIEWER, Coding, Document
from ..study.folder import Study
from ..study.pictures import Quote
from ..study.table import Column, Table
from .attribution import Attribution, Cell, Tongues, attributions, languages_shown
from .codebook import Codebook, read_codebook
from .corpus import left_out, role_label, stored_documents, wave_label
from .disclosure import Watch, watch
from .visibility import shown_codings

__all__ = ["quote_bank", "quotes"]

_LISTED = 20
_COLUMNS = (Column("coding", "number"), Column("label", "code"), Column("quote"), Column("attribution"))


def quotes(
    study: Study,
    code: str | None = None,
    *,
    coder: str | None = None,
    as_at: date | str | None = None,
) -> Table:
    """List the coded quotes that may be shown.

    Parameters
    ----------
    study : Study
        The study; ``disclosure: {attribution: k}`` in study.yaml says how many people a group needs.
    code : str, optional
        Only this code.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.
    as_at : date or str, optional
        The codings as they were at the end of this day; default: now.

    Returns
    -------
    Table
        A row a coding, in the order of the codebook: ``coding``, ``code``, ``label``, ``document``, ``turn``,
        ``start``, ``end``, ``quote``, ``attribution``.  Facts: ``codings`` = ``shown`` + ``withheld``,
        ``reasons`` (each with how many quotes it withholds) and ``to_check`` (number, document and reasons of
        each withheld quote, never its words).

    Raises
    ------
    ProblemError
        FP5011 if the codebook has no such code.
    """
    codebook = read_codebook(study.codebook)
    if code is not None:
        codebook.code(code)
    documents = {document.name: document for document in stored_documents(study)}
    said = _in_order(
        codebook, [one for one in shown_codings(study, coder, as_at=as_at) if code in {None, one.code}]
    )
    allowed = attributions(documents.values(), study.config.disclosure.attribution)
    tongues = languages_shown(documents.values(), study.config.disclosure.attribution)
    watched = _watched(study, documents.values())
    free = _released(study)
    found = {
        one.id: _reasons(one, documents[one.document], None if one.id in free else watched, tongues)
        for one in said
    }
    rows = [_row(study, codebook, one, documents[one.document], allowed) for one in said if not found[one.id]]
    check = [
        {"coding": one.id, "document": one.document, "reasons": found[one.id]}
        for one in said
        if found[one.id]
    ]
    return Table.of(
        rows, _COLUMNS, notes=(*_notes(study, check), *left_out(study, coder)), facts=_facts(len(said), check)
    )


def _watched(study: Study, documents: Iterable[Document]) -> Watch:
    from ..study.store.members import members_frame

    texts = [turn.text for document in documents for turn in document.turns]
    with study.store.reading() as connection:
        register = members_frame(connection)
    return watch(texts, sorted({str(project) for project in register["project"].dropna()}))


def _released(study: Study) -> set[int]:
    from ..study.store.codings import released_codings

    with study.store.reading() as connection:
        return released_codings(connection)


def _reasons(one: Coding, document: Document, watched: Watch | None, tongues: Tongues) -> list[str]:
    """Say why a quote is withheld: what it holds, whose words it is, in which language it was said."""
    turn = document.turn_at(one.start, one.end)
    found = watched.flags(one.quote) if watched is not None else []
    if turn is None or turn.role in {None, INTERVIEWER}:
        found.append("not a respondent's words")
    if turn is not None and (one.start < turn.start or one.end > turn.end):
        found.append("more than one speaker")
    if _cut(document.text, one.start) or _cut(document.text, one.end):
        found.append("a word is cut")
    if turn is not None and (turn.role, document.language) not in tongues:
        found.append("few speak this language")
    return found


def _cut(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def quote_bank(study: Study, code: str | None = None, each: int | None = 3) -> tuple[Quote, ...]:
    """Choose quotes that may be shown, as values for a report; see `quotes`.

    Parameters
    ----------
    study : Study
        The study.
    code : str, optional
        Only this code.
    each : int or None
        At most so many a code, from as many groups of speakers as there are; None for all.

    Returns
    -------
    tuple of Quote
        Words, attribution and labels of the codes; words that carry several codes are one quote.
    """
    by_code = groupby(quotes(study, code).rows, key=lambda row: row["code"])
    chosen = [row for _, rows in by_code for row in _varied(list(rows))[:each]]
    merged: dict[tuple[str, int, int], Quote] = {}
    for row in chosen:
        key = (row["document"], row["start"], row["end"])
        earlier = merged[key].codes if key in merged else ()
        merged[key] = Quote(row["quote"], row["attribution"], (*earlier, row["label"]))
    return tuple(merged.values())


def _varied(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Put the first quote of every group of speakers before the second of any."""
    seen: Counter[str] = Counter()
    ranked = []
    for place, row in enumerate(rows):
        ranked.append((seen[row["attribution"]], place))
        seen[row["attribution"]] += 1
    return [rows[place] for _, place in sorted(ranked)]


def _in_order(codebook: Codebook, codings: list[Coding]) -> list[Coding]:
    order = {code.name: place for place, code in enumerate(codebook.codes)}
    return sorted(codings, key=lambda one: (order.get(one.code, len(order)), one.document, one.start, one.id))


def _row(
    study: Study, codebook: Codebook, one: Coding, document: Document, allowed: Mapping[Cell, Attribution]
) -> dict[str, Any]:
    turn = document.turn_at(one.start, one.end)
    role = turn.role if turn else None
    return {
        "coding": one.id, "code": one.code, "label": codebook.label(one.code), "document": one.document,
        "turn": turn.number if turn else None, "start": one.start, "end": one.end, "quote": one.quote,
        "attribution": _attribution(study, allowed.get((role, document.wave), (None, None))),
    }  # fmt: skip


def _attribution(study: Study, allowed: Attribution) -> str:
    role, wave = allowed
    label = wave_label(study, wave)
    named = role_label(study, role)
    return named if label is None else f"{named}, {label[0].lower() + label[1:]}"


def _notes(study: Study, check: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    least = study.config.disclosure.attribution
    notes = [f"A role, and its waves, are named only where {least} people speak in each; else less is said."]
    if check:
        listed = "; ".join(f"{one['coding']} ({', '.join(one['reasons'])})" for one in check[:_LISTED])
        more = f"; and {len(check) - _LISTED} more" if len(check) > _LISTED else ""
        notes.append(f"Withheld: {len(check)}, by number: {listed}{more}.")
        notes.append("Code a shorter passage, or read it and let it be shown with 'coding release'.")
    notes.append("No list knows every name: read every quote before it is printed.")
    return tuple(notes)


def _facts(codings: int, check: list[dict[str, Any]]) -> dict[str, Any]:
    reasons = Counter(reason for one in check for reason in one["reasons"])
    counts = {"codings": codings, "shown": codings - len(check), "withheld": len(check)}
    return counts | {"reasons": dict(sorted(reasons.items())), "to_check": check}
