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

__all__ = ["Placed", "outcome_frame", "placed", "standings"]


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
        """The date of this wave's interview; the latest recorded counts, so that it can be corrected."""
        return _interview_dates(self.events).get(self.wave.name)

    @property
    def own_events(self) -> list[Event]:
        """The events that belong to this wave."""
        return [event for event in self.events if event.wave == self.wave.name]


def standings(register: Register, waves: Sequence[Wave], on: date) -> list[Placed]:
    """Place every member at every wave, members sorted by URN, waves in order.

    A booster is not placed at the baseline, which it never had.
    """
    ordered = tuple(sorted(waves, key=lambda wave: wave.months))
    return [one for urn in sorted(register.members) for one in placed(register, urn, ordered, on)]


def placed(register: Register, urn: str, waves: tuple[Wave, ...], on: date) -> list[Placed]:
    """Place one member at every wave."""
    member, events = register.members[urn], register.known(urn, on)
    held = _interview_dates(events)
    issued = waves[1:] if member.cohort == "booster" else waves
    found: list[Placed] = []
    for wave in issued:
        window = window_of(member, wave, waves, held)
        case = Case(wave.name, window, events, on, _awaits(window, found))
        found.append(Placed(member, wave, window, tuple(events), standing(case)))
    return found


def _awaits(window: DueWindow | None, before: list[Placed]) -> bool:
    """Say whether a missing anchor may still come, because the baseline itself is open."""
    return window is None and bool(before) and before[0].standing.open


def _interview_dates(events: Sequence[Event]) -> dict[str, date]:
    return {event.wave: event.on for event in events if event.kind == "interview" and event.wave}


def outcome_frame(found: Sequence[Placed]) -> pd.DataFrame:
    """Give standings as a frame: urn, cohort, wave, outcome, detail, open; one row a member and wave."""
    rows = [(p.member.urn, p.member.cohort, p.wave.name, *p.standing) for p in found]
    return pd.DataFrame(rows, columns=["urn", "cohort", "wave", "outcome", "detail", "open"])
