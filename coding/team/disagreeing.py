"""What coders differ about: passages where one has a code and another has not, or has it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...study.documents import Coding
from ...study.folder import Study
from ...study.table import Column, Table
from .coded_texts import CodedText, Compared

__all__ = ["disagreement_table", "disagreements_in"]

_COLUMNS = (
    Column("document"), Column("start"), Column("end"), Column("label", "code"), Column("kind"),
    Column("with_code", "coded by"), Column("without", "not by"), Column("quote"), Column("decision"),
)  # fmt: skip


def disagreement_table(study: Study, found: Compared) -> Table:
    """List what coders differ about, each with what was decided.

    Returns
    -------
    Table
        A row a passage and code: ``document``, ``start``, ``end`` (from the first border to the last),
        ``code``, ``label``, ``kind`` (``missing``: somebody has not got it; ``border``: all have it, with
        other borders), ``with_code``, ``without`` (coders), ``spans`` (coder, start, end of each),
        ``codings``, ``quote``, ``decision`` (``holds``, ``rejected`` or empty), ``reason``, ``decided_by``.
        Facts: ``disagreements`` = ``decided`` + ``open``.
    """
    from ..codebook import read_codebook

    book, decided = read_codebook(study.codebook), _decisions(study)
    rows = [
        row | {"label": book.label(row["code"])} | _decision(row, decided)
        for text in found.texts
        for row in disagreements_in(text, found.codes)
    ]
    done = sum(row["decision"] is not None for row in rows)
    facts = {"disagreements": len(rows), "decided": done, "open": len(rows) - done}
    notes = (
        f"{facts['disagreements']} passages = {done} decided + {facts['open']} open.",
        "Decide with 'familypanel coding adjudicate DOCUMENT START:END CODE --reason TEXT --coder NAME'.",
    )
    return Table.of(rows, _COLUMNS, title="Disagreements", notes=notes, facts=facts)


def disagreements_in(text: CodedText, codes: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give the passages of a transcript on which its coders differ, by code and place."""
    for code in codes:
        for together in _meeting([one for one in text.codings if one.code == code]):
            mine = {who: sorted((o.start, o.end) for o in together if o.coder == who) for who in text.coders}
            if len({tuple(spans) for spans in mine.values()}) > 1:
                yield _row(text, code, together, mine)


def _meeting(codings: list[Coding]) -> Iterator[list[Coding]]:
    """Put codings together that share a character, directly or through others."""
    group: list[Coding] = []
    for one in sorted(codings, key=lambda one: (one.start, one.end)):
        if group and one.start >= max(other.end for other in group):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _row(
    text: CodedText, code: str, together: list[Coding], mine: Mapping[str, list[tuple[int, int]]]
) -> dict[str, Any]:
    start, end = min(one.start for one in together), max(one.end for one in together)
    without = [who for who, spans in mine.items() if not spans]
    widest = max(together, key=lambda one: (one.end - one.start, -one.id))
    return {
        "document": text.document, "start": start, "end": end, "code": code,
        "kind": "missing" if without else "border",
        "with_code": [who for who, spans in mine.items() if spans], "without": without,
        "spans": [{"coder": one.coder, "start": one.start, "end": one.end} for one in together],
        "codings": [one.id for one in together], "uids": [one.uid for one in together], "quote": widest.quote,
    }  # fmt: skip


def _decisions(study: Study) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Give decisions with who made them and the codings each settles, the last first."""
    from ...study.coding_events import standing
    from ...study.store.coding_log import logged_events

    with study.store.reading() as connection:
        events = standing(logged_events(connection, only=("decide", "undo")))
    return [(one.hash, one.coder, one.payload or {}) for one in reversed(events) if one.action == "decide"]


def _decision(row: Mapping[str, Any], decided: list[tuple[str, str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Find the last decision that settles all codings of a passage."""
    for _, coder, told in decided:
        if set(row["uids"]) <= set(told["settles"]):
            holds = "holds" if told["holds"] else "rejected"
            return {"decision": holds, "reason": told["reason"], "decided_by": coder}
    return {"decision": None, "reason": None, "decided_by": None}
