"""`coding undo`: taking back what a coder did, by an event of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...study.coding_events import UNDO, CodingEvent, standing
from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..codebook_editing import CodebookEditor
from ..codebook_restoring import restored
from ..visibility import shown_codings
from .carrying import carry_over
from .recording import record, settle, the_coder
from .replaying import CODEBOOK_ACTIONS

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["SHORT", "UNDOABLE", "touched", "undo"]

SHORT = 12
_CODEBOOK = (*CODEBOOK_ACTIONS, "add_code", "define")
UNDOABLE = ("tag", "untag", "memo", "decide", "release", "summarise", "redact", "sign_off", *_CODEBOOK)
_COLUMNS = (
    Column("event"), Column("action"), Column("document"), Column("start"), Column("end"), Column("code"),
    Column("coder"), Column("status"),
)  # fmt: skip


def undo(study: Study, coder: str, event: str | None = None, *, dry_run: bool = False) -> Table:
    """Take back what a coder did; after a change of the codebook, codebook.yaml is brought back too.

    Parameters
    ----------
    study : Study
        The study.
    coder : str
        Who takes it back: only what they did themselves.
    event : str, optional
        The event, by the first characters of its id as `coding history` shows them; default: the last thing
        the coder did that was not undone.  An undo can be undone by its id, unless it is about the codebook.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``event``, ``action``, ``document``, ``start``, ``end``, ``code``, ``coder``, ``status``
        (``undone``); none where there is nothing to undo.

    Raises
    ------
    ProblemError
        FP5016 no coder, FP5101 no such event of this coder, or one that is not undone in this way; FP5934
        the codebook was changed again since.
    """
    who = the_coder(coder)
    with study.store.transaction() as connection:
        found = _last(connection, who) if event is None else _chosen(connection, who, event)
        codebook = None if found is None else _codebook_before(study, found, who)
        if found is not None and not dry_run:
            uids = touched(connection, found)
            record(connection, who, UNDO, {"event": found.hash})
            _brought_back(connection, uids)
            if codebook is not None:
                codebook.write()
    rows = [] if found is None else [_row(found)]
    notes = ["Nothing was stored: this was a dry run."] if dry_run else []
    notes += [] if rows else ["There is nothing to undo."]
    return Table.of(rows, _COLUMNS, notes=tuple(notes), facts={"changed": len(rows), "dry_run": dry_run})


def _codebook_before(study: Study, event: CodingEvent, coder: str) -> CodebookEditor | None:
    """Give codebook.yaml as it was before an event, if the event changed it."""
    if event.action not in _CODEBOOK:
        return None
    given = set((event.payload or {}).get("codings", ()))
    used = {one.code for one in shown_codings(study, coder) if one.uid not in given}
    return restored(study.codebook, event, used)


def _brought_back(connection: Connection, uids: set[str]) -> None:
    """Settle what an undo touches; what holds again may have to follow its transcript's corrections."""
    if any(one.superseded_at is None for one in settle(connection, uids)):
        carry_over(connection)


def _undone(connection: Connection) -> set[str]:
    from ...study.store.coding_log import logged_events

    undoing = standing(logged_events(connection, only=(UNDO,)))
    return {str((event.payload or {})["event"]) for event in undoing}


def _last(connection: Connection, coder: str) -> CodingEvent | None:
    from ...study.store.coding_log import newest_events

    undone = _undone(connection)
    newest = newest_events(connection, coder, UNDOABLE)
    return next((event for event in newest if event.hash not in undone and event.payload is not None), None)


def _chosen(connection: Connection, coder: str, start: str) -> CodingEvent:
    from ...study.store.coding_log import newest_events

    undone = _undone(connection)
    mine = newest_events(connection, coder, (*UNDOABLE, UNDO))
    found = [event for event in mine if event.hash.startswith(start) and event.hash not in undone]
    if len(found) != 1 or found[0].payload is None or _was_codebook(connection, found[0]):
        raise ProblemError(problem("FP5101", event=start, coder=coder))
    return found[0]


def _was_codebook(connection: Connection, event: CodingEvent) -> bool:
    """Say whether an undo brought the codebook back: the change is then made anew, not by undoing again."""
    from ...study.store.coding_log import find_event

    other = find_event(connection, event.payload["event"]) if event.payload and event.action == UNDO else None
    return other is not None and other.action in _CODEBOOK


def touched(connection: Connection, event: CodingEvent) -> set[str]:
    """Give the codings that may change with an event."""
    from ...study.store.coding_log import find_event
    from ...study.store.codings import coding_ids

    told = event.payload or {}
    if event.action in CODEBOOK_ACTIONS:
        return set(coding_ids(connection))
    if event.action == UNDO:
        other = find_event(connection, told["event"])
        return set() if other is None else touched(connection, other)
    return {event.hash, *told.get("codings", ()), *told.get("settles", ())}


def _row(event: CodingEvent) -> dict[str, Any]:
    told = event.payload or {}
    place = {key: told.get(key) for key in ("document", "start", "end")}
    place["code"] = told.get("code") or told.get("new")
    return (
        {"event": event.hash[:SHORT], "action": event.action}
        | place
        | {"coder": event.coder, "status": "undone"}
    )
