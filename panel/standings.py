"""Where every member stands at every wave, on a given day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..study.config import Wave
from ..study.windows import DueWindow, window_of
from .register import Event, Member, Register
from .standing import Case, Standing, standing
from .words import CARRIED, PRODUCTIVE

__all__ = ["Placed", "interview_dates", "outcome_frame", "placed", "standings", "undated_note"]


@dataclass(frozen=True, slots=True)
class Placed:
    """One member at one wave: the window, the events known by then, and what follows from them."""

    member: Member
    wave: Wave
    window: DueWindow | None
    events: tuple[Event, ...]
    standing: Standing

    @property
    def interview(self) -> date | None:
        """The date of this wave's interview if it is known; the latest recorded counts."""
        return interview_dates(self.events).get(self.wave.name)

    def issued(self, on: date) -> bool:
        """Whether an interview had been sought by a day: not of those who left before the window opened."""
        outcome, window = self.standing.outcome, self.window
        if self.own_events or outcome == "not_issued":
            return outcome != "not_issued"
        if outcome == "pending":
            return window is not None and window.opens <= on
        ended = [e.on for e in self.events if e.kind == "withdrawal" or e.detail in CARRIED]
        return outcome not in CARRIED or (window is not None and min(ended, default=on) >= window.opens)

    @property
    def own_events(self) -> list[Event]:
        """The events that belong to this wave."""
        return [event for event in self.events if event.wave == self.wave.name]


def standings(register: Register, waves: Sequence[Wave], on: date) -> list[Placed]:
    """Place every member at every wave, members sorted by URN, waves in order.

    A booster is not placed at the baseline, which it never had; a child of the family is placed nowhere,
    unless it was interviewed all the same.
    """
    ordered = tuple(sorted(waves, key=lambda wave: wave.months))
    begun = _begun(register, on)
    issued = (urn for urn in sorted(register.members) if _issued(register, urn))
    return [one for urn in issued for one in placed(register, urn, ordered, on, begun)]


def _issued(register: Register, urn: str) -> bool:
    events = register.events.get(urn, ())
    return register.members[urn].interviewed or any(event.kind == "interview" for event in events)


def _begun(register: Register, on: date) -> frozenset[str]:
    """Name the waves at which anybody has been interviewed by a day."""
    every = (event for events in register.events.values() for event in events)
    return frozenset(e.wave for e in every if e.kind == "interview" and e.wave and e.on <= on)


def placed(
    register: Register, urn: str, waves: tuple[Wave, ...], on: date, begun: frozenset[str] = frozenset()
) -> list[Placed]:
    """Place one member at every wave; `begun` are the waves at which anybody has been interviewed."""
    member, events = register.members[urn], register.known(urn, on)
    held = interview_dates(events)
    issued = waves[1:] if member.cohort == "booster" else waves
    undated = _undated_baseline(events, waves[0])
    found: list[Placed] = []
    for wave in issued:
        window = window_of(member, wave, waves, held)
        # Without a date nothing says when a wave is over; it is not, before anybody has been interviewed.
        awaits = _awaits(window, found) or (undated and window is None and wave.name not in begun)
        case = Case(wave.name, window, events, on, awaits, undated)
        found.append(Placed(member, wave, window, tuple(events), standing(case)))
    return found


def _awaits(window: DueWindow | None, before: list[Placed]) -> bool:
    """Say whether a missing anchor may still come, because the baseline itself is open."""
    # An interview of unknown date is no anchor, and none will come.
    waiting = bool(before) and before[0].standing.open and before[0].standing.outcome not in PRODUCTIVE
    return window is None and waiting


def _undated_baseline(events: Sequence[Event], start: Wave) -> bool:
    return any(e.kind == "interview" and e.wave == start.name and not e.dated for e in events)


def interview_dates(events: Sequence[Event]) -> dict[str, date]:
    """Give the dates of the interviews held, by wave; the latest recorded counts."""
    held = (event for event in events if event.kind == "interview" and event.dated)
    return {event.wave: event.on for event in held if event.wave}


def outcome_frame(found: Sequence[Placed]) -> pd.DataFrame:
    """Give standings as a frame: urn, cohort, wave, outcome, detail, open; one row a member and wave."""
    rows = [(p.member.urn, p.member.cohort, p.wave.name, *p.standing) for p in found]
    return pd.DataFrame(rows, columns=["urn", "cohort", "wave", "outcome", "detail", "open"])


def undated_note(register: Register, waves: Sequence[Wave], on: date) -> tuple[str, ...]:
    """Say how many baseline interviews have no date, so that no later window can be counted from them."""
    start = min(waves, key=lambda wave: wave.months)
    n = sum(_undated_baseline(register.known(urn, on), start) for urn in register.members)
    said = "baseline interviews have no date: the due dates and windows of their later waves are not defined"
    return (f"{n} {said}.",) if n else ()
