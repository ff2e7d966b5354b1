"""Cells with the corrections that were decided; where the delivered value has changed since, a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..cells import Cells
from ..missing import Reason
from .decisions import CellDecision

if TYPE_CHECKING:
    import numpy as np

    from ..dictionary import Variable

__all__ = ["cell_value", "corrected"]

_DATES = ("date", "datetime")
_SPSS_EPOCH = "1582-10-14"


def cell_value(cells: Cells, urn: str, variable: str) -> Any:
    """Give a delivered value as a plain one: number, text, ISO date, or None where nothing was delivered.

    Raises
    ------
    KeyError
        If there is no such member or variable.
    """
    at = _rows(cells).get(urn)
    if at is None or variable not in cells.frame.columns:
        raise KeyError(urn if at is None else variable)
    return _plain(cells, variable, at)


def _rows(cells: Cells) -> dict[str, int]:
    return {urn: at for at, urn in enumerate(cells.frame["urn"])}


def _plain(cells: Cells, variable: str, at: int) -> Any:
    import pandas as pd

    value = cells.frame[variable].iloc[at]
    if pd.isna(value):
        raw = cells.raw.get(variable)
        return None if raw is None or pd.isna(raw[at]) else float(raw[at])
    if isinstance(value, pd.Timestamp):
        whole = cells.dictionary[variable].type == "date"
        return value.date().isoformat() if whole else value.isoformat()
    return value if isinstance(value, str) else float(value)


def corrected(cells: Cells, made: Iterable[CellDecision]) -> tuple[Cells, list[CellDecision]]:
    """Apply decisions to cells.

    Parameters
    ----------
    cells : Cells
        As delivered.
    made : iterable of CellDecision
        About this wave, in the order in which they were made; the last about a cell holds.

    Returns
    -------
    cells : Cells
        With the right values, and reasons that go with them.
    conflicts : list of CellDecision
        Those not applied because the delivered value is neither the old nor the new one.
    """
    last = {(one.urn, one.variable): one for one in made if one.urn is not None and one.row is None}
    rows = _rows(cells) if last else {}
    conflicts, changes = [], []
    for (urn, variable), one in last.items():
        at = rows.get(urn or "")
        if at is None or variable not in cells.frame.columns:
            continue
        now = _plain(cells, variable, at)
        if now == one.old and one.new != one.old:
            changes.append((at, one))
        elif now not in (one.old, one.new):
            conflicts.append(one)
    return (_changed(cells, changes) if changes else cells), conflicts


def _changed(cells: Cells, changes: list[tuple[int, CellDecision]]) -> Cells:
    frame = cells.frame.copy()
    reasons = dict(cells.reasons)
    raw = dict(cells.raw)
    for at, one in changes:
        name, variable = one.variable, cells.dictionary[one.variable]
        reasons[name] = _with(cells.reason(name) if name not in reasons else reasons[name], at,
                              int(_reason(variable, one.new)))  # fmt: skip
        if variable.type in _DATES:
            _set_date(frame, raw, name, at, one.new)
        else:
            frame.loc[frame.index[at], name] = one.new
    return Cells(frame, cells.dictionary, {n: r for n, r in reasons.items() if r.any()}, raw)


def _set_date(frame: Any, raw: dict[str, Any], name: str, at: int, new: Any) -> None:
    """Set a date, or a missing code of a date, which only the raw numbers can hold.

    Where a variable has raw numbers every reader that needs seconds takes them, so each must be set.
    """
    import pandas as pd

    code = isinstance(new, int | float)
    moment = pd.NaT if code or new is None else pd.Timestamp(new)
    if code and name not in raw:
        raw[name] = _seconds(frame[name])
    frame.loc[frame.index[at], name] = moment
    if name in raw:
        raw[name] = _with(raw[name], at, float(new) if code else _seconds(pd.Series([moment]))[0])


def _seconds(moments: Any) -> Any:
    """Give SPSS seconds; NaN where there is no moment."""
    import pandas as pd

    return (moments - pd.Timestamp(_SPSS_EPOCH)).dt.total_seconds().to_numpy()


def _with(values: np.ndarray, at: int, value: Any) -> np.ndarray:
    changed = values.copy()
    changed[at] = value
    return changed


def _reason(variable: Variable, value: Any) -> Reason:
    """Say why the new value is none: by the codes declared missing, or because nothing was answered."""
    if value is None:
        return Reason.NO_ANSWER
    declared = [part for part in variable.missing if value in part or str(value) == str(part.low)]
    return next((part.reason for part in declared if part.reason), Reason.VALUE)
