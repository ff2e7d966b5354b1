"""The curve of those who are still there, above the shares that were lost, left or died."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..study.pictures import Figure
from ..study.table import Table, rounded
from .drawing import BETTER, FAINT, INK, QUIET, SMALL, WIDTH, Drawing

__all__ = ["survival_figure"]

Row = Mapping[str, Any]
_LEFT, _RIGHT, _TOP, _FOOT, _HEIGHT = 44, 318, 18, 218, 300
_BANDS = (
    ("kept", "still there", "#bcd7e6"), ("incidence_lost", "lost", "#f2d3c2"),
    ("incidence_left", "left", "#e3e3e3"), ("incidence_died", "died", "#8a8a8a"),
)  # fmt: skip
_TITLE = "Still in the panel, lost, left or died"


def survival_figure(table: Table, cohort: str = "main") -> Figure:
    """Draw the curve of one cohort as bands that fill the whole.

    Parameters
    ----------
    table : Table
        The answer of ``panel survival``; its rows for the whole cohort are drawn.
    cohort : str
        Which cohort.

    Returns
    -------
    Figure
        From the bottom: still there (with its 95% interval), lost, left the scope, died.
    """
    rows = [r for r in table.rows if r["cohort"] == cohort and not r["by"] and r["kept"] is not None]
    labels = table.facts["labels"]
    drawing = Drawing()
    if not rows:
        why = "The curve is not defined: nobody has a baseline interview."
        drawing.text(WIDTH / 2, 30, why, anchor="middle", fill=QUIET)
        return drawing.figure(50, _TITLE, why)
    gap = (_RIGHT - _LEFT - 20) / max(1, len(rows) - 1)
    places = [_LEFT + 10 + gap * at for at in range(len(rows))]
    _axis(drawing)
    _bands(drawing, rows, places)
    _curve(drawing, rows, places)
    for row, x in zip(rows, places, strict=True):
        drawing.text(x, _FOOT + 18, labels[row["wave"]], anchor="middle", bold=True, size=SMALL)
        drawing.text(x, _FOOT + 33, f"{row['at_risk']:,} at risk", anchor="middle", size=SMALL, fill=QUIET)
    _legend(drawing, rows)
    return drawing.figure(_HEIGHT, _TITLE, _described(rows, labels))


def _y(share: float) -> float:
    return _FOOT - share * (_FOOT - _TOP)


def _axis(drawing: Drawing) -> None:
    for share in (0, 0.25, 0.5, 0.75, 1):
        drawing.line(_LEFT, _y(share), WIDTH - 6, _y(share), stroke=FAINT, stroke_width=1)
        drawing.text(_LEFT - 6, _y(share) + 4, f"{share:.0%}", anchor="end", size=SMALL, fill=QUIET)


def _bands(drawing: Drawing, rows: Sequence[Row], places: Sequence[float]) -> None:
    under = [0.0] * len(rows)
    for key, _, colour in _BANDS:
        over = [low + row[key] for low, row in zip(under, rows, strict=True)]
        upper = [(x, _y(share)) for x, share in zip(places, over, strict=True)]
        lower = [(x, _y(share)) for x, share in zip(places, under, strict=True)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *reversed(lower)])
        drawing.shape("polygon", points=points, fill=colour)
        under = over


def _curve(drawing: Drawing, rows: Sequence[Row], places: Sequence[float]) -> None:
    points = " ".join(f"{x:.1f},{_y(row['kept']):.1f}" for x, row in zip(places, rows, strict=True))
    drawing.shape("polyline", points=points, fill="none", stroke=BETTER, stroke_width=2.5)
    for row, x in zip(rows, places, strict=True):
        if row["low"] is not None:
            drawing.line(x, _y(row["low"]), x, _y(row["high"]), stroke=BETTER, stroke_width=2)
        drawing.dot(x, _y(row["kept"]), BETTER)
        drawing.text(x + 9, _y(row["kept"]) - 7, _percent(row["kept"]), bold=True, fill=INK, halo=True)


def _legend(drawing: Drawing, rows: Sequence[Row]) -> None:
    last = rows[-1]
    for at, (key, name, colour) in enumerate(_BANDS):
        x, y = 6 + at % 2 * 176, _FOOT + 56 + at // 2 * 18
        drawing.shape("rect", x=x, y=y - 9, width=10, height=10, fill=colour)
        drawing.text(x + 15, y, f"{_percent(last[key])} {name}", size=SMALL)


def _percent(share: float) -> str:
    return rounded(100 * share, 1) + "%"


def _described(rows: Sequence[Row], labels: Mapping[str, str]) -> str:
    told = [
        f"{labels[row['wave']]}: {', '.join(f'{_percent(row[key])} {name}' for key, name, _ in _BANDS)}"
        for row in rows
    ]
    return "; ".join(told) + "."
