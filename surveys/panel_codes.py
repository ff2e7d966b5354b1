"""Missing reasons in a panel file: the code of the scheme, and a documented one where the scheme has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from ..study.cells import Cells
from ..study.dictionary import Dictionary, MissingRange, Variable
from ..study.missing import MissingScheme, Reason

__all__ = ["Coded", "coded"]

_FIRST = 10
_SPSS_SINGLES = 3
REASONS = tuple(reason for reason in Reason if reason is not Reason.VALUE)


@dataclass(frozen=True)
class Coded:
    """A panel file in which every reason is a code.

    Parameters
    ----------
    frame : DataFrame, (n_rows, n_variables)
        Numbers as float; text with the code as text where there is no value; dates as timestamps.
    reasons : mapping of str to int8 array
        As in `Cells`; they say why a date is empty.
    dictionary : Dictionary
        Each code declared missing, with its reason and label.
    codes : mapping of str to mapping of Reason to int
        The codes of each variable that has any missing cell.
    """

    frame: pd.DataFrame
    reasons: Mapping[str, Any]
    dictionary: Dictionary
    codes: Mapping[str, Mapping[Reason, int]]


def coded(cells: Cells, scheme: MissingScheme) -> Coded:
    """Write a code where there is a reason.

    A reason takes the code of the study's scheme. One that the scheme does not have takes minus (10 + its
    number): no answer -15, not reached -17, not in this questionnaire -18. Where an answer of the variable
    happens to be one of these numbers, all its codes move to minus (90 + number), and so on.
    """
    columns: dict[str, Any] = {}
    codes: dict[str, Mapping[Reason, int]] = {}
    for variable in cells.dictionary:
        name, reasons = variable.name, cells.reason(variable.name)
        if reasons.any():
            codes[name] = _codes(variable, cells, scheme)
        columns[name] = _column(cells.frame[name], variable, reasons, codes.get(name, {}))
    variables = tuple(_declared(v, cells, codes.get(v.name, {})) for v in cells.dictionary)
    book = replace(cells.dictionary, variables=variables, missing_scheme=scheme.name)
    return Coded(pd.DataFrame(columns), cells.reasons, book, codes)


def _codes(variable: Variable, cells: Cells, scheme: MissingScheme) -> dict[Reason, int]:
    name = variable.name
    present = [Reason(int(one)) for one in np.unique(cells.reason(name)) if one]
    answers = _answers(variable, cells)
    found = {reason: _code(reason, scheme) for reason in present}
    # 90, 990, 9990 ...: at some point they lie below every answer.
    bases = (10**digits - 10 for digits in count(2))
    while _in_the_way(answers, {*found.values()}):
        base = next(bases)
        found = {reason: -(base + int(reason)) for reason in present}
    return found


def _in_the_way(answers: set[Any], codes: set[int]) -> bool:
    """Say whether an answer has the number of a code, or lies in the range that SPSS makes of many codes."""
    if len(codes) <= _SPSS_SINGLES:
        return bool(answers & codes)
    return any(min(codes) <= answer <= max(codes) for answer in answers)


def _answers(variable: Variable, cells: Cells) -> set[Any]:
    if variable.type in ("date", "datetime"):
        return set()
    values = set(cells.frame[variable.name].dropna().unique())
    listed = cells.dictionary.code_list(variable.name)
    known = values | ({code.value for code in listed.codes} if listed else set())
    if not variable.is_text:
        return known
    return {int(text) for text in known if str(text).strip().lstrip("-").isdecimal()}


def _code(reason: Reason, scheme: MissingScheme) -> int:
    own = scheme.code_for(reason)
    return -(_FIRST + int(reason)) if own is None else own


def _column(column: pd.Series[Any], variable: Variable, reasons: Any, codes: Mapping[Reason, int]) -> Any:
    if variable.type in ("date", "datetime"):
        return column.to_numpy()
    values = column.to_numpy(dtype=object if variable.is_text else np.float64, copy=True)
    for reason, code in codes.items():
        values[reasons == int(reason)] = str(code) if variable.is_text else float(code)
    if variable.is_text:
        values[pd.isna(values)] = ""
    return values


def _declared(variable: Variable, cells: Cells, codes: Mapping[Reason, int]) -> Variable:
    """Declare the codes; a text variable becomes as wide as its codes need."""
    missing: tuple[MissingRange, ...]
    if variable.is_text:
        missing = tuple(MissingRange(str(c), str(c), reason, reason.label) for reason, c in codes.items())
        texts = [*(str(code) for code in codes.values()), *cells.frame[variable.name].dropna().unique()]
        longest = max((len(str(text).encode("utf-8")) for text in texts), default=1)
        return replace(
            variable, missing=missing, width=max(variable.width or 1, longest), checks={}, ask=None
        )
    missing = tuple(MissingRange(c, c, reason, reason.label) for reason, c in sorted(codes.items()))
    return replace(variable, missing=missing, checks={}, ask=None)
