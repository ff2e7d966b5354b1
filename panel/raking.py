"""Raking: weights that agree with known margins."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import NamedTuple

import numpy as np
import pandas as pd

from .design_effect import Weights, checked_weights

__all__ = ["Raked", "rake"]

Codes = np.ndarray[tuple[int], np.dtype[np.intp]]
Margins = Mapping[str, Mapping[Hashable, float]]


@dataclass(frozen=True, eq=False)
class Raked:
    """Raked weights; None where the margins cannot be met.

    Parameters
    ----------
    weights : (n,) array of float or None
        In the order of the rows.
    iterations : int
        Rounds over all margins.
    error : float or None, 0..1
        Largest difference between a weighted share and its target, over all categories of all margins.
    cells : int
        Combinations of categories that occur; the work is done on these.
    undefined : str
        Why there are no weights, where there are none.
    """

    weights: Weights | None = None
    iterations: int = 0
    error: float | None = None
    cells: int = 0
    undefined: str = ""


class _Margin(NamedTuple):
    """One margin on the cells: the category of each, and the target shares."""

    codes: Codes
    target: Weights


def rake(
    frame: pd.DataFrame,
    margins: Margins,
    base: Sequence[float] | Weights | None = None,
    tolerance: float = 1e-9,
    rounds: int = 1000,
) -> Raked:
    """Adjust weights until every weighted margin agrees with its target.

    Parameters
    ----------
    frame : DataFrame
        One row a member, with a column for each margin.
    margins : mapping of str to mapping
        For each column the target of every category: counts of the population, or shares.  If all margins add
        up to one total other than 1, the weights do too; otherwise they keep the sum of `base`.
    base : sequence of float, (n,), optional
        Weights to start from, such as design weights; otherwise 1.
    tolerance : float
        Stop when no weighted share differs more than this from its target.
    rounds : int
        Give up after so many rounds over all margins.

    Returns
    -------
    Raked

    Raises
    ------
    ValueError
        If a column is not there, a target is negative, margins add up to different totals, or `base` does not
        fit.

    Notes
    -----
    Iterative proportional fitting: W. E. Deming and F. F. Stephan (1940), *Annals of Mathematical Statistics*
    11: 427-444.  Rows of one combination of categories keep the ratio of their base weights, so it is enough
    to fit one factor for each combination.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["f", "f", "m"], "area": ["town", "land", "town"]})
    >>> raked = rake(people, {"sex": {"f": 60, "m": 40}, "area": {"town": 70, "land": 30}})
    >>> raked.weights.round(3).tolist()
    [30.0, 30.0, 40.0]
    """
    start = np.ones(len(frame)) if base is None else checked_weights(base)
    total = _total(frame, margins, start)
    if not start.any():
        return Raked(undefined="not defined because there are no rows with a weight above zero")
    columns = {name: _column(frame[name], targets) for name, targets in margins.items()}
    cell_of, cells = _collapse(columns)
    fault = next(filter(None, (_fault(n, t, columns[n], start) for n, t in margins.items())), "")
    if fault:
        return Raked(cells=len(cells[0]) if cells else 0, undefined=f"not defined because {fault}")
    shares = [_shares(targets) for targets in margins.values()]
    mass: Weights = np.bincount(cell_of, start).astype(float)
    fitted = _fit([_Margin(*pair) for pair in zip(cells, shares, strict=True)], mass, tolerance, rounds)
    if fitted.weights is None:
        return fitted
    factor = np.divide(fitted.weights, mass, out=np.zeros_like(mass), where=mass > 0)
    return replace(fitted, weights=start * factor[cell_of] * (total or float(start.sum())))


def _total(frame: pd.DataFrame, margins: Margins, start: Weights) -> float | None:
    """Check what was asked, and give the total the weights must add up to, if the margins name one."""
    if len(start) != len(frame):
        raise ValueError(f"{len(start)} base weights for {len(frame)} rows")
    absent = [name for name in margins if name not in frame]
    if absent or not margins:
        raise ValueError(f"no column {', '.join(absent)}" if absent else "there is no margin to rake to")
    totals = [sum(targets.values()) for targets in margins.values()]
    if any(value < 0 for targets in margins.values() for value in targets.values()) or min(totals) <= 0:
        raise ValueError("targets cannot be negative, and some must be above zero")
    if max(totals) - min(totals) > 1e-6 * max(totals):
        raise ValueError(f"the margins add up to different totals: {', '.join(f'{t:g}' for t in totals)}")
    return None if abs(totals[0] - 1) <= 1e-6 else totals[0]  # noqa: PLR2004


def _column(values: pd.Series, targets: Mapping[Hashable, float]) -> Codes:
    """Give the place of each row's category among the targets, -1 where it has none."""
    codes, found = pd.factorize(values)
    places = pd.Index(list(targets)).get_indexer(pd.Index(found))
    return np.append(places, -1)[codes]


def _collapse(columns: Mapping[str, Codes]) -> tuple[Codes, list[Codes]]:
    """Number the combinations that occur: the cell of each row, and the category of each cell by margin."""
    sizes = [int(codes.max()) + 2 for codes in columns.values()]
    if prod(sizes) >= 2**62:
        raise ValueError("the margins have too many categories to be combined")
    joint = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    for codes, size in zip(columns.values(), sizes, strict=True):
        joint = joint * size + (codes + 1)
    cell_of, kinds = pd.factorize(joint)
    cells = []
    for size in reversed(sizes):
        kinds, code = np.divmod(kinds, size)
        cells.append(code - 1)
    return cell_of, cells[::-1]


def _fault(name: str, targets: Mapping[Hashable, float], codes: Codes, start: Weights) -> str:
    held = np.bincount(codes + 1, start, minlength=len(targets) + 1)
    if held[0]:
        return f"{int(((codes < 0) & (start > 0)).sum()):,} rows have no target in the margin {name!r}"
    for (category, target), weight in zip(targets.items(), held[1:], strict=True):
        if target > 0 and not weight:
            return (
                f"nobody is {category!r} in {name!r} with a target of {target:g}: join it to another category"
            )
    return ""


def _shares(targets: Mapping[Hashable, float]) -> Weights:
    shares: Weights = np.array(list(targets.values()), dtype=float)
    shares /= shares.sum()
    return shares


def _fit(margins: Sequence[_Margin], mass: Weights, tolerance: float, rounds: int) -> Raked:
    share = mass / mass.sum()
    error = _error(margins, share)
    for done in range(rounds + 1):
        if error <= tolerance:
            return Raked(share, done, error, len(mass))
        for margin in margins:
            share = share * _factors(margin, share)[margin.codes]
        error = _error(margins, share)
    why = f"the margins cannot be met together: a share is still {error:.2g} off after {rounds:,} rounds"
    return Raked(None, rounds, error, len(mass), f"not defined because {why}")


def _held(margin: _Margin, share: Weights) -> Weights:
    held: Weights = np.bincount(margin.codes, share, minlength=len(margin.target)).astype(float)
    return held


def _factors(margin: _Margin, share: Weights) -> Weights:
    held = _held(margin, share)
    return np.divide(margin.target, held, out=np.zeros_like(held), where=held > 0)


def _error(margins: Sequence[_Margin], share: Weights) -> float:
    return max(float(np.abs(_held(margin, share) - margin.target).max()) for margin in margins)
