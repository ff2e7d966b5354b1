"""Drawing: a small writer of self-contained SVG, the same bytes for the same picture.

Pictures are 360 units wide, about what a phone of 390 pixels leaves beside the margins of a page, and no text
is smaller than `SMALL` units: at least 11 pixels on that phone.
"""

from __future__ import annotations

import hashlib
import textwrap
from html import escape
from typing import Any

from ..study.pictures import Figure

__all__ = ["BETTER", "FAINT", "INK", "QUIET", "SMALL", "WIDTH", "WORSE", "Drawing", "wrapped"]

WIDTH = 360
SMALL = 11.5
INK, QUIET, FAINT = "#1b1b1b", "#555555", "#d4d4d4"
BETTER, WORSE = "#0b5c8a", "#b03a00"
_FONT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
_GLYPH = 0.54  # mean width of a letter, in font sizes
_SHOWN = "width:100%;max-width:620px;height:auto;background:#fff"


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a label into lines that fit `width` units at a font size."""
    return textwrap.wrap(text, max(8, int(width / (size * _GLYPH)))) or [""]


def _number(value: Any) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class Drawing:
    """Collects shapes and ends as a `Figure`."""

    def __init__(self) -> None:
        self.shapes: list[str] = []

    def shape(self, name: str, content: str = "", **attributes: Any) -> None:
        """Add one element; underscores in attribute names become hyphens."""
        parts = "".join(
            f' {key.strip("_").replace("_", "-")}="{escape(_number(value))}"'
            for key, value in attributes.items()
        )
        self.shapes.append(f"<{name}{parts}>{content}</{name}>" if content else f"<{name}{parts}/>")

    def text(
        self, x: float, y: float, words: str, *, size: float = 12, anchor: str = "start", bold: bool = False,
        fill: str = INK, halo: bool = False,
    ) -> None:  # fmt: skip
        """Write one line of text; `y` is its foot, and a halo keeps lines from running through it."""
        style: dict[str, Any] = {"font_weight": "600"} if bold else {}
        if halo:
            style |= {"paint_order": "stroke", "stroke": "#fff", "stroke_width": 4}
        self.shape("text", escape(words), x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, **style)

    def line(self, x1: float, y1: float, x2: float, y2: float, **style: Any) -> None:
        """Draw a straight line."""
        self.shape("line", x1=x1, y1=y1, x2=x2, y2=y2, **style)

    def ring(self, x: float, y: float, colour: str) -> None:
        """Draw a hollow circle: where something began."""
        self.shape("circle", cx=x, cy=y, r=5, fill="#fff", stroke=colour, stroke_width=2)

    def dot(self, x: float, y: float, colour: str) -> None:
        """Draw a filled circle."""
        self.shape("circle", cx=x, cy=y, r=6, fill=colour)

    def diamond(self, x: float, y: float, colour: str) -> None:
        """Draw a filled diamond."""
        points = f"{x:.1f},{y - 7.5:.1f} {x + 7.5:.1f},{y:.1f} {x:.1f},{y + 7.5:.1f} {x - 7.5:.1f},{y:.1f}"
        self.shape("polygon", points=points, fill=colour)

    def square(self, x: float, y: float, colour: str) -> None:
        """Draw a hollow square."""
        self.shape("rect", x=x - 5, y=y - 5, width=10, height=10, fill="#fff", stroke=colour, stroke_width=2)

    def figure(self, height: float, title: str, description: str) -> Figure:
        """Close the drawing; ids come from the content, so that many pictures can stand on one page."""
        body = "".join(self.shapes)
        mark = "fp" + hashlib.sha256((title + description + body).encode()).hexdigest()[:10]
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
            f'aria-labelledby="{mark}-t {mark}-d" font-family="{_FONT}" style="{_SHOWN}">'
            f'<title id="{mark}-t">{escape(title)}</title><desc id="{mark}-d">{escape(description)}</desc>'
            f"{body}</svg>"
        )
        return Figure(svg, title, description)
