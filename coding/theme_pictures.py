"""A picture of themes by group: a table whose cells are darker where more interviews hold the theme.

The numbers stand in the cells, so that colour is never the only sign.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from ..study.pictures import Figure
from ..study.table import Table

__all__ = ["themes_figure"]

# A phone of 390 pixels leaves about 360 beside the margins of a page: labels stand above their cells, so that
# four groups fit into that width and no text is smaller than 11 pixels.
_WIDTH, _NARROWEST, _LABEL, _CELL, _HEAD, _MARGIN = 360, 84, 20, 28, 34, 4
_ROW = _LABEL + _CELL + 6
_SMALL = 11.5
_LABEL_CHARACTERS = 50
# Of bold text of 12 pixels; a heading longer than its cell is broken into lines of this height.
_HEADING_CHARACTER, _LINE = 7.2, 15
_LIGHT, _DARK = (238, 243, 248), (23, 78, 128)
# Black on lighter cells and white on darker ones keep a contrast of 4.5 to 1 (WCAG 2.1, 1.4.3).
_WHITE_TEXT_FROM = 0.74
_INK = "#1c2733"
Cells = Mapping[tuple[str, str], Mapping[str, Any]]


def themes_figure(table: Table) -> Figure:
    """Draw what `themes` answers.

    Parameters
    ----------
    table : Table
        Of `themes`.

    Returns
    -------
    Figure
        One ``<svg>`` of themes (rows) by groups (columns); each cell says in how many of the group's coded
        interviews the theme came up.
    """
    cells: Cells = {(row["label"], row["group_label"]): row for row in table.rows}
    labels = list(dict.fromkeys(label for label, _ in cells))
    groups = list(dict.fromkeys(group for _, group in cells))
    title = table.title or "Themes by group"
    description = _description(cells, labels, groups)
    body = "".join((*_headings(cells, groups), *_lines(cells, labels, groups)))
    width = _MARGIN * 2 + _cell_width(groups) * len(groups)
    height = _head(groups) + _ROW * len(labels) + 2 * _MARGIN
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'style="width:100%;min-width:{_narrowest(groups)};max-width:{round(width * 1.5)}px;height:auto" '
        'font-family="system-ui, sans-serif" font-size="13" aria-labelledby="themes-title themes-desc">'
        f'<title id="themes-title">{escape(title)}</title>'
        f'<desc id="themes-desc">{escape(description)}</desc>{body}</svg>'
    )
    return Figure(svg, title, description)


def _cell_width(groups: list[str]) -> float:
    return max(_NARROWEST, (_WIDTH - 2 * _MARGIN) / max(1, len(groups)))


def _narrowest(groups: list[str]) -> str:
    """Let the page scroll rather than shrink the text, where there are more groups than fit a phone."""
    width = _MARGIN * 2 + _cell_width(groups) * len(groups)
    return "0" if width <= _WIDTH else f"{round(width)}px"


def _broken(group: str, groups: list[str]) -> list[str]:
    return textwrap.wrap(group, max(1, int(_cell_width(groups) / _HEADING_CHARACTER))) or [group]


def _head(groups: list[str]) -> float:
    return _HEAD + _LINE * (max(len(_broken(group, groups)) for group in groups) - 1)


def _headings(cells: Cells, groups: list[str]) -> Iterator[str]:
    width, bottom = _cell_width(groups), _MARGIN + _head(groups) - 7
    for place, group in enumerate(groups):
        base = next(row["base"] for (_, other), row in cells.items() if other == group)
        x = _MARGIN + width * (place + 0.5)
        lines = _broken(group, groups)
        for number, line in enumerate(lines):
            yield _text(x, bottom - _LINE * (len(lines) - number), line, "middle", size=12, weight="600")
        yield _text(x, bottom, f"of {base}", "middle", size=_SMALL)


def _lines(cells: Cells, labels: list[str], groups: list[str]) -> Iterator[str]:
    width, top = _cell_width(groups), _MARGIN + _head(groups)
    for line, label in enumerate(labels):
        y = top + _ROW * line
        # A longer label is cut short; the description has it whole.
        yield _text(_MARGIN, y + 15, textwrap.shorten(label, _LABEL_CHARACTERS, placeholder="…"), "start")
        for place, group in enumerate(groups):
            yield _cell(cells[label, group], _MARGIN + width * place, y + _LABEL, width)


def _cell(row: Mapping[str, Any], x: float, y: float, width: float) -> str:
    share = row["share"]
    colour = "#ffffff" if share >= _WHITE_TEXT_FROM else "#000000"
    fill = "#{:02x}{:02x}{:02x}".format(
        *(round(light + (dark - light) * share) for light, dark in zip(_LIGHT, _DARK, strict=True))
    )
    box = (
        f'<rect x="{x + 1:g}" y="{y + 1:g}" width="{width - 2:g}" height="{_CELL - 2}" rx="3" fill="{fill}"/>'
    )
    return box + _text(x + width / 2, y + 18.5, str(row["documents"]), "middle", colour=colour)


def _text(
    x: float, y: float, words: str, anchor: str, *, size: float = 13, weight: str = "400", colour: str = _INK
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )


def _description(cells: Cells, labels: list[str], groups: list[str]) -> str:
    lines = []
    for label in labels:
        told = ", ".join(f"{g} {cells[label, g]['documents']} of {cells[label, g]['base']}" for g in groups)
        lines.append(f"{label}: {told}.")
    return "Interviews in which each theme came up. " + " ".join(lines)
