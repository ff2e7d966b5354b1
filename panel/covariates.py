"""Covariates as numbers: a frame of members becomes the columns of a regression.

A category becomes one column, with the first as the reference; who has no answer is a category of its own,
because whoever left a question out at baseline is often the one who is lost later.  A number that is missing
is set to the mean, with a column that says so.  The equations are solved on columns that are centred and
scaled, and the answers are given back in the units of the frame: no unit of measurement decides how well they
can be solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

__all__ = [
    "INTERCEPT", "MISSING", "Array", "Covariates", "Given", "code_covariates", "take_flags", "take_numbers",
]  # fmt: skip

Array = np.ndarray[Any, np.dtype[np.float64]]
Given = str | Sequence[Any] | np.ndarray[Any, Any] | pd.Series
"""The name of a column of the frame, which is then no covariate, or the values in the order of the rows."""

INTERCEPT = "intercept"
MISSING = "missing"
_BLOCK = 8192
_SAMPLE = 50_000
_CONSTANT = 1e-12
_ALIASED = 1e-10
"""Share of a column's variance that must be left beside the columns before it; rounding leaves 1e-15."""


@dataclass(frozen=True, eq=False)
class Covariates:
    """The columns of a regression: the intercept, then one for each number or category.

    Parameters
    ----------
    terms : tuple of str, (k,)
        Names of the columns: ``intercept``, ``variable`` or ``variable=category``.
    variables : tuple of str, (k,)
        The variable each column comes from.
    values : (n, k - 1) array of float
        The columns beside the intercept, in the units of the frame; where it can be, the frame's own memory.
    centre, scale : (k - 1,) array of float
        Near the mean and the standard deviation of each: what to take off, and what to divide by.
    aliased : tuple of str
        Terms left out because they are constant, or follow from the terms before them.
    """

    terms: tuple[str, ...]
    variables: tuple[str, ...]
    values: Array
    centre: Array
    scale: Array
    aliased: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def matrix(self) -> Array:
        """The whole (n, k) matrix, centred and scaled, the intercept first."""
        return self._scaled(slice(None), np.empty((len(self), len(self.terms))))

    def blocks(self) -> Iterator[tuple[slice, Array]]:
        """Give the matrix in blocks of rows that fit the processor's cache; use one before the next."""
        # One piece of memory for all blocks, laid out as the values are: fetching new memory for each takes
        # longer than the arithmetic.
        order: Literal["C", "F"] = "C" if self.values.flags.c_contiguous else "F"
        room = np.empty((min(_BLOCK, len(self)), len(self.terms)), order=order)
        for first in range(0, len(self), _BLOCK):
            rows = slice(first, min(first + _BLOCK, len(self)))
            yield rows, self._scaled(rows, room[: rows.stop - first])

    def rows(self, rows: slice) -> Covariates:
        """Take some of the rows; rows that do not lie together are copied."""
        values = self.values[rows]
        return replace(self, values=values if rows.step is None else np.ascontiguousarray(values))

    def linear(self, coefficients: Array) -> Array:
        """Multiply the matrix with coefficients, without building it."""
        slopes = coefficients[1:] / self.scale
        product: Array = self.values @ slopes + (coefficients[0] - self.centre @ slopes)
        return product

    def unscale(self, coefficients: Array, covariance: Array) -> tuple[Array, Array]:
        """Give coefficients and their covariance in the units of the frame."""
        back = np.diag(np.append(1.0, 1 / self.scale))
        back[0, 1:] = -self.centre / self.scale
        return back @ coefficients, back @ covariance @ back.T

    def _scaled(self, rows: slice, into: Array) -> Array:
        into[:, 0] = 1
        np.subtract(self.values[rows], self.centre, out=into[:, 1:])
        into[:, 1:] *= 1 / self.scale
        return into


def code_covariates(frame: pd.DataFrame) -> Covariates:
    """Turn a frame into the columns of a regression.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        One row a member; at least one row.

    Returns
    -------
    Covariates

    Raises
    ------
    ValueError
        If a number is infinite.
    """
    names, values = _own_numbers(frame) or _coded(frame)
    centre, scale = _centre_and_scale(values)
    variables, terms = (
        ((INTERCEPT, *column) for column in zip(*names, strict=True)) if names else ((INTERCEPT,),) * 2
    )
    every = Covariates(terms, variables, values, centre, np.where(scale > 0, scale, 1.0))
    kept = [place for place in _independent(every) if place and scale[place - 1] > 0]
    if len(kept) == len(names):
        return every
    columns = [place - 1 for place in kept]
    return Covariates(
        (INTERCEPT, *(terms[k] for k in kept)), (INTERCEPT, *(variables[k] for k in kept)),
        values[:, columns], centre[columns], scale[columns],
        tuple(term for k, term in enumerate(terms) if k and k not in set(kept)),
    )  # fmt: skip


def take_numbers(frame: pd.DataFrame, given: Given) -> tuple[pd.DataFrame, Array]:
    """Give the covariates, and the numbers beside them: a column of the frame or values of their own.

    Raises
    ------
    ValueError
        If there are not as many values as rows, or one is missing or no number.
    """
    if isinstance(given, str):
        frame, given = frame.drop(columns=given), frame[given]
    values = pd.to_numeric(pd.Series(given), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if len(values) != len(frame):
        raise ValueError(f"{len(values):,} values for {len(frame):,} rows")
    if not np.isfinite(values).all():
        raise ValueError(f"{int((~np.isfinite(values)).sum()):,} values are missing or no number")
    return frame, values


def take_flags(frame: pd.DataFrame, given: Given) -> tuple[pd.DataFrame, Array]:
    """Give the covariates, and the yes or no beside them as 1 and 0; see `take_numbers`."""
    frame, values = take_numbers(frame, given)
    if not ((values == 0) | (values == 1)).all():
        raise ValueError("only true and false, or 1 and 0, can be used here")
    return frame, values


_Coded = tuple[list[tuple[str, str]], Array]


def _own_numbers(frame: pd.DataFrame) -> _Coded | None:
    """Use the frame's own memory where all of it is numbers and none is missing."""
    if not len(frame.columns) or not all(map(pd.api.types.is_numeric_dtype, frame.dtypes)):
        return None
    values = frame.to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(all="ignore"):
        whole = np.isfinite(np.ones(len(values)) @ values).all()
    return ([(str(name), str(name)) for name in frame.columns], values) if whole else None


def _coded(frame: pd.DataFrame) -> _Coded:
    values = np.empty((len(frame), sum(_most(frame[name]) for name in frame.columns)), order="F")
    names: list[tuple[str, str]] = []
    for variable in frame.columns:
        code = _numbers if pd.api.types.is_numeric_dtype(frame[variable]) else _categories
        for term, column in code(str(variable), frame[variable]):
            values[:, len(names)] = column
            names.append((str(variable), term))
    return names, values[:, : len(names)]


def _most(values: pd.Series) -> int:
    """Give the most columns a variable can need; memory that is not written to costs nothing."""
    return 2 if pd.api.types.is_numeric_dtype(values) else int(values.nunique()) + 1


def _numbers(name: str, values: pd.Series) -> Iterator[tuple[str, Array]]:
    column = values.to_numpy(dtype=float, na_value=np.nan)
    absent = np.isnan(column)
    if np.isinf(column).any():
        raise ValueError(f"{name!r} holds an infinite number")
    yield name, np.where(absent, column[~absent].mean() if not absent.all() else 0.0, column)
    if absent.any():
        yield f"{name}={MISSING}", absent.astype(float)


def _categories(name: str, values: pd.Series) -> Iterator[tuple[str, Array]]:
    codes, found = _in_order(values)
    present = [code for code in range(len(found)) if (codes == code).any()]
    for code in present[1:]:
        yield f"{name}={found[code]}", (codes == code).astype(float)
    if (codes == -1).any():
        yield f"{name}={MISSING}", (codes == -1).astype(float)


def _in_order(values: pd.Series) -> tuple[np.ndarray[Any, Any], list[Any]]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), list(values.cat.categories)
    codes, found = pd.factorize(values)
    # Sorted as text: categories of mixed kinds have no order of their own.
    order = sorted(range(len(found)), key=lambda place: str(found[place]))
    return np.append(np.argsort(order), -1)[codes], [found[place] for place in order]


def _centre_and_scale(values: Array) -> tuple[Array, Array]:
    """Give about the mean and standard deviation of every column; the second is 0 where it is constant."""
    some = np.ascontiguousarray(values[:: max(1, len(values) // _SAMPLE)])
    centre, scale = some.mean(axis=0), some.std(axis=0)
    for place in np.flatnonzero(scale <= _CONSTANT * np.abs(centre)):
        column = values[:, place]
        centre[place], scale[place] = column.mean(), column.std()
    scale[scale <= _CONSTANT * np.abs(centre)] = 0
    return centre, scale


def _independent(known: Covariates) -> list[int]:
    """Choose the columns that do not follow from those before them."""
    some = known.rows(slice(None, None, max(1, len(known) // _SAMPLE)))
    kept = _pivots(_products(some))
    # Columns that are independent in some of the rows are independent in all of them.
    return kept if len(kept) == len(known.terms) or len(some) == len(known) else _pivots(_products(known))


def _products(known: Covariates) -> Array:
    total = np.zeros((len(known.terms), len(known.terms)))
    for _, block in known.blocks():
        total += block.T @ block
    return total / len(known)


def _pivots(left: Array) -> list[int]:
    """Take Cholesky's steps on the correlations, and leave out the columns of which nothing is left."""
    kept = []
    for place in range(len(left)):
        if left[place, place] > _ALIASED:
            kept.append(place)
            left = left - np.outer(left[:, place], left[place]) / left[place, place]
    return kept
