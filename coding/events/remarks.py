"""`coding memo` and `coding memos`: what coders write about a transcript, a passage, a code or a coding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...study.coding_events import CodingEvent, standing
from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..codebook import read_codebook
from ..visibility import View, view
from .carrying import carried_places
from .placing import find_shown, parse_span, usable_document
from .recording import codebook_number, record, the_coder
from .replaying import CARRY, code_since
from .undoing import SHORT

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["memo", "memos", "shown_memos", "standing_memos"]

_COLUMNS = (
    Column("memo"), Column("about"), Column("document"), Column("start"), Column("end"), Column("code"),
    Column("coding", kind="count"), Column("coder"), Column("text"),
)  # fmt: skip


def memo(
    study: Study,
    text: str,
    coder: str,
    *,
    document: str | None = None,
    span: str | tuple[int, int] | None = None,
    code: str | None = None,
    coding: int | None = None,
    replaces: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Write a memo about a transcript, a passage of it, a code or a coding, or write one anew.

    Parameters
    ----------
    study : Study
        The study.
    text : str
        The memo; empty together with `replaces`: the memo is taken away, and stays in the log.
    coder : str
        Who writes.
    document, span : str, optional
        The transcript, and ``START:END`` for a passage.
    code : str, optional
        A code of codebook.yaml.
    coding : int, optional
        The number of a coding.
    replaces : str, optional
        The memo that this is a new wording of, by its id; it stays about the same thing.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``memo`` (its id), ``about`` (``document``, ``span``, ``code`` or ``coding``), ``document``,
        ``start``, ``end``, ``code``, ``coding``, ``coder``, ``text``.

    Raises
    ------
    ProblemError
        FP5119 no text; FP5102 about nothing or several things; FP5103 no such memo; FP5011, FP5012,
        FP5013, FP5015 no such code, transcript, passage, coding; FP5016 no coder.
    """
    who = the_coder(coder)
    if replaces is None and not text.strip():
        raise ProblemError(problem("FP5119"))
    if replaces is None:
        on = _about(study, who, document=document, span=span, code=code, coding=coding)
    with study.store.transaction() as connection:
        payload: dict[str, Any] = {"text": text.strip(), "codebook": codebook_number(connection)}
        if replaces is None:
            payload |= {"on": on}
        else:
            old = _mine(connection, who, replaces)
            payload |= {"on": (old.payload or {})["on"], "replaces": old.hash}
        event = None if dry_run else record(connection, who, "memo", payload)
        row = _row(payload, who, "" if event is None else event.hash, _numbers(connection))
    notes = ("Nothing was stored: this was a dry run.",) if dry_run else ()
    return Table.of([row], _COLUMNS, notes=notes, facts={"dry_run": dry_run})


def memos(
    study: Study,
    *,
    document: str | None = None,
    code: str | None = None,
    coding: int | None = None,
    coder: str | None = None,
) -> Table:
    """List the memos that stand.

    Parameters
    ----------
    study : Study
        The study.
    document, code, coding : optional
        Only about this transcript (with its passages and codings), code or coding.
    coder : str, optional
        Who looks: in a transcript that is coded blind everybody sees only their own memos.

    Returns
    -------
    Table
        A row a memo, the oldest first; columns as `memo`, and ``at``.
    """
    with study.store.reading() as connection:
        seen, numbers = view(connection, coder), _numbers(connection)
        found = [event for event in standing_memos(connection) if _shown(event, seen)]
    rows = [_row(event.payload or {}, event.coder, event.hash, numbers) | {"at": event.at} for event in found]
    wanted = {"document": document, "code": code, "coding": coding}
    kept = [row for row in rows if all(value in {None, row[key]} for key, value in wanted.items())]
    return Table.of(kept, _COLUMNS, notes=seen.notes, facts={"memos": len(kept)})


def shown_memos(study: Study, coder: str | None = None) -> list[CodingEvent]:
    """Give the memos that stand and that `coder` may see."""
    with study.store.reading() as connection:
        seen = view(connection, coder)
        return [event for event in standing_memos(connection) if _shown(event, seen)]


def standing_memos(connection: Connection) -> list[CodingEvent]:
    """Give the memos that were neither undone nor written anew nor taken away."""
    from ...study.store.coding_log import logged_events

    stands = standing(logged_events(connection, only=("memo", "undo", "rename", CARRY)))
    places, renames = carried_places(stands), [event for event in stands if event.action == "rename"]
    found = [_about_now(_at(event, places), renames) for event in stands if event.action == "memo"]
    replaced = {(event.payload or {}).get("replaces") for event in found}
    return [event for event in found if event.hash not in replaced and (event.payload or {})["text"]]


def _at(event: CodingEvent, places: Mapping[str, Mapping[str, Any]]) -> CodingEvent:
    """Give a memo with its place in the corrected transcript; without one where its words are gone."""
    told = event.payload or {}
    place = places.get(event.hash)
    if place is None or "start" not in told.get("on", {}):
        return event
    on = {key: value for key, value in told["on"].items() if key not in {"start", "end", "quote"}}
    return replace(event, payload={**told, "on": {**on, **place}})


def _about_now(event: CodingEvent, renames: Sequence[CodingEvent]) -> CodingEvent:
    """Give a memo about a code under the name that the code has now."""
    told = event.payload or {}
    if "code" not in told["on"]:
        return event
    code = code_since(told["on"]["code"], told.get("codebook", event.number), renames)
    return replace(event, payload={**told, "on": {**told["on"], "code": code}})


def _shown(event: CodingEvent, seen: View) -> bool:
    on = (event.payload or {})["on"]
    if on.get("document"):
        return seen.shows(on["document"], event.coder)
    return seen.shows_remark(event.coder)


def _mine(connection: Connection, coder: str, start: str) -> CodingEvent:
    mine = (event for event in standing_memos(connection) if event.coder == coder)
    found = [event for event in mine if event.hash.startswith(start)]
    if len(found) != 1:
        raise ProblemError(problem("FP5103", coder=coder, memo=start))
    return found[0]


def _about(
    study: Study,
    coder: str,
    *,
    document: str | None,
    span: str | tuple[int, int] | None,
    code: str | None,
    coding: int | None,
) -> dict[str, Any]:
    given = [one is not None for one in (document, code, coding)]
    if sum(given) != 1 or (span is not None and document is None):
        raise ProblemError(problem("FP5102"))
    if code is not None:
        return {"code": read_codebook(study.codebook).code(code).name}
    if coding is not None:
        return _on_coding(study, coder, coding)
    return _in_text(study, document or "", span)


def _on_coding(study: Study, coder: str, number: int) -> dict[str, Any]:
    with study.store.reading() as connection:
        found, superseded = find_shown(connection, number, coder)
    on: dict[str, Any] = {key: getattr(found, key) for key in ("document", "start", "end")}
    if superseded is None:
        # So that it is carried to a corrected transcript as its coding is.
        on["text"] = usable_document(study, found.document).text_sha256
    return {"coding": found.uid, **on}


def _in_text(study: Study, document: str, span: str | tuple[int, int] | None) -> dict[str, Any]:
    found = usable_document(study, document)
    on: dict[str, Any] = {"document": found.name, "text": found.text_sha256}
    if span is None:
        return on
    start, end = parse_span(span)
    if not 0 <= start < end <= len(found.text):
        raise ProblemError(problem("FP5013", start=start, end=end, length=len(found.text)))
    return on | {"start": start, "end": end, "quote": found.text[start:end]}


def _numbers(connection: Connection) -> Mapping[str, int]:
    from ...study.store.codings import coding_ids

    return coding_ids(connection)


def _row(payload: Mapping[str, Any], coder: str, event: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    on = payload["on"]
    kinds: Iterable[str] = ("coding", "code", "start", "document")
    kind = next(key for key in kinds if key in on)
    place = {key: on.get(key) for key in ("document", "start", "end", "code")}
    return {
        "memo": event[:SHORT] or None, "about": "span" if kind == "start" else kind, **place,
        "coding": numbers.get(on.get("coding", "")), "coder": coder, "text": payload["text"],
    }  # fmt: skip
