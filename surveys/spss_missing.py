"""Missing values as SPSS can declare them: three single values, or one range and one single value.

A scheme often has more codes than that. They are then declared as a range, but only where no possible or
delivered answer lies between them: an answer never becomes missing because SPSS has no room.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..study.dictionary import Dictionary, MissingRange, Variable
from ..study.problems import Place, ProblemError, problem

__all__ = ["missing_labels", "missing_ranges"]

_SINGLES = 3
_MISSING_TEXT_BYTES = 8
Declared = list[Any]
Span = tuple[float, float]


def missing_labels(variable: Variable) -> dict[float | str, str]:
    """Give the labels of single missing codes: their own, or the reason's."""
    single = (part for part in variable.missing if part.low == part.high)
    return {part.low: part.label or (part.reason.label if part.reason else "") for part in single}


def missing_ranges(variable: Variable, dictionary: Dictionary, column: NDArray[Any], path: Path) -> Declared:
    """Give what is to be declared for one variable.

    Raises
    ------
    ProblemError
        FP3011 where any range that holds the missing codes would also hold an answer.
    """
    if variable.is_text:
        return _of_text(variable)
    declared = [(float(part.low), float(part.high)) for part in variable.missing]
    parts = _joined(sorted(declared))
    # In the order in which they were declared, so that a file comes back as it was.
    singles = sorted((low for low, high in parts if low == high), key=lambda low: declared.index((low, low)))
    ranges = [{"lo": low, "hi": high} for low, high in parts if low < high]
    if len(singles) <= (1 if ranges else _SINGLES) and len(ranges) <= 1:
        return [*ranges, *singles]
    return _as_range(parts, variable, dictionary, column, path)


def _joined(parts: list[Span]) -> list[Span]:
    """Join spans that overlap."""
    joined: list[Span] = []
    for low, high in parts:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def _of_text(variable: Variable) -> Declared:
    codes = [part.low if isinstance(part.low, str) else f"{part.low:g}" for part in variable.missing]
    short = all(len(code.encode("utf-8")) <= _MISSING_TEXT_BYTES for code in codes)
    return codes if short and len(codes) <= _SINGLES else []


def _as_range(
    parts: list[Span],
    variable: Variable,
    dictionary: Dictionary,
    column: NDArray[Any],
    path: Path,
) -> Declared:
    """Try all codes as one range, then all but the last or the first one."""
    answers = _answers(variable, dictionary, column)
    for inside, alone in ((parts, []), (parts[:-1], parts[-1:]), (parts[1:], parts[:1])):
        single = all(low == high for low, high in alone)
        if inside and single and not _swallows(inside, variable, answers):
            low, high = inside[0][0], max(end for _, end in inside)
            return [{"lo": low, "hi": high}, *(value for value, _ in alone)]
    place = Place(file=path.name, variable=variable.name)
    raise ProblemError(problem("FP3011", place, variable=variable.name, codes=_spoken(variable.missing)))


def _answers(variable: Variable, dictionary: Dictionary, column: NDArray[Any]) -> np.ndarray[Any, Any]:
    codes = dictionary.code_list(variable.name)
    listed = [float(code.value) for code in codes.codes] if codes else []
    values = np.asarray(column, dtype=np.float64)
    known = np.concatenate([np.unique(values[np.isfinite(values)]), listed])
    declared = [(known >= float(part.low)) & (known <= float(part.high)) for part in variable.missing]
    return np.asarray(known[~np.logical_or.reduce(declared)] if declared else known)


def _swallows(parts: list[Span], variable: Variable, answers: np.ndarray[Any, Any]) -> bool:
    low, high = parts[0][0], max(end for _, end in parts)
    if len(parts) == 1:
        return False
    bounded = variable.low is not None and low < variable.low <= high
    return bounded or bool(((answers >= low) & (answers <= high)).any())


def _spoken(parts: tuple[MissingRange, ...]) -> str:
    return ", ".join(f"{p.low:g}" if p.low == p.high else f"{p.low:g} to {p.high:g}" for p in parts)
