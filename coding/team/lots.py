"""Lots: which coders get which transcript."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import floor

from ...study.documents import Document

__all__ = ["STRATA", "drawn"]

STRATA = ("wave", "role", "project")


def drawn(
    documents: Iterable[Document], coders: Sequence[str], each: int, share: float, seed: int
) -> dict[str, tuple[str, ...]]:
    """Draw who codes what, stratum by stratum; the same seed and documents give the same lots.

    Each transcript goes to the coders who have fewest in its stratum, then fewest in all, then were fewest
    times together; chance decides between equals.
    """
    chance = random.Random(seed)
    load: Counter[str] = Counter()
    together: Counter[tuple[str, ...]] = Counter()
    lots: dict[str, tuple[str, ...]] = {}
    owed = 0.0
    for group in _strata(documents):
        chance.shuffle(group)
        # What small strata cannot give is made up for by the next, so that the share is right in all.
        owed += share * len(group)
        several = floor(owed + 0.5)
        owed -= several
        here: Counter[str] = Counter()
        for place, name in enumerate(group):
            groups = list(combinations(coders, each if place < several else 1))
            chance.shuffle(groups)
            lot = min(groups, key=lambda lot: _burden(lot, here, load, together))
            lots[name] = lot
            here.update(lot)
            load.update(lot)
            together[lot] += 1
    return lots


def _burden(
    lot: tuple[str, ...],
    here: Mapping[str, int],
    load: Mapping[str, int],
    together: Mapping[tuple[str, ...], int],
) -> tuple[int, int, int]:
    return sum(here[name] for name in lot), sum(load[name] for name in lot), together[lot]


def _strata(documents: Iterable[Document]) -> list[list[str]]:
    strata: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in sorted(documents, key=lambda one: one.name):
        strata[tuple(getattr(one, key) or "" for key in STRATA)].append(one.name)
    return [strata[key] for key in sorted(strata)]
