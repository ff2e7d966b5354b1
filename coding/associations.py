"""How strongly two classifications go together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["MEASURE", "association", "cramers_v"]

MEASURE = "Cramer's V, bias-corrected (Bergsma 2013)"


def association(labels: Iterable[int], classes: Sequence[str | None]) -> float | None:
    """Give the bias-corrected V of groups and classes over the texts that have both."""
    pairs = zip(labels, classes, strict=True)
    counts = Counter((label, name) for label, name in pairs if label >= 0 and name is not None)
    return cramers_v(counts, corrected=True)


def cramers_v(counts: Mapping[tuple[Any, Any], int], *, corrected: bool = False) -> float | None:
    """Say how strongly two classifications go together (Cramer 1946).

    Parameters
    ----------
    counts : mapping of (row, column) to int
        The cells of the contingency table that are not empty.
    corrected : bool
        Take out what chance alone gives (Bergsma 2013): in small tables V is far above 0 where nothing goes
        together.

    Returns
    -------
    float or None
        0 none, 1 complete; None where either classification has only one class.

    Examples
    --------
    >>> cramers_v({("a", 1): 5, ("b", 2): 5})
    1.0
    """
    rows, columns = Counter[Any](), Counter[Any]()
    for (row, column), count in counts.items():
        rows[row] += count
        columns[column] += count
    n, r, c = sum(rows.values()), len(rows), len(columns)
    if min(r, c) < 2:  # noqa: PLR2004 - one class goes together with nothing
        return None
    # chi-square / n + 1 is the sum of squared cells over the products of their margins; empty cells add 0.
    parts = (count**2 / (rows[row] * columns[column]) for (row, column), count in counts.items())
    share = math.fsum(parts) - 1
    if not corrected:
        return math.sqrt(max(0.0, min(1.0, share / (min(r, c) - 1))))
    return _bergsma(share, n, r, c)


def _bergsma(share: float, n: int, r: int, c: int) -> float | None:
    if n < 2:  # noqa: PLR2004 - the correction divides by n - 1
        return None
    share = max(0.0, share - (r - 1) * (c - 1) / (n - 1))
    most = min(size - (size - 1) ** 2 / (n - 1) for size in (r, c)) - 1
    return math.sqrt(min(1.0, share / most)) if most > 0 else None
