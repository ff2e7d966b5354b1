"""Indicators: which variable says what, and whether having it is a risk or a strength."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..study.cells import Cells
from ..study.folder import Study
from ..study.problems import Place, ProblemError, problem
from .delivered_rows import DeliveredRow, DeliveredRows, read_rows

__all__ = ["KINDS", "Indicator", "flags", "read_indicators"]

KINDS = ("risk", "strength")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Parameters
    ----------
    variable : str
        Where it is stored.
    indicator : str
        Its name as people read it.
    kind : {'risk', 'strength'}
        Less of a risk, or more of a strength, is better.
    level, domain, base_unit : str
        Whom it is about, the heading it stands under, and what the base counts.
    counted : tuple of float
        The codes that mean "has it".
    """

    variable: str
    indicator: str
    kind: str
    level: str = ""
    domain: str = ""
    base_unit: str = ""
    counted: tuple[float, ...] = (1.0,)


def read_indicators(study: Study) -> list[Indicator]:
    """Read the file that study.yaml names under ``indicators``.

    Columns: variable, indicator, kind and, where wanted, level, domain, base_unit and counted (the codes that
    mean "has it", with spaces between; 1 if blank).

    Raises
    ------
    ProblemError
        FP4010 if study.yaml names none, FP4001 a missing column, FP4011 a kind that is not known.
    """
    if study.config.indicators is None:
        raise ProblemError(problem("FP4010", Place(file="study.yaml")))
    rows = read_rows(study.root / study.config.indicators)
    rows.require("variable", "indicator", "kind")
    wrong = [row for row in rows.rows if row["kind"].lower() not in KINDS]
    if wrong:
        raise ProblemError(problem("FP4011", rows.place(row, "kind")) for row in wrong)
    return [_indicator(rows, row) for row in rows.rows]


def _indicator(rows: DeliveredRows, row: DeliveredRow) -> Indicator:
    try:
        counted = tuple(map(float, row["counted"].split())) or (1.0,)
    except ValueError as error:
        place = rows.place(row, "counted")
        raise ProblemError(
            problem("FP1004", place, key="counted", section=rows.file, expected="numbers", example="1 2")
        ) from error
    return Indicator(
        row["variable"],
        row["indicator"],
        row["kind"].lower(),
        row["level"],
        row["domain"],
        row["base_unit"],
        counted,
    )


def flags(cells: Cells, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Say who has which indicator: 1 or 0 by URN and variable, NaN where the answer is missing."""
    urns = pd.Index(cells.frame["urn"].astype(str), name="urn")
    columns = {one.variable: _flag(cells, one) for one in indicators if one.variable in cells.dictionary}
    return pd.DataFrame(columns, index=urns)


def _flag(cells: Cells, indicator: Indicator) -> object:
    values = pd.to_numeric(cells.valid(indicator.variable), errors="coerce")
    return values.isin(indicator.counted).astype(float).where(values.notna()).to_numpy()
