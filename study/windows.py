"""When a member's interview of a wave is due: the window round the target date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from .config import Wave
from .months import due_dates

__all__ = ["CLOSING_DAYS", "GRACE_DAYS", "DueWindow", "Issued", "window_of"]

CLOSING_DAYS = 14
"""A window counts as closing in its last so many days."""

GRACE_DAYS = 28
"""For so many days after the close an interview is still sought (``overdue``), then the case is closed."""


class Issued(Protocol):
    """What a window needs to know of a member."""

    @property
    def cohort(self) -> str:
        """``main`` or ``booster``."""

    @property
    def referral_date(self) -> date | None:
        """Start of the baseline window."""


@dataclass(frozen=True, slots=True)
class DueWindow:
    """First day, target day and last day; both ends belong to the window.

    Examples
    --------
    >>> window = DueWindow(date(2014, 1, 1), date(2014, 1, 1), date(2014, 4, 23))
    >>> window.status(date(2014, 4, 23)), window.status(date(2014, 4, 24)), window.status(date(2014, 6, 1))
    ('closing', 'overdue', 'closed')
    """

    opens: date
    target: date
    closes: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.opens <= day <= self.closes

    def status(self, on: date) -> str:
        """Say how the window stands on a day, as long as there is no interview."""
        if on < self.opens:
            return "not_due"
        left = (self.closes - on).days
        if left < -GRACE_DAYS:
            return "closed"
        if left < 0:
            return "overdue"
        return "closing" if left < CLOSING_DAYS else "open"


def window_of(
    member: Issued, wave: Wave, waves: tuple[Wave, ...], held: Mapping[str, date]
) -> DueWindow | None:
    """Give the window of one member and wave, or None where nothing anchors it.

    The baseline counts from the referral date.  A later wave counts from the baseline interview, in calendar
    months from that original date.  A booster has no baseline: its own first interview is its anchor and,
    until it has one, the referral date.

    Parameters
    ----------
    member : Issued
        Whose window.
    wave : Wave
        Which wave.
    waves : tuple of Wave
        All waves of the study, in order.
    held : mapping of str to date
        Dates of the interviews the member has given, by wave.
    """
    months = {one.name: one.months for one in waves}
    start = waves[0].name
    if member.cohort == "booster":
        return None if wave.name == start else _booster(member, wave, months, held)
    if wave.name == start:
        return None if member.referral_date is None else _around(wave, member.referral_date)
    return _around(wave, _later(held[start], wave.months - months[start])) if start in held else None


def _booster(
    member: Issued, wave: Wave, months: Mapping[str, int], held: Mapping[str, date]
) -> DueWindow | None:
    first = min((name for name in held if name in months), key=months.__getitem__, default=None)
    if first is not None and months[first] <= wave.months:
        return _around(wave, _later(held[first], wave.months - months[first]))
    return None if member.referral_date is None else _around(wave, _later(member.referral_date, wave.months))


def _later(anchor: date, months: int) -> date:
    return due_dates(anchor, months)[0]


def _around(wave: Wave, target: date) -> DueWindow:
    before, after = timedelta(wave.window.before), timedelta(wave.window.after)
    return DueWindow(target - before, target, target + after)
