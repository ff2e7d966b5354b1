"""Boundary agreement of two coders: how many of their spans are the same, or meet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

from .number_like import NumberLike

__all__ = ["SpanF1", "boundary_f1"]

Span = tuple[int, int, Hashable]
Match = Literal["exact", "overlap"]
_Ends = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SpanF1(NumberLike):
    """Agreement on spans.

    Parameters
    ----------
    match : {'exact', 'overlap'}
        What counts as the same span.
    value : float or None, 0..1
        Twice the matched spans over all spans of both coders; None where nobody marked any.
    precision, recall : float or None, 0..1
        Matched spans over those of the second coder, and over those of the first.
    matched, first, second : int
        Matched pairs, and spans of either coder.
    undefined : str
        Why there is no value, where there is none.
    """

    match: Match
    value: float | None
    precision: float | None
    recall: float | None
    matched: int
    first: int
    second: int
    undefined: str = ""


def boundary_f1(a: Iterable[Span], b: Iterable[Span], match: Match = "exact") -> SpanF1:
    """Work out the F1 of two coders' spans.

    Parameters
    ----------
    a, b : iterable of (start, end, code)
        Half-open spans of either coder.
    match : {'exact', 'overlap'}
        ``exact``: both ends and the code are the same.  ``overlap``: the code is the same and at least one
        character is shared; a span is matched at most once, and as many as possible are matched.

    Returns
    -------
    SpanF1

    Raises
    ------
    ValueError
        If a span is empty or the kind of match is not known.

    Notes
    -----
    F1 is the measure to use where the units that nobody marked cannot be counted, so that no chance
    agreement can be worked out: G. Hripcsak and A. S. Rothschild (2005), Agreement, the F-measure, and
    reliability in information retrieval, JAMIA 12(3), 296-298.

    Examples
    --------
    >>> first, second = [(0, 10, "trust"), (20, 30, "money")], [(0, 10, "trust"), (25, 40, "money")]
    >>> boundary_f1(first, second).value, boundary_f1(first, second, match="overlap").value
    (0.5, 1.0)
    """
    if match not in ("exact", "overlap"):
        raise ValueError("match is 'exact' or 'overlap'")
    one, other = list(a), list(b)
    if any(start >= end for start, end, _ in one + other):
        raise ValueError("a span is at least one character long")
    matched = _same(one, other) if match == "exact" else _meeting(one, other)
    return _f1(match, matched, len(one), len(other))


def _f1(match: Match, matched: int, first: int, second: int) -> SpanF1:
    if not first + second:
        why = "undefined because neither coder marked a span"
        return SpanF1(match, None, None, None, 0, 0, 0, why)
    precision = matched / second if second else None
    recall = matched / first if first else None
    return SpanF1(match, 2 * matched / (first + second), precision, recall, matched, first, second)


def _same(one: Iterable[Span], other: Iterable[Span]) -> int:
    return (Counter(one) & Counter(other)).total()


def _meeting(one: Iterable[Span], other: Iterable[Span]) -> int:
    first, second = _by_code(one), _by_code(other)
    return sum(_most_pairs(first[code], second[code]) for code in first.keys() & second.keys())


def _by_code(spans: Iterable[Span]) -> dict[Hashable, list[_Ends]]:
    found: dict[Hashable, list[_Ends]] = defaultdict(list)
    for start, end, code in spans:
        found[code].append((start, end))
    return found


def _most_pairs(one: list[_Ends], other: list[_Ends]) -> int:
    """Match as many overlapping spans as can be, each once.

    Whichever span ends first takes the partner that ends first: every other one it could take meets at
    least as much of what is still to come.
    """
    left: tuple[list[_Ends], list[_Ends]] = (sorted(one, key=_end), sorted(other, key=_end))
    pairs = 0
    while left[0] and left[1]:
        side = 0 if left[0][0][1] <= left[1][0][1] else 1
        span, partners = left[side].pop(0), left[1 - side]
        found = next((partner for partner in partners if partner[0] < span[1]), None)
        if found is not None:
            partners.remove(found)
            pairs += 1
    return pairs


def _end(span: _Ends) -> tuple[int, int]:
    return span[1], span[0]
