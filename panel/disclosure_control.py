"""Small counts: what must be hidden so that no hidden count can be worked out from the totals.

A count from 1 to one below the threshold is hidden.  Because totals are printed too, more has to be hidden
beside it.  A hidden count is safe when two tables that agree with everything printed differ in it by at least
the threshold: whoever subtracts what is printed then knows neither the count nor the count to within the
threshold.  Such pairs of tables are what `suppress` looks for, by linear programming, and it hides what they
differ in.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

__all__ = ["CountTable", "Interval", "protection_intervals", "suppress"]

Key = Hashable
Array = np.ndarray[Any, np.dtype[np.float64]]
_NOISE = 1e-6


class Interval(NamedTuple):
    """The smallest and the largest value a count can have; `high` is infinite where nothing limits it."""

    low: float
    high: float


@dataclass(frozen=True)
class CountTable:
    """Counts, and the sums that hold between them.

    Parameters
    ----------
    counts : mapping of key to int
        Every count, totals among them; a key is any hashable name.
    sums : sequence of (key, sequence of key)
        A total and its parts; whoever reads the table knows these.

    Examples
    --------
    >>> table = CountTable({"all": 12, "f": 10, "m": 2}, [("all", ("f", "m"))])
    >>> sorted(suppress(table, threshold=5))
    ['f', 'm']
    """

    counts: Mapping[Key, int]
    sums: Collection[tuple[Key, Collection[Key]]] = ()

    @property
    def keys(self) -> list[Key]:
        """The keys in an order of their own, so that the order of rows changes nothing."""
        return sorted(self.counts, key=repr)

    def values(self) -> Array:
        """The counts in the order of `keys`."""
        return np.array([self.counts[key] for key in self.keys], dtype=float)

    def relations(self) -> Any:
        """Give the sums as a sparse matrix, (n_sums, n_keys): its product with the counts is zero."""
        from scipy.sparse import coo_array

        places = {key: place for place, key in enumerate(self.keys)}
        entries = [
            (row, places[key], -1.0 if key == total else 1.0)
            for row, (total, parts) in enumerate(sorted(self.sums, key=_name_of_sum))
            for key in (total, *parts)
        ]
        rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        return coo_array((signs, (rows, columns)), shape=(len(self.sums), len(places))).tocsr()


def _name_of_sum(one: tuple[Key, Collection[Key]]) -> tuple[str, list[str]]:
    total, parts = one
    return repr(total), sorted(map(repr, parts))


def suppress(
    table: CountTable, threshold: int, *, hidden: Collection[Key] = (), printed: Collection[Key] = ()
) -> frozenset[Key]:
    """Say which counts of a table must not be shown.

    Parameters
    ----------
    table : CountTable
        The counts with their sums.
    threshold : int
        Counts from 1 to ``threshold - 1`` are hidden, and whatever else would give them away.  Zeros are
        shown.  With 1 nothing is hidden.
    hidden : collection of key
        Counts that are hidden whatever they are.
    printed : collection of key
        Counts that are known anyway and can hide nothing.

    Returns
    -------
    frozenset of key
        The counts to hide.  Each can take values that lie at least `threshold` apart, by whole counts that
        agree with everything shown.

    Raises
    ------
    ValueError
        If what is printed anyway gives a hidden count away.

    Notes
    -----
    One linear programme a count that is not yet safe, hiding as few and as small counts as it can: the
    attacker's problem of M. Fischetti and J.-J. Salazar-González (2000), *Management Science* 46: 1054-1068,
    with the sliding protection of L. H. Cox (1981), *Journal of the American Statistical Association* 76:
    734-739.
    """
    search = _Search(table, threshold, set(printed))
    search.hide(key for key, count in table.counts.items() if 0 < count < threshold)
    search.hide(hidden)
    while unsafe := search.unsafe():
        search.widen(unsafe[0])
    return frozenset(search.hidden)


class _Search:
    """Which counts are hidden so far, and how far apart the tables found so far are in each."""

    def __init__(self, table: CountTable, threshold: int, printed: set[Key]) -> None:
        from scipy.sparse import hstack

        self.keys, self.x, self.relations = table.keys, table.values(), table.relations()
        self.up_and_down = hstack([self.relations, -self.relations], format="csc")
        self.threshold, self.hidden = threshold, set[Key]()
        self.fixed = np.array([key in printed for key in self.keys], dtype=bool)
        self.low, self.high = self.x.copy(), self.x.copy()

    def hide(self, keys: Any) -> None:
        self.hidden.update(keys)

    def mask(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array([key in self.hidden for key in self.keys], dtype=bool)

    def unsafe(self) -> list[int]:
        """Give the places of hidden counts that are not yet safe, the smallest count first."""
        narrow = self.mask() & (self.high - self.low < self.threshold - _NOISE)
        return sorted(np.flatnonzero(narrow), key=lambda place: (self.x[place], place))

    def widen(self, place: int) -> None:
        """Make one hidden count safe, and hide what has to change for it."""
        found = self._another_table(place)
        if found is None or _broken(found):
            found = self._two_tables(place, whole=False)
        if _broken(found):
            found = self._two_tables(place, whole=True)
        for table in np.rint(found):
            self.low, self.high = np.minimum(self.low, self.x + table), np.maximum(self.high, self.x + table)
        self.hide(self.keys[i] for i in np.flatnonzero(np.rint(found).any(axis=0)))

    def _another_table(self, place: int) -> Array | None:
        """Find the cheapest change of the table, (1, n_keys), that makes one count greater by the threshold.

        Beside the table itself that is a pair, found several times faster than any other; there may be none.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        # A count changes by a part up and a part down; a hidden one is free, a shown one costs.
        least = np.zeros(2 * len(self.x))
        most = np.concatenate([np.where(self.fixed, 0.0, np.inf), np.where(self.fixed, 0.0, self.x)])
        least[place], most[place + len(self.x)] = self.threshold, 0.0
        cost = np.where(self.mask(), 0.0, 1.0 + self.x)
        limits = LinearConstraint(self.up_and_down, 0, 0)
        answer = milp(np.tile(cost, 2), bounds=Bounds(least, most), constraints=limits)
        if answer.x is None:
            return None
        up, down = answer.x.reshape(2, -1)
        change: Array = (up - down)[None, :]
        return change

    def _two_tables(self, place: int, *, whole: bool) -> Array:
        """Find the cheapest two changes of the table, (2, n_keys), that are far enough apart at `place`."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import block_array

        n, still = len(self.x), np.flatnonzero(~self.mask() & ~self.fixed)
        most, least = np.where(self.fixed, 0.0, np.inf), np.where(self.fixed, 0.0, -self.x)
        sums, sizes = self.relations, _sizes(n, still)
        rows = block_array([[sums, None, None], [None, sums, None], *sizes, _apart(n, place)], format="csc")
        answer = milp(
            np.concatenate([np.zeros(2 * n), 1.0 + self.x[still]]),
            integrality=np.repeat([int(whole), 0], [2 * n, len(still)]),
            bounds=Bounds(
                np.concatenate([least, least, np.zeros(len(still))]),
                np.concatenate([most, most, np.full(len(still), np.inf)]),
            ),
            constraints=LinearConstraint(
                rows,
                np.repeat([0.0, -np.inf, self.threshold], [2 * sums.shape[0], 4 * len(still), 1]),
                np.repeat([0.0, np.inf], [2 * sums.shape[0] + 4 * len(still), 1]),
            ),
        )
        if answer.x is None:
            raise ValueError("what is printed anyway gives a hidden count away")
        changes: Array = answer.x[: 2 * n].reshape(2, n)
        return changes


def _broken(found: Array) -> bool:
    """Say whether a change is not one of whole counts."""
    return bool(np.abs(found - np.rint(found)).max() > _NOISE)


def _apart(n: int, place: int) -> list[Any]:
    """Take the second change from the first at one count."""
    from scipy.sparse import coo_array

    one = coo_array(([1.0], ([0], [place])), shape=(1, n))
    return [one, -one, None]


def _sizes(n: int, still: Any) -> list[list[Any]]:
    """Hold z at or above the size of both changes at the counts `still` shown: u, -u, v, -v <= z."""
    from scipy.sparse import coo_array, eye_array

    m = len(still)
    at, z = coo_array((np.ones(m), (np.arange(m), still)), shape=(m, n)), -eye_array(m)
    return [[at, None, z], [-at, None, z], [None, at, z], [None, -at, z]]


def protection_intervals(table: CountTable, hidden: Collection[Key]) -> dict[Key, Interval]:
    """Work out, as an attacker would, between what values every hidden count must lie.

    Parameters
    ----------
    table : CountTable
        The counts with their sums; those that are not hidden are taken as printed.
    hidden : collection of key
        The counts that are not shown.

    Returns
    -------
    dict of key to Interval
        Two linear programmes a hidden count.

    Examples
    --------
    >>> table = CountTable({"all": 12, "f": 10, "m": 2}, [("all", ("f", "m"))])
    >>> protection_intervals(table, ["m"])["m"], protection_intervals(table, ["m", "f"])["m"]
    (Interval(low=2.0, high=2.0), Interval(low=0.0, high=12.0))
    """
    x, relations, covered = table.values(), table.relations(), set(hidden)
    limits = [
        (0, None) if key in covered else (value, value) for key, value in zip(table.keys, x, strict=True)
    ]
    return {
        key: Interval(_end(relations, limits, place, 1), _end(relations, limits, place, -1))
        for place, key in enumerate(table.keys)
        if key in covered
    }


def _end(relations: Any, limits: list[Any], place: int, side: int) -> float:
    """Give the smallest (side 1) or the largest (-1) value a count can have."""
    from scipy.optimize import linprog

    aim = np.zeros(len(limits))
    aim[place] = side
    found = linprog(aim, A_eq=relations, b_eq=np.zeros(relations.shape[0]), bounds=limits).fun
    # Without a solution nothing limits the count: zero is always the other end.
    return np.inf if found is None else round(side * float(found), 6) + 0.0
