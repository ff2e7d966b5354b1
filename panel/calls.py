"""`panel due`: whom to interview, and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ..study.clock import parse_date
from ..study.folder import Study
from ..study.table import Column, Table
from .register import Register, read_register
from .standings import Placed, standings, undated_note
from .wording import STATUSES_READ, worded
from .words import CARRIED, PRODUCTIVE

__all__ = ["STATUSES", "due"]

BOOSTER = "booster"

STATUSES = ("no_date", "overdue", "closing", "open", "not_due", "done", "done_out_of_window", "closed")
"""In the order in which they are listed: the most urgent first."""

_WANTED = ("no_date", "overdue", "closing", "open")
"""Statuses that ask somebody to do something."""

_COLUMNS = (
    Column("urn", "URN"), Column("wave", "Wave"), Column("status", "Status"),
    Column("opens", "Opens", "date"),
    Column("target", "Target", "date"), Column("closes", "Closes", "date"),
    Column("days_left", "Days left", "count"), Column("attempts", "Attempts", "count"),
    Column("last_outcome", "Last"), Column("safe_route", "Safe route"),
    Column("project", "Project"), Column("cohort", "Cohort"), Column("language", "Language"),
)  # fmt: skip
_ROUTE_NOTE = (
    "safe_route is empty where no rule of safe contact is recorded; 'no' means there is no safe route."
)


def due(study: Study, on: date | str | None = None, wave: str | None = None) -> Table:
    """List who is due for an interview: every member and wave with its window and how it stands.

    ``not_due``, ``open``, ``closing`` (the last 14 days), ``overdue`` (closed at most 28 days ago: an
    interview is still sought and flagged), ``done``, ``done_out_of_window``, ``closed`` (nothing more to do:
    the window is long past, or the member withdrew, died, moved abroad, fell out of scope or refused for
    good), ``no_date`` (nothing can fall due: the referral date is not known, so somebody must look).

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
        Rows {urn, wave, status, opens, target, closes, days_left, attempts, last_outcome, safe_route,
        cohort} and, where the register has them, ``project`` and ``language``; one row a member and wave,
        the most urgent first.  People are shown those who are due or have no date; JSON and CSV carry all.
        Facts ``on``, ``due`` (open, closing and overdue), ``no_date`` (members) and ``statuses`` (all
        counts).

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP1030 if `on` is not a date.
    """
    day = parse_date(on)
    if wave is not None:
        study.wave(wave)
    register = read_register(study)
    placed = [p for p in standings(register, study.config.waves, day) if wave in (None, p.wave.name)]
    about = [name for name in ("project", "cohort", "language") if _has(register, name)]
    rows = sorted(
        (_row(p, day) | {name: p.member.fact(name) for name in about} for p in placed), key=_urgency
    )
    counts = Counter(row["status"] for row in rows)
    facts = {
        "on": day.isoformat(),
        "due": counts["open"] + counts["closing"] + counts["overdue"],
        "no_date": len({row["urn"] for row in rows if row["status"] == "no_date"}),
        "statuses": {word: counts[word] for word in STATUSES},
    }
    columns = [one for one in _COLUMNS if one.key not in {"project", "language"} - {*about}]
    notes = (*_notes(facts, bool(rows)), *undated_note(register, study.config.waves, day))
    return Table.of(
        rows, worded(study, columns), title=f"Due on {day}", notes=notes, facts=facts,
        shown=sum(counts[word] for word in _WANTED),
    )  # fmt: skip


def _has(register: Register, name: str) -> bool:
    return any(member.fact(name) for member in register.members.values())


def _notes(facts: Mapping[str, Any], enrolled: bool) -> Iterator[str]:
    if not enrolled:
        yield "No member is enrolled, so nobody is due."
        return
    if facts["no_date"]:
        yield (
            f"{facts['no_date']} members have no referral date, so no interview of theirs falls due: enrol a "
            "file with urn and referral_date; fields that are empty are filled."
        )
    rest = [
        f"{n:,} {STATUSES_READ.get(word, word)}"
        for word, n in facts["statuses"].items()
        if n and word not in _WANTED
    ]
    if rest:
        yield f"Not listed, because nothing is to be done now: {', '.join(rest)}. --json has every row."
    yield _ROUTE_NOTE


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
    if placed.window is None and _undated(placed):
        return "no_date"
    if placed.window is None:
        return "not_due" if still_open else "closed"
    return placed.window.status(day)


def _undated(placed: Placed) -> bool:
    """Say whether a window cannot open because the date it would count from is not known."""
    if placed.member.referral_date is not None:
        return False
    # Once a booster has been interviewed, a wave without a window is one before it joined.
    return placed.member.cohort != BOOSTER or all(event.kind != "interview" for event in placed.events)


def _urgency(row: dict[str, Any]) -> tuple[int, str, str, str]:
    return STATUSES.index(row["status"]), row["closes"] or "9999", row["urn"], row["wave"]
