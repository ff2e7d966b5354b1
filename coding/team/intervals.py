"""Intervals of the coefficients: what each transcript adds to them, and how they follow from the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import comb

from ..reliability.span_matching import Match, boundary_f1
from .coded_texts import CodedText, Pattern

__all__ = ["PATTERNED", "matched_spans", "twice_matched"]

Counts = Counter[Pattern]
"""Characters by who put a code there, all codes in question together."""
Sums = tuple[float, ...]


def _ballots(counts: Counts) -> list[tuple[int, int, int]]:
    """Give, for every kind of character, who said yes and who no, and how many there are."""
    return [(sum(pattern), len(pattern) - sum(pattern), n) for pattern, n in counts.items()]


def _pairs(counts: Counts) -> Sums:
    """Count agreeing pairs of coders, and all."""
    ballots = _ballots(counts)
    agreeing = sum((comb(yes, 2) + comb(no, 2)) * n for yes, no, n in ballots)
    return float(agreeing), float(sum(comb(yes + no, 2) * n for yes, no, n in ballots))


def _percent(sums: Sequence[float]) -> float | None:
    agreeing, pairs = sums
    return agreeing / pairs if pairs else None


def _disagreement(counts: Counts) -> Sums:
    """Sum up disagreement as alpha weighs it, and ratings of either kind."""
    ballots = _ballots(counts)
    apart = sum(2 * yes * no * n / (yes + no - 1) for yes, no, n in ballots)
    return apart, float(sum(yes * n for yes, _, n in ballots)), float(sum(no * n for _, no, n in ballots))


def _alpha(sums: Sequence[float]) -> float | None:
    apart, yes, no = sums
    return 1 - apart * (yes + no - 1) / (2 * yes * no) if yes and no else None


def _votes(counts: Counts) -> Sums:
    """Add what Fleiss' kappa needs beside the pairs: ratings of either kind."""
    return (*_pairs(counts), *_disagreement(counts)[1:])


def _fleiss(sums: Sequence[float]) -> float | None:
    agreeing, pairs, yes, no = sums
    if not yes or not no:
        return None
    by_chance = (yes**2 + no**2) / (yes + no) ** 2
    return (agreeing / pairs - by_chance) / (1 - by_chance)


def _table(counts: Counts) -> Sums:
    """Lay out the table of two coders: both, only the first, only the second, neither."""
    kinds = ((True, True), (True, False), (False, True), (False, False))
    return tuple(float(counts.get(kind, 0)) for kind in kinds)


def _cohen(sums: Sequence[float]) -> float | None:
    both, first, second, neither = sums
    n = sum(sums)
    by_chance = (both + first) * (both + second) + (second + neither) * (first + neither)
    return ((both + neither) * n - by_chance) / (n * n - by_chance) if n * n > by_chance else None


#: Coefficients over characters: what a transcript adds to each, and how it follows from the sums.
PATTERNED: Mapping[str, tuple[Callable[[Counts], Sums], Callable[[Sequence[float]], float | None]]] = {
    "percent": (_pairs, _percent), "alpha": (_disagreement, _alpha), "fleiss": (_votes, _fleiss),
    "cohen": (_table, _cohen),
}  # fmt: skip


def matched_spans(text: CodedText, code: str | None, match: Match) -> Sums:
    """Count matched spans and all, over the pairs of a transcript's coders."""
    found = [
        boundary_f1(text.spans(one, code), text.spans(other, code), match)
        for one, other in combinations(text.coders, 2)
    ]
    return float(sum(one.matched for one in found)), float(sum(one.first + one.second for one in found))


def twice_matched(sums: Sequence[float]) -> float | None:
    """Give F1: twice the matched spans over all."""
    matched, spans = sums
    return 2 * matched / spans if spans else None
