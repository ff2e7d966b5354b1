"""The present moment, from one place, so that it can be fixed.

The environment variable ``SOURCE_DATE_EPOCH`` (seconds since 1970, UTC; the convention of reproducible
builds) fixes it for a whole process.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from .problems import ProblemError, problem

__all__ = ["now", "parse_date", "today"]


def now() -> datetime:
    """Give the present moment in UTC, to the second."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return moment.replace(microsecond=0)


def today() -> date:
    """Give today's date where the computer stands (UTC when the moment is fixed)."""
    return now().date() if os.environ.get("SOURCE_DATE_EPOCH") else date.today()


def parse_date(value: date | str | None) -> date:
    """Read a date as ``YYYY-MM-DD``; None is today.

    Raises
    ------
    ProblemError
        FP1030 if it is something else.

    Examples
    --------
    >>> parse_date("2016-02-29").isoformat()
    '2016-02-29'
    """
    if value is None:
        return today()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise ProblemError(problem("FP1030", value=value)) from error
