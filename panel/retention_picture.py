"""The retention curve: who is still there, wave by wave, with intervals and bases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..study.pictures import Figure
from ..study.table import Table, rounded
from .drawing import BETTER, FAINT, QUIET, SMALL, WIDTH, Drawing

__all__ = ["retention_figure", "wave_label"]

_LEFT, _RIGHT, _TOP, _FOOT, _HEIGHT = 48, 308, 22, 222, 282
_STEADY = "#6b4c9a"
Rate = Mapping[str, Any]


def wave_label(wave: str) -> str:
    """Write a wave as people read it: ``m12`` is "+12 months"."""
    months = re.fullmatch(r"m(\d+)", wave)
    return f"+{months.group(1)} months" if months else wave.replace("_", " ").capitalize()


def retention_figure(table: Table, cohort: str = "main") -> Figure:
    """Draw the retention curve of one cohort.

    Parameters
    ----------
    table : Table
        The answer of ``panel attrition``; its rows for the whole cohort are drawn.
    cohort : str
        Which cohort.

    Returns
    -------
    Figure
        A solid line with Wilson intervals for those who answered each wave and, where it differs, a dashed
        line for those who answered every wave so far.
    """
    whole = [
        row for row in table.rows if row["cohort"] == cohort and not row.get("by") and row["rate"] is not None
    ]
    cross = [row for row in whole if row["convention"] == "cross_section"]
    steady = [row for row in whole if row["convention"] == "continuous"]
    drawing = Drawing()
    if not cross:
        return _nothing(drawing, "Retention is not defined: no wave has a base yet.")
    places = _places(cross)
    _axis(drawing)
    if _differs(cross, steady):
        _steady(drawing, [cross[0], *steady], places)
    _curve(drawing, cross, places)
    return drawing.figure(_HEIGHT, "Families who are still in the panel", _described(cross, steady))


def _nothing(drawing: Drawing, why: str) -> Figure:
    drawing.text(WIDTH / 2, 30, why, anchor="middle", fill=QUIET)
    return drawing.figure(50, "Families who are still in the panel", why)


def _places(cross: Sequence[Rate]) -> dict[str, float]:
    gap = (_RIGHT - _LEFT - 40) / max(1, len(cross) - 1)
    return {row["wave"]: _LEFT + 28 + n * gap for n, row in enumerate(cross)}


def _height(rate: float) -> float:
    return _FOOT - rate * (_FOOT - _TOP)


def _axis(drawing: Drawing) -> None:
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _height(share)
        drawing.line(_LEFT, y, WIDTH - 6, y, stroke=FAINT, stroke_width=1)
        drawing.text(_LEFT - 6, y + 4, f"{share:.0%}", anchor="end", size=SMALL, fill=QUIET)


def _curve(drawing: Drawing, cross: Sequence[Rate], places: Mapping[str, float]) -> None:
    _path(drawing, cross, places, stroke=BETTER, stroke_width=2.5)
    for row in cross:
        x, y = places[row["wave"]], _height(row["rate"])
        if row["low"] < row["high"]:
            _interval(drawing, x, row)
        drawing.dot(x, y, BETTER)
        drawing.text(x + 11, y - 6, _percent(row["rate"]), bold=True, size=14)
        drawing.text(x, _FOOT + 20, wave_label(row["wave"]), anchor="middle", bold=True, size=12.5)
        drawing.text(x, _FOOT + 36, f"{row['productive']:,} of {row['base']:,}", anchor="middle")
        if row["censored"]:
            drawing.text(
                x, _FOOT + 51, f"{row['censored']:,} still open", anchor="middle", size=SMALL, fill=QUIET
            )


def _path(drawing: Drawing, rows: Sequence[Rate], places: Mapping[str, float], **style: Any) -> None:
    points = " ".join(f"{places[row['wave']]:.1f},{_height(row['rate']):.1f}" for row in rows)
    drawing.shape("polyline", points=points, fill="none", **style)


def _interval(drawing: Drawing, x: float, row: Rate) -> None:
    low, high = _height(row["low"]), _height(row["high"])
    drawing.line(x, low, x, high, stroke=BETTER, stroke_width=2)
    for y in (low, high):
        drawing.line(x - 6, y, x + 6, y, stroke=BETTER, stroke_width=2)


def _differs(cross: Sequence[Rate], steady: Sequence[Rate]) -> bool:
    shown = {row["wave"]: row["productive"] for row in cross}
    return any(row["productive"] != shown.get(row["wave"]) for row in steady)


def _steady(drawing: Drawing, steady: Sequence[Rate], places: Mapping[str, float]) -> None:
    # The last point stands a little to the right, where the interval of the other line does not cover it.
    places = {**places, steady[-1]["wave"]: places[steady[-1]["wave"]] + 14}
    _path(drawing, steady, places, stroke=_STEADY, stroke_width=2, stroke_dasharray="5 4")
    last = steady[-1]
    x, y = places[last["wave"]], _height(last["rate"])
    drawing.square(x, y, _STEADY)
    drawing.text(x - 22, y + 17, f"{_percent(last['rate'])} at every wave", anchor="end", fill=_STEADY)


def _percent(rate: float) -> str:
    return rounded(100 * rate, 1) + "%"


def _said(row: Rate) -> str:
    counts = f"{wave_label(row['wave'])}: {row['productive']:,} of {row['base']:,}"
    if row["low"] == row["high"]:
        return counts
    ends = f"{_percent(row['low'])} to {_percent(row['high'])}"
    return f"{counts} ({_percent(row['rate'])}, 95% interval {ends})"


def _described(cross: Sequence[Rate], steady: Sequence[Rate]) -> str:
    said = [_said(row) for row in cross]
    if _differs(cross, steady):
        said.append(f"{_percent(steady[-1]['rate'])} answered at every wave")
    return "; ".join(said) + "."
