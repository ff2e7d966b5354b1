"""Offsets carried into the canonical form of a text, in which letters and their accents are one character."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Composed", "composed"]


class _Change(NamedTuple):
    """A stretch that is shorter or longer in the canonical text: where it was, and where it is."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Composed(NamedTuple):
    """The canonical text, and what moved on the way to it."""

    text: str
    changes: tuple[_Change, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Carry a half-open span over; a letter that was cut through is taken in whole."""
        return self._carried(start, 2), self._carried(end, 3)

    def _carried(self, at: int, side: int) -> int:
        before = bisect_left(self.changes, at, key=lambda change: change.old_start) - 1
        if before < 0:
            return at
        change = self.changes[before]
        return change[side] if at < change.old_end else at - change.old_end + change.new_end


def composed(text: str) -> Composed:
    r"""Bring text with LF line ends to NFC and remember what moved.

    Examples
    --------
    >>> found = composed("cafe\u0301 noir")
    >>> found.text, found.span(0, 5), found.span(6, 10)
    ('café noir', (0, 4), (5, 9))
    """
    if unicodedata.is_normalized("NFC", text):
        return Composed(text, ())
    pieces: list[str] = []
    changes: list[_Change] = []
    old = new = 0
    for cluster in _clusters(text):
        piece = unicodedata.normalize("NFC", cluster)
        if piece != cluster:
            changes.append(_Change(old, old + len(cluster), new, new + len(piece)))
        pieces.append(piece)
        old, new = old + len(cluster), new + len(piece)
    return Composed("".join(pieces), tuple(changes))


def _clusters(text: Iterable[str]) -> Iterator[str]:
    """Cut before every character that cannot be composed with what stands before it."""
    held = ""
    for char in text:
        if held and not _joins(char):
            yield held
            held = ""
        held += char
    if held:
        yield held


def _joins(char: str) -> bool:
    # Marks of every kind, and the vowels and final consonants of Korean syllables.
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"
