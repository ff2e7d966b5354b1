"""`coding codings` and `coding history`: what holds, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...study.clock import parse_date
from ...study.coding_events import CodingEvent, broken_links, undone_by
from ...study.folder import Study
from ...study.problems import problem
from ...study.table import Column, Table
from ..visibility import View, shown_codings, view
from .placing import usable_document
from .replaying import until
from .undoing import SHORT

__all__ = ["codings", "history"]

_KEYS = (
    "document", "start", "end", "code", "coder", "quote", "before", "after", "created_at", "uid", "decided",
)  # fmt: skip
_CODING = (
    Column("coding", "number", kind="count"), Column("document"), Column("start"), Column("end"),
    Column("code"), Column("coder"), Column("quote"),
)  # fmt: skip
_EVENT = (
    Column("event"), Column("at"), Column("coder"), Column("action"), Column("document"), Column("start"),
    Column("end"), Column("code"), Column("undone"),
)  # fmt: skip


def codings(
    study: Study,
    document: str | None = None,
    *,
    code: str | None = None,
    coder: str | None = None,
    as_at: date | str | None = None,
) -> Table:
    """List the codings that hold.

    Parameters
    ----------
    study : Study
        The study.
    document, code : str, optional
        Only of this transcript, or with this code.
    coder : str, optional
        Who looks: in a transcript that is coded blind everybody sees only their own.
    as_at : date or str, optional
        As they were at the end of this day (UTC), by replaying the log; default: now.

    Returns
    -------
    Table
        A row a coding: ``coding`` (its number here), ``document``, ``start``, ``end``, ``code``, ``coder``,
        ``quote``, ``before``, ``after``, ``created_at``, ``uid`` (the same on every computer), ``decided``.

    Raises
    ------
    ProblemError
        FP5012 no such transcript, FP1030 no date.
    """
    if document is not None:
        usable_document(study, document)
    found = shown_codings(study, coder, document=document, as_at=as_at)
    kept = [one for one in found if code in {None, one.code}]
    rows = [{"coding": one.id} | {key: getattr(one, key) for key in _KEYS} for one in kept]
    with study.store.reading() as connection:
        notes = view(connection, coder).notes
    facts = {"codings": len(rows), "coders": sorted({one.coder for one in kept})}
    return Table.of(rows, _CODING, notes=notes, facts=facts)


def history(
    study: Study,
    document: str | None = None,
    *,
    coder: str | None = None,
    as_at: date | str | None = None,
) -> Table:
    """List what was done, event by event, and say whether the log is whole.

    Parameters
    ----------
    study : Study
        The study.
    document : str, optional
        Only events about this transcript.
    coder : str, optional
        Who looks: of what is coded blind everybody sees only their own events.
    as_at : date or str, optional
        Up to the end of this day (UTC).

    Returns
    -------
    Table
        A row an event, the first first: ``event`` (first characters of its id), ``number``, ``at``,
        ``coder``, ``action``, ``document``, ``start``, ``end``, ``code``, ``undone``.
        Facts: ``events``, ``whole``.  Problem FP5104 for each event that was changed or whose predecessor is
        missing.
    """
    from ...study.store.coding_log import logged_events

    if document is not None:
        usable_document(study, document)
    with study.store.reading() as connection:
        seen, events = view(connection, coder), logged_events(connection)
    broken = tuple(
        problem("FP5104", number=event.number, coder=event.coder) for event in broken_links(events)
    )
    if as_at is not None:
        events = until(events, parse_date(as_at).isoformat())
    undone = undone_by(events)
    rows = [_row(event, event.hash in undone) for event in events if _shown(event, seen)]
    kept = [row for row in rows if document in {None, row["document"]}]
    facts = {"events": len(kept), "whole": not broken}
    return Table.of(kept, _EVENT, notes=seen.notes, facts=facts, problems=broken)


def _about(event: CodingEvent) -> Mapping[str, Any]:
    told = event.payload or {}
    about: Mapping[str, Any] = told.get("on", told)
    return about


def _shown(event: CodingEvent, seen: View) -> bool:
    document = _about(event).get("document")
    return seen.shows(document, event.coder) if document else seen.shows_remark(event.coder)


def _row(event: CodingEvent, undone: bool) -> dict[str, Any]:
    told = _about(event)
    place = {key: told.get(key) for key in ("document", "start", "end")}
    code = told.get("code") or told.get("new")
    head = {"event": event.hash[:SHORT], "number": event.number, "at": event.at, "coder": event.coder}
    return head | {"action": event.action} | place | {"code": code, "undone": undone}
