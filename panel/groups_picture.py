"""Who was lost: the retention of every group at one wave, with intervals and bases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..study.pictures import Figure
from ..study.table import Table, rounded
from .drawing import BETTER, FAINT, INK, QUIET, SMALL, WIDTH, Drawing, wrapped
from .groups import without_answer
from .retention_picture import wave_label

__all__ = ["groups_figure"]

_LEFT, _RIGHT, _TOP, _LINE = 142, 280, 46, 14
_SMALL = 30
Rate = Mapping[str, Any]


def groups_figure(table: Table, by: str, wave: str, cohort: str = "main") -> Figure:
    """Draw the retention of every group, the highest first, beside that of all.

    Whoever gave no answer stands last: that is no group of families.

    Parameters
    ----------
    table : Table
        The answer of ``panel attrition --by``.
    by : str
        Which of its breakdowns.
    wave : str
        At which wave; counted as ``cross_section``.
    cohort : str
        Of which cohort.

    Returns
    -------
    Figure
        Groups of fewer than 30 are drawn hollow: their rate says little.
    """
    wanted = ("cross_section", wave, cohort)
    at_wave = [row for row in table.rows if (row["convention"], row["wave"], row["cohort"]) == wanted]
    known = [row for row in at_wave if row["rate"] is not None]
    groups = sorted((row for row in known if row["by"] == by), key=_order)
    label = table.facts.get("labels", {}).get(by, by.replace("_", " "))
    drawing, title = Drawing(), f"Who is still there at {wave_label(wave)}, by: {label}"
    if not groups:
        why = "Not defined: no group has a base at this wave."
        drawing.text(WIDTH / 2, 30, why, anchor="middle", fill=QUIET)
        return drawing.figure(50, title, why)
    foot = _TOP + 6 + sum(_row_height(row) for row in groups)
    _axis(drawing, foot)
    _everybody(drawing, [row for row in known if not row["by"]], foot)
    _rows(drawing, groups)
    return drawing.figure(foot + 22, title, "; ".join(map(_said, groups)) + ".")


def _order(row: Rate) -> tuple[bool, float, str]:
    return without_answer(row["group"]), -row["rate"], row["group"]


def _place(share: float) -> float:
    return _LEFT + share * (_RIGHT - _LEFT)


def _axis(drawing: Drawing, foot: float) -> None:
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _place(share)
        drawing.line(x, _TOP, x, foot, stroke=FAINT, stroke_width=0.7)
        drawing.text(x, foot + 14, f"{share:.0%}", anchor="middle", size=SMALL, fill=QUIET)
    drawing.ring(10, 12, BETTER)
    drawing.text(20, 16, f"fewer than {_SMALL} at baseline", size=SMALL)
    drawing.text(WIDTH - 4, 16, "answered, of", anchor="end", size=SMALL, fill=QUIET)


def _everybody(drawing: Drawing, whole: Sequence[Rate], foot: float) -> None:
    for row in whole:
        x = _place(row["rate"])
        drawing.line(x, _TOP - 6, x, foot, stroke=INK, stroke_width=1.2, stroke_dasharray="4 3")
        drawing.text(x, _TOP - 10, f"all {_percent(row)}", anchor="middle", size=SMALL)


def _label(row: Rate) -> list[str]:
    return wrapped(row["group"], _LEFT - 12, SMALL)


def _row_height(row: Rate) -> float:
    return _LINE * len(_label(row)) + 7


def _rows(drawing: Drawing, groups: Sequence[Rate]) -> None:
    top = float(_TOP)
    for row in groups:
        for n, line in enumerate(_label(row), start=1):
            drawing.text(4, top + 4 + n * _LINE, line, size=SMALL)
        y = top + 4 + _row_height(row) / 2
        drawing.line(_place(row["low"]), y, _place(row["high"]), y, stroke=BETTER, stroke_width=2)
        (drawing.ring if row["base"] < _SMALL else drawing.dot)(_place(row["rate"]), y, BETTER)
        counts = f"{row['productive']:,} of {row['base']:,}"
        drawing.text(WIDTH - 4, y + 4, counts, anchor="end", size=SMALL)
        top += _row_height(row)


def _percent(row: Rate) -> str:
    return rounded(100 * row["rate"], 1) + "%"


def _said(row: Rate) -> str:
    return f"{row['group']}: {row['productive']:,} of {row['base']:,} ({_percent(row)})"
