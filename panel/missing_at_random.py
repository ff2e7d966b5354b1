"""Little's test of values missing completely at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .covariates import Array
from .normal_likelihood import MissingPattern, Moments, missing_patterns, normal_moments

__all__ = ["LittleMcar", "PatternDistance", "little_mcar"]


@dataclass(frozen=True, slots=True)
class PatternDistance:
    """How far the rows of one pattern lie from the rest.

    Parameters
    ----------
    missing : tuple of str
        Columns that are missing in these rows.
    n : int
        Rows.
    distance : float
        Their part of the statistic.
    """

    missing: tuple[str, ...]
    n: int
    distance: float


@dataclass(frozen=True, slots=True)
class LittleMcar:
    """Little's test; None where it is not defined.

    Parameters
    ----------
    statistic : float or None
        Chi-squared; large where the rows of a pattern differ from the others in what was seen.
    df : int or None
    p : float or None, 0..1
    patterns : int
        Different patterns of missing columns, the complete one included.
    by_pattern : tuple of PatternDistance
        The most frequent first.
    n, empty : int
        Rows used, and rows without a single value, which tell nothing.
    undefined : str
        Why there is no test, where there is none.
    """

    n: int
    empty: int
    patterns: int
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    by_pattern: tuple[PatternDistance, ...] = ()
    undefined: str = ""


def little_mcar(frame: pd.DataFrame) -> LittleMcar:
    """Test whether values are missing completely at random.

    Parameters
    ----------
    frame : DataFrame, (n, k)
        Numbers, with gaps.

    Returns
    -------
    LittleMcar

    Raises
    ------
    ValueError
        If a column is not numeric.

    Notes
    -----
    R. J. A. Little (1988), *Journal of the American Statistical Association* 83: 1198-1202, the statistic d²
    of his section 2 with the maximum-likelihood covariance, whose divisor is n.  Some programs use the
    divisor n - 1, which makes the statistic smaller by that factor.  The test supposes normal columns of one
    covariance.

    Examples
    --------
    >>> seen = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6], "b": [2.0, 1, 4, 3, None, None]})
    >>> test = little_mcar(seen)
    >>> round(test.statistic, 3), test.df, test.patterns
    (4.114, 1, 2)
    """
    text = [str(name) for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    if text:
        raise ValueError(f"not numbers: {', '.join(text)}")
    values = frame.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(values).any():
        raise ValueError("a number is infinite")
    used = values[~np.isnan(values).all(axis=1)] if values.size else values[:0]
    why = _fault(frame, used)
    if why:
        return _undefined(LittleMcar(len(used), len(values) - len(used), 0), why)
    spread = np.nanstd(used, axis=0)
    patterns = missing_patterns((used - np.nanmean(used, axis=0)) / spread)
    nothing = LittleMcar(len(used), len(values) - len(used), len(patterns))
    return _tested(nothing, [str(name) for name in frame], patterns)


def _undefined(nothing: LittleMcar, why: str) -> LittleMcar:
    return replace(nothing, undefined=f"not defined because {why}")


def _fault(frame: pd.DataFrame, used: Array) -> str:
    if not len(used):
        return "there are no values"
    seen = (~np.isnan(used)).any(axis=0)
    if not seen.all():
        return f"{frame.columns[int(np.argmin(seen))]!r} has no value at all"
    flat = np.nanmax(used, axis=0) - np.nanmin(used, axis=0) <= 1e-12 * np.abs(np.nanmean(used, axis=0))
    return f"{frame.columns[int(np.argmax(flat))]!r} does not vary" if flat.any() else ""


def _tested(nothing: LittleMcar, names: Sequence[str], patterns: Sequence[MissingPattern]) -> LittleMcar:
    df = sum(int(pattern.seen.sum()) for pattern in patterns) - len(names)
    if df <= 0:
        return _undefined(nothing, "all rows have the same columns missing, or none")
    moments = normal_moments(patterns)
    if moments is None:
        return _undefined(nothing, "there are too few rows, or a column follows from the others")
    from scipy.stats import chi2

    found = [_distance(names, pattern, moments) for pattern in patterns]
    statistic = sum(part.distance for part in found)
    ordered = tuple(sorted(found, key=lambda part: (-part.n, part.missing)))
    return replace(nothing, statistic=statistic, df=df, p=float(chi2.sf(statistic, df)), by_pattern=ordered)


def _distance(names: Sequence[str], pattern: MissingPattern, moments: Moments) -> PatternDistance:
    seen = pattern.seen
    apart = pattern.rows.mean(axis=0) - moments.mean[seen]
    within = moments.covariance[np.ix_(seen, seen)]
    n = len(pattern.rows)
    missing = tuple(name for name, there in zip(names, seen, strict=True) if not there)
    return PatternDistance(missing, n, n * float(apart @ np.linalg.solve(within, apart)))
