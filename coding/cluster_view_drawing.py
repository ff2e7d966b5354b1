"""Ward's tree and the parts of NMF drawn below the map of clusters, and how words are written there."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from .cluster_view_tables import NAMES, own_letter, told_shares

__all__ = ["LINE", "Part", "description_of_views", "lines_of", "other_views_drawn", "written"]

LINE = 15.0
_INK, _QUIET = "#1b1b1b", "#555555"
_WORDS, _LETTERS, _LEAF = 4, 34, 3
_TREE, _GAP = 96.0, 12.0
View = Mapping[str, Any]
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Part:
    """Marks of a picture, and where they end."""

    marks: list[str]
    foot: float


def written(
    x: float, y: float, words: str, *, anchor: str = "start", size: float = 12, bold: bool = False,
    fill: str = _INK,
) -> str:  # fmt: skip
    """Write words."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def lines_of(lines: Sequence[str], x: float, y: float) -> Iterator[str]:
    """Write quiet lines below each other."""
    for number, line in enumerate(lines):
        yield written(x, y + LINE * number, line, fill=_QUIET)


def other_views_drawn(views: Mapping[str, View], left: float, top: float, say: Say) -> Iterator[Part]:
    """Draw the views beside KMeans, one below the other; nothing where there are none."""
    for key, draw in (("ward", _tree), ("nmf", _parts)):
        if key in views:
            title = say(f"{NAMES[key]}: agrees to {views[key]['agreement']:.2f}")
            head = [written(left - 6, top + 18, title, bold=True)]
            part = draw(views[key], left, top + 24, say)
            yield Part(head + part.marks, part.foot)
            top = part.foot


def description_of_views(views: Mapping[str, View], say: Say) -> str:
    """Say what the views show, for those who cannot see them."""
    groups = {key: "; ".join(_told(view, at) for at in _order(view)) for key, view in views.items()}
    return " ".join(
        say(f"{NAMES[key]} (agreement {view['agreement']:.2f}): {groups[key]}.")
        for key, view in views.items()
    )


def _told(view: View, at: int) -> str:
    group = view["groups"][at]
    return f"{own_letter(at)} ({group['texts']:,}): {', '.join(group['keywords'][:_WORDS])}"


def _order(view: View) -> list[int]:
    """Give the groups in an order in which no branch of the tree crosses another."""
    groups = range(len(view["groups"]))
    order = {at: [at] for at in groups}
    for merge in view.get("merges", ()):
        both = order[min(merge["left"])] + order[min(merge["right"])]
        order |= dict.fromkeys(both, both)
    return list(dict.fromkeys(at for group in groups for at in order[group]))


def _leaves(
    view: View, x: float, y: float, width: int, say: Say
) -> tuple[list[str], dict[int, float], float]:
    """Write a group a line or two; gives also the height at which each stands, and where they end."""
    marks, heights = [], {}
    for at in _order(view):
        lines = textwrap.wrap(_told(view, at), width) or [""]
        shares = say(f"of {', '.join(told_shares(view['groups'][at]['shared'])[:_LEAF])}")
        heights[at] = y + LINE / 2 + 2
        marks += [written(x, y + 12 + LINE * number, line) for number, line in enumerate(lines)]
        marks += lines_of([shares], x, y + 12 + LINE * len(lines))
        y += LINE * (len(lines) + 1) + 4
    return marks, heights, y


def _parts(view: View, left: float, top: float, say: Say) -> Part:
    marks, _, foot = _leaves(view, left - 6, top, 50, say)
    return Part(marks, foot)


def _tree(view: View, left: float, top: float, say: Say) -> Part:
    """Draw the tree above the cut, from its root at the left to the groups; branches are its heights."""
    marks, heights, foot = _leaves(view, left + _TREE + _GAP, top, _LETTERS, say)
    highest = max((merge["height"] for merge in view["merges"]), default=1.0) or 1.0
    ends = {at: (left + _TREE, y) for at, y in heights.items()}
    for merge in view["merges"]:
        (x1, y1), (x2, y2) = (ends[min(merge[side])] for side in ("left", "right"))
        x = left + _TREE * (1 - merge["height"] / highest)
        path = f"M{x1:.1f},{y1:.1f}H{x:.1f}V{y2:.1f}H{x2:.1f}"
        marks.append(f'<path d="{path}" fill="none" stroke="{_QUIET}" stroke-width="1.5"/>')
        ends |= dict.fromkeys((*merge["left"], *merge["right"]), (x, (y1 + y2) / 2))
    return Part(marks, foot)
