"""Raking: weights that agree with known margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .design_effect import Weights, checked_weights

__all__ = ["Raked", "rake"]

Codes = np.ndarray[Any, np.dtype[Any]]
Margins = Mapping[str, Mapping[Any, float]]
_MOST_DENSE = 1 << 20
"""Combinations up to which a table of all is smaller than looking up those that occur."""


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
    cells = _Cells.of({name: _column(frame[name], targets) for name, targets in margins.items()}, start)
    fault = next(filter(None, (_fault(n, t, cells) for n, t in margins.items())), "")
    if fault:
        return Raked(cells=len(cells.mass), undefined=f"not defined because {fault}")
    shares = [_shares(targets) for targets in margins.values()]
    known = [_Margin(*pair) for pair in zip(cells.codes.values(), shares, strict=True)]
    fitted = _fit(known, cells.mass, tolerance, rounds)
    if fitted.weights is None:
        return fitted
    factor = fitted.weights / cells.mass
    factor *= total or float(start.sum())
    by_row = cells.spread(factor)
    return replace(fitted, weights=by_row if base is None else start * by_row)


def _total(frame: pd.DataFrame, margins: Margins, start: Weights) -> float | None:
    """Check what was asked, and give the total the weights must add up to, if the margins name one."""
    if len(start) != len(frame):
        raise ValueError(f"{len(start)} base weights for {len(frame)} rows")
    absent = [name for name in margins if name not in frame]
    if absent or not margins:
        raise ValueError(f"no column {', '.join(absent)}" if absent else "there is no margin to rake to")
    totals = [sum(targets.values()) for targets in margins.values()]
    # Written so that NaN, of which nothing is true, is refused too.
    if not all(0 <= value < np.inf for targets in margins.values() for value in targets.values()):
        raise ValueError("targets must be numbers and cannot be negative")
    if min(totals) <= 0:
        raise ValueError("some targets must be above zero")
    if max(totals) - min(totals) > 1e-6 * max(totals):
        raise ValueError(f"the margins add up to different totals: {', '.join(f'{t:g}' for t in totals)}")
    return None if abs(totals[0] - 1) <= 1e-6 else totals[0]  # noqa: PLR2004


def _column(values: pd.Series, targets: Mapping[Any, float]) -> Codes:
    """Give the place of each row's category among the targets, -1 where it has none."""
    wanted = pd.Index(list(targets))
    small = _small_numbers(values)
    if small is not None:
        lowest, highest, numbers = small
        table = wanted.get_indexer(pd.Index(range(lowest, highest + 1))).astype(np.int32)
        places: Codes = table.take(numbers - lowest)
        return places
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes, found = values.cat.codes.to_numpy(), pd.Index(values.cat.categories)
    else:
        codes, found = pd.factorize(values)
    known = np.append(wanted.get_indexer(pd.Index(found)).astype(np.int32), np.int32(-1))
    by_row: Codes = known.take(codes)
    return by_row


def _small_numbers(values: pd.Series) -> tuple[int, int, Codes] | None:
    """Give whole numbers of a short range, which need no table of their values to be looked up in."""
    if values.dtype.kind not in "iu" or not len(values) or not isinstance(values.dtype, np.dtype):
        return None
    numbers = values.to_numpy()
    lowest, highest = int(numbers.min()), int(numbers.max())
    return (lowest, highest, numbers) if highest - lowest < _MOST_DENSE else None


@dataclass(frozen=True, eq=False)
class _Cells:
    """The combinations of categories in which there is some weight.

    Parameters
    ----------
    of_row : (n,) array of int
        The combination of each row, as a number.
    kinds : int
        How many numbers there are.
    numbers : (n_cells,) array of int
        Those with some weight.
    codes : dict of str to (n_cells,) array of int
        By margin the category of each combination, -1 where it has no target.
    rows, mass : (n_cells,) array
        How many rows it has, and the sum of their base weights.
    """

    of_row: Codes
    kinds: int
    numbers: Codes
    codes: Mapping[str, Codes]
    rows: Codes
    mass: Weights

    @classmethod
    def of(cls, columns: Mapping[str, Codes], start: Weights) -> _Cells:
        """Number the combinations that occur."""
        sizes = [int(codes.max()) + 2 for codes in columns.values()]
        if prod(sizes) >= 2**62:
            raise ValueError("the margins have too many categories to be combined")
        dense = prod(sizes) <= _MOST_DENSE
        joint: Codes = np.zeros(len(start), dtype=np.int32 if dense else np.int64)
        for codes, size in zip(columns.values(), sizes, strict=True):
            joint *= size
            joint += codes + 1
        of_row, kinds = (joint, np.arange(prod(sizes))) if dense else pd.factorize(joint)
        rows = np.bincount(of_row, minlength=len(kinds))
        mass: Weights = np.bincount(of_row, start, minlength=len(kinds)).astype(float)
        there = np.flatnonzero(mass > 0)
        codes_of = dict(zip(columns, _unpacked(kinds[there], sizes), strict=True))
        return cls(of_row, len(kinds), there, codes_of, rows[there], mass[there])

    def spread(self, factor: Weights) -> Weights:
        """Give every row the factor of its combination."""
        table = np.zeros(self.kinds)
        table[self.numbers] = factor
        by_row: Weights = table.take(self.of_row)
        return by_row


def _unpacked(kinds: Codes, sizes: Sequence[int]) -> list[Codes]:
    codes = []
    for size in reversed(sizes):
        kinds, code = np.divmod(kinds, size)
        codes.append(code - 1)
    return codes[::-1]


def _fault(name: str, targets: Mapping[Any, float], cells: _Cells) -> str:
    codes = cells.codes[name]
    held = np.bincount(codes + 1, cells.mass, minlength=len(targets) + 1)
    if held[0]:
        without = int(cells.rows[codes < 0].sum())
        return f"{without:,} rows have no target in the margin {name!r}"
    for (category, target), weight in zip(targets.items(), held[1:], strict=True):
        if target > 0 and not weight:
            return (
                f"nobody is {category!r} in {name!r} with a target of {target:g}: join it to another category"
            )
    return ""


def _shares(targets: Mapping[Any, float]) -> Weights:
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
