"""The patterns of answering as a picture in the manner of UpSet: bars above a grid of waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..study.pictures import Figure
from ..study.table import Table, rounded
from .drawing import BETTER, FAINT, INK, QUIET, SMALL, WIDTH, WORSE, Drawing

__all__ = ["patterns_figure"]

Row = Mapping[str, Any]
_MOST, _LONGEST = 9, 13
_LEFT, _TOP, _FOOT, _LINE = 118, 24, 150, 26
_COLOURS = {
    "complete": BETTER, "monotone": WORSE, "intermittent": "#6b4c9a", "late entrant": "#4d7c0f",
    "never": INK, "censored": "#8a8a8a",
}  # fmt: skip


def patterns_figure(table: Table, cohort: str = "main", smallest: int = 1) -> Figure:
    """Draw how many members answered in which combination of waves.

    Parameters
    ----------
    table : Table
        The answer of ``panel patterns``.
    cohort : str
        Which cohort.
    smallest : int
        Patterns of fewer members are not drawn, but counted together.

    Returns
    -------
    Figure
        One bar a pattern, the most frequent first, above the waves answered (filled), missed (hollow) and
        still open (with a question mark); at most nine patterns, and how many members have another one.
    """
    every = [row for row in table.rows if row["cohort"] == cohort]
    waves = list(table.facts["labels"].values())
    drawing, title = Drawing(), "In which waves families answered"
    shown = [row for row in every if row["n"] >= smallest][:_MOST]
    if not shown:
        why = "There is no pattern to draw." if every else "No member is enrolled."
        drawing.text(WIDTH / 2, 30, why, anchor="middle", fill=QUIET)
        return drawing.figure(50, title, why)
    places = _places(len(shown))
    _bars(drawing, shown, places)
    _grid(drawing, every, shown, places, waves)
    foot = _legend(drawing, shown, _FOOT + 30 + _LINE * len(waves))
    others = sum(row["n"] for row in every) - sum(row["n"] for row in shown)
    if others:
        said = f"{others:,} members have another pattern."
        drawing.text(6, foot + 4, said, size=SMALL, fill=QUIET)
        foot += 18
    return drawing.figure(foot, title, _described(shown, waves))


def _places(count: int) -> list[float]:
    gap = min(44.0, (WIDTH - 14 - _LEFT) / count)
    return [_LEFT + gap * (at + 0.5) for at in range(count)]


def _bars(drawing: Drawing, shown: Sequence[Row], places: Sequence[float]) -> None:
    most = max(row["n"] for row in shown)
    width = min(26.0, (places[1] - places[0]) * 0.7) if len(places) > 1 else 26.0
    for row, x in zip(shown, places, strict=True):
        height = (_FOOT - _TOP - 14) * row["n"] / most
        colour = _COLOURS[row["class"]]
        drawing.shape("rect", x=x - width / 2, y=_FOOT - height, width=width, height=height, fill=colour)
        drawing.text(x, _FOOT - height - 5, f"{row['n']:,}", anchor="middle", size=SMALL, bold=True)
    drawing.line(_LEFT, _FOOT, WIDTH - 8, _FOOT, stroke=QUIET, stroke_width=1)
    drawing.text(_LEFT - 8, _FOOT - 4, "members", anchor="end", size=SMALL, fill=QUIET)


def _grid(
    drawing: Drawing, rows: Sequence[Row], shown: Sequence[Row], places: Sequence[float], waves: Sequence[str]
) -> None:
    for at, wave in enumerate(waves):
        y = _height(at)
        if at % 2 == 0:
            drawing.shape("rect", x=0, y=y - _LINE / 2, width=WIDTH, height=_LINE, fill="#f3f3f3")
        answered = sum(row["n"] for row in rows if row["pattern"][at] == "1")
        drawing.text(6, y + 4, _short(wave), size=SMALL)
        drawing.text(_LEFT - 8, y + 4, f"{answered:,}", anchor="end", size=SMALL, bold=True)
    for row, x in zip(shown, places, strict=True):
        _column(drawing, row, x)


def _short(wave: str) -> str:
    return wave if len(wave) <= _LONGEST else wave[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _height(at: int) -> float:
    return _FOOT + 24 + _LINE * at


def _column(drawing: Drawing, row: Row, x: float) -> None:
    colour = _COLOURS[row["class"]]
    answered = [at for at, sign in enumerate(row["pattern"]) if sign == "1"]
    if len(answered) > 1:
        drawing.line(x, _height(answered[0]), x, _height(answered[-1]), stroke=colour, stroke_width=3)
    for at, sign in enumerate(row["pattern"]):
        y = _height(at)
        if sign == "1":
            drawing.dot(x, y, colour)
        elif sign == "0":
            drawing.shape("circle", cx=x, cy=y, r=5.5, fill="#fff", stroke="#b8b8b8", stroke_width=1.5)
        elif sign == "?":
            drawing.shape("circle", cx=x, cy=y, r=7, fill="#fff", stroke=FAINT, stroke_width=1)
            drawing.text(x, y + 4, "?", anchor="middle", size=SMALL, fill=QUIET)


def _legend(drawing: Drawing, shown: Sequence[Row], y: float) -> float:
    """Name the colours that occur, two a line; give where the next line may stand."""
    names = [name for name in _COLOURS if any(row["class"] == name for row in shown)]
    for at, name in enumerate(names):
        x, line = 6 + at % 3 * 118, y + at // 3 * 18
        drawing.shape("rect", x=x, y=line - 9, width=10, height=10, fill=_COLOURS[name])
        drawing.text(x + 15, line, name, size=SMALL)
    return y + (len(names) + 2) // 3 * 18


def _described(rows: Sequence[Row], waves: Sequence[str]) -> str:
    told = [f"{row['n']:,} ({_percent(row)}) {_said(row['pattern'], waves)}" for row in rows]
    return "; ".join(told) + "."


def _percent(row: Row) -> str:
    return rounded(100 * row["share"], 1) + "%"


def _said(pattern: str, waves: Sequence[str]) -> str:
    answered = [wave for sign, wave in zip(pattern, waves, strict=True) if sign == "1"]
    waiting = " with windows still open" if "?" in pattern else ""
    return f"answered {', '.join(answered) if answered else 'no wave'}{waiting}"
