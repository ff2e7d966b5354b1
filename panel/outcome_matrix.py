"""Outcomes of many members as one matrix, members by waves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .words import OUTCOMES, PRODUCTIVE

__all__ = ["Flags", "OutcomeMatrix", "Outcomes"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]
_NEEDED = ["urn", "wave", "outcome"]
Outcomes = pd.DataFrame | Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class OutcomeMatrix:
    """Outcomes as codes, members by waves: a place in `OUTCOMES`, or -1 where there is no row."""

    cohort: np.ndarray[Any, Any]
    waves: tuple[str, ...]
    codes: np.ndarray[Any, np.dtype[np.int8]]
    open: Flags

    @classmethod
    def of(cls, outcomes: Outcomes, waves: Sequence[str] | None) -> OutcomeMatrix:
        """Arrange outcomes, one row a member and wave, as a matrix; rows of other waves are left out.

        Raises
        ------
        ValueError
            If a column is not there, a member has two rows for one wave, or an outcome is not a known word.
        """
        frame = outcomes if isinstance(outcomes, pd.DataFrame) else pd.DataFrame(list(outcomes))
        if frame.empty:
            frame = pd.DataFrame(columns=_NEEDED)
        _refuse_without(frame)
        order = tuple(waves) if waves is not None else tuple(sorted(set(frame["wave"]), key=_position))
        frame = frame[frame["wave"].isin(order)]
        _refuse(frame)
        return cls._filled(frame, order)

    @classmethod
    def _filled(cls, frame: pd.DataFrame, order: tuple[str, ...]) -> OutcomeMatrix:
        member, urns = pd.factorize(frame["urn"], sort=True)
        wave = pd.Index(order).get_indexer(pd.Index(frame["wave"]))
        codes = np.full((len(urns), len(order)), -1, dtype=np.int8)
        codes[member, wave] = pd.Index(OUTCOMES).get_indexer(pd.Index(frame["outcome"]))
        still = np.zeros(codes.shape, dtype=bool)
        still[member, wave] = frame["open"] if "open" in frame else frame["outcome"] == "pending"
        cohort = np.full(len(urns), "main", dtype=object)
        if "cohort" in frame:
            cohort[member] = frame["cohort"]
        return cls(cohort, order, codes, still)

    def cohorts(self) -> Iterator[OutcomeMatrix]:
        """Give the matrix of each cohort, the main one first."""
        for name in sorted(set(self.cohort), key=lambda cohort: (cohort != "main", cohort)):
            rows = self.cohort == name
            yield OutcomeMatrix(self.cohort[rows], self.waves, self.codes[rows], self.open[rows])

    def has(self, words: Iterable[str]) -> Flags:
        """Say which members have one of these outcomes, by wave."""
        found: Flags = np.isin(self.codes, [OUTCOMES.index(word) for word in words])
        return found

    @property
    def started(self) -> Flags:
        """Who answered at baseline; nobody of a booster, whatever its rows say."""
        found: Flags = self.has(PRODUCTIVE)[:, 0] & (self.cohort != "booster")
        return found


def _position(wave: str) -> tuple[bool, int, str]:
    number = re.search(r"\d+", wave)
    return wave != "baseline", int(number.group()) if number else 0, wave


def _refuse_without(frame: pd.DataFrame) -> None:
    absent = [name for name in _NEEDED if name not in frame]
    if absent:
        raise ValueError(
            f"no column {', '.join(absent)}: one row a member and wave needs {', '.join(_NEEDED)}"
        )


def _refuse(frame: pd.DataFrame) -> None:
    unknown = sorted(set(frame["outcome"]) - set(OUTCOMES))
    if unknown:
        raise ValueError(f"not outcomes: {', '.join(map(str, unknown))}")
    if frame.duplicated(["urn", "wave"]).any():
        raise ValueError("a member has more than one outcome for a wave")
