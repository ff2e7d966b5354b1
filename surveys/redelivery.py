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
from .changes import LISTED, SharedRows
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
    changes : tuple of dict
        Changed cells with ``urn``, ``variable``, ``old`` and ``new``, at most `LISTED`.
    withdrawn : tuple of str
        Members in the old version only, at most `LISTED`.
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
    changes: tuple[dict[str, Any], ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def needs_decision(self) -> bool:
        """Whether a person must accept it: many cells changed, or a row was withdrawn."""
        return self.rows_withdrawn > 0 or self.changed_cells > LIMIT * self.compared_cells


def compare_cells(old: Cells, new: Cells) -> Difference:
    """Compare two versions of a wave by URN."""
    rows = SharedRows.of(old, new)
    shared = [str(name) for name in old.frame.columns if name in new.frame.columns and name != "urn"]
    dropped = tuple(str(name) for name in old.frame.columns if name not in new.frame.columns)
    differs = {name: rows.differs(name) for name in (*shared, *dropped)}
    counted = {name: int(found.sum()) for name, found in differs.items()}
    gone = old.frame["urn"][~old.frame["urn"].isin(rows.urns)]
    return Difference(
        changed_cells=sum(counted.values()),
        compared_cells=len(rows.urns) * len(differs),
        rows_added=len(new.frame) - len(rows.urns),
        rows_withdrawn=len(gone),
        columns_added=tuple(str(name) for name in new.frame.columns if name not in old.frame.columns),
        columns_dropped=dropped,
        by_variable={name: count for name, count in counted.items() if count},
        described=tuple(name for name in shared if _described(old, name) != _described(new, name)),
        missing=tuple(name for name in shared if _missing(old, name) != _missing(new, name)),
        changes=tuple(rows.changes(differs)),
        withdrawn=tuple(gone.iloc[:LISTED].tolist()),
    )


def _missing(cells: Cells, name: str) -> set[Any]:
    return {(part.low, part.high, part.reason) for part in cells.dictionary[name].missing}


def _described(cells: Cells, name: str) -> tuple[Any, ...]:
    codes, variable = cells.dictionary.code_list(name), cells.dictionary[name]
    labels = {part.low: part.label for part in variable.missing}
    return variable.label, codes.labels() if codes else {}, _missing(cells, name), labels


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
