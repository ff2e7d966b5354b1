"""The different values of a column: a million answers to one question are often five codes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["as_numbers", "distinct", "distinct_codes"]

Numbers = NDArray[np.float64]
# Within these a number has a place in a short table of counts.
_LOWEST, _HIGHEST = -1000, 30_000


def distinct_codes(values: Numbers) -> Numbers | None:
    """Give the different values where all are small whole numbers, as codes are; None where they are not.

    Parameters
    ----------
    values : float64 array, (n_rows,)
        NaN where a cell is empty.

    Returns
    -------
    float64 array or None
        In ascending order, without NaN.

    Examples
    --------
    >>> distinct_codes(np.array([2.0, np.nan, -9.0, 2.0])).tolist(), distinct_codes(np.array([0.5]))
    ([-9.0, 2.0], None)
    """
    known = _known(values)
    low, high = (known.min(), known.max()) if len(known) else (0.0, 0.0)
    if low < _LOWEST or high > _HIGHEST:
        return None
    whole = known.astype(np.int16)
    if not np.array_equal(whole, known):
        return None
    counts = np.bincount(whole.astype(np.intp) - int(low))
    return np.flatnonzero(counts).astype(np.float64) + low


def as_numbers(column: pd.Series[Any]) -> Numbers:
    """Give a column as numbers, without a copy where it holds such; NaN where a cell is empty."""
    if column.dtype == np.float64:
        return column.to_numpy()
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def distinct(values: NDArray[Any]) -> Numbers:
    """Give the different finite values, in ascending order."""
    numbers = values.astype(np.float64, copy=False)
    codes = distinct_codes(numbers)
    return np.unique(numbers[np.isfinite(numbers)]) if codes is None else codes


def _known(values: Numbers) -> Numbers:
    empty = np.isnan(values)
    return values[~empty] if empty.any() else values
