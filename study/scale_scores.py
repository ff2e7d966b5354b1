"""Scores of the scales that the question bank declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cells import Cells
from .dictionary import Scale
from .problems import Place, ProblemError, problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["scale_scores"]


def scale_scores(cells: Cells, scale: Scale) -> NDArray[np.float64]:
    """Score one scale, row by row.

    Parameters
    ----------
    cells : Cells
        The answers of a wave.
    scale : Scale
        Its items; those under ``reverse`` are turned round within their codes (of 1 to 5, 2 becomes 4).

    Returns
    -------
    (n_rows,) of float
        The mean of the items answered, or (``how: sum``) that mean times the number of items; NaN where fewer
        than ``min_answered`` were answered.

    Raises
    ------
    ProblemError
        FP4161 if an item is to be turned round and neither its codes nor its limits say within what.
    """
    import numpy as np

    answers = np.column_stack([_answers(cells, name, name in scale.reverse) for name in scale.variables])
    answered = np.isfinite(answers).sum(axis=1)
    enough = answered >= max(1, scale.min_answered)
    means: NDArray[np.float64] = np.where(
        enough, np.nansum(answers, axis=1) / np.maximum(answered, 1), np.nan
    )
    return means * answers.shape[1] if scale.how == "sum" else means


def _answers(cells: Cells, name: str, turned: bool) -> NDArray[np.float64]:
    import numpy as np
    import pandas as pd

    values = pd.to_numeric(cells.valid(name), errors="coerce").to_numpy(dtype=float)
    if not turned:
        return np.asarray(values, dtype=float)
    low, high = _range(cells, name)
    return np.asarray(low + high - values, dtype=float)


def _range(cells: Cells, name: str) -> tuple[float, float]:
    variable, codes = cells.dictionary[name], cells.dictionary.code_list(name)
    values = [code.value for code in codes.codes] if codes else [variable.low, variable.high]
    numbers = [
        float(value)
        for value in values
        if isinstance(value, int | float) and not any(value in one for one in variable.missing)
    ]
    if len(numbers) < 2:  # noqa: PLR2004
        raise ProblemError(problem("FP4161", Place(variable=name), name=name))
    return min(numbers), max(numbers)
