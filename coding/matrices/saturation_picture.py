"""The saturation curve as a picture: the curve as coded, the mean of all orders, and the band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from ...study.pictures import Figure
from ...study.table import Table

__all__ = ["saturation_figure"]

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 360, 260, 40, 12, 14, 42
_BAND, _CURVE, _MEAN, _INK = "#d5e3ef", "#174e80", "#a65e2e", "#1c2733"
_MOST_TICKS = 6
Point = tuple[float, float]


def saturation_figure(table: Table) -> Figure:
    """Draw what `saturation` answers.

    Parameters
    ----------
    table : Table
        Of `saturation`, with rows.

    Returns
    -------
    Figure
        One ``<svg>``.
    """
    rows, facts = table.rows, table.facts
    title = "Themes found, interview by interview"
    description = (
        f"{facts['themes']} themes were found in {facts['coded']} coded interviews; the last new one came "
        f"with interview {facts['last_new']}. Line: as coded. Dashes: mean of all orders. Shade: 95% of them."
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'style="width:100%;max-width:540px;height:auto" font-family="system-ui, sans-serif" font-size="12" '
        'aria-labelledby="saturation-title saturation-desc">'
        f'<title id="saturation-title">{escape(title)}</title>'
        f'<desc id="saturation-desc">{escape(description)}</desc>{"".join(_parts(rows))}</svg>'
    )
    return Figure(svg, title, description)


def _parts(rows: Sequence[Any]) -> Iterator[str]:
    interviews, themes = rows[-1]["interviews"], max(row["high"] for row in rows)

    def at(row: Any, key: str) -> Point:
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * row["interviews"] / max(1, interviews)
        return x, _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * row[key] / max(1, themes)

    band = [at(row, "high") for row in rows] + [at(row, "low") for row in reversed(rows)]
    yield f'<polygon points="{_points(band)}" fill="{_BAND}"/>'
    yield from _axes(interviews, round(themes))
    mean = _points([at(row, "expected") for row in rows])
    yield f'<polyline points="{mean}" fill="none" stroke="{_MEAN}" stroke-dasharray="5 4"/>'
    curve = _points([at(row, "found") for row in rows])
    yield f'<polyline points="{curve}" fill="none" stroke="{_CURVE}" stroke-width="2"/>'


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _axes(interviews: int, themes: int) -> Iterator[str]:
    bottom, across, up = _HEIGHT - _BOTTOM, _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    yield f'<path d="M{_LEFT} {_TOP}V{bottom}H{_WIDTH - _RIGHT}" fill="none" stroke="{_INK}"/>'
    for tick in _ticks(interviews):
        yield _text(_LEFT + across * tick / max(1, interviews), bottom + 15, str(tick), "middle")
    for tick in _ticks(themes):
        yield _text(_LEFT - 6, bottom - up * tick / max(1, themes) + 4, str(tick), "end")
    yield _text(_LEFT + across / 2, _HEIGHT - 8, "coded interviews (up: themes found)", "middle")


def _ticks(most: int) -> list[int]:
    step = max(1, -(-most // _MOST_TICKS))
    return list(range(0, most + 1, step))


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(words)}</text>'
