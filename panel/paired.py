"""Change between two occasions of the same people, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..study.problems import ProblemError, problem
from .indicators import Indicator
from .multiplicity import benjamini_hochberg
from .pairs import exact_p, newcombe_limits
from .proportions import normal_quantile

__all__ = ["adjusted", "change_rows", "cohen_h", "direction", "paired_change", "percent"]

Row = dict[str, Any]
Counts = np.ndarray[Any, np.dtype[np.int64]]
Z95 = normal_quantile(0.95)
_Ends = tuple[float | None, float | None]


class _Four(NamedTuple):
    """Pairs by what they had at the two occasions."""

    both: int
    entry_only: int
    exit_only: int
    neither: int


def paired_change(entry: pd.DataFrame, exit_: pd.DataFrame, indicators: Sequence[Indicator]) -> list[Row]:
    """Compare two occasions, each URN with itself.

    Parameters
    ----------
    entry, exit_ : DataFrame, (n_urns, n_variables)
        1 (has it), 0 (has it not) or NaN (missing), with the URN as index.
    indicators : sequence of Indicator
        What to compare; one whose variable is not in both frames is left out.

    Returns
    -------
    list of dict
        One row an indicator; see `change_rows` and `adjusted`.

    Raises
    ------
    ProblemError
        FP4009 if a URN stands more than once on one side.
    """
    return adjusted(change_rows(entry, exit_, indicators))


def change_rows(entry: pd.DataFrame, exit_: pd.DataFrame, indicators: Sequence[Indicator]) -> list[Row]:
    """Count change without adjusting p-values.

    ``entry_pct`` ... ``ci_high`` are in per cent or percentage points, unrounded; p-values, 0..1; ``base``
    is the URNs with a valid answer at both occasions.  ``effect`` is Cohen's h (J. Cohen, 1988, *Statistical
    Power Analysis for the Behavioral Sciences*, ch. 6).  The interval is Newcombe's method 10 (see
    `mcnemar`). What is not defined is None.
    """
    _refuse_doubles(entry, "entry")
    _refuse_doubles(exit_, "exit")
    shown = [one for one in indicators if one.variable in entry and one.variable in exit_]
    both = entry.index.intersection(exit_.index)
    names = [one.variable for one in shown]
    before, after = (frame.loc[both, names].to_numpy(dtype=float) for frame in (entry, exit_))
    counts = _fourfold(before, after)
    triples = zip(shown, counts, _limits(counts), strict=True)
    return [_row(one, _Four(*map(int, four)), ends) for one, four, ends in triples]


def _refuse_doubles(frame: pd.DataFrame, occasion: str) -> None:
    doubled = frame.index[frame.index.duplicated()].nunique()
    if doubled:
        raise ProblemError(problem("FP4009", n=doubled, wave=occasion))


def _fourfold(before: Any, after: Any) -> Counts:
    """Count pairs: with it at both occasions, only at entry, only at exit, at neither; (n_indicators, 4)."""
    valid = ~np.isnan(before) & ~np.isnan(after)
    first, second = before == 1, after == 1
    cells = (first & second, first & ~second, ~first & second, ~first & ~second)
    return np.stack([(cell & valid).sum(axis=0, dtype=np.int64) for cell in cells], axis=1)


def _limits(counts: Counts) -> list[_Ends]:
    a, b, c, d = counts.T
    filled = counts.sum(axis=1) > 0
    low, high = newcombe_limits(a, b, c, np.where(filled, d, 1), Z95)
    return [
        (100 * float(left), 100 * float(right)) if known else (None, None)
        for left, right, known in zip(low, high, filled, strict=True)
    ]


def _row(one: Indicator, four: _Four, ends: _Ends) -> Row:
    base, entry, leaving = sum(four), four.both + four.entry_only, four.both + four.exit_only
    change = leaving - entry
    exact, mid = exact_p(four.entry_only, four.exit_only) if base else (None, None)
    return {
        "indicator": one.indicator, "kind": one.kind, "level": one.level, "domain": one.domain, "base": base,
        "entry_n": entry, "exit_n": leaving, "entry_pct": percent(entry, base),
        "exit_pct": percent(leaving, base), "pp_change": percent(change, base),
        "pct_change": percent(change, entry),
        "gained": four.exit_only, "lost": four.entry_only, "p_exact": exact, "p_mid": mid, "p_adjusted": None,
        "ci_low": ends[0], "ci_high": ends[1], "effect": cohen_h(entry, leaving, base) if base else None,
        "direction": direction(one.kind, change),
    }  # fmt: skip


def percent(part: int, base: int) -> float | None:
    """Give a part in per cent; None (not defined) of nothing."""
    return 100 * part / base if base else None


def cohen_h(entry: int, leaving: int, base: int) -> float:
    """Give Cohen's h of two counts of one base."""
    return float(2 * np.arcsin(np.sqrt(leaving / base)) - 2 * np.arcsin(np.sqrt(entry / base)))


def direction(kind: str, change: float) -> str:
    """Say whether a change is for the better: less of a risk, more of a strength.

    Examples
    --------
    >>> direction("risk", -18), direction("strength", -18), direction("risk", 0)
    ('better', 'worse', 'same')
    """
    if change == 0:
        return "same"
    return "better" if (change < 0) == (kind == "risk") else "worse"


def adjusted(rows: Sequence[Row]) -> list[Row]:
    """Fill ``p_adjusted``: Benjamini-Hochberg over the mid-p values of all these rows."""
    return list(_with_adjustment(rows, benjamini_hochberg([row["p_mid"] for row in rows])))


def _with_adjustment(rows: Sequence[Row], values: Sequence[float | None]) -> Iterator[Row]:
    for row, value in zip(rows, values, strict=True):
        yield row | {"p_adjusted": value}
