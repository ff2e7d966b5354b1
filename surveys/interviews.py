"""When each interview was held, whether that lies in its window, and the events that say so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.config import Wave
from ..study.dictionary import Dictionary
from ..study.problems import Problem
from ..study.store.events import Event
from .findings import Rows

__all__ = ["date_variable", "interview_events", "outside_window"]

_NAMES = ("interview_date", "int_date")


def date_variable(book: Dictionary) -> str | None:
    """Find the variable with the date of the interview: by its usual name, or the only date there is."""
    dates = [v.name for v in book if v.type in ("date", "datetime")]
    named = [name for name in _NAMES if name in dates]
    return named[0] if named else dates[0] if len(dates) == 1 else None


def outside_window(
    dates: pd.Series[Any], anchors: pd.Series[Any], wave: Wave, rows: Rows, variable: str
) -> list[Problem]:
    """Find interviews before or after the window of their member.

    Parameters
    ----------
    dates : Series of timestamps, (n_rows,)
        Interview dates; NaT where not known.
    anchors : Series of timestamps, (n_rows,)
        Referral date for the baseline, date of the baseline interview for later waves; NaT where not known.
    wave : Wave
        With its months and window.
    rows : Rows
        Where the rows come from.
    variable : str
        The variable with the date.
    """
    target = anchors.dt.normalize() + pd.DateOffset(months=wave.months)
    days = (dates.dt.normalize() - target).dt.days
    late = (days < -wave.window.before) | (days > wave.window.after)
    return rows.where(late.to_numpy(dtype=bool), "FP3048", variable)


def interview_events(
    urns: NDArray[Any],
    *,
    dates: pd.Series[Any],
    partial: NDArray[np.bool_],
    wave: str,
    received: str,
    known: pd.DataFrame,
) -> list[Event]:
    """Make the events of the interviews that are new, or that a new delivery dates or completes otherwise.

    Parameters
    ----------
    urns : object array, (n_rows,)
        Members with an accepted return.
    dates : Series of timestamps, (n_rows,)
        Interview dates; where one is not known the day of receipt stands in.
    partial : bool array, (n_rows,)
        Interviews that broke off.
    wave : str
        The wave.
    received : str
        Day of receipt, ISO.
    known : DataFrame
        All events so far, in the order in which they were recorded.
    """
    days = dates.dt.strftime("%Y-%m-%d").fillna(received)
    details = np.where(partial, "partial", "full")
    told = _told(known, wave)
    held = zip(urns.tolist(), days.tolist(), details.tolist(), strict=True)
    return [
        Event(urn, "interview", day, wave, detail)
        for urn, day, detail in held
        if told.get(urn) != (day, detail)
    ]


def _told(known: pd.DataFrame, wave: str) -> dict[str, tuple[str, str]]:
    mine = known[(known["kind"] == "interview") & (known["wave"] == wave)]
    return dict(zip(mine["urn"], zip(mine["on_date"], mine["detail"], strict=True), strict=True))
