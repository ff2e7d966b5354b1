"""Scores of the scales that a dictionary declares."""

from __future__ import annotations

import pandas as pd

from ..study.cells import Cells
from ..study.dictionary import Scale

__all__ = ["scale_scores"]


def scale_scores(cells: Cells) -> pd.DataFrame:
    """Score every scale of a wave whose items are all there.

    Returns
    -------
    DataFrame, (n, n_scales)
        Indexed by URN; empty (NaN) where fewer items were answered than the scale needs.  A sum is the mean
        times the number of items, so that a missing item does not lower it.
    """
    urns = pd.Index(cells.frame["urn"].astype(str))
    whole = [scale for scale in cells.dictionary.scales if set(scale.variables) <= set(cells.frame.columns)]
    return pd.DataFrame({scale.id: _score(cells, scale).to_numpy() for scale in whole}, index=urns)


def _score(cells: Cells, scale: Scale) -> pd.Series:
    items = pd.DataFrame({name: _item(cells, name, name in scale.reverse) for name in scale.variables})
    score = items.mean(axis=1) * (len(scale.variables) if scale.how == "sum" else 1)
    return score.where(items.notna().sum(axis=1) >= scale.min_answered)


def _item(cells: Cells, name: str, reverse: bool) -> pd.Series:
    values = pd.to_numeric(cells.valid(name), errors="coerce")
    if not reverse:
        return values
    variable, codes = cells.dictionary[name], cells.dictionary.code_list(name)
    listed = [float(c.value) for c in codes.codes if isinstance(c.value, int | float)] if codes else []
    kept = [value for value in listed if not any(value in span for span in variable.missing)]
    low, high = (min(kept), max(kept)) if kept else (values.min(), values.max())
    return low + high - values
