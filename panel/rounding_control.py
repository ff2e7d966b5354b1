"""Rounding small counts so that the rounded table still adds up, instead of hiding them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .disclosure_control import CountTable, Key

__all__ = ["Rounded", "controlled_rounding"]


@dataclass(frozen=True)
class Rounded:
    """A rounded table.

    Parameters
    ----------
    counts : dict of key to int
        Multiples of the base; each lies less than one base from its count.
    additive : bool
        Whether every total is the sum of its parts.  Where no rounding can do that, every count is rounded to
        the nearest multiple by itself.
    """

    counts: dict[Key, int]
    additive: bool


def controlled_rounding(table: CountTable, base: int = 5) -> Rounded:
    """Round every count to one of the two multiples of `base` beside it, so that totals still add up.

    Parameters
    ----------
    table : CountTable
        The counts with their sums.
    base : int
        What counts are rounded to; a count that is a multiple stays as it is.

    Returns
    -------
    Rounded
        Of all roundings that add up, the one that moves the counts least.

    Notes
    -----
    L. H. Cox (1987), *Journal of the American Statistical Association* 82: 520-524.  For a table with rows
    and columns one can always be found.

    Examples
    --------
    >>> table = CountTable({"all": 16, "f": 12, "m": 4}, [("all", ("f", "m"))])
    >>> controlled_rounding(table).counts
    {'all': 15, 'f': 10, 'm': 5}
    """
    x = table.values()
    below = base * np.floor(x / base)
    up = _raised(table, x, below, base)
    additive = up is not None
    nearest = np.floor((x - below) / base + 0.5) if up is None else np.rint(up)
    rounded = (below + base * nearest).astype(int).tolist()
    by_key = dict(zip(table.keys, rounded, strict=True))
    return Rounded({key: by_key[key] for key in table.counts}, additive)


def _raised(table: CountTable, x: Any, below: Any, base: int) -> Any:
    """Say which counts are rounded up, (n_keys,) of 0 and 1, or None where nothing adds up."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    relations, rest = table.relations(), x - below
    if not len(x):
        return np.zeros(0)
    off = -(relations @ below) / base
    answer = milp(
        (base - rest) - rest,
        integrality=np.ones(len(x), dtype=int),
        bounds=Bounds(0, np.where(rest > 0, 1, 0)),
        constraints=[LinearConstraint(relations, off, off)] if relations.shape[0] else [],
    )
    return answer.x
