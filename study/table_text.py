"""Tables as text for a terminal: columns aligned, long cells wrapped, every row told apart."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import Table

__all__ = ["display_width", "to_text"]

GAP = 2
NARROWEST = 12


def display_width(text: str) -> int:
    """Count terminal cells: wide East Asian characters take two, combining marks none."""
    return sum(_cell_width(char) for char in text)


def _cell_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def to_text(table: Table, width: int | None = None) -> str:
    """Lay out `table`; cells are wrapped so that lines stay within `width` where that is possible."""
    parts = [table.title] if table.title else []
    if table.shown_rows:
        parts.append(_grid(table, width))
    parts += [textwrap.fill(note, width or 100, subsequent_indent="  ") for note in table.notes]
    if table.next_step:
        parts.append(f"Next: {table.next_step}")
    return "\n".join(parts)


def _grid(table: Table, width: int | None) -> str:
    headings = [column.heading for column in table.columns]
    cells = table.cells()
    needed = [max(map(display_width, column)) for column in zip(headings, *cells, strict=True)]
    widths = _fit(needed, [display_width(h) for h in headings], width)
    right = [column.kind in {"count", "percent", "number", "p_value"} for column in table.columns]
    right = [flag and len(table.shown_rows) > 1 for flag in right]
    return "\n".join(line for row in [headings, *cells] for line in _lines(row, widths, right))


def _fit(needed: list[int], least: list[int], width: int | None) -> list[int]:
    """Narrow the widest columns, one cell at a time, until the line fits or nothing more can give."""
    widths = list(needed)
    while width is not None and sum(widths) + GAP * (len(widths) - 1) > width:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= max(NARROWEST, min(least[widest], NARROWEST)):
            break
        widths[widest] -= 1
    return widths


def _lines(row: list[str], widths: list[int], right: list[bool]) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, wrapped))
    columns = [
        [_pad(line, width, flush) for line in cell + [""] * (height - len(cell))]
        for cell, width, flush in zip(wrapped, widths, right, strict=True)
    ]
    return [(" " * GAP).join(parts).rstrip() for parts in zip(*columns, strict=True)]


def _pad(text: str, width: int, flush_right: bool) -> str:
    space = " " * max(0, width - display_width(text))
    return space + text if flush_right else text + space
