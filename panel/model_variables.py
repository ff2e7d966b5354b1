"""Which variables a response model of few members can carry."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

__all__ = ["PER_PARAMETER", "SMALLEST", "affordable", "joined"]

PER_PARAMETER = 10
SMALLEST = 10
TOGETHER = "smaller categories together"


def joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Join categories of fewer than ten members: each would cost a coefficient and tell next to nothing."""
    return pd.DataFrame({name: _joined(frame[name]) for name in frame.columns}, index=frame.index)


def _joined(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values
    sizes = values.value_counts().sort_index(kind="stable").sort_values(kind="stable")
    small: list[str] = []
    # What is joined must not be small itself, and two categories are left in the end.
    while len(sizes) - len(small) > 1 and (
        sizes.iloc[len(small)] < SMALLEST or 0 < sizes[small].sum() < SMALLEST
    ):
        small.append(sizes.index[len(small)])
    return values.where(~values.isin(small), TOGETHER) if len(small) > 1 else values


def affordable(frame: pd.DataFrame, names: Sequence[str], fewer: int) -> list[str]:
    """Take variables in their order, as long as there are ten members for each coefficient.

    Parameters
    ----------
    frame : DataFrame
        The members, rare categories joined.
    names : sequence of str
        In the order in which they are wanted.
    fewer : int
        The smaller of those who answered and those who did not.

    Notes
    -----
    P. Peduzzi and others (1996), *Journal of Clinical Epidemiology* 49: 1373-1379.  The order is that of the
    study and not of what tells best, so the choice itself does not depend on who was lost.
    """
    left = fewer // PER_PARAMETER
    taken: list[str] = []
    for name in names:
        cost = _cost(frame[name])
        if 0 < cost <= left:
            taken.append(name)
            left -= cost
    return taken


def _cost(values: pd.Series) -> int:
    if not pd.api.types.is_numeric_dtype(values):
        return int(values.nunique()) - 1
    return int(values.nunique() > 1) + int(values.isna().any() and values.notna().any())
