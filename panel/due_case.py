"""One member and wave on a day: how its window stands, and how the member may be contacted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..study.routes import Route
from .register import Event, Register
from .safe_routes import SafeContact
from .standings import Placed
from .words import CARRIED, PRODUCTIVE

__all__ = ["STATUSES", "WANTED", "Due"]

BOOSTER = "booster"

STATUSES = ("overdue", "closing", "open", "not_due", "done", "done_out_of_window", "closed")
"""In the order in which they are listed: the most urgent first."""

WANTED = ("overdue", "closing", "open")
"""Statuses that ask somebody to do something."""


@dataclass(frozen=True)
class Due:
    """One member and wave on a day: how it stands, and by which routes it may be contacted."""

    placed: Placed
    status: str
    days_left: int | None
    routes: tuple[Route, ...]
    safe: bool | None
    missing: str
    appointment: date | None

    @classmethod
    def of(cls, placed: Placed, register: Register, contact: SafeContact, day: date) -> Due:
        """Judge one member and wave; what speaks against contact counts whenever it was recorded."""
        urn, status = placed.member.urn, _status(placed, day)
        events = register.events.get(urn, ())
        left = (placed.window.closes - day).days if placed.window and status in WANTED else None
        return cls(
            placed, status, left, contact.safe(urn, events, day), contact.known(urn, events, day),
            contact.missing(urn, events, day) if status in WANTED else "", _appointment(placed, events, day),
        )  # fmt: skip

    @property
    def undated(self) -> bool:
        """Whether a window cannot open because the date it would count from is not known."""
        waiting = self.status == "not_due" and self.placed.window is None
        return waiting and _undated(self.placed)

    @property
    def attempts(self) -> int:
        """How often the member was tried for this wave."""
        return sum(event.kind == "attempt" for event in self.placed.own_events)

    @property
    def last_outcome(self) -> str | None:
        """What happened last in this wave."""
        happened = self.placed.own_events
        return (happened[-1].detail or happened[-1].kind) if happened else None

    def urgency(self) -> tuple[int, str, str, str]:
        """Give the key by which the most urgent stand first."""
        closes = self.placed.window.closes.isoformat() if self.placed.window else "9999"
        return STATUSES.index(self.status), closes, self.placed.member.urn, self.placed.wave.name

    def row(self) -> dict[str, Any]:
        """Give the row of the table."""
        window = self.placed.window
        return {
            "urn": self.placed.member.urn,
            "wave": self.placed.wave.name,
            "status": self.status,
            "opens": window.opens.isoformat() if window else None,
            "target": window.target.isoformat() if window else None,
            "closes": window.closes.isoformat() if window else None,
            "days_left": self.days_left,
            "attempts": self.attempts,
            "last_outcome": self.last_outcome,
            "safe_route": self.safe,
        }


def _appointment(placed: Placed, events: Sequence[Event], day: date) -> date | None:
    """Give the next day that was agreed on for this wave, unless the agreement was broken afterwards."""
    agreed = [e for e in events if e.kind == "appointment" and e.wave == placed.wave.name]
    kept = agreed[-1] if agreed else None
    return kept.on if kept is not None and kept.detail != "broken" and kept.on >= day else None


def _status(placed: Placed, day: date) -> str:
    outcome, detail, still_open = placed.standing
    if outcome in PRODUCTIVE:
        inside = placed.window is None or placed.interview is None or placed.interview in placed.window
        return "done" if inside else "done_out_of_window"
    if outcome in CARRIED or "hard" in detail:
        return "closed"
    if placed.window is None:
        return "not_due" if still_open or _undated(placed) else "closed"
    return placed.window.status(day)


def _undated(placed: Placed) -> bool:
    """Say whether a window cannot open because the date it would count from is not known."""
    if placed.member.referral_date is not None:
        return False
    # Once a booster has been interviewed, a wave without a window is one before it joined.
    return placed.member.cohort != BOOSTER or all(event.kind != "interview" for event in placed.events)
