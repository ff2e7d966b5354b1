"""The published table of indicators, and the counts behind its percentages.

Every percentage is k of 2,777 families, rounded half up to two digits, and belongs to exactly one k. Two
rows are misprinted, and what they must have been follows from the rest of the row:

- Row 50 prints 1.40% at entry, 0.76% at exit and changes of +0.65 points and +46.15%. 39 and 21 families
  give exactly these figures, but falling: the signs are wrong, the counts are right.
- Row 126 prints 40.71% at entry, which is no k of 2,777. Only 1,131 families at entry (40.73%) and the
  printed 55.06% (1,529) give the printed changes of 14.33 points and 35.19%.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from io import StringIO

import pandas as pd

__all__ = ["FAMILIES", "MISPRINTED", "indicator_counts", "indicators", "published"]

FAMILIES = 2777
MISPRINTED = {50: "sign", 126: "entry"}
"""Rows of the published table that are wrong, and in what."""

_HUNDREDTH = Decimal("0.01")


def published() -> pd.DataFrame:
    """Read the table as it was printed, (139, 11); percentages stay text, so that no digit changes."""
    return _csv("annex_two.csv").astype({"row": int, "base_n": int})


def indicators() -> pd.DataFrame:
    """Read what each indicator is, (139, 6): variable, indicator, kind, level, domain, base_unit."""
    return _csv("indicators.csv")


def indicator_counts() -> pd.DataFrame:
    """Recover how many families had each indicator.

    Returns
    -------
    pandas.DataFrame, (139, 3)
        Columns ``variable, entry, exit``; the counts are of 2,777 families.
    """
    table = published()
    entry, end = (_counts(table[f"{occasion}_pct"]) for occasion in ("entry", "exit"))
    for row, wrong in MISPRINTED.items():
        if wrong == "entry":
            entry[row - 1] = _entry_behind(end[row - 1], str(table["pp_change"][row - 1]))
    return pd.DataFrame({"variable": indicators()["variable"], "entry": entry, "exit": end})


def _csv(name: str) -> pd.DataFrame:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), dtype=str)


def _counts(percentages: pd.Series[str]) -> list[int]:
    """Give the one k behind each percentage, and 0 where there is none (row 126)."""
    printed = _printed()
    return [printed.get(text, 0) for text in percentages]


@cache
def _printed() -> dict[str, int]:
    return {str(_percent(k)): k for k in range(FAMILIES + 1)}


def _percent(count: int) -> Decimal:
    return (Decimal(100 * count) / FAMILIES).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _entry_behind(exit_count: int, points: str) -> int:
    """Find the count at entry from which the printed change in points leads to the count at exit."""
    return next(k for k in range(exit_count + 1) if str(_percent(exit_count - k)) == points)
