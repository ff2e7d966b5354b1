"""A map of groups of texts: a sign for every text, a letter for every group.  Clusters are not themes.

Every group has a shape, a colour and a letter, so that it can be read without colour.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ..study.pictures import Figure
from .cluster_view_drawing import LINE, description_of_views, lines_of, other_views_drawn, written

if TYPE_CHECKING:
    from .clustering import Clusters

__all__ = ["clusters_figure"]

# A phone of 390 pixels leaves about 360 beside the margins; no text is smaller than 11 pixels there.
_WIDTH, _MAP, _MARGIN = 360, 300.0, 16.0
_MOST = 600
_COLOURS = ("#0b5c8a", "#b03a00", "#4d7a00", "#7a4fa3", "#8a6d00", "#00796b", "#a3264f", "#444444")
_SHAPES = (
    "M-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0Z", "M-3.2,-3.2h6.4v6.4h-6.4Z", "M0,-4.2L4,3.2H-4Z",
    "M0,-4.6L4.6,0L0,4.6L-4.6,0Z",
    "M-1.2,-4h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8v-2.4h2.8Z",
    "M0,4.2L4,-3.2H-4Z",
    "M-4.4,-1.6h8.8v3.2h-8.8Z", "M-1.6,-4.4h3.2v8.8h-3.2Z",
)  # fmt: skip
_WORDS = 5
_APART, _PUSHES = 25.0, 100
_FONT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
Place = tuple[float, float]


def clusters_figure(found: Clusters, say: Callable[[str], str] = str) -> Figure:
    """Draw what `cluster` answers.

    Parameters
    ----------
    found : Clusters
        The answer of `cluster`.
    say : callable
        Says an English text in the language of the page that shows the map.

    Returns
    -------
    Figure
        One ``<svg>``: near texts use like words; a letter stands in the middle of each group, and below the
        map each group with its size and its strongest words, then Ward's tree and the parts of NMF.  Of many
        texts 600 are drawn.
    """
    title = say("Clusters of texts (not themes)")
    if found.k is None:
        said = say(next(iter(found.notes), "No stable grouping."))
        return _closed([*lines_of(textwrap.wrap(said, 52), _MARGIN - 6, 30)], 20 + LINE * 4, title, said)
    body = [*_signs(found), *_letters(found)]
    y = _MARGIN * 2 + _MAP
    for row in found.rows:
        legend = list(_legend(row, y))
        body += legend
        y += LINE * len(legend) + 3
    for part in other_views_drawn(found.facts["views"], _MARGIN, y, say):
        body += part.marks
        y = part.foot
    remark = say(_remark(found))
    body += lines_of(textwrap.wrap(remark, 54), _MARGIN - 6, y + 14)
    foot = y + 14 + LINE * len(textwrap.wrap(remark, 54))
    return _closed(body, foot, title, f"{_description(found, say)} {remark}")


def _scaled(places: Sequence[Place], some: Sequence[Place]) -> list[Place]:
    """Put places of the space into the picture, the same scale both ways."""
    points = np.array(places)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min((_WIDTH - 2 * _MARGIN) / max(high[0] - low[0], 1e-6), _MAP / max(high[1] - low[1], 1e-6))
    rest = (np.array([_WIDTH - 2 * _MARGIN, _MAP]) - (high - low) * scale) / 2
    moved = (np.array(some) - low) * scale + rest + _MARGIN
    return [(float(x), float(_MAP + 2 * _MARGIN - y)) for x, y in moved]


def _inside(found: Clusters) -> list[int]:
    return [at for at, label in enumerate(found.labels) if label >= 0]


def _signs(found: Clusters) -> Iterator[str]:
    """Draw a sign a text; of many texts evenly spaced ones, in an order that is not theirs."""
    inside = sorted(_inside(found), key=lambda at: (found.labels[at], found.places[at]))
    step = max(1, -(-len(inside) // _MOST))
    drawn = inside[::step]
    places = _scaled([found.places[at] for at in inside], [found.places[at] for at in drawn])
    for at, (x, y) in zip(drawn, places, strict=True):
        yield _sign(found.labels[at], x, y)


def _sign(label: int, x: float, y: float) -> str:
    shape, colour = _SHAPES[label % len(_SHAPES)], _COLOURS[label % len(_COLOURS)]
    # A hollow second round of shapes keeps more than eight groups apart.
    fill = colour if label < len(_SHAPES) else "#fff"
    return (
        f'<path d="{shape}" transform="translate({x:.1f},{y:.1f})" fill="{fill}" fill-opacity="0.55" '
        f'stroke="{colour}" stroke-width="0.8"/>'
    )


def _letters(found: Clusters) -> Iterator[str]:
    """Draw the letter of each group in its middle, moved aside where two would cover each other."""
    inside = _inside(found)
    labels, points = (
        np.array([found.labels[at] for at in inside]),
        np.array([found.places[at] for at in inside]),
    )
    means = [points[labels == row["cluster"]].mean(axis=0).tolist() for row in found.rows]
    middles = _scaled([found.places[at] for at in inside], [(x, y) for x, y in means])
    for row, (x, y), (x0, y0) in zip(found.rows, _apart(middles), middles, strict=True):
        colour = _COLOURS[row["cluster"] % len(_COLOURS)]
        yield f'<path d="M{x0:.1f},{y0:.1f}L{x:.1f},{y:.1f}" stroke="{colour}" stroke-width="2"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#fff" stroke="{colour}" stroke-width="2"/>'
        yield written(x, y + 5, row["letter"], anchor="middle", size=14, bold=True)


def _apart(places: Sequence[Place]) -> list[Place]:
    """Move places until none is nearer to another than two letters are wide."""
    points = np.array(places) + np.arange(len(places))[:, None] * [0.01, 0.007]
    for _ in range(_PUSHES):
        gaps = points[:, None] - points[None]
        lengths = np.linalg.norm(gaps, axis=2) + np.eye(len(points)) * _APART
        push = np.maximum(_APART - lengths, 0) / 2 / lengths
        points = points + (gaps * push[..., None]).sum(axis=1)
        points = np.clip(points, _MARGIN, [_WIDTH - _MARGIN, _MAP + _MARGIN])
    return [(float(x), float(y)) for x, y in points]


def _legend(row: Mapping[str, Any], y: float) -> Iterator[str]:
    words = f"{row['letter']} ({row['texts']:,}): {', '.join(row['keywords'][:_WORDS])}"
    lines = textwrap.wrap(words, 50) or [""]
    yield _sign(row["cluster"], _MARGIN, y + 8) + written(_MARGIN + 12, y + 12, lines[0], bold=False)
    yield from (written(_MARGIN + 12, y + 12 + LINE * n, line) for n, line in enumerate(lines[1:], 1))


def _remark(found: Clusters) -> str:
    how = "stable" if found.facts["stable"] else "not stable"
    texts = len(_inside(found))
    some = f" At most {_MOST} of {texts:,} texts are drawn." if texts > _MOST else ""
    return (
        f"Near each other: like words. The grouping is {how} ({found.stability:.2f}).{some} "
        "Clusters are not themes, and places on a flat map are only roughly right."
    )


def _description(found: Clusters, say: Callable[[str], str]) -> str:
    groups = "; ".join(
        say(f"{row['letter']}, {row['texts']} texts, words {', '.join(row['keywords'][:_WORDS])}")
        for row in found.rows
    )
    others = description_of_views(found.facts["views"], say)
    title = say(f"A map of {len(_inside(found))} texts in {found.k} groups.")
    return f"{title} {groups}. {others}".rstrip()


def _closed(body: Sequence[str], height: float, title: str, description: str) -> Figure:
    drawn = "".join(body)
    mark = "fc" + hashlib.sha256((description + drawn).encode()).hexdigest()[:10]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="{mark}-t {mark}-d" font-family="{_FONT}" '
        'style="width:100%;max-width:620px;height:auto;background:#fff">'
        f'<title id="{mark}-t">{escape(title)}</title><desc id="{mark}-d">{escape(description)}</desc>'
        f"{drawn}</svg>"
    )
    return Figure(svg, title, description)
