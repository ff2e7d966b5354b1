"""The scales of a wave as columns beside its variables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..study.cells import Cells
from ..study.problems import ProblemError
from ..study.scale_scores import scale_scores
from .covariates import Array

__all__ = ["scale_columns"]


def scale_columns(cells: Cells) -> pd.DataFrame:
    """Score every scale of a wave that can be scored.

    Returns
    -------
    DataFrame, (n, n_scales)
        Indexed by URN; NaN where too few items were answered.  A scale is left out where the wave lacks an
        item, or nothing says within what an item is turned round.
    """
    urns = pd.Index(cells.frame["urn"].astype(str))
    return pd.DataFrame(dict(_scored(cells)), index=urns)


def _scored(cells: Cells) -> Iterator[tuple[str, Array]]:
    for scale in cells.dictionary.scales:
        if set(scale.variables) <= set(cells.frame.columns):
            try:
                yield scale.id, scale_scores(cells, scale)
            except ProblemError:
                continue
