"""The cells that a new delivery would change, by member, each with what it held and what it would hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells

__all__ = ["LISTED", "SharedRows"]

LISTED = 10_000
"""So many changed cells, and withdrawn rows, are listed one by one; beyond that they are counted."""


@dataclass(frozen=True)
class SharedRows:
    """The members that are in two versions of a wave.

    Parameters
    ----------
    old, new : Cells
        The two versions.
    urns : Index
        Of the members in both.
    at_old, at_new : int array, (n_members,)
        Where their rows stand.
    """

    old: Cells
    new: Cells
    urns: pd.Index[Any]
    at_old: NDArray[Any]
    at_new: NDArray[Any]

    @classmethod
    def of(cls, old: Cells, new: Cells) -> SharedRows:
        """Find them."""
        urns_old, urns_new = pd.Index(old.frame["urn"]), pd.Index(new.frame["urn"])
        both = urns_new.intersection(urns_old)
        return cls(old, new, both, urns_old.get_indexer(both), urns_new.get_indexer(both))

    def differs(self, name: str) -> NDArray[np.bool_]:
        """Say for which members the delivered value differs; a variable that is gone has lost its values."""
        one, other = self._columns(name)
        same = (one == other).fillna(False).to_numpy(dtype=bool)
        empty = (one.isna() & other.isna()).to_numpy(dtype=bool)
        found: NDArray[np.bool_] = ~(same | empty)
        return found

    def changes(self, differs: Mapping[str, NDArray[np.bool_]]) -> list[dict[str, Any]]:
        """List changed cells, sorted by member: ``urn``, ``variable``, ``old`` and ``new``."""
        found: list[dict[str, Any]] = []
        for name, mask in differs.items():
            places = np.flatnonzero(mask)[: LISTED - len(found)]
            if len(places):
                found += self._changed(name, places)
        return sorted(found, key=lambda one: str(one["urn"]))

    def _changed(self, name: str, places: NDArray[Any]) -> list[dict[str, Any]]:
        cells = (column.iloc[places].astype("object") for column in self._columns(name))
        one, other = (column.where(column.notna(), None) for column in cells)
        return [
            {"urn": urn, "variable": name, "old": old, "new": new}
            for urn, old, new in zip(self.urns[places], one, other, strict=True)
        ]

    def _columns(self, name: str) -> tuple[pd.Series[Any], pd.Series[Any]]:
        one = _delivered(self.old, name, self.at_old)
        if name not in self.new.frame.columns:
            return one.astype("object"), pd.Series([None] * len(one), dtype="object")
        other = _delivered(self.new, name, self.at_new)
        if one.dtype.kind != other.dtype.kind:
            return one.astype("object"), other.astype("object")
        return one, other


def _delivered(cells: Cells, name: str, at: NDArray[Any]) -> pd.Series[Any]:
    """Give a column as it was delivered; dates by their raw number where one of them is no date."""
    column = cells.frame[name].iloc[at].reset_index(drop=True)
    if name not in cells.raw:
        return column
    return column.astype("object").where(column.notna(), pd.Series(cells.raw[name][at]))
