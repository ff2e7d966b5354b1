"""The picture of change: from entry to exit, what improved most and everything that got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..study.pictures import Figure
from ..study.table import Table, rounded
from .drawing import BETTER, FAINT, INK, QUIET, SMALL, WIDTH, WORSE, Drawing, wrapped

__all__ = ["change_figure", "change_figures"]

_LEFT, _RIGHT = 42, 318
_LINE, _BAR = 15, 26
_SIGNIFICANT = 0.05
_WORSE_HEADING = "What got worse"
Row = Mapping[str, Any]


class _Section(NamedTuple):
    heading: str
    rows: Sequence[Row]


class _Scale(NamedTuple):
    """Where a percentage stands, from 0 to `most`."""

    most: float
    enlarged: bool = False

    def __call__(self, percent: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * percent / self.most


def change_figure(table: Table, top: int = 5) -> Figure:
    """Draw the largest improvements and every significant worsening, one line from entry to exit each.

    Parameters
    ----------
    table : Table
        The answer of ``panel change``; its rows for the whole are drawn.
    top : int
        How many improvements of risks, and of strengths.

    Returns
    -------
    Figure
        A worsening is shown if its adjusted p-value is at most 0.05; the change is printed in percentage
        points.
    """
    sections = _sections(_whole(table), top)
    if not sections:
        return _nothing(table)
    drawing = Drawing()
    foot = _legend(drawing)
    for section, scale in zip(sections, _scales(sections), strict=True):
        foot = _section(drawing, section, scale, foot)
    return drawing.figure(foot + 8, table.title or "Change", _described(sections))


def change_figures(table: Table, top: int = 5) -> tuple[Figure, ...]:
    """Draw what `change_figure` draws as one picture a part, each low enough for a printed page."""
    sections = _sections(_whole(table), top)
    if not sections:
        return (_nothing(table),)
    return tuple(_alone(*pair) for pair in zip(sections, _scales(sections), strict=True))


def _alone(section: _Section, scale: _Scale) -> Figure:
    drawing = Drawing()
    foot = _section(drawing, section, scale, _legend(drawing))
    return drawing.figure(foot + 8, section.heading, _described([section]))


def _whole(table: Table) -> list[Row]:
    return [row for row in table.rows if row.get("group", "all") == "all" and row["base"]]


def _nothing(table: Table) -> Figure:
    why = "No change to show: no indicator has a base or a significant change."
    drawing = Drawing()
    drawing.text(WIDTH / 2, 30, why, anchor="middle", fill=QUIET, size=SMALL)
    return drawing.figure(50, table.title or "Change", why)


def _sections(rows: Sequence[Row], top: int) -> list[_Section]:
    clear = [row for row in rows if row["p_adjusted"] is not None and row["p_adjusted"] <= _SIGNIFICANT]
    better = sorted((r for r in clear if r["direction"] == "better"), key=lambda r: -abs(r["pp_change"]))
    worse = sorted((r for r in clear if r["direction"] == "worse"), key=lambda r: -abs(r["pp_change"]))
    found = [
        _Section("Risks that fell most", [r for r in better if r["kind"] == "risk"][:top]),
        _Section("Strengths that grew most", [r for r in better if r["kind"] == "strength"][:top]),
        _Section(_WORSE_HEADING, worse),
    ]
    return [section for section in found if section.rows]


def _scales(sections: Sequence[_Section]) -> list[_Scale]:
    """Give improvements one scale; what got worse is rarer and has a larger one of its own, which is said."""
    most = [_rounded_up(max(max(r["entry_pct"], r["exit_pct"]) for r in s.rows)) for s in sections]
    shared = max(
        (end for end, s in zip(most, sections, strict=True) if s.heading != _WORSE_HEADING), default=0.0
    )
    return [
        _Scale(end, end < shared) if s.heading == _WORSE_HEADING else _Scale(shared)
        for end, s in zip(most, sections, strict=True)
    ]


def _rounded_up(percent: float) -> float:
    return max(10.0, 10.0 * -(-percent // 10))


def _legend(drawing: Drawing) -> float:
    y = 16.0
    drawing.ring(12, y - 4, INK)
    drawing.text(22, y, "entry")
    drawing.dot(76, y - 4, BETTER)
    drawing.text(86, y, "exit, better")
    drawing.diamond(170, y - 4, WORSE)
    drawing.text(181, y, "exit, worse")
    drawing.text(WIDTH - 4, y, "change, points", anchor="end", fill=QUIET, size=SMALL)
    return y + 6


def _section(drawing: Drawing, section: _Section, scale: _Scale, top: float) -> float:
    y = top + 24
    drawing.text(4, y, section.heading, bold=True, size=15)
    if scale.enlarged:
        drawing.text(WIDTH - 4, y, "scale enlarged", anchor="end", fill=QUIET, size=SMALL)
    foot = y + 6 + sum(_row_height(row) for row in section.rows)
    _grid(drawing, scale, y + 8, foot)
    at = y + 6
    for row in section.rows:
        _row(drawing, row, scale, at)
        at += _row_height(row)
    return foot + 16


def _grid(drawing: Drawing, scale: _Scale, top: float, foot: float) -> None:
    step = 20 if scale.most > 40 else 10 if scale.most > 10 else 5  # noqa: PLR2004
    for percent in range(0, int(scale.most) + 1, step):
        x = scale(percent)
        drawing.line(x, top, x, foot, stroke=FAINT, stroke_width=0.7)
        drawing.text(x, foot + 12, f"{percent}%", anchor="middle", size=SMALL, fill=QUIET)


def _label(row: Row) -> list[str]:
    kind = "" if row["direction"] == "better" else f"{row['kind']}, "
    return wrapped(
        f"{row['indicator']} ({kind}{row['level']})" if row["level"] else row["indicator"], 298, 12.5
    )


def _row_height(row: Row) -> float:
    return _LINE * len(_label(row)) + _BAR


def _row(drawing: Drawing, row: Row, scale: _Scale, top: float) -> None:
    colour = BETTER if row["direction"] == "better" else WORSE
    y = top
    for line in _label(row):
        y += _LINE
        drawing.text(4, y, line, size=12.5, halo=True)
    drawing.text(
        WIDTH - 4, top + _LINE, _signed(row["pp_change"]), anchor="end", bold=True, fill=colour, size=13
    )
    _dumbbell(drawing, row, scale, y + 13, colour)


def _dumbbell(drawing: Drawing, row: Row, scale: _Scale, y: float, colour: str) -> None:
    entry, leaving = scale(row["entry_pct"]), scale(row["exit_pct"])
    drawing.line(entry, y, leaving, y, stroke=colour, stroke_width=3)
    drawing.ring(entry, y, colour)
    (drawing.dot if row["direction"] == "better" else drawing.diamond)(leaving, y, colour)
    grew = leaving >= entry
    _beside(drawing, entry, y, row["entry_pct"], right=not grew, bold=False)
    _beside(drawing, leaving, y, row["exit_pct"], right=grew, bold=True)


def _beside(drawing: Drawing, x: float, y: float, percent: float, *, right: bool, bold: bool) -> None:
    anchor, away = ("start", 11) if right else ("end", -11)
    drawing.text(x + away, y + 4, rounded(percent, 1), size=SMALL, anchor=anchor, bold=bold, halo=True)


def _signed(points: float) -> str:
    shown = rounded(abs(points), 1)
    return ("+" if points > 0 else "\N{MINUS SIGN}") + shown


def _named(row: Row) -> str:
    return f"{row['indicator']} ({row['level']})" if row["level"] else str(row["indicator"])


def _described(sections: Sequence[_Section]) -> str:
    return " ".join(
        f"{section.heading}: "
        + "; ".join(
            f"{_named(r)} {rounded(r['entry_pct'], 1)}% to {rounded(r['exit_pct'], 1)}%" for r in section.rows
        )
        + "."
        for section in sections
    )
