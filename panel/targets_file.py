"""The table of targets to which weights are raked."""

from __future__ import annotations

import math
from pathlib import Path

from ..study.problems import ProblemError, problem
from .delivered_rows import DeliveredRow, DeliveredRows, read_rows

__all__ = ["Targets", "read_targets"]

Targets = dict[str, dict[str, float]]


def read_targets(file: Path) -> Targets:
    """Read targets: columns variable, category, target; counts or shares, one row a category.

    Raises
    ------
    ProblemError
        FP4001 if a column is missing, FP4105 if a category stands twice, a target is not a number from zero
        up or there is none; what reading the file raises.
    """
    delivered, found = read_rows(file), Targets()
    delivered.require("variable", "category", "target")
    for row in delivered.rows:
        targets = found.setdefault(row["variable"], {})
        if row["category"] in targets:
            raise _unusable(delivered, "the category stands twice", row)
        targets[row["category"]] = _number(delivered, row)
    if not found:
        raise _unusable(delivered, "it has no rows")
    return found


def _number(delivered: DeliveredRows, row: DeliveredRow) -> float:
    try:
        value = float(row["target"])
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise _unusable(delivered, "the target is not a number from zero up", row)
    return value


def _unusable(delivered: DeliveredRows, reason: str, row: DeliveredRow | None = None) -> ProblemError:
    return ProblemError(problem("FP4105", delivered.place(row), reason=reason))
