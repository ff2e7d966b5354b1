"""The alluvial picture: where those who gave an answer at the first occasion stand at the second.

Every answer of the first occasion has a colour and a pattern of its own, every band its number: the picture
can be read without colour.  It shows the numbers of the table, and nothing that the table hides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..study.pictures import Figure
from ..study.table import HIDDEN, Table, rounded
from .drawing import FAINT, INK, QUIET, SMALL, WIDTH, Drawing, wrapped

__all__ = ["transitions_figure"]

_LEFT, _RIGHT, _NODE = 104.0, 250.0, 8.0
_LABEL = 94.0
_TOP, _GAP, _LINE, _FULL = 34.0, 10.0, 13.0, 300.0
_THIN, _NUMBERED = 1.2, 12.0
_COLOURS = ("#0b5c8a", "#b03a00", "#4d7a00", "#7a4fa3", "#8a6d00", "#00796b")
_STROKES = (
    "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2", "M0,3 h6", "M3,0 v6",
    "M0,3 h6 M3,0 v6", "M2,2 h2 v2 h-2 z",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass
class _Node:
    """One answer on one side.

    It has a key (of its pattern, or of its column), a label, the height of its bands in people, and a place.
    """

    key: str
    label: list[str]
    sizes: Sequence[float]
    y: float = 0.0
    height: float = 0.0
    used: float = field(default=0.0)

    @property
    def size(self) -> float:
        """How high it is, in people."""
        return sum(self.sizes)

    def take(self, height: float) -> float:
        """Give the place of the next band, and move on."""
        at = self.y + self.used
        self.used += height
        return at


def transitions_figure(table: Table) -> Figure:
    """Draw the table of ``panel transitions`` as an alluvial picture.

    Parameters
    ----------
    table : Table
        The answer of `transitions`.

    Returns
    -------
    Figure
        A band for every cell with somebody in it, as high as the count; what the table hides shares what its
        row leaves over, in dashed outlines.
    """
    rows, columns = table.rows[:-1], table.facts["columns"]
    title = table.title
    if not rows or not any(row["base"] for row in rows):
        return _nothing(title)
    said = _described(table, rows, columns)
    mark = "fa" + hashlib.sha256((title + said).encode()).hexdigest()[:10]
    left, right = _sides(table, mark)
    scale = _FULL / max(sum(node.size for node in left), 1)
    foot = max(_stack(left, scale), _stack(right, scale))
    drawing = Drawing()
    _patterns(drawing, mark, len(rows))
    _headings(drawing, table.facts["labels"])
    for row, node in zip(rows, left, strict=True):
        _bands(drawing, row, node, right, scale)
    _nodes(drawing, left, right, columns)
    return drawing.figure(foot + 8, title, said)


def _nothing(title: str) -> Figure:
    why = "Not defined: nobody is in the table, or every base is confidential."
    drawing = Drawing()
    drawing.text(WIDTH / 2, 30, why, anchor="middle", fill=QUIET, size=SMALL)
    return drawing.figure(50, title, why)


def _sides(table: Table, mark: str) -> tuple[list[_Node], list[_Node]]:
    """Make the nodes of both occasions."""
    rows, whole, columns = table.rows[:-1], table.rows[-1], table.facts["columns"]
    sizes = [_sizes(row, columns) for row in rows]
    left = [
        _Node(f"{mark}-{place}", _label(row["answer"], row["base"]), sizes[place])
        for place, row in enumerate(rows)
    ]
    right = [
        _Node(one["key"], _label(one["label"], whole[f"{one['key']}_n"]), [size[place] for size in sizes])
        for place, one in enumerate(columns)
    ]
    return left, right


def _sizes(row: Row, columns: Sequence[Row]) -> list[float]:
    """Give the height of every band in people; hidden ones share evenly what is left of the base."""
    shown = [row[f"{one['key']}_n"] for one in columns]
    hidden = shown.count(None)
    rest = max(0, (row["base"] or 0) - sum(n or 0 for n in shown))
    return [rest / hidden if n is None else float(n) for n in shown]


def _label(text: str, n: int | None) -> list[str]:
    return [*wrapped(text, _LABEL, SMALL), HIDDEN if n is None else f"{n:,}"]


def _stack(nodes: Sequence[_Node], scale: float) -> float:
    """Place the nodes below each other, far enough apart for their labels; gives the foot."""
    y = _TOP
    for node in nodes:
        node.height = max(node.size * scale, 1.5)
        room = max(node.height, _LINE * len(node.label))
        node.y = y + (room - node.height) / 2
        y += room + _GAP
    return y


def _patterns(drawing: Drawing, mark: str, n: int) -> None:
    """Define a colour with strokes of its own for every answer of the first occasion."""
    made = ""
    for k in range(n):
        colour = _COLOURS[k % len(_COLOURS)]
        strokes = _STROKES[(k + k // len(_COLOURS)) % len(_STROKES)]
        made += (
            f'<pattern id="{mark}-{k}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{colour}" fill-opacity="0.35"/>'
            f'<path d="{strokes}" stroke="{colour}" fill="none"/></pattern>'
        )
    drawing.shape("defs", made)


def _headings(drawing: Drawing, labels: Sequence[str]) -> None:
    drawing.text(4, 16, labels[0], bold=True, size=13)
    drawing.text(WIDTH - 4, 16, labels[1], bold=True, size=13, anchor="end")


def _bands(drawing: Drawing, row: Row, left: _Node, right: Sequence[_Node], scale: float) -> None:
    """Draw the bands of one row, from its node to those of the second occasion."""
    for size, node in zip(left.sizes, right, strict=True):
        n, height = row[f"{node.key}_n"], size * scale
        if n == 0:
            continue
        a, b = left.take(height), node.take(height)
        _band(drawing, (a, b), max(height, _THIN), "" if n is None else left.key)
        if height >= _NUMBERED:
            _number(drawing, a + height / 2, HIDDEN if n is None else f"{n:,}")


def _band(drawing: Drawing, ends: tuple[float, float], height: float, fill: str) -> None:
    """Draw one band between two heights; without a fill it is a hidden one."""
    start, end, (a, b) = _LEFT + _NODE, _RIGHT, ends
    middle = (start + end) / 2
    path = (
        f"M{start:.1f},{a:.1f} C{middle:.1f},{a:.1f} {middle:.1f},{b:.1f} {end:.1f},{b:.1f} "
        f"V{b + height:.1f} C{middle:.1f},{b + height:.1f} {middle:.1f},{a + height:.1f} "
        f"{start:.1f},{a + height:.1f} Z"
    )
    if fill:
        drawing.shape("path", d=path, fill=f"url(#{fill})")
    else:
        drawing.shape("path", d=path, fill="#fff", fill_opacity="0.6", stroke=QUIET, stroke_dasharray="3 2")


def _number(drawing: Drawing, y: float, words: str) -> None:
    drawing.text(_LEFT + _NODE + 4, y + 4, words, size=SMALL, halo=True)


def _nodes(drawing: Drawing, left: Sequence[_Node], right: Sequence[_Node], columns: Sequence[Row]) -> None:
    for node in left:
        drawing.shape("rect", x=_LEFT, y=node.y, width=_NODE, height=node.height, fill=INK)
        _named(drawing, node, _LEFT - 6, "end")
    for node, one in zip(right, columns, strict=True):
        # Who was not seen stands in an outline: no answer is behind it.
        look = {"fill": INK} if one["seen"] else {"fill": FAINT, "stroke": INK, "stroke_width": 1}
        drawing.shape("rect", x=_RIGHT, y=node.y, width=_NODE, height=node.height, **look)
        _named(drawing, node, _RIGHT + _NODE + 6, "start")


def _named(drawing: Drawing, node: _Node, x: float, anchor: str) -> None:
    y = node.y + node.height / 2 - _LINE * len(node.label) / 2
    for line, words in enumerate(node.label, start=1):
        last = line == len(node.label)
        drawing.text(x, y + _LINE * line - 3, words, size=SMALL, anchor=anchor, bold=last)


def _described(table: Table, rows: Sequence[Row], columns: Sequence[Row]) -> str:
    """Say in words what the picture shows, row by row."""
    first, last = table.facts["labels"]
    told = [
        f"{row['answer']} at {first} ({_count(row['base'])}): "
        + ", ".join(f"{one['label']} {_cell(row, one)}" for one in columns if row[f"{one['key']}_n"] != 0)
        for row in rows
    ]
    return f"What became of the answers at {last}. " + "; ".join(told) + "."


def _cell(row: Row, one: Row) -> str:
    n, share = row[f"{one['key']}_n"], row[f"{one['key']}_percent"]
    return _count(n) if share is None else f"{n:,} ({rounded(100 * share, 1)}%)"


def _count(n: int | None) -> str:
    return "confidential" if n is None else f"{n:,}"
