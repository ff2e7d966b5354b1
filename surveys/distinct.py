"""The different values of a column: a million answers to one question are often five codes.

What holds for a value is found out once for each different one, and then looked up for the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Codes", "Numbers", "as_numbers", "distinct"]

Numbers = NDArray[np.float64]
_PLACES = 1 << 16


@dataclass(frozen=True)
class Codes:
    """A column of whole numbers from -32768 to 32767, as codes are.

    Parameters
    ----------
    places : uint16 array, (n_rows,)
        Each number in 16 bits.
    empty : bool array, (n_rows,), or None
        Cells without a number, where there are any.

    Examples
    --------
    >>> codes = Codes.of(np.array([2.0, np.nan, -9.0, 2.0]))
    >>> codes.values.tolist(), codes.look_up(np.array([7, 1])).tolist()
    ([-9.0, 2.0], [1, 0, 7, 1])
    """

    places: NDArray[np.uint16]
    empty: NDArray[np.bool_] | None

    @classmethod
    def of(cls, numbers: Numbers) -> Codes | None:
        """Take a column; None where it holds anything but small whole numbers and empty cells."""
        with np.errstate(invalid="ignore"):
            whole = numbers.astype(np.int16)
        same = whole == numbers
        if same.all():
            return cls(whole.view(np.uint16), None)
        return cls(whole.view(np.uint16), ~same) if np.isnan(numbers[~same]).all() else None

    @cached_property
    def values(self) -> Numbers:
        """The different numbers, in ascending order."""
        there = np.zeros(_PLACES, dtype=bool)
        there[self.places if self.empty is None else self.places[~self.empty]] = True
        found = np.flatnonzero(there).astype(np.uint16).view(np.int16)
        return np.sort(found).astype(np.float64)

    def look_up(self, found: NDArray[Any]) -> NDArray[Any]:
        """Give each row what was found for its number; 0 or False where it has none.

        Parameters
        ----------
        found : array, (n_values,)
            What was found for each of `values`.
        """
        if not found.any():
            return np.zeros(len(self.places), dtype=found.dtype)
        table = np.zeros(_PLACES, dtype=found.dtype)
        table[self.values.astype(np.int16).view(np.uint16)] = found
        rows = table[self.places]
        if self.empty is not None:
            rows[self.empty] = 0
        return rows


def as_numbers(column: pd.Series[Any]) -> Numbers:
    """Give a column as numbers, without a copy where it holds such; NaN where a cell is empty."""
    if column.dtype == np.float64:
        return column.to_numpy()
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def distinct(values: NDArray[Any]) -> Numbers:
    """Give the different finite values, in ascending order."""
    numbers = values.astype(np.float64, copy=False)
    codes = Codes.of(numbers)
    return np.unique(numbers[np.isfinite(numbers)]) if codes is None else codes.values
