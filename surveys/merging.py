"""One dictionary from two: what the wave knows of its variables, and what the delivered file adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..study.dictionary import CodeList, Dictionary, MissingRange, Variable
from .distinct import distinct

__all__ = ["merged", "missing_added", "missing_gone"]


def merged(delivered: Dictionary, reference: Dictionary, frame: pd.DataFrame, *, settled: bool) -> Dictionary:
    """Describe the delivered variables.

    Parameters
    ----------
    delivered : Dictionary
        What the file says.
    reference : Dictionary
        What the wave's instrument, or its accepted version, says.
    frame : DataFrame, (n_rows, n_variables)
        The delivered values.
    settled : bool
        The reference is an instrument: its labels hold. Else those of the file do, which is the newer one.
        What the file declares missing stays missing in both cases.

    Returns
    -------
    Dictionary
        In the order of the questionnaire, the URN first and what only the file knows last.
    """
    known = sorted((v for v in reference if v.name in delivered), key=lambda v: v.name != "urn")
    new = [v for v in delivered if v.name not in reference]
    lists = {v.codes: delivered.lists[v.codes] for v in new if v.codes} | dict(reference.lists)
    variables = []
    for variable in known:
        added = missing_added(delivered[variable.name], variable, frame)
        found = replace(variable, missing=(*variable.missing, *added))
        variables.append(found if settled else _labelled(found, delivered, reference, lists))
    arrived = set(delivered.names)
    sets = tuple(s for s in reference.sets if arrived.issuperset(s.variables)) or delivered.sets
    scales = tuple(s for s in reference.scales if arrived.issuperset(s.variables))
    return replace(reference, variables=(*variables, *new), lists=lists, sets=sets, scales=scales)


def missing_added(here: Variable, there: Variable, frame: pd.DataFrame) -> tuple[MissingRange, ...]:
    """Give what the file declares missing beyond the reference.

    A range often only encloses the codes of a scheme, for which SPSS has no room one by one; it adds
    something only where a delivered value lies in it that the reference does not know as missing.
    """
    return tuple(part for part in here.missing if _adds(part, there, frame[here.name]))


def _adds(part: MissingRange, there: Variable, values: pd.Series[Any]) -> bool:
    if part.low == part.high:
        return not any(part.low == known.low == known.high for known in there.missing) and not (
            part.label == "" and any(part.low in known for known in there.missing)
        )
    known = any(part.low == other.low and part.high == other.high for other in there.missing)
    if known or not pd.api.types.is_numeric_dtype(values.dtype):
        return False
    numbers = distinct(values.to_numpy(dtype=np.float64, na_value=np.nan))
    inside = [number for number in numbers.tolist() if number in part]
    return any(not any(number in known for known in there.missing) for number in inside)


def missing_gone(here: Variable, there: Variable) -> tuple[MissingRange, ...]:
    """Give the single missing codes that an accepted version declared and the file does not."""
    single = (part for part in there.missing if part.low == part.high)
    return tuple(part for part in single if not any(part.low in other for other in here.missing))


def _labelled(
    variable: Variable, delivered: Dictionary, reference: Dictionary, lists: dict[str, CodeList]
) -> Variable:
    """Take the labels of the file, and those of the accepted version where the file has none."""
    name, here = variable.name, delivered[variable.name]
    own = {part.low: part.label for part in here.missing if part.low == part.high}
    found = replace(
        variable,
        label=here.label or variable.label,
        missing=tuple(_named(part, own) for part in variable.missing),
    )
    before, codes = reference.code_list(name), tuple(_codes(found, delivered, reference))
    if codes == (before.codes if before else ()):
        return found
    key = name if name not in lists or variable.codes == name else f"{name}_delivered"
    lists[key] = CodeList(key, codes)
    # A variable that was labelled only now is of the kind that the file says.
    return replace(found, codes=key if codes else None, type=found.type if before else here.type)


def _codes(variable: Variable, delivered: Dictionary, reference: Dictionary) -> Iterator[Any]:
    """Give the codes of both, without those that are missing now."""
    before, now = reference.code_list(variable.name), delivered.code_list(variable.name)
    labels = now.labels() if now else {}
    known = [replace(c, label=labels.get(c.value) or c.label) for c in (before.codes if before else ())]
    added = [code for code in (now.codes if now else ()) if all(code.value != one.value for one in known)]
    for code in (*known, *added):
        if not any(code.value in part for part in variable.missing):
            yield code


def _named(part: MissingRange, labels: Mapping[Any, str]) -> MissingRange:
    """Give a single missing code the label it has in the file; a range has none of its own."""
    return part if part.label or part.low != part.high else replace(part, label=labels.get(part.low, ""))
