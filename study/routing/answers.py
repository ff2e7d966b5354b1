"""What a rule is held against: the answers of many respondents at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..missing import Reason
from .tree import Name, Scope
from .unknown import unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from ..cells import Cells
    from ..dictionary import Dictionary, ResponseSet

__all__ = ["Answers", "FrameAnswers", "Truth", "option_variables"]

Truth = NDArray[np.int8]
"""One truth a respondent: 1 true, 0 false, -1 unknown."""

Code = float | str


class Answers(Protocol):
    """Answers of `n` respondents, in the same order everywhere.

    Every method raises `ProblemError` FP1041 for a name that it does not know.
    """

    @property
    def n(self) -> int:
        """How many respondents there are."""

    def values(self, scope: Scope, name: str) -> NDArray[Any]:
        """Give the values, (n,): float64, or object holding text; where one is missing, anything."""

    def reasons(self, scope: Scope, name: str) -> NDArray[np.int8]:
        """Give the reasons (`Reason`) why there is no value, (n,); 0 where there is one."""

    def has(self, scope: Scope, name: str, code: Code) -> Truth:
        """Tell whether the multiple response includes the code, (n,)."""


@dataclass(frozen=True, eq=False)
class FrameAnswers:
    """Answers held in a data frame, one row a respondent.

    Parameters
    ----------
    frame : pandas.DataFrame, (n, variables)
        Numbers, text, or dates (compared as ISO text: ``2016-03-04``, with the time where there is one).
    missing : mapping of str to (n,) array of Reason, optional
        Why a cell has no value; a reason holds even where a value stands beside it.  An empty cell without a
        reason is ``no_answer``; a variable that is not named here has none.
    sets : mapping of str to mapping of code to str, optional
        Multiple responses: for each code the 0/1 variable that stores it; see `option_variables`.
    prior, baseline : FrameAnswers, optional
        The same respondents, row by row, in the wave each answered last and at the baseline.  Where it is not
        given there is no such wave, and everything in it is ``not_in_instrument``.

    Raises
    ------
    ValueError
        If the other waves do not have the same number of rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from familypanel.study.routing import evaluate, parse
    >>> told = FrameAnswers(pd.DataFrame({"moved": [1, 2, None]}))
    >>> evaluate(parse("moved = 1"), told).tolist()
    [1, 0, -1]
    """

    frame: pd.DataFrame
    missing: Mapping[str, NDArray[np.int8]] = field(default_factory=dict)
    sets: Mapping[str, Mapping[Code, str]] = field(default_factory=dict)
    prior: FrameAnswers | None = None
    baseline: FrameAnswers | None = None

    @classmethod
    def of(
        cls, cells: Cells, prior: FrameAnswers | None = None, baseline: FrameAnswers | None = None
    ) -> FrameAnswers:
        """Take the answers of a stored wave, with the multiple responses of its dictionary."""
        return cls(cells.frame, cells.reasons, option_variables(cells.dictionary), prior, baseline)

    def __post_init__(self) -> None:
        if any(wave is not None and wave.n != self.n for wave in (self.prior, self.baseline)):
            raise ValueError("the other waves must have the same rows as this one")

    @property
    def n(self) -> int:
        """How many respondents there are."""
        return len(self.frame)

    def values(self, scope: Scope, name: str) -> NDArray[Any]:
        """Give the values, (n,): float64 or object; a multiple response has none and gives NaN."""
        wave = self._wave(scope)
        if wave is None or name in wave.sets:
            return np.full(self.n, np.nan)
        return wave._column(name)[0]

    def reasons(self, scope: Scope, name: str) -> NDArray[np.int8]:
        """Give the reasons, (n,); a multiple response is answered where any of its options is."""
        wave = self._wave(scope)
        if wave is None:
            return np.full(self.n, Reason.NOT_IN_INSTRUMENT, dtype=np.int8)
        if name not in wave.sets:
            return wave._column(name)[1]
        options = np.stack([wave._column(option)[1] for option in wave.sets[name].values()])
        return np.where((options == Reason.VALUE).any(axis=0), np.int8(Reason.VALUE), options[0])

    def has(self, scope: Scope, name: str, code: Code) -> Truth:
        """Tell whether the multiple response includes the code, (n,); of a code it does not offer, false."""
        wave = self._wave(scope)
        answered = self.reasons(scope, name) == Reason.VALUE
        if wave is None or name not in wave.sets:
            return np.full(self.n, -1, dtype=np.int8)
        option = wave.sets[name].get(code)
        if option is None:
            return np.where(answered, 0, -1).astype(np.int8)
        values, reasons = wave._column(option)
        return np.where(reasons == Reason.VALUE, values == 1, -1).astype(np.int8)

    def _wave(self, scope: Scope) -> FrameAnswers | None:
        return self if scope is None else self.prior if scope == "prior" else self.baseline

    @cached_property
    def _columns(self) -> dict[str, tuple[NDArray[Any], NDArray[np.int8]]]:
        return {}

    def _column(self, name: str) -> tuple[NDArray[Any], NDArray[np.int8]]:
        """Give values and reasons of one variable, prepared once."""
        if name not in self._columns:
            self._columns[name] = self._prepare(name)
        return self._columns[name]

    def _prepare(self, name: str) -> tuple[NDArray[Any], NDArray[np.int8]]:
        if name not in self.frame.columns:
            raise unknown_name(Name(name), [*map(str, self.frame.columns), *self.sets])
        series = self.frame[name]
        given = np.asarray(self.missing.get(name, np.zeros(self.n)), dtype=np.int8)
        empty = series.isna().to_numpy(dtype=bool) & (given == Reason.VALUE)
        return _plain(series), np.where(empty, np.int8(Reason.NO_ANSWER), given)


def option_variables(book: Dictionary) -> dict[str, dict[Code, str]]:
    """Map each multiple response of a dictionary to its codes and the variables that store them.

    Parameters
    ----------
    book : Dictionary
        The dictionary of an instrument.

    Returns
    -------
    dict of str to dict of code to str
        What `FrameAnswers` takes as ``sets``.  A set without a code list has the codes 1, 2, 3 and so on; one
        whose variables count something else than 1, or hold categories, is left out: they do not tell yes
        from no.

    Raises
    ------
    ValueError
        If a set has not exactly one variable for each code of its list.
    """
    told = (s for s in book.sets if s.variables and s.counted == 1 and not s.categories)
    return {found.name: dict(zip(_codes(book, found), found.variables, strict=True)) for found in told}


def _codes(book: Dictionary, found: ResponseSet) -> list[Code]:
    if found.codes is None:
        return [float(number) for number in range(1, len(found.variables) + 1)]
    return [code.value for code in book.lists[found.codes].codes]


def _plain(series: pd.Series[Any]) -> NDArray[Any]:
    """Give float64, or object with text in every cell that has a value."""
    if series.dtype.kind in "biuf":
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    there = series.notna().to_numpy(dtype=bool)
    cells = series.to_numpy(dtype=object)[there]
    numeric = all(isinstance(cell, Real) for cell in cells)
    values = np.full(len(series), np.nan) if numeric else np.full(len(series), "", dtype=object)
    values[there] = cells if numeric else [*map(_text, cells)]
    return values


def _text(cell: Any) -> str:
    """Write a date as ISO text, without the time where it is midnight; anything else as text."""
    if isinstance(cell, dt.date):
        return cell.isoformat().removesuffix("T00:00:00")
    return str(cell)
