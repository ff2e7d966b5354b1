"""Weights in the panel file: the newest version of every wave that has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..study.cells import Cells
from ..study.config import Wave
from ..study.dictionary import Variable
from ..study.missing import Reason
from ..study.problems import ProblemError, problem
from ..study.store.weights import WeightVersion, current_weights
from .panel_cells import PanelCells, prefixed

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["stored_weights", "with_weights"]

_NAME = "weight"


def stored_weights(study: Study, waves: Sequence[Wave]) -> dict[str, WeightVersion]:
    """Read the newest weights of every wave that has some.

    Raises
    ------
    ProblemError
        FP4108 if no wave has any.
    """
    with study.store.reading() as connection:
        found = {wave.name: current_weights(connection, wave.name) for wave in waves}
    kept = {name: version for name, version in found.items() if version is not None}
    if not kept:
        raise ProblemError(problem("FP4108"))
    return kept


def with_weights(
    panel: PanelCells, waves: Sequence[Wave], stored: Mapping[str, WeightVersion], shape: str
) -> PanelCells:
    """Add weights: ``weight`` of the row's wave (long), or ``<prefix>_weight`` of every weighted wave (wide).

    Who has no weight (a booster, or a wave that is not weighted) has the reason ``not_applicable``.
    """
    urns = panel.cells.frame["urn"].astype(str)
    if shape == "wide":
        named = [(prefixed(wave, _NAME), wave, stored[wave.name]) for wave in waves if wave.name in stored]
        columns = {name: (urns.map(version.weights), _said(wave, version)) for name, wave, version in named}
    else:
        columns = {_NAME: (_by_row(panel, urns, waves, stored), "Weight of the wave")}
    cells = panel.cells
    for name, (values, label) in columns.items():
        cells = _added(cells, name, label, values.to_numpy(dtype=float))
    return replace(panel, cells=cells)


def _said(wave: Wave, version: WeightVersion) -> str:
    return f"Weight, {wave.label}, version {version.version}"


def _by_row(
    panel: PanelCells, urns: pd.Series, waves: Sequence[Wave], stored: Mapping[str, WeightVersion]
) -> Any:
    values = pd.Series(np.nan, urns.index)
    for number, wave in enumerate(waves, start=1):
        if wave.name in stored:
            here = panel.cells.frame["wave"] == number
            values[here] = urns[here].map(stored[wave.name].weights).astype(float)
    return values


def _added(cells: Cells, name: str, label: str, values: np.ndarray) -> Cells:
    variable = Variable(name, label, "decimal", measure="scale", decimals=6)
    book = replace(cells.dictionary, variables=(*cells.dictionary.variables, variable))
    reasons = np.where(np.isnan(values), np.int8(Reason.NOT_APPLICABLE), np.int8(0)).astype(np.int8)
    return replace(
        cells,
        frame=cells.frame.assign(**{name: values}),
        dictionary=book,
        reasons={**cells.reasons, name: reasons},
    )
