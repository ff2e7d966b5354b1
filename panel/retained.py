"""Retention: how many of those who were there at the start are still there.

Whoever has no baseline interview is in no numerator and no denominator: a booster that joins at a later wave
answers questions, but it was never there to be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .outcome_matrix import Flags, OutcomeMatrix
from .proportions import Proportion, wilson
from .words import INELIGIBLE, OUTCOMES, PRODUCTIVE

__all__ = ["CONVENTIONS", "Rate", "Retention", "retention"]

_CERTAIN = Proportion(1.0, 1.0, 1.0)
CONVENTIONS = ("cross_section", "continuous", "wave_on_wave")


@dataclass(frozen=True, slots=True)
class Rate:
    """One retention rate.

    Parameters
    ----------
    cohort, wave, group : str
        Of whom, when.
    base, productive : int
        Denominator and numerator.
    rate, low, high : float or None, 0..1
        The rate with its Wilson 95% interval; None where it is not defined.
    convention : {'cross_section', 'continuous', 'wave_on_wave'}
        How it is counted.
    censored : int
        Whose window is still open: in neither `base` nor `productive`.
    eligible_base : int
        `base` without those who died, moved abroad or fell out of scope.
    eligible_rate, eligible_low, eligible_high : float or None, 0..1
        `productive` over `eligible_base`, with its Wilson 95% interval.
    undefined : str
        Why there is no rate, where there is none.
    """

    cohort: str
    wave: str
    group: str
    base: int
    productive: int
    rate: float | None
    low: float | None
    high: float | None
    convention: str
    censored: int
    eligible_base: int
    eligible_rate: float | None
    eligible_low: float | None = None
    eligible_high: float | None = None
    undefined: str = ""

    def row(self) -> dict[str, Any]:
        """Give the rate as a row of a table."""
        return asdict(self)


@dataclass(frozen=True)
class Retention:
    """Retention rates, with the account of every member of the base.

    Parameters
    ----------
    rates : tuple of Rate
        By cohort, wave and convention.
    reconciliation : tuple of dict
        For each cohort and wave: the members at baseline, what became of each, and a ``difference`` of 0.
    late : dict of (cohort, wave) to int
        Interviews of members without a baseline interview, which enter no rate.
    """

    rates: tuple[Rate, ...]
    reconciliation: tuple[dict[str, Any], ...]
    late: Mapping[tuple[str, str], int]

    def rate(self, wave: str, convention: str = "cross_section", cohort: str = "main") -> Rate | None:
        """Find one rate."""
        wanted = (wave, convention, cohort)
        return next((r for r in self.rates if (r.wave, r.convention, r.cohort) == wanted), None)


def retention(
    outcomes: pd.DataFrame | Iterable[Mapping[str, Any]],
    waves: Sequence[str] | None = None,
    group: str = "all",
) -> Retention:
    """Count who was kept, by three conventions.

    ``cross_section``: productive at the wave, of all productive at baseline.  ``continuous``: productive at
    every wave so far, of the same base.  ``wave_on_wave``: productive at the wave, of those productive at
    the wave before (and at baseline).  Whoever's window is still open is censored: in neither figure.

    Parameters
    ----------
    outcomes : DataFrame or iterable of mapping
        One row a member and wave with ``urn``, ``wave`` and ``outcome`` and, if there are any, ``cohort``
        (otherwise all are ``main``) and ``open`` (otherwise the outcome ``pending`` means open).
    waves : sequence of str, optional
        The waves in order, baseline first; otherwise ``baseline``, then by the number in the name.
    group : str
        Name given to the rates of these members.

    Returns
    -------
    Retention

    Raises
    ------
    ValueError
        If a member has two rows for one wave, or an outcome is not a known word.

    Examples
    --------
    >>> rows = [("A", "baseline", "full"), ("A", "m12", "full"), ("B", "baseline", "full"),
    ...         ("B", "m12", "untraced"), ("C", "m12", "full")]
    >>> kept = retention([dict(zip(("urn", "wave", "outcome"), row)) for row in rows])
    >>> kept.rate("m12").productive, kept.rate("m12").base, kept.late
    (1, 2, {('main', 'm12'): 1})
    """
    matrix = OutcomeMatrix.of(outcomes, waves)
    rates = [r for part in matrix.cohorts() for r in _rates(part, group)]
    accounts = [a for part in matrix.cohorts() for a in _accounts(part)]
    late = {key: n for part in matrix.cohorts() for key, n in _late(part)}
    return Retention(tuple(rates), tuple(accounts), late)


class _Counted(NamedTuple):
    """Who is in the base by one convention, and who of them counts as kept."""

    convention: str
    base: Flags
    kept: Flags


def _rates(part: OutcomeMatrix, group: str) -> Iterator[Rate]:
    productive, started = part.has(PRODUCTIVE), part.started
    if not started.any():
        return
    for at in range(len(part.waves)):
        for counted in _conventions(started, productive, at):
            yield _rate(part, at, group, counted)


def _conventions(started: Flags, productive: Flags, at: int) -> Iterator[_Counted]:
    yield _Counted("cross_section", started, productive[:, at])
    # The baseline is the start itself: the other conventions begin with the wave after it.
    if at:
        yield _Counted("continuous", started, np.logical_and.reduce(productive[:, : at + 1], axis=1))
        yield _Counted("wave_on_wave", started & productive[:, at - 1], productive[:, at])


def _rate(part: OutcomeMatrix, at: int, group: str, counted: _Counted) -> Rate:
    settled = ~part.open[:, at] if at else np.ones(len(part.cohort), dtype=bool)
    base, censored = counted.base & settled, int((counted.base & ~settled).sum())
    n, k = int(base.sum()), int((base & counted.kept).sum())
    eligible = n - int((base & part.has(INELIGIBLE)[:, at]).sum())
    # Everybody who was there at the start was there at the start: no sampling error in that.
    rate, of_eligible = (wilson(k, n), wilson(k, eligible)) if at else (_CERTAIN, _CERTAIN)
    return Rate(
        str(part.cohort[0]), part.waves[at], group, n, k, rate.estimate, rate.low, rate.high,
        counted.convention, censored, eligible, of_eligible.estimate, of_eligible.low, of_eligible.high,
        "" if n else _why(censored),
    )  # fmt: skip


def _why(censored: int) -> str:
    if censored:
        return "not defined because every window is still open"
    return "not defined because nobody answered the wave before"


def _accounts(part: OutcomeMatrix) -> Iterator[dict[str, Any]]:
    started = part.started
    for at, wave in enumerate(part.waves):
        codes = part.codes[started, at]
        ended = {word: int((codes == place).sum()) for place, word in enumerate(OUTCOMES)}
        absent = int((codes == -1).sum())
        at_baseline = int(started.sum())
        head = {"cohort": str(part.cohort[0]), "wave": wave, "at_baseline": at_baseline}
        yield head | ended | {"no_row": absent, "difference": at_baseline - sum(ended.values()) - absent}


def _late(part: OutcomeMatrix) -> Iterator[tuple[tuple[str, str], int]]:
    productive = part.has(PRODUCTIVE)
    for at, wave in enumerate(part.waves):
        without = int((productive[:, at] & ~part.started).sum())
        if without:
            yield (str(part.cohort[0]), wave), without
