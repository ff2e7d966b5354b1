"""Cutting a turn at the borders of its codings, so that each piece has one set of codings.

A coding keeps its lane (the height of its underline) from its first piece to its last: lines that overlap run
one under the other, as in the margin of a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...study.documents import Coding, Turn

__all__ = ["LANES", "Mark", "Piece", "cut"]

LANES = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A coding in a piece: in which lane its line runs, and whether it begins here."""

    coding: Coding
    lane: int
    begins: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start:end`` of the document, with the codings that cover all of them."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]


def cut(turn: Turn, codings: Iterable[Coding]) -> tuple[Piece, ...]:
    """Cut the words of a turn at every border of a coding.

    Parameters
    ----------
    turn : Turn
        What was said.
    codings : iterable of Coding
        Codings of the same document; those outside the turn are left out.

    Returns
    -------
    tuple of Piece
        In order; their texts together are the text of the turn.
    """
    inside = sorted(
        (one for one in codings if one.start < turn.end and turn.start < one.end),
        key=lambda one: (one.start, -one.end, one.id),
    )
    lanes = _lanes(inside)
    borders = {turn.start, turn.end}
    borders |= {place for one in inside for place in (one.start, one.end) if turn.start < place < turn.end}
    places = sorted(borders)
    return tuple(_piece(turn, start, end, inside, lanes) for start, end in pairwise(places))


def _piece(turn: Turn, start: int, end: int, inside: Sequence[Coding], lanes: Sequence[int]) -> Piece:
    marks = tuple(
        Mark(one, lane, start == max(one.start, turn.start))
        for one, lane in zip(inside, lanes, strict=True)
        if one.start <= start and end <= one.end
    )
    return Piece(start, end, turn.text[start - turn.start : end - turn.start], marks)


def _lanes(codings: Sequence[Coding]) -> list[int]:
    """Give each coding the first lane that is free where it begins; beyond the last they share it."""
    free_from = [0] * LANES
    lanes = []
    for one in codings:
        lane = next((number for number, end in enumerate(free_from) if end <= one.start), LANES - 1)
        free_from[lane] = max(free_from[lane], one.end)
        lanes.append(lane)
    return lanes
