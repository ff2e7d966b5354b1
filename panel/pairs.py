"""The same people twice: McNemar's tests and Newcombe's interval for a paired difference.

Every function that takes the four counts also takes arrays of them, one place an indicator.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, erfc, sqrt
from typing import Any, NamedTuple

import numpy as np

from .proportions import normal_quantile, wilson_limits

__all__ = ["Limits", "Paired", "exact_p", "mcnemar", "newcombe_limits"]


class Limits(NamedTuple):
    """The two ends of an interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """What four paired counts say; None where a figure is not defined.

    Parameters
    ----------
    exact, mid_p : float, 0..1
        Two-sided exact conditional p-value and its mid-p version; 1 where no pair changed.
    chi2, chi2_corrected : float or None
        McNemar's statistic on one degree of freedom, without and with Edwards' continuity correction;
        not defined where no pair changed.
    chi2_p, chi2_corrected_p : float or None
        Their p-values.
    difference : float or None, -1..1
        Proportion at exit minus proportion at entry; not defined without pairs.
    newcombe : Limits or None
        Newcombe's square-and-add interval with the plain phi coefficient (his method 8).
    newcombe_10 : Limits or None
        The same with the continuity-corrected phi (his method 10).
    """

    exact: float
    mid_p: float
    chi2: float | None
    chi2_p: float | None
    chi2_corrected: float | None
    chi2_corrected_p: float | None
    difference: float | None
    newcombe: Limits | None
    newcombe_10: Limits | None


def mcnemar(a: int, b: int, c: int, d: int, confidence: float = 0.95) -> Paired:
    """Compare two occasions of the same people.

    Parameters
    ----------
    a, b, c, d : int
        How many have the indicator at both occasions, only at entry, only at exit, and at neither.
    confidence : float, 0..1
        Level of the intervals.

    Returns
    -------
    Paired

    Raises
    ------
    ValueError
        If a count is negative or not whole.

    Notes
    -----
    Q. McNemar (1947), *Psychometrika* 12: 153-157; A. L. Edwards (1948), *Psychometrika* 13: 185-187; mid-p:
    M. W. Fagerland, S. Lydersen and P. Laake (2013), *BMC Medical Research Methodology* 13: 91; intervals:
    R. G. Newcombe (1998), *Statistics in Medicine* 17: 2635-2650, methods 8 and 10.  The mid-p value is twice
    the one-sided one; where as many changed one way as the other that is 1, and programs that subtract half
    the point instead, such as R's ``contingencytables``, print a little less.

    Examples
    --------
    >>> result = mcnemar(1, 7, 1, 12)
    >>> round(result.exact, 3), round(result.mid_p, 3), round(result.difference, 3)
    (0.07, 0.039, -0.286)
    """
    if any(count < 0 or count % 1 for count in (a, b, c, d)):
        raise ValueError("counts must be whole and cannot be negative")
    exact, mid_p = exact_p(b, c)
    chi2, chi2_p = _chi2(b, c, 0)
    corrected, corrected_p = _chi2(b, c, 1)
    n, z = a + b + c + d, normal_quantile(confidence)
    return Paired(
        exact, mid_p, chi2, chi2_p, corrected, corrected_p,
        difference=(c - b) / n if n else None,
        newcombe=Limits(*map(float, newcombe_limits(a, b, c, d, z, corrected=False))) if n else None,
        newcombe_10=Limits(*map(float, newcombe_limits(a, b, c, d, z))) if n else None,
    )  # fmt: skip


def exact_p(b: int, c: int) -> tuple[float, float]:
    """Give the two-sided exact conditional p-value of `b` against `c` changes, and its mid-p version."""
    fewer, pairs = min(b, c), b + c
    if pairs == 0:
        return 1.0, 1.0
    # Whole-number division keeps the first term exact for any count; the others follow by ratio.
    point = comb(pairs, fewer) / (1 << pairs)
    steps = np.arange(fewer, 0, -1)
    tail = point * (1 + float(np.cumprod(steps / (pairs - steps + 1)).sum()))
    return min(1.0, 2 * tail), min(1.0, 2 * tail - point)


def _chi2(b: int, c: int, correction: int) -> tuple[float | None, float | None]:
    if b + c == 0:
        return None, None
    statistic = max(abs(b - c) - correction, 0) ** 2 / (b + c)
    return statistic, erfc(sqrt(statistic / 2))


def newcombe_limits(a: Any, b: Any, c: Any, d: Any, z: float, *, corrected: bool = True) -> tuple[Any, Any]:
    """Give Newcombe's square-and-add limits of exit minus entry, number by number for arrays.

    `corrected` takes the continuity-corrected phi (method 10), otherwise the plain one (method 8).
    There must be at least one pair.
    """
    n = a + b + c + d
    entry, leaving = (a + b) / n, (a + c) / n
    entry_low, entry_high = wilson_limits(a + b, n, z)
    exit_low, exit_high = wilson_limits(a + c, n, z)
    phi = _phi(a, b, c, d, corrected)
    down = _combine(leaving - exit_low, entry_high - entry, phi)
    up = _combine(exit_high - leaving, entry - entry_low, phi)
    return leaving - entry - down, leaving - entry + up


def _combine(first: Any, second: Any, phi: Any) -> Any:
    return np.sqrt(np.maximum(first**2 - 2 * phi * first * second + second**2, 0))


def _phi(a: Any, b: Any, c: Any, d: Any, corrected: bool) -> Any:
    """Correlate the two occasions; 0 where one of them is constant, as Newcombe has it."""
    a, b, c, d = (np.asarray(count, dtype=float) for count in (a, b, c, d))
    over = a * d - b * c
    if corrected:
        over = np.where(over > 0, np.maximum(over - (a + b + c + d) / 2, 0), over)
    under = np.sqrt((a + b) * (c + d) * (a + c) * (b + d))
    return np.where(under > 0, over / np.where(under > 0, under, 1), 0.0)
