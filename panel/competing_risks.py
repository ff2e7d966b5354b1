"""Retention as time goes on, where members can be lost or die, and the windows of some are still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np

from .covariates import Array
from .proportions import normal_quantile

__all__ = ["CENSORED", "Incidence", "IncidenceAt", "cumulative_incidence"]

CENSORED = ""
Words = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class IncidenceAt:
    """One wave of the curve.

    Parameters
    ----------
    wave : int
    at_risk : int
        Still there when the wave began.
    ended : dict of str to int
        How many ended at it, by cause.
    censored : int
        Seen up to it and not beyond: counted as at risk at this wave, and at none after it.
    kept : float, 0..1
        Share still there after it (Kaplan and Meier).
    kept_low, kept_high : float or None, 0..1
        Its interval on the scale of log(-log); None where all are still there, or nobody is.
    kept_se : float
        Greenwood's standard error.
    incidence, incidence_se : dict of str to float
        Share ended so far by each cause (Aalen and Johansen), with its standard error.  With `kept` they add
        up to 1.
    """

    wave: int
    at_risk: int
    ended: dict[str, int]
    censored: int
    kept: float
    kept_low: float | None
    kept_high: float | None
    kept_se: float
    incidence: dict[str, float]
    incidence_se: dict[str, float]


@dataclass(frozen=True, slots=True)
class Incidence:
    """The curve; without waves where it is not defined.

    Parameters
    ----------
    waves : tuple of IncidenceAt
        Every wave at which somebody ended or was censored, in order.
    undefined : str
        Why there is no curve, where there is none.
    """

    waves: tuple[IncidenceAt, ...] = ()
    undefined: str = ""


def cumulative_incidence(
    waves: Sequence[int] | Array, causes: Sequence[str] | Words, confidence: float = 0.95
) -> Incidence:
    """Compute who is still there, and who was lost to what, wave by wave.

    Treating the dead as censored would answer how many would be lost if nobody died; here each cause has the
    share that was really lost to it.

    Parameters
    ----------
    waves : sequence of int, (n,)
        For each member, the wave at which it ended, or the last one whose window has closed.
    causes : sequence of str, (n,)
        Why it ended, such as ``"lost"`` or ``"died"``; empty where it is still there (censored).
    confidence : float, 0..1
        Level of the intervals.

    Returns
    -------
    Incidence

    Raises
    ------
    ValueError
        If there are not as many causes as waves.

    Notes
    -----
    E. L. Kaplan and P. Meier (1958), *Journal of the American Statistical Association* 53: 457-481; O. O.
    Aalen and S. Johansen (1978), *Scandinavian Journal of Statistics* 5: 141-150; variance of the incidence
    by the delta method: E. Marubini and M. G. Valsecchi (1995), *Analysing Survival Data from Clinical
    Trials and Observational Studies*, section 10.3.

    Examples
    --------
    >>> curve = cumulative_incidence([1, 1, 2, 2, 2], ["lost", "", "lost", "died", ""])
    >>> [(at.wave, at.at_risk, round(at.kept, 3), round(at.incidence["died"], 3)) for at in curve.waves]
    [(1, 5, 0.8, 0.0), (2, 3, 0.267, 0.267)]
    """
    when, why = np.asarray(waves), np.asarray(causes, dtype=object)
    if len(when) != len(why):
        raise ValueError(f"{len(why):,} causes for {len(when):,} waves")
    if not len(when):
        return Incidence(undefined="not defined because there is nobody")
    names = tuple(sorted(set(why) - {CENSORED}))
    times, place = np.unique(when, return_inverse=True)
    ended = np.array([np.bincount(place[why == name], minlength=len(times)) for name in names])
    counted = _Counted.of(np.bincount(place), ended.reshape(len(names), len(times)))
    z = normal_quantile(confidence)
    return Incidence(tuple(_wave(int(time), counted.until(at), names, z) for at, time in enumerate(times)))


@dataclass(frozen=True)
class _Counted:
    """Counts and estimates, one place a wave; `ended` and `incidence` have one row a cause."""

    at_risk: Array
    leaving: Array
    ended: Array
    before: Array
    kept: Array
    incidence: Array

    @classmethod
    def of(cls, leaving: Any, ended: Any) -> _Counted:
        at_risk = leaving[::-1].cumsum()[::-1]
        kept = np.cumprod((at_risk - ended.sum(axis=0)) / at_risk)
        before = np.append(1.0, kept[:-1])
        return cls(at_risk, leaving, ended, before, kept, np.cumsum(before * ended / at_risk, axis=1))

    def until(self, at: int) -> _Counted:
        now = slice(at + 1)
        return _Counted(
            self.at_risk[now], self.leaving[now], self.ended[:, now], self.before[now], self.kept[now],
            self.incidence[:, now],
        )  # fmt: skip

    @property
    def greenwood(self) -> Array:
        """Greenwood's terms; 0 for the wave at which all ended, where what they stand for is certain."""
        total = self.ended.sum(axis=0)
        under = self.at_risk * (self.at_risk - total)
        terms: Array = np.divide(total, under, out=np.zeros(len(total)), where=under > 0)
        return terms


def _wave(wave: int, counted: _Counted, names: Sequence[str], z: float) -> IncidenceAt:
    ended, kept = counted.ended[:, -1], float(counted.kept[-1])
    spread = kept * sqrt(counted.greenwood.sum())
    low, high = _limits(kept, spread, z)
    errors = [_incidence_se(counted, cause) for cause in range(len(names))]
    return IncidenceAt(
        wave, int(counted.at_risk[-1]), dict(zip(names, map(int, ended), strict=True)),
        int(counted.leaving[-1] - ended.sum()), kept, low, high, spread,
        dict(zip(names, map(float, counted.incidence[:, -1]), strict=True)),
        dict(zip(names, errors, strict=True)),
    )  # fmt: skip


def _limits(kept: float, spread: float, z: float) -> tuple[float | None, float | None]:
    if not 0 < kept < 1:
        return None, None
    factor = exp(z * spread / (kept * -log(kept)))
    return kept**factor, kept ** (1 / factor)


def _incidence_se(counted: _Counted, cause: int) -> float:
    mine, n, before = counted.ended[cause], counted.at_risk, counted.before
    to_come = counted.incidence[cause, -1] - counted.incidence[cause]
    variance = (
        to_come**2 @ counted.greenwood
        + before**2 @ ((n - mine) * mine / n**3)
        - 2 * (to_come * before) @ (mine / n**2)
    )
    return sqrt(max(0.0, float(variance)))
