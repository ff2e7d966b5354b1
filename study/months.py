"""Calendar months from a fixed date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

__all__ = ["due_dates"]


def due_dates(anchor: date, months: Iterable[int] | int) -> tuple[date, ...]:
    """Give the dates that lie so many calendar months after `anchor`.

    Each is counted from the anchor itself and clamped at the end of its month; none is counted from
    another, because a chain of clamped dates would creep towards the start of the month.

    Parameters
    ----------
    anchor : date
        The original date, usually that of the baseline interview.
    months : int or iterable of int
        Months to add, such as ``(12, 24)``.

    Returns
    -------
    tuple of date
        One for each number of months, in the order given.

    Examples
    --------
    >>> [str(day) for day in due_dates(date(2016, 2, 29), (12, 24, 48))]
    ['2017-02-28', '2018-02-28', '2020-02-29']
    """
    steps = (months,) if isinstance(months, int) else tuple(months)
    return tuple(_after(anchor, step) for step in steps)


def _after(anchor: date, months: int) -> date:
    years, month = divmod(anchor.month - 1 + months, 12)
    year = anchor.year + years
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))
