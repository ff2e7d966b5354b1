"""A routing diagram as SVG: from the top down, module by module.

A line runs down the left; a diamond on it is a condition, with the questions it leads to on its right.
Arrows in lanes on the right say where one answer leads.  Nothing is told by colour alone, so that it prints
in black.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from ..instrument import Instrument
from .diagram_plan import Block, Line, Part, Plan, Skip, plan_of

__all__ = ["diagram"]

# All lengths in px; at 14 px a letter of a sans-serif font is about 7 px wide.
_WIDTH, _SPINE, _LEFT, _RIGHT = 960, 40, 76, 700
_LETTER, _LINE, _PAD, _GAP = 7.1, 19, 8, 12
_NUMBER, _LANE, _LANES, _BELOW = 44, 16, 880, 15
_STYLE = """\
text{font:14px/1.3 Arial,Helvetica,sans-serif;fill:#111}
.title{font-size:20px;font-weight:bold}.part{font-size:16px;font-weight:bold}
.if{font-style:italic}.number{font-weight:bold}.answer{font-size:12px}
.panel{fill:#f3f4f6;stroke:#9aa0a6}.block{fill:#fff;stroke:#333}
.on{stroke-width:3}.spine,.way,.skip{fill:none;stroke:#333;stroke-width:1.5}
.skip{stroke:#0b4f8a;stroke-width:1.8}.halo{fill:none;stroke:#fff;stroke-width:5}
.diamond,.end{fill:#fff;stroke:#333;stroke-width:1.5}
.heads{fill:#333}.tips{fill:#0b4f8a}"""


def diagram(instrument: Instrument, language: str) -> str:
    """Draw the routing of one questionnaire.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    language : str
        One of the instrument's languages.

    Returns
    -------
    str
        A self-contained SVG document with a title and a description.
    """
    plan = plan_of(instrument, language)
    drawing = _Drawing(plan)
    drawing.draw()
    return drawing.document()


@dataclass
class _Drawing:
    plan: Plan
    width: int = 0
    y: float = 0
    shapes: list[str] = field(default_factory=list)
    places: dict[str, float] = field(default_factory=dict)
    joints: list[float] = field(default_factory=list)

    def document(self) -> str:
        label = escape(self.plan.title)
        height = round(self.y)
        described = escape(_described(self.plan))
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{height}" '
            f'viewBox="0 0 {self.width} {height}" role="img" aria-labelledby="title desc" '
            f'xml:lang="{self.plan.language}">'
        )
        markers = _marker("head", "heads") + _marker("tip", "tips")
        spine = _path("spine", f"M{_SPINE} {self.joints[0]}V{self.joints[-1]}", "head")
        parts = [
            head, f'<title id="title">{label}</title>', f'<desc id="desc">{described}</desc>',
            f"<style>{_STYLE}</style>", f"<defs>{markers}</defs>",
            f'<rect width="{self.width}" height="{height}" fill="#fff"/>', spine, *self.shapes, "</svg>",
        ]  # fmt: skip
        return "\n".join(parts) + "\n"

    def draw(self) -> None:
        self.y = 36
        self.text(_SPINE, self.plan.title, "title")
        self.y += 26
        self.paragraph(_SPINE, self.plan.key, _RIGHT + 200, "")
        self.y += 22
        self.terminal(self.plan.start)
        for part in self.plan.parts:
            self.part(part)
        self.y += 24
        self.places[""] = self.y
        self.terminal(self.plan.end)
        laned = _laned(_ways(self.plan.skips, self.places))
        self.width = max([_WIDTH, *(_LANES + (lane + 2) * _LANE for lane in laned.values())])
        # The outer ones first: an inner one is then drawn over what it crosses.
        for way, lane in sorted(laned.items(), key=lambda each: (-each[1], each[0].start)):
            self.shapes += _arrow(way, lane)
        self.y += 12

    def text(self, x: float, words: str, kind: str) -> None:
        chosen = f' class="{kind}"' if kind else ""
        self.shapes.append(f'<text x="{x:g}" y="{self.y:g}"{chosen}>{escape(words)}</text>')

    def paragraph(self, x: float, words: str, width: float, kind: str) -> None:
        for line in _wrapped(words, width):
            self.text(x, line, kind)
            self.y += _LINE

    def terminal(self, words: str) -> None:
        """Draw the start or the end."""
        top = self.y - 16
        width = max(60, len(words) * _LETTER + 24)
        self.shapes.append(
            f'<rect class="end" x="{_SPINE - 24}" y="{top:g}" width="{width:g}" height="28" rx="14"/>'
        )
        self.y += 3
        self.text(_SPINE - 10, words, "number")
        self.joints.append(top + 28 if not self.joints else top)
        self.y += 24

    def part(self, part: Part) -> None:
        top, at = self.y, len(self.shapes)
        self.y += 26
        self.text(_LEFT + _PAD, part.title, "part")
        self.y += 8
        if part.condition:
            self.condition(part.condition, self.y + 4, inside=False)
        for block in part.blocks:
            self.block(block)
        self.y += _GAP
        size = f'width="{_RIGHT - _LEFT + 16:g}" height="{self.y - top:g}"'
        self.shapes.insert(at, f'<rect class="panel" x="{_LEFT:g}" y="{top:g}" {size} rx="6"/>')
        self.y += _GAP

    def condition(self, words: str, middle: float, *, inside: bool) -> None:
        """Draw a condition: a diamond on the line, and its words beside it."""
        self.shapes += [
            f'<path class="diamond" d="M{_SPINE} {middle - 9:g}l9 9l-9 9l-9 -9z"/>',
            _path("way", f"M{_SPINE + 9} {middle:g}H{_LEFT + (_PAD if inside else 0)}", "head"),
        ]
        self.y += 9 if not inside else 0
        self.paragraph(_LEFT + 2 * _PAD, words, _RIGHT - _LEFT - 3 * _PAD, "if")
        self.y -= 0 if inside else 9

    def block(self, block: Block) -> None:
        self.y += _GAP
        top, at = self.y, len(self.shapes)
        self.y += _LINE
        if block.condition:
            self.condition(block.condition, top + 14, inside=True)
        else:
            self.shapes.append(_path("way", f"M{_SPINE} {top + 14:g}H{_LEFT + _PAD}", "head"))
        for line in block.lines:
            self.line(line)
        self.y += _PAD - _LINE / 2
        kind = "block on" if block.condition else "block"
        size = f'width="{_RIGHT - _LEFT - _PAD:g}" height="{self.y - top:g}"'
        self.shapes.insert(at, f'<rect class="{kind}" x="{_LEFT + _PAD:g}" y="{top:g}" {size} rx="3"/>')

    def line(self, line: Line) -> None:
        """Draw a question; its whole text is shown where the pointer rests."""
        x = _LEFT + 2 * _PAD
        self.places[line.id] = self.y - 5
        self.shapes.append(f'<g id="{escape(line.id)}"><title>{escape(line.text)}</title>')
        if line.number:
            self.text(x, line.number, "number")
        self.paragraph(x + _NUMBER, line.text, _RIGHT - x - _NUMBER - _PAD, "")
        self.shapes.append("</g>")


def _wrapped(words: str, width: float) -> list[str]:
    return textwrap.wrap(words, max(20, int(width / _LETTER))) or [""]


def _path(kind: str, way: str, marker: str) -> str:
    return f'<path class="{kind}" d="{way}" marker-end="url(#{marker})"/>'


def _marker(name: str, kind: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path class="{kind}" d="M0 0L10 5L0 10z"/></marker>'
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the arrow of a skip runs: out at `start`, down in a lane, back at `end`."""

    skip: Skip
    start: float
    end: float


def _ways(skips: tuple[Skip, ...], places: dict[str, float]) -> list[_Way]:
    """Give the arrows; several from one question leave below each other."""
    leaving: dict[str, int] = {}
    ways = []
    for skip in skips:
        start = places[skip.source] + _BELOW * leaving.get(skip.source, 0)
        leaving[skip.source] = leaving.get(skip.source, 0) + 1
        ways.append(_Way(skip, start, places[skip.target] + 3))
    return ways


def _laned(ways: list[_Way]) -> dict[_Way, int]:
    """Give each arrow the innermost lane that is free all along, the short ones first."""
    lanes: list[list[_Way]] = []
    found = {}
    for way in sorted(ways, key=lambda each: (each.end - each.start, each.start)):
        number = next((n for n, lane in enumerate(lanes) if not any(_meet(way, o) for o in lane)), len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append(way)
        found[way] = number
    return found


def _meet(one: _Way, other: _Way) -> bool:
    return one.start <= other.end + _LETTER and other.start <= one.end + _LETTER


def _arrow(way: _Way, lane: int) -> Iterator[str]:
    x = _LANES + lane * _LANE
    stop = _RIGHT if way.skip.target else _SPINE + 40
    run = f"M{_RIGHT} {way.start:g}H{x}V{way.end:g}H{stop}"
    yield f'<path class="halo" d="{run}"/>'
    yield _path("skip", run, "tip")
    shown = textwrap.shorten(way.skip.answer, int((_LANES - _RIGHT) / 6.4), placeholder="…")
    yield f'<text class="answer" x="{_RIGHT + 22}" y="{way.start - 4:g}">{escape(shown)}</text>'


def _described(plan: Plan) -> str:
    """Say in words what the arrows say."""
    numbers = {
        line.id: line.number or line.id
        for part in plan.parts
        for block in part.blocks
        for line in block.lines
    }
    ways = (
        f"{numbers[skip.source]}, {skip.answer}: {numbers.get(skip.target, plan.end)}" for skip in plan.skips
    )
    return f"{plan.key} {'; '.join(ways)}."
