"""Hold single answers against the dictionary: codes, ranges, whole numbers, exclusive options, dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.dictionary import Dictionary, ResponseSet, Variable
from ..study.missing import MissingScheme, Reason
from ..study.problems import Place, Problem, problem
from .distinct import Codes, Numbers, as_numbers
from .findings import Rows
from .reasons import Reasons
from .spss_dictionary import mostly_listed

__all__ = ["check_values", "unexplained_codes"]

Mask = NDArray[np.bool_]


def check_values(
    frame: pd.DataFrame,
    raw: pd.DataFrame,
    book: Dictionary,
    reasons: Mapping[str, Reasons],
    *,
    scheme: MissingScheme,
    rows: Rows,
    distinct: Mapping[str, Numbers] | None = None,
) -> list[Problem]:
    """Find answers that the dictionary does not allow; they are kept as they are.

    Parameters
    ----------
    frame, raw : DataFrame, (n_rows, ...)
        Accepted rows; `raw` holds the delivered numbers of dates.
    book : Dictionary
        Of the wave.
    reasons : mapping of str to int8 array
        Only cells with a value are checked.
    scheme : MissingScheme
        Its codes in an answer that does not declare them are pointed out.
    rows : Rows
        Where the rows come from.
    distinct : mapping of str to float array, optional
        The different answers to some of the variables: where none of them is at fault, no row is.
    """
    found: list[Problem] = []
    for variable in book:
        answered, known = reasons[variable.name] == Reason.VALUE, (distinct or {}).get(variable.name)
        if variable.name in raw.columns:
            found += _no_dates(frame, raw, variable, answered, rows)
        elif known is not None and not _any_fault(known, variable, book, scheme):
            continue
        elif not variable.is_text and pd.api.types.is_numeric_dtype(frame[variable.name].dtype):
            found += _numbers(frame[variable.name], variable, book, answered, scheme=scheme, rows=rows)
        elif variable.type == "choice" or variable.codes is not None:
            found += _texts(frame[variable.name], variable, book, answered, rows)
    for answers in book.sets:
        found += _exclusive(frame, answers, book, rows)
    return found


def _no_dates(
    frame: pd.DataFrame, raw: pd.DataFrame, variable: Variable, answered: Mask, rows: Rows
) -> list[Problem]:
    nonsense = answered & frame[variable.name].isna().to_numpy() & raw[variable.name].notna().to_numpy()
    return rows.where(nonsense, "FP3034", variable.name)


def _numbers(
    column: pd.Series[Any],
    variable: Variable,
    book: Dictionary,
    answered: Mask,
    *,
    scheme: MissingScheme,
    rows: Rows,
) -> list[Problem]:
    values = as_numbers(column)
    codes = Codes.of(values)
    faults = _faults(values if codes is None else codes.values, variable, book, scheme)
    found: list[Problem] = []
    for code, faulty in faults.items():
        if not faulty.any():
            continue
        mask = faulty if codes is None else codes.look_up(faulty)
        if code == "FP3209":
            found += _unlabelled(answered & mask, variable, rows)
        else:
            facts = {"values": "a code of the missing scheme"} if code == "FP3035" else {}
            found += rows.where(answered & mask, code, variable.name, **facts)
    return found


def _faults(
    values: NDArray[Any], variable: Variable, book: Dictionary, scheme: MissingScheme
) -> dict[str, Mask]:
    """Mark, under the code of each finding, the values that the dictionary does not allow as answers."""
    suspect = np.isin(values, list(scheme.codes)) & ~_possible(values, variable, book)
    found = {"FP3035": suspect}
    codes = book.code_list(variable.name)
    if codes is not None:
        listed = [float(code.value) for code in codes.codes if not isinstance(code.value, str)]
        unlisted = ~suspect & ~np.isin(values, listed)
        if variable.type == "choice":
            return found | {"FP3030": unlisted}
        found["FP3209"] = unlisted
    found["FP3031"] = ~suspect & _outside(values, variable)
    if variable.type == "integer":
        found["FP3032"] = ~suspect & (values != np.floor(values))
    return found


def _any_fault(values: Numbers, variable: Variable, book: Dictionary, scheme: MissingScheme) -> bool:
    return any(faulty.any() for faulty in _faults(values, variable, book, scheme).values())


def _unlabelled(mask: Mask, variable: Variable, rows: Rows) -> list[Problem]:
    """Count, once for the variable, answers without a label where only some values have one."""
    place = Place(wave=rows.wave, variable=variable.name)
    facts = {"variable": variable.name, "count": int(mask.sum())}
    return [problem("FP3209", place, **facts)] if mask.any() else []


def _possible(values: NDArray[Any], variable: Variable, book: Dictionary) -> Mask:
    """Say whether a code of the scheme is a possible answer here, by list or by range."""
    codes = book.code_list(variable.name)
    if variable.type == "choice" and codes is not None:
        return np.isin(values, [code.value for code in codes.codes if not isinstance(code.value, str)])
    if variable.low is None:
        # Without a range nobody can tell; a number that may have decimals is taken at its word.
        return np.full(len(values), variable.type != "integer")
    return ~_outside(values, variable)


def _outside(values: NDArray[Any], variable: Variable) -> Mask:
    low = -np.inf if variable.low is None else variable.low
    high = np.inf if variable.high is None else variable.high
    return np.asarray((values < low) | (values > high))


def _texts(
    column: pd.Series[Any], variable: Variable, book: Dictionary, answered: Mask, rows: Rows
) -> list[Problem]:
    codes = book.code_list(variable.name)
    if codes is None:
        return []
    listed = [str(code.value) for code in codes.codes]
    given = column[answered].to_numpy(dtype=object)
    if variable.type != "choice" and not mostly_listed(given, np.unique(given.astype(str)), listed):
        return _unlabelled(~np.isin(given, listed), variable, rows)
    return rows.where(answered & ~column.isin(listed).to_numpy(), "FP3030", variable.name)


def _exclusive(frame: pd.DataFrame, answers: ResponseSet, book: Dictionary, rows: Rows) -> list[Problem]:
    """Find "none of these" ticked together with something."""
    codes = book.lists[answers.codes].codes if answers.codes else ()
    option = {code.value: name for code, name in zip(codes, answers.variables, strict=False)}
    ticked = {
        name: (frame[name] == answers.counted).to_numpy() for name in answers.variables if name in frame
    }
    found: list[Problem] = []
    for value in answers.exclusive:
        alone = option.get(value)
        if alone in ticked and len(ticked) > 1:
            others = np.logical_or.reduce([mask for name, mask in ticked.items() if name != alone])
            found += rows.where(ticked[alone] & others, "FP3033", alone)
    return found


def unexplained_codes(masks: Mapping[str, Mask], wave: str) -> list[Problem]:
    """Report declared missing codes that neither the dictionary nor the scheme explains, one a variable."""
    return [
        problem("FP3036", Place(wave=wave, variable=name), variable=name, count=int(mask.sum()))
        for name, mask in masks.items()
        if mask.any()
    ]
