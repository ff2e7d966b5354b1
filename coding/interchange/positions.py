"""What the positions of a delivered file count.

The standard says code points, and that is not what every program writes: some count UTF-16 units, some count
a line end as two characters whatever the file holds, some as one.  The reading that puts most ends of
selections on word borders is taken, the standard's where that decides nothing, and it is said which.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from ..word_borders import cuts_a_word
from .project import ORIGIN, Positions

__all__ = ["Delivered", "Span", "borders", "locate"]

_WIDE = re.compile("\r\n|[\r\n\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\r")
_STANDARD = ("code points", "as stored", "after")
# Programs that are known to count in their own way come first where two ways fit equally well.
_HABITS = {"atlas": "one"}

_BOTH = 2
Span = tuple[int, int]


class _Located(NamedTuple):
    """Where a selection lies in the text with LF line ends; None if it does not lie in it."""

    span: Span | None
    borders: int


@dataclass(frozen=True)
class Delivered:
    """A text as delivered, and the positions somebody counted in it."""

    raw: str
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The text with LF line ends."""
        return _LINE_END.sub("\n", self.raw)


def locate(texts: Sequence[Delivered], origin: str) -> tuple[Positions, list[list[Span | None]]]:
    """Decide what positions count, and give every selection's place in the text with LF line ends.

    Parameters
    ----------
    texts : sequence of Delivered
        All sources of one file: one program wrote it and counted in one way.
    origin : str
        The program's name as the file gives it.

    Returns
    -------
    tuple of Positions and list of list of (start, end) or None
        None where a selection lies outside its text or is empty.
    """
    plain = [one.text for one in texts]
    ways = [_STANDARD] if origin == ORIGIN else _ways(texts, origin)
    tried = [[_read(one, text, way) for one, text in zip(texts, plain, strict=True)] for way in ways]
    taken = _taken(tried)
    spans = [[found.span for found in row] for row in tried[taken]]
    rivals = (rows for rows in tried if _score(rows) >= _score(tried[taken]))
    decided = all([[found.span for found in row] for row in rows] == spans for rows in rivals)
    fitting = sum(found.borders == _BOTH for row in tried[taken] for found in row)
    return Positions(*ways[taken], fitting, sum(len(one.spans) for one in texts), decided), spans


def _score(rows: list[list[_Located]]) -> int:
    return sum(found.borders for row in rows for found in row)


def _taken(tried: list[list[list[_Located]]]) -> int:
    """Choose the way that fits best; another than the first needs evidence, not one lucky comma."""
    best = max(range(len(tried)), key=lambda way: _score(tried[way]))
    pairs = [pair for rows in zip(tried[0], tried[best], strict=True) for pair in zip(*rows, strict=True)]
    moved = [(first, other) for first, other in pairs if first.span != other.span]
    gain = sum(other.borders - first.borders for first, other in moved)
    # Whole sentences fit with and without their full stop, so not every selection can tell the ways apart.
    return best if gain >= max(_BOTH, len(moved) / 4) else 0


def _ways(texts: Sequence[Delivered], origin: str) -> list[tuple[str, str, str]]:
    """List the ways of counting that differ for these texts, the likelier first."""
    raw = [one.raw for one in texts]
    units = ["code points", "UTF-16 units"] if any(map(_beyond_the_plane, raw)) else ["code points"]
    newlines = (
        ["as stored", "one", "two"] if any("\n" in text or "\r" in text for text in raw) else ["as stored"]
    )
    habit = next((width for name, width in _HABITS.items() if name in origin.lower()), "as stored")
    newlines.sort(key=lambda width: width != habit)
    return [(unit, width, end) for end, unit, width in product(("after", "on"), units, newlines)]


def _beyond_the_plane(text: str) -> bool:
    return bool(text) and max(text) > "\uffff"


def _read(one: Delivered, text: str, way: tuple[str, str, str]) -> list[_Located]:
    units, newlines, ends = way
    wide = _wide_places(one.raw, units, newlines)
    return [_located(text, wide, start, end + (ends == "on")) for start, end in one.spans]


def _wide_places(raw: str, units: str, newlines: str) -> list[int]:
    """List where, in delivered positions, the characters stand that count for two."""
    found: list[int] = []
    shorter = 0
    for match in _WIDE.finditer(raw):
        mark = match.group()
        width = _newline_width(mark, newlines) if mark[0] in "\r\n" else 1 + (units == "UTF-16 units")
        if width > 1:
            found.append(match.start() - shorter + len(found))
        shorter += len(mark) - 1
    return found


def _newline_width(mark: str, newlines: str) -> int:
    return {"one": 1, "two": 2, "as stored": len(mark)}[newlines]


def _located(text: str, wide: list[int], start: int, end: int) -> _Located:
    first, first_whole = _place(wide, start)
    last, last_whole = _place(wide, end)
    if not 0 <= first < last <= len(text):
        return _Located(None, 0)
    return _Located((first, last), borders(text, first, last) if first_whole and last_whole else 0)


def _place(wide: list[int], position: int) -> tuple[int, bool]:
    """Turn a position into an index, and say whether it stands between two characters."""
    before = bisect_left(wide, position)
    within = before > 0 and position == wide[before - 1] + 1
    return position - before, not within


def borders(text: str, start: int, end: int) -> int:
    """Count the ends of a selection (0 to 2) that fall on the border of a word, with no blank inside.

    Examples
    --------
    >>> [borders("some words", *span) for span in ((0, 4), (0, 5), (1, 6))]
    [2, 1, 0]
    """
    begins = not text[start].isspace() and not cuts_a_word(text, start)
    ends = not text[end - 1].isspace() and not cuts_a_word(text, end)
    return begins + ends
