"""`panel estimate`: a weighted figure of a wave with its standard error, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..study.cells import Cells
from ..study.consent import usable_answers
from ..study.folder import Study
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem
from ..study.store.weights import WeightVersion, current_weights
from ..study.table import Column, Table
from .clusters import clusters_of
from .linearisation import linearised
from .register import read_register
from .scale_columns import scale_columns
from .wording import wave_words

__all__ = ["estimate"]

_COLUMNS = (
    Column("category", "Answer"), Column("n", "Answers", "count"),
    Column("unweighted", "Unweighted", "percent"),
    Column("estimate", "Weighted", "percent"), Column("se", "Std. error", "percent"),
    Column("low", "95% from", "percent"), Column("high", "to", "percent"),
    Column("deff", "Design effect", "number", 2), Column("undefined", "Not defined"),
)  # fmt: skip
_OF_NUMBERS = {"unweighted", "estimate", "se", "low", "high"}


def estimate(study: Study, variable: str, wave: str) -> Table:
    """Estimate the mean of a number or scale, or the share of every answer, with the stored weights.

    Parameters
    ----------
    study : Study
        The study.
    variable : str
        A variable of the wave, or the name of one of its scales.
    wave : str
        The wave.

    Returns
    -------
    Table
        Rows {variable, category, n, unweighted, estimate, se, low, high, df, clusters, deff, undefined};
        shares 0..1.  Where the standard error is not defined there is no weighted figure either.  Facts
        ``version`` of the weights, ``without_weight`` and ``without_answer`` (who is not counted, and why).

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP4109 if it has no answers, FP4108 if it has no weights, FP4007 if
        there is no such variable, FP4043 if it is a text that makes no groups.

    Notes
    -----
    Linearised (`linearised`), projects as clusters taken as drawn.  That the weights are estimated themselves
    is not in the standard error; with weights of response this usually makes it too large rather than too
    small: J. K. Kim and J. J. Kim (2007), *Canadian Journal of Statistics* 35: 501-514.
    """
    study.wave(wave)
    cells, version = usable_answers(study, wave).cells, _weights(study, wave)
    if cells is None:
        raise ProblemError(problem("FP4109", Place(wave=wave), wave=wave))
    values = _values(cells, variable)
    weights = values.index.to_series().map(version.weights).astype(float)
    kept = values[values.notna() & weights.notna()]
    numeric = pd.api.types.is_numeric_dtype(values)
    rows = list(_rows(study, variable, kept, weights[kept.index], numeric))
    without = {"without_weight": int(weights.isna().sum()), "without_answer": int(values.isna().sum())}
    title = f"{variable} at {wave_words(study)[wave]}, weighted (version {version.version})"
    return Table.of(
        rows, [_shown(column, numeric) for column in _COLUMNS if _filled(column, rows)], title=title,
        notes=tuple(_notes(without, rows)), facts={"wave": wave, "version": version.version, **without},
    )  # fmt: skip


def _weights(study: Study, wave: str) -> WeightVersion:
    with study.store.reading() as connection:
        found = current_weights(connection, wave)
    if found is None:
        raise ProblemError(problem("FP4108", Place(wave=wave)))
    return found


def _values(cells: Cells, variable: str) -> pd.Series:
    """Give the answers by URN, without those that are missing."""
    urns = pd.Index(cells.frame["urn"].astype(str))
    scores = scale_columns(cells)
    if variable in scores:
        return scores[variable]
    if variable not in cells.dictionary or variable == "urn":
        known = [*scores, *(name for name in cells.dictionary.names if cells.groupable(name))]
        raise ProblemError(problem("FP4007", name=variable, known=", ".join(map(str, known))))
    if not cells.groupable(variable):
        raise ProblemError(problem("FP4043", Place(variable=variable), name=variable))
    coded = cells.dictionary.code_list(variable) is not None
    if not coded and cells.dictionary[variable].type in ("integer", "decimal"):
        return pd.Series(pd.to_numeric(cells.valid(variable), errors="coerce").to_numpy(float), urns)
    there = (cells.reason(variable) == int(Reason.VALUE)) & cells.frame[variable].notna().to_numpy()
    return pd.Series(cells.labelled(variable).where(there, None).to_numpy(), urns, dtype=object)


def _rows(
    study: Study, variable: str, values: pd.Series, weights: pd.Series, numeric: bool
) -> Iterator[dict[str, Any]]:
    register = read_register(study)
    clusters = clusters_of(register, values.index)
    for category in [""] if numeric else sorted(set(values)):
        figures = np.asarray(values if numeric else values == category, dtype=float)
        found = linearised(figures, weights.to_numpy(dtype=float), clusters)
        told = found.se is not None
        yield {
            "variable": variable, "category": category, "n": len(values),
            "unweighted": float(figures.mean()) if len(figures) else None,
            "estimate": found.estimate if told else None, "se": found.se,
            "low": found.low, "high": found.high,
            "df": found.df, "clusters": found.clusters, "deff": found.deff, "undefined": found.undefined,
        }  # fmt: skip


def _shown(column: Column, numeric: bool) -> Column:
    return Column(column.key, column.label, "number", 2) if numeric and column.key in _OF_NUMBERS else column


def _filled(column: Column, rows: list[dict[str, Any]]) -> bool:
    return any(row[column.key] not in (None, "") for row in rows)


def _notes(without: dict[str, int], rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "Standard errors: linearised, projects as clusters; that the weights are estimates is not in them."
    if without["without_weight"]:
        yield f"{without['without_weight']:,} answered the wave and have no weight; they are not counted."
    if without["without_answer"]:
        yield f"{without['without_answer']:,} gave no answer to this question; they are not counted."
    if not rows:
        yield "There is no figure: nobody with a weight answered."
