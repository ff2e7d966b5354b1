"""What a new delivery of a wave would change, cell by cell, before anything is changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.missing import Reason
from .spss_formats import seconds_of

__all__ = ["LIMIT", "Difference", "carry_over", "compare_cells", "token"]

LIMIT = 0.05
"""A delivery that changes more than this share of the cells is shown before it is accepted."""


@dataclass(frozen=True)
class Difference:
    """How a delivery differs from the accepted version of its wave.

    Parameters
    ----------
    changed_cells : int
        Cells of members in both versions whose delivered value differs, those of dropped columns included.
    compared_cells : int
        Cells of members in both versions.
    rows_added, rows_withdrawn : int
        Members in only one of the two.
    columns_added, columns_dropped : tuple of str
        Variables in only one of the two.
    by_variable : dict of str to int
        Changed cells of each variable that has any.
    described : tuple of str
        Variables whose label, code list or missing values are described otherwise.
    missing : tuple of str
        Those of them of which other values are missing, or for another reason.
    """

    changed_cells: int = 0
    compared_cells: int = 0
    rows_added: int = 0
    rows_withdrawn: int = 0
    columns_added: tuple[str, ...] = ()
    columns_dropped: tuple[str, ...] = ()
    by_variable: dict[str, int] | None = None
    described: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def needs_decision(self) -> bool:
        """Whether a person must accept it: many cells changed, or a row was withdrawn."""
        return self.rows_withdrawn > 0 or self.changed_cells > LIMIT * self.compared_cells


def compare_cells(old: Cells, new: Cells) -> Difference:
    """Compare two versions of a wave by URN."""
    urns_old, urns_new = pd.Index(old.frame["urn"]), pd.Index(new.frame["urn"])
    both = urns_new.intersection(urns_old)
    at_old, at_new = urns_old.get_indexer(both), urns_new.get_indexer(both)
    shared = [name for name in old.frame.columns if name in new.frame.columns and name != "urn"]
    dropped = tuple(str(name) for name in old.frame.columns if name not in new.frame.columns)
    changed = {name: _changed(old, new, name, at_old, at_new) for name in shared}
    changed |= {name: int(old.frame[name].iloc[at_old].notna().sum()) for name in dropped}
    return Difference(
        changed_cells=sum(changed.values()),
        compared_cells=len(both) * (len(shared) + len(dropped)),
        rows_added=len(urns_new) - len(both),
        rows_withdrawn=len(urns_old) - len(both),
        columns_added=tuple(str(name) for name in new.frame.columns if name not in old.frame.columns),
        columns_dropped=dropped,
        by_variable={name: count for name, count in changed.items() if count},
        described=tuple(name for name in shared if _described(old, name) != _described(new, name)),
        missing=tuple(name for name in shared if _missing(old, name) != _missing(new, name)),
    )


def _missing(cells: Cells, name: str) -> set[Any]:
    return {(part.low, part.high, part.reason) for part in cells.dictionary[name].missing}


def _described(cells: Cells, name: str) -> tuple[Any, ...]:
    codes, variable = cells.dictionary.code_list(name), cells.dictionary[name]
    labels = {part.low: part.label for part in variable.missing}
    return variable.label, codes.labels() if codes else {}, _missing(cells, name), labels


def _changed(old: Cells, new: Cells, name: str, at_old: NDArray[Any], at_new: NDArray[Any]) -> int:
    one, other = _delivered(old, name, at_old), _delivered(new, name, at_new)
    if one.dtype.kind != other.dtype.kind:
        one, other = one.astype("object"), other.astype("object")
    same = (one == other).fillna(False).to_numpy(dtype=bool) | (one.isna() & other.isna()).to_numpy(
        dtype=bool
    )
    return int((~same).sum())


def _delivered(cells: Cells, name: str, at: NDArray[Any]) -> pd.Series[Any]:
    """Give a column as it was delivered; dates by their raw number where one of them is no date."""
    column = cells.frame[name].iloc[at].reset_index(drop=True)
    if name not in cells.raw:
        return column
    return column.astype("object").where(column.notna(), pd.Series(cells.raw[name][at]))


def token(wave: str, old: str, new: str, *reasons: str) -> str:
    """Give the word by which a person accepts exactly this change of exactly this state."""
    return hashlib.sha256("|".join((wave, old, new, *reasons)).encode()).hexdigest()[:10]


def carry_over(old: Cells, new: Cells, held_back: NDArray[Any]) -> Cells:
    """Keep the accepted rows of members whose new rows are quarantined: the accepted version stays live."""
    kept = (old.frame["urn"].isin(held_back) & ~old.frame["urn"].isin(new.frame["urn"])).to_numpy(dtype=bool)
    if not kept.any():
        return new
    shared = [name for name in new.frame.columns if name in old.frame.columns]
    frame = pd.concat([new.frame, old.frame.loc[kept, shared]], ignore_index=True)
    names = [
        name for name in new.frame.columns if name in new.reasons or name in old.reasons or name not in shared
    ]
    reasons = {name: np.concatenate([new.reason(name), _old_reason(old, name)[kept]]) for name in names}
    raw = {
        name: np.concatenate([_raw(new, name), _raw(old, name)[kept]])
        for name in {*new.raw, *old.raw} & {*shared}
    }
    return Cells(frame, new.dictionary, {n: r for n, r in reasons.items() if r.any()}, raw)


def _old_reason(old: Cells, name: str) -> NDArray[np.int8]:
    if name in old.frame.columns:
        return old.reason(name)
    return np.full(len(old), Reason.NOT_IN_INSTRUMENT, dtype=np.int8)


def _raw(cells: Cells, name: str) -> NDArray[np.float64]:
    """Give the delivered numbers of a date; where none were wild they follow from the dates."""
    return cells.raw[name] if name in cells.raw else seconds_of(cells.frame[name])
