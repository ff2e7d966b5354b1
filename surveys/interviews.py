"""When each interview was held, whether that lies in its window, and the events that say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.config import Wave
from ..study.dictionary import Dictionary
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.store.events import VOID, Interviews, live_events
from .findings import Rows

if TYPE_CHECKING:
    from .seen import Setting

__all__ = [
    "NAMES",
    "anchors",
    "date_variable",
    "interviews_held",
    "interviews_redated",
    "interviews_void",
    "off_window",
    "outside_window",
]

Mask = NDArray[np.bool_]
NAMES = ("int_date", "interview_date")
"""What the variable with the date of the interview is called, in any case; no other date is taken for it."""


def date_variable(book: Dictionary, wanted: str | None = None) -> str | None:
    """Find the variable with the date of the interview: `wanted`, or the one with a usual name.

    Raises
    ------
    ProblemError
        FP3204 if `wanted` is not there, or is no date.
    """
    dates = {v.name.casefold(): v.name for v in book if v.type in ("date", "datetime")}
    if wanted is not None and wanted.casefold() not in dates:
        raise ProblemError(problem("FP3204", Place(variable=wanted), variable=wanted))
    sought = NAMES if wanted is None else (wanted.casefold(),)
    return next((dates[name] for name in sought if name in dates), None)


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
    outside, _ = off_window(dates, anchors, wave)
    return rows.where(outside, "FP3048", variable)


def off_window(dates: pd.Series[Any], anchors: pd.Series[Any], wave: Wave) -> tuple[Mask, Mask]:
    """Mark the interviews outside their window, and those of which that can be said at all."""
    target = anchors.dt.normalize() + pd.DateOffset(months=wave.months)
    days = (dates.dt.normalize() - target).dt.days
    outside = (days < -wave.window.before) | (days > wave.window.after)
    return outside.to_numpy(dtype=bool), days.notna().to_numpy(dtype=bool)


def anchors(setting: Setting, urns: Iterable[Any]) -> pd.Series[Any]:
    """Give the day from which the window of each member is counted; NaT where it is not known."""
    members, events = setting.seen.members, live_events(setting.seen.events)
    if setting.wave.months == 0:
        days: Mapping[str, Any] = dict(zip(members["urn"], members["referral_date"], strict=True))
    else:
        baseline = [one.name for one in setting.study.config.waves if one.months == 0]
        held = events[(events["kind"] == "interview") & events["wave"].isin(baseline)]
        days = dict(zip(held["urn"], held["on_date"], strict=True))
    known = pd.Series(list(urns), dtype="object").map(days)
    return pd.to_datetime(known, errors="coerce", format="ISO8601")


def interviews_held(
    urns: NDArray[Any],
    *,
    dates: pd.Series[Any] | None,
    partial: NDArray[np.bool_],
    wave: str,
    known: pd.DataFrame,
) -> Interviews:
    """List the interviews that are new, or that a new delivery dates or completes otherwise.

    Parameters
    ----------
    urns : object array, (n_rows,)
        Members with an accepted return.
    dates : Series of timestamps, (n_rows,), optional
        Interview dates; where one is not known the event has none. Without any, a date known before stays.
    partial : bool array, (n_rows,)
        Interviews that broke off.
    wave : str
        The wave.
    known : DataFrame
        All events so far, in the order in which they were recorded.
    """
    told, members = _told(known, wave), urns.tolist()
    days = _days_told(members, told) if dates is None else _days(dates)
    details = np.array(["full", "partial"], dtype=object)[partial.astype(np.int8)].tolist()
    if not told:
        return Interviews(members, days, details)
    held = zip(members, days, details, strict=True)
    return _columns(one for one in held if told.get(one[0]) != one[1:])


def interviews_redated(
    cells: Cells, urns: Collection[str], wave: str, known: pd.DataFrame, wanted: str | None = None
) -> Interviews:
    """List the interviews of these members whose date in the cells, corrected, is another than recorded.

    Parameters
    ----------
    cells : Cells
        Of the wave, with the corrections that are in force.
    urns : collection of str
        Members of whom something was corrected.
    wave : str
        The wave.
    known : DataFrame
        All events so far, in the order in which they were recorded.
    wanted : str, optional
        The variable with the date, if it has no usual name.
    """
    name = date_variable(cells.dictionary, wanted)
    if name is None:
        return _columns(())
    told = _told(known, wave)
    mine = cells.frame.loc[cells.frame["urn"].isin(urns), ["urn", name]]
    now = zip(mine["urn"], _days(mine[name]), strict=True)
    return _columns((urn, day, told[urn][1]) for urn, day in now if urn in told and told[urn][0] != day)


def _days_told(members: list[str], told: Mapping[str, tuple[str, str]]) -> list[str]:
    """Keep the days that were known before."""
    return [told.get(urn, ("", ""))[0] for urn in members] if told else [""] * len(members)


def _days(dates: pd.Series[Any]) -> list[str]:
    """Write dates as ISO days; many interviews share one."""
    place, days = pd.factorize(dates.dt.normalize())
    written = np.array([*pd.DatetimeIndex(days).strftime("%Y-%m-%d"), ""], dtype=object)
    return [*written[place]]


def interviews_void(gone: Collection[str], wave: str, known: pd.DataFrame) -> Interviews:
    """Take back the interviews of returns that are no longer in the wave, each as of its own date."""
    told = _told(known, wave)
    return _columns((urn, told[urn][0], VOID) for urn in sorted(gone) if urn in told)


def _columns(held: Iterable[tuple[str, str, str]]) -> Interviews:
    rows = list(held)
    return Interviews(*zip(*rows, strict=True)) if rows else Interviews((), (), ())


def _told(known: pd.DataFrame, wave: str) -> dict[str, tuple[str, str]]:
    live = live_events(known)
    mine = live[(live["kind"] == "interview") & (live["wave"] == wave)]
    return dict(zip(mine["urn"], zip(mine["on_date"], mine["detail"], strict=True), strict=True))
