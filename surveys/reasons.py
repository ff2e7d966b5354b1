"""Why a cell has no value: from delivered missing codes by the scheme, from empty cells by the routing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.dictionary import MissingRange, Variable
from ..study.missing import MissingScheme, Reason
from .distinct import Codes, Numbers, as_numbers
from .spoken import spoken

__all__ = ["Coded", "Reasons", "coded_reasons", "empty_cells"]

Reasons = NDArray[np.int8]


@dataclass(frozen=True)
class Coded:
    """What the delivered missing codes of one variable say.

    Parameters
    ----------
    reasons : int8 array, (n_rows,)
        0 where the cell holds no missing code.
    unexplained : bool array, (n_rows,)
        Declared missing, but neither dictionary nor scheme say why; the reason is then ``no_answer``.
    answers : float array, optional
        The different numbers that are answers, where each number of the column was looked at once.
    by_code : mapping of float to int
        Then, too: the reason of each number that is none.
    """

    reasons: Reasons
    unexplained: NDArray[np.bool_]
    answers: Numbers | None = None
    by_code: Mapping[float, int] = field(default_factory=dict)


def empty_cells(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark cells in which nothing was delivered: no number, or a text of nothing but spaces."""
    empty = column.isna().to_numpy(dtype=bool, copy=True)
    if not pd.api.types.is_numeric_dtype(column.dtype) and column.dtype.kind != "M":
        empty |= (column.fillna("").str.strip() == "").to_numpy(dtype=bool)
    return empty


def coded_reasons(variable: Variable, values: pd.Series[Any], scheme: MissingScheme) -> Coded:
    """Give the reason of every delivered missing code.

    Parameters
    ----------
    variable : Variable
        With its declared missing values; a reason given there stands before the scheme.
    values : Series, (n_rows,)
        As delivered; dates as SPSS seconds.
    scheme : MissingScheme
        Of the study.
    """
    if not variable.missing:
        return Coded(np.zeros(len(values), dtype=np.int8), np.zeros(len(values), dtype=bool))
    codes = None if _is_text(values) else Codes.of(as_numbers(values))
    if codes is None:
        return Coded(*_reasons(variable, values, scheme))
    reasons, unexplained = _reasons(variable, pd.Series(codes.values), scheme)
    answered = reasons == Reason.VALUE
    by_code = dict(zip(codes.values[~answered].tolist(), reasons[~answered].tolist(), strict=True))
    return Coded(codes.look_up(reasons), codes.look_up(unexplained), codes.values[answered], by_code)


def _reasons(
    variable: Variable, values: pd.Series[Any], scheme: MissingScheme
) -> tuple[Reasons, NDArray[np.bool_]]:
    reasons = np.zeros(len(values), dtype=np.int8)
    declared = np.zeros(len(values), dtype=bool)
    for part in variable.missing:
        declared |= _inside(part, values)
    for code, reason in _meanings(variable, scheme).items():
        reasons[declared & _equal(code, values)] = reason
    unexplained = declared & (reasons == Reason.VALUE)
    reasons[unexplained] = Reason.NO_ANSWER
    return reasons, unexplained


def _meanings(variable: Variable, scheme: MissingScheme) -> Mapping[float | str, Reason]:
    own = {p.low: p.reason for p in variable.missing if p.reason is not None and p.low == p.high}
    shared: dict[float | str, Reason] = dict(scheme.codes.items())
    return shared | own


def _inside(part: MissingRange, values: pd.Series[Any]) -> NDArray[np.bool_]:
    if _is_text(values) or isinstance(part.low, str) or isinstance(part.high, str):
        return _equal(part.low, values)
    numbers = as_numbers(values)
    return np.asarray((numbers >= float(part.low)) & (numbers <= float(part.high)))


def _equal(code: float | str, values: pd.Series[Any]) -> NDArray[np.bool_]:
    """Compare, a text with a text and a number with a number; a code of the scheme may stand in a text."""
    if _is_text(values):
        wanted = spoken(code)
        return values.fillna("").str.strip().eq(wanted).to_numpy(dtype=bool)
    if isinstance(code, str):
        return np.zeros(len(values), dtype=bool)
    return np.asarray(as_numbers(values) == float(code))


def _is_text(values: pd.Series[Any]) -> bool:
    return not pd.api.types.is_numeric_dtype(values.dtype)
