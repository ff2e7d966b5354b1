"""Which outcomes of a joint display must not be told apart, because few families stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["hidden_columns"]


def hidden_columns(counts: Mapping[str, Sequence[int]], threshold: int) -> frozenset[str]:
    """Choose the columns to hide: those with a count from 1 to ``threshold - 1``, and what protects them.

    Whoever knows the sums could work out a single hidden column, so there are never fewer than two, and the
    counts of every row in the hidden columns together are never small; where that cannot be, all are hidden.

    Parameters
    ----------
    counts : mapping of str to sequence of int
        The counts of each column, row by row.
    threshold : int
        Counts below it are small; zeros are not.

    Examples
    --------
    >>> sorted(hidden_columns({"improved": [9, 7], "same": [2, 8], "worse": [6, 6]}, 5))
    ['same', 'worse']
    """
    hidden = {name for name, column in counts.items() if any(0 < n < threshold for n in column)}
    if not hidden:
        return frozenset()
    for name in sorted(counts, key=lambda one: (sum(counts[one]), one)):
        rows = zip(*(counts[one] for one in sorted(hidden)), strict=True)
        if len(hidden) > 1 and all(sum(row) >= threshold for row in rows):
            break
        hidden.add(name)
    return frozenset(hidden)
