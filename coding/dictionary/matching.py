"""Patterns of a dictionary and where they hit; one that takes too long is stopped and named by its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from ...study.problems import Place, ProblemError
from ..patterns import Find, How, finder
from ..words import token_spans

__all__ = ["WITHIN", "Near", "Pattern", "Plain"]

WITHIN = 5
Span = tuple[int, int]


class Pattern(Protocol):
    """Something that can be found in a turn."""

    @property
    def written(self) -> str:
        """The pattern as people read it."""
        ...

    def hits(self, text: str) -> list[Span]:
        """Give where it stands, as half-open places of the text."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """Words (``*`` for any letters), stems or a regular expression; see `familypanel.coding.kwic`.

    Raises
    ------
    ProblemError
        FP5020 it cannot be understood; while searching, FP5021 it takes too long.  Both say where it stands.
    """

    written: str
    how: How
    place: Place
    _find: Find = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "_find", finder(self.written, self.how))
        except ProblemError as error:
            raise _placed(error, self.place) from error

    def hits(self, text: str) -> list[Span]:
        """Give where it stands."""
        try:
            return list(self._find(text))
        except ProblemError as error:
            raise _placed(error, self.place) from error


def _placed(error: ProblemError, place: Place) -> ProblemError:
    return ProblemError([replace(found, place=place) for found in error.problems])


@dataclass(frozen=True, slots=True)
class Near:
    """Several terms near each other in one turn, in any order.

    Parameters
    ----------
    terms : tuple of tuple of Plain
        Each term is a choice of words.
    within : int, 0 or more
        Most words between the first term and any other.
    """

    terms: tuple[tuple[Plain, ...], ...]
    within: int

    @property
    def written(self) -> str:
        """The pattern as people read it."""
        return f" NEAR/{self.within} ".join("|".join(one.written for one in term) for term in self.terms)

    def hits(self, text: str) -> list[Span]:
        """Give the spans from the first to the last term."""
        several = [sorted(span for one in term for span in one.hits(text)) for term in self.terms]
        if not all(several):
            return []
        starts = [start for _, start, _ in token_spans(text)]
        return list(dict.fromkeys(self._together(several, starts)))

    def _together(self, several: Sequence[Sequence[Span]], starts: Sequence[int]) -> Iterator[Span]:
        for first in several[0]:
            nearest = [self._nearest(first, spans, starts) for spans in several[1:]]
            found = [span for span in nearest if span is not None]
            if len(found) == len(nearest):
                spans = [first, *found]
                yield min(start for start, _ in spans), max(end for _, end in spans)

    def _nearest(self, first: Span, spans: Sequence[Span], starts: Sequence[int]) -> Span | None:
        gaps = [(_between(first, span, starts), span) for span in spans if _apart(first, span)]
        near = [(gap, span) for gap, span in gaps if gap <= self.within]
        return min(near)[1] if near else None


def _apart(one: Span, other: Span) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _between(one: Span, other: Span, starts: Sequence[int]) -> int:
    """Count the words that begin after the end of the first span and before the start of the second."""
    left, right = sorted((one, other))
    return bisect_right(starts, right[0] - 1) - bisect_right(starts, left[1] - 1)
