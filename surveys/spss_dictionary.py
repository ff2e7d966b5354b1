"""The dictionary of an SPSS file: what pyreadstat says about its variables, as ours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable, VariableType
from .distinct import distinct
from .spss_formats import format_parts, type_of_format

__all__ = ["file_dictionary", "mostly_listed"]

_MEASURES = {"nominal", "ordinal", "scale"}


def file_dictionary(meta: Any, frame: pd.DataFrame, sets: Sequence[ResponseSet] = ()) -> Dictionary:
    """Describe the variables of a file.

    Parameters
    ----------
    meta : object
        The metadata that pyreadstat gives.
    frame : pandas.DataFrame
        The values as delivered. They decide only between ``integer`` and ``decimal``, and whether a variable
        of which only some values are labelled is a choice: one with a wild value is, a scale of which only
        the ends are labelled is not.
    sets : sequence of ResponseSet
        The multiple responses of the file.
    """
    labels: Mapping[str, Mapping[Any, str]] = meta.variable_value_labels
    variables = [_variable(meta, name, labels.get(name, {}), frame[name]) for name in meta.column_names]
    lists = {v.name: _code_list(v, labels[v.name]) for v in variables if v.name in labels}
    return Dictionary(
        variables=tuple(replace(v, codes=v.name if _has_codes(v, lists) else None) for v in variables),
        lists={name: found for name, found in lists.items() if found.codes},
        sets=tuple(sets),
        title=meta.file_label or "",
    )


def _has_codes(variable: Variable, lists: Mapping[str, CodeList]) -> bool:
    return variable.name in lists and bool(lists[variable.name].codes)


def _variable(meta: Any, name: str, labels: Mapping[Any, str], values: pd.Series[Any]) -> Variable:
    letters, _, decimals = format_parts(meta.original_variable_types[name])
    missing = _missing(meta.missing_ranges.get(name, ()), labels)
    text = meta.readstat_variable_types[name] == "string"
    measure = meta.variable_measure.get(name, "unknown")
    shown: VariableType = "text" if text else type_of_format(letters)
    return Variable(
        name=name,
        label=meta.column_names_to_labels.get(name) or "",
        type=_number_type(values, missing, labels, decimals) if shown == "decimal" else shown,
        missing=missing,
        measure=measure if measure in _MEASURES else "unknown",
        width=int(meta.variable_storage_width[name]) if text else None,
        decimals=0 if text else decimals,
    )


def _number_type(
    values: pd.Series[Any], missing: Sequence[MissingRange], labels: Mapping[Any, str], decimals: int
) -> VariableType:
    if decimals and not labels:
        return "decimal"
    answers = _answers(values, missing)
    listed = [value for value in labels if not any(value in part for part in missing)]
    if listed and mostly_listed(values.to_numpy(dtype=np.float64), answers, listed):
        return "choice"
    return "integer" if decimals == 0 and (answers == np.floor(answers)).all() else "decimal"


def mostly_listed(values: Any, answers: Any, listed: Sequence[Any]) -> bool:
    """Say whether the labels are a code list, a wild value among the answers or not, or only name the ends.

    Parameters
    ----------
    values : array, (n_rows,)
        As delivered.
    answers : array
        The distinct values that are not missing.
    listed : sequence
        The labelled ones.
    """
    wild = answers[~np.isin(answers, listed)]
    if not len(wild):
        return len(listed) > 0
    return bool(len(wild) < len(listed) and np.isin(values, wild).sum() <= np.isin(values, listed).sum())


def _answers(values: pd.Series[Any], missing: Sequence[MissingRange]) -> np.ndarray[Any, Any]:
    known = distinct(values.to_numpy(dtype=np.float64))
    for part in missing:
        known = known[(known < float(part.low)) | (known > float(part.high))]
    return known


def _missing(declared: Sequence[Mapping[str, Any]], labels: Mapping[Any, str]) -> tuple[MissingRange, ...]:
    """Give declared missing values; labelled codes inside a range stand before it, so no label is lost."""
    parts: list[MissingRange] = []
    for part in declared:
        low, high = part["lo"], part["hi"]
        whole = MissingRange(low, high, label=labels.get(low, "") if low == high else "")
        inside = [value for value in labels if low != high and value in whole]
        parts += [MissingRange(value, value, label=labels[value]) for value in sorted(inside)]
        parts.append(whole)
    return tuple(parts)


def _code_list(variable: Variable, labels: Mapping[Any, str]) -> CodeList:
    valid = [value for value in labels if not any(value in part for part in variable.missing)]
    ordered = sorted(valid, key=lambda value: (isinstance(value, str), value))
    return CodeList(variable.name, tuple(Code(_tidy(value), labels[value]) for value in ordered))


def _tidy(value: Any) -> float | str:
    if isinstance(value, str):
        return value
    number = float(value)
    return int(number) if math.isfinite(number) and number.is_integer() else number
