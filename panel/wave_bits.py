"""Who answered when, as one number a member: a bit a wave.

A million members at ten waves are a million 16-bit numbers.  How often each pattern occurs, and by group, is
one count over these numbers; every rate over waves then comes from that small table, and not from the
members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["MOST_WAVES", "Bits", "Tally", "WaveBits", "wave_bits"]

MOST_WAVES = 16
"""Beyond this the table of all patterns would be larger than most panels."""

Bits = np.ndarray[Any, np.dtype[np.uint16]]
Codes = np.ndarray[Any, Any]
Counts = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class WaveBits:
    """Members as bit codes.

    Parameters
    ----------
    members : Index, (n,)
        Their URNs.
    waves : tuple of str
        In order; the first wave is the highest bit.
    bits : (n,) array of uint16
    """

    members: pd.Index
    waves: tuple[str, ...]
    bits: Bits

    def tally(self, groups: Codes | None = None, n_groups: int = 1) -> Tally:
        """Count every pattern in every group; `groups` are numbered from 0, one a member."""
        size = 1 << len(self.waves)
        place = self.bits if groups is None else groups.astype(np.int32) * size + self.bits
        found = np.bincount(place, minlength=n_groups * size).reshape(n_groups, size)
        return Tally(self.waves, found)


@dataclass(frozen=True, eq=False)
class Tally:
    """How many members of each group have each pattern.

    Parameters
    ----------
    waves : tuple of str
    counts : (n_groups, 2 ** n_waves) array of int
    """

    waves: tuple[str, ...]
    counts: Counts

    @property
    def patterns(self) -> dict[str, int]:
        """Members by pattern, such as ``101``, the most frequent first."""
        total = self.counts.sum(axis=0)
        found = sorted(np.flatnonzero(total), key=lambda code: (-total[code], -code))
        return {f"{code:0{len(self.waves)}b}": int(total[code]) for code in found}

    @property
    def continuous(self) -> Counts:
        """Who answered every wave so far, (n_groups, n_waves)."""
        return np.column_stack([self.counts[:, self._all_up_to(at)].sum(axis=1) for at in self._places])

    @property
    def cross_section(self) -> Counts:
        """Who answered the wave, of those who answered the first, (n_groups, n_waves)."""
        return np.column_stack([self.counts[:, self._first_and(at)].sum(axis=1) for at in self._places])

    @property
    def _places(self) -> range:
        return range(len(self.waves))

    def _bit(self, at: int) -> int:
        return 1 << (len(self.waves) - 1 - at)

    def _all_up_to(self, at: int) -> Codes:
        return self._with(sum(self._bit(place) for place in range(at + 1)))

    def _first_and(self, at: int) -> Codes:
        return self._with(self._bit(0) | self._bit(at))

    def _with(self, wanted: int) -> Codes:
        codes = np.arange(1 << len(self.waves))
        has: Codes = (codes & wanted) == wanted
        return has


def wave_bits(
    frame: pd.DataFrame, productive: Iterable[str] = ("full", "partial"), waves: Sequence[str] | None = None
) -> WaveBits:
    """Turn outcomes, one row a member and wave, into bit codes.

    Parameters
    ----------
    frame : DataFrame, (n, any)
        Columns ``urn``, ``wave`` and ``outcome``; categorical columns are used as they are, without looking
        at their values.
    productive : iterable of str
        Outcomes that count as answered.
    waves : sequence of str, optional
        The waves in order; otherwise the categories of the column, or its values sorted.

    Returns
    -------
    WaveBits

    Raises
    ------
    ValueError
        If there are more than 16 waves, or a row lacks its member, wave or outcome.

    Examples
    --------
    >>> rows = [("A", "w1", "full"), ("A", "w2", "refusal"), ("B", "w1", "full"), ("B", "w2", "full")]
    >>> wave_bits(pd.DataFrame(rows, columns=["urn", "wave", "outcome"])).tally().patterns
    {'11': 1, '10': 1}
    """
    member, members = _numbered(frame["urn"])
    wave, found = _numbered(frame["wave"])
    outcome, words = _numbered(frame["outcome"])
    order = tuple(str(name) for name in (found if waves is None else waves))
    if len(order) > MOST_WAVES:
        raise ValueError(f"{len(order)} waves; at most {MOST_WAVES} can be told apart")
    places = pd.Index(order).get_indexer(pd.Index(found.astype(str)))
    answered = np.isin(words.astype(str), list(productive))
    # Which bit a row sets: none where nobody answered, or the wave is not one of those asked for.
    bit = np.where(places >= 0, 1 << (len(order) - 1 - places).clip(0), 0)
    by_kind = (bit[:, None] * answered).astype(np.uint16).ravel()
    kind = wave.astype(np.uint16) * np.uint16(len(words)) + outcome.astype(np.uint16)
    bits: Bits = np.zeros(len(members), dtype=np.uint16)
    np.bitwise_or.at(bits, member, by_kind.take(kind))
    return WaveBits(members, order, bits)


def _numbered(values: pd.Series) -> tuple[Codes, pd.Index]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes, found = values.cat.codes.to_numpy(), values.cat.categories
    else:
        codes, found = pd.factorize(values, sort=True)
    if len(codes) and codes.min() < 0:
        raise ValueError(f"{int((codes < 0).sum()):,} rows have no {values.name}")
    return codes, pd.Index(found)
