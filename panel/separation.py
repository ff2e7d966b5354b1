"""Separation: covariates that tell without error who responded, so that no finite estimate exists."""

from __future__ import annotations

import numpy as np

from .covariates import Array

__all__ = ["separating"]

_ROUNDING = 1e-7


def separating(matrix: Array, response: Array) -> list[int]:
    """Find the columns that separate those who responded from those who did not.

    Parameters
    ----------
    matrix : (n, k) array of float
        Columns that do not follow from one another.
    response : (n,) array of float
        0 or 1.

    Returns
    -------
    list of int
        Places of columns whose coefficients have no finite estimate; empty where all have one.

    Notes
    -----
    A. Albert and J. A. Anderson (1984), *Biometrika* 71: 1-10, say when there is no finite estimate; K. Konis
    (2007), *Linear programming algorithms for detecting separated data in binary logistic regression models*,
    DPhil thesis, University of Oxford, finds it by linear programming: is there a direction along which no
    row is ever on the wrong side, and some row is on the right one?
    """
    from scipy.optimize import linprog

    signed = np.unique((2 * response - 1)[:, None] * matrix, axis=0)
    found = linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs"
    )  # fmt: skip
    if found.x is None or signed.sum(axis=0) @ found.x <= _ROUNDING * len(signed):
        return []
    return [place for place, value in enumerate(found.x) if abs(value) > _ROUNDING]
