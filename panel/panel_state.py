"""The panel as it stood on a day: rebuilt from events, never remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ..study.clock import parse_date
from ..study.folder import Study
from .register import Register, read_register
from .standings import Placed, outcome_frame, standings, undated_note

__all__ = ["PanelState", "panel_state"]


@dataclass(frozen=True)
class PanelState:
    """Where every member stands.

    Parameters
    ----------
    study : Study
        The study.
    register : Register
        Members and events.
    day : date
        What had happened by this day counts, and windows are open or closed as on it.
    recorded_by : date, optional
        Only what had been recorded by this day is in `register`.
    asked : bool
        Whether the day was asked for; otherwise it is today.
    """

    study: Study
    register: Register
    day: date
    recorded_by: date | None = None
    asked: bool = False

    @cached_property
    def placed(self) -> list[Placed]:
        """Every member at every wave."""
        return standings(self.register, self.study.config.waves, self.day)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same as a frame; see `outcome_frame`."""
        return outcome_frame(self.placed)

    @property
    def waves(self) -> list[str]:
        """Names of the waves, in order."""
        return [wave.name for wave in sorted(self.study.config.waves, key=lambda wave: wave.months)]

    @property
    def facts(self) -> dict[str, Any]:
        """JSON fields that say what the figures are as at."""
        known = None if self.recorded_by is None else self.recorded_by.isoformat()
        return {"on": self.day.isoformat(), "recorded_by": known}

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before reading figures of this day."""
        return (
            *self._unknown(),
            *self._recorded_later(),
            *undated_note(self.register, self.study.config.waves, self.day),
        )

    def titled(self, title: str, still_open: bool) -> str:
        """Name the day only while it matters: once every window is closed, nothing changes with it."""
        known = f", recorded by {self.recorded_by}" if self.recorded_by else ""
        return f"{title} as at {self.day}{known}" if still_open or self.asked else title

    def _unknown(self) -> tuple[str, ...]:
        empty = self.recorded_by is not None and not self.register.members
        return (f"No member had been enrolled by {self.recorded_by}.",) if empty else ()

    def _recorded_later(self) -> tuple[str, ...]:
        if not self.asked or self.recorded_by:
            return ()
        every = (e for urn in self.register.members for e in self.register.known(urn, self.day))
        later = sum(event.recorded is not None and event.recorded > self.day for event in every)
        if not later:
            return ()
        how = f"--recorded-by {self.day} leaves them out"
        return (f"{later:,} of the events up to {self.day} were recorded only after that day; {how}.",)


def panel_state(study: Study, as_at: date | str | None, recorded_by: date | str | None) -> PanelState:
    """Rebuild the panel as at a day.

    Parameters
    ----------
    study : Study
        The study.
    as_at : date or str, optional
        What had happened by then; default `recorded_by`, and otherwise today.
    recorded_by : date or str, optional
        What was known by then; default everything.

    Raises
    ------
    ProblemError
        FP1030 if a date is none.
    """
    known = None if recorded_by is None else parse_date(recorded_by)
    day = parse_date(as_at if as_at is not None else known)
    return PanelState(study, read_register(study, known), day, known, (as_at or known) is not None)
