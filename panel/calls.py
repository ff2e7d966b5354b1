"""`panel due`: whom to interview, and until when."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from ..study.clock import parse_date
from ..study.folder import Study
from ..study.table import Column, Table
from .register import read_register
from .standings import Placed, standings, undated_note
from .words import CARRIED, PRODUCTIVE

__all__ = ["STATUSES", "due"]

STATUSES = ("overdue", "closing", "open", "not_due", "done", "done_out_of_window", "closed")
"""In the order in which they are listed: the most urgent first."""

_COLUMNS = (
    Column("urn", "URN"), Column("wave", "Wave"), Column("status", "Status"),
    Column("opens", "Opens", "date"),
    Column("target", "Target", "date"), Column("closes", "Closes", "date"),
    Column("days_left", "Days left", "count"), Column("attempts", "Attempts", "count"),
    Column("last_outcome", "Last"), Column("safe_route", "Safe route"),
)  # fmt: skip
_ROUTE_NOTE = (
    "safe_route is empty where no rule of safe contact is recorded; 'no' means there is no safe route."
)


def due(study: Study, on: date | str | None = None, wave: str | None = None) -> Table:
    """List every member and wave with its window and how it stands.

    ``not_due``, ``open``, ``closing`` (the last 14 days), ``overdue`` (closed at most 28 days ago: an
    interview is still sought and flagged), ``done``, ``done_out_of_window``, ``closed`` (nothing more to do:
    the window is long past, or the member withdrew, died, moved abroad, fell out of scope or refused for
    good).

    Parameters
    ----------
    study : Study
        The study.
    on : date or str, optional
        The day; today if not given.
    wave : str, optional
        Only this wave.

    Returns
    -------
    Table
        Rows {urn, wave, status, opens, target, closes, days_left, attempts, last_outcome, safe_route}, the
        most urgent first; facts ``on``, ``due`` (open, closing and overdue) and ``statuses`` (all counts).

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP1030 if `on` is not a date.
    """
    day = parse_date(on)
    if wave is not None:
        study.wave(wave)
    register = read_register(study)
    found = [p for p in standings(register, study.config.waves, day) if wave in (None, p.wave.name)]
    rows = sorted((_row(p, day) for p in found), key=_urgency)
    counts = Counter(row["status"] for row in rows)
    facts = {
        "on": day.isoformat(),
        "due": counts["open"] + counts["closing"] + counts["overdue"],
        "statuses": {word: counts[word] for word in STATUSES},
    }
    notes: tuple[str, ...] = (_ROUTE_NOTE,) if rows else ("No member is enrolled, so nobody is due.",)
    notes += undated_note(register, study.config.waves, day)
    return Table.of(rows, _COLUMNS, title=f"Due on {day}", notes=notes, facts=facts)


def _row(placed: Placed, day: date) -> dict[str, Any]:
    window, happened = placed.window, placed.own_events
    status = _status(placed, day)
    last = happened[-1] if happened else None
    unsafe = any(event.detail == "no_safe_route" for event in placed.events)
    return {
        "urn": placed.member.urn,
        "wave": placed.wave.name,
        "status": status,
        "opens": window.opens.isoformat() if window else None,
        "target": window.target.isoformat() if window else None,
        "closes": window.closes.isoformat() if window else None,
        "days_left": (window.closes - day).days
        if window and status in {"open", "closing", "overdue"}
        else None,
        "attempts": sum(event.kind == "attempt" for event in happened),
        "last_outcome": (last.detail or last.kind) if last else None,
        "safe_route": False if unsafe else None,
    }


def _status(placed: Placed, day: date) -> str:
    outcome, detail, still_open = placed.standing
    if outcome in PRODUCTIVE:
        inside = placed.window is None or placed.interview is None or placed.interview in placed.window
        return "done" if inside else "done_out_of_window"
    if outcome in CARRIED or "hard" in detail:
        return "closed"
    if placed.window is None:
        return "not_due" if still_open else "closed"
    return placed.window.status(day)


def _urgency(row: dict[str, Any]) -> tuple[int, str, str, str]:
    return STATUSES.index(row["status"]), row["closes"] or "9999", row["urn"], row["wave"]
