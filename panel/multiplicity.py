"""Many tests at once: the false discovery rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["benjamini_hochberg"]


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """Adjust p-values so that the false discovery rate is controlled.

    Parameters
    ----------
    p : sequence of float or None
        p-values, 0..1; None stands for a test that is not defined and does not count.

    Returns
    -------
    list of float or None
        Adjusted p-values in the order given, never below the p-value itself.

    Notes
    -----
    Y. Benjamini and Y. Hochberg (1995), *Journal of the Royal Statistical Society B* 57: 289-300.

    Examples
    --------
    >>> [round(value, 4) for value in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    places = [place for place, value in enumerate(p) if value is not None]
    values = np.array([p[place] for place in places], dtype=float)
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(len(values), 0, -1)
    falling = np.minimum.accumulate(values[order] * len(values) / ranks) if len(values) else values
    adjusted: list[float | None] = [None] * len(p)
    for place, value in zip(order, falling, strict=True):
        adjusted[places[place]] = min(1.0, float(value))
    return adjusted
