"""What the same respondents said before: the last wave each answered, and the baseline, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.missing import Reason
from ..study.problems import Problem
from ..study.routing import FrameAnswers, option_variables
from .findings import Rows

if TYPE_CHECKING:
    from ..study.config import Wave
    from ..study.folder import Study

__all__ = ["answers_before", "baseline", "contradicted", "waves_before"]


def waves_before(study: Study, wave: Wave) -> dict[int, Cells]:
    """Read the accepted waves before this one, oldest first, each under its months after the baseline."""
    from ..study.store.waves import read_wave

    earlier = (one for one in study.config.waves if one.months < wave.months)
    found = {one.months: read_wave(study.store, one.name) for one in earlier}
    return {months: cells for months, cells in sorted(found.items()) if cells is not None}


def baseline(waves: Mapping[int, Cells]) -> list[Cells]:
    """Give the baseline out of the waves before, where it was received."""
    return [cells for months, cells in waves.items() if months == 0]


def answers_before(urns: NDArray[Any], waves: list[Cells]) -> FrameAnswers | None:
    """Give, for each URN, the answers of the newest of these waves that holds it.

    Returns
    -------
    FrameAnswers or None
        One row a URN, in their order; ``not_in_instrument`` where a member or a variable is in no wave. None
        without waves.
    """
    if not waves:
        return None
    frames = [_with_reasons(cells) for cells in waves]
    both = pd.concat(frames, ignore_index=True).drop_duplicates("urn", keep="last").set_index("urn")
    aligned = both.reindex(urns)
    names = [str(name) for name in aligned.columns if not str(name).startswith("reason:")]
    missing = {
        name: aligned["reason:" + name].fillna(int(Reason.NOT_IN_INSTRUMENT)).to_numpy(dtype=np.int8)
        for name in names
    }
    sets = {key: options for cells in waves for key, options in option_variables(cells.dictionary).items()}
    return FrameAnswers(aligned[names].reset_index(drop=True), missing, sets)


def _with_reasons(cells: Cells) -> pd.DataFrame:
    names = [name for name in cells.dictionary.names if name in cells.frame.columns and name != "urn"]
    reasons = {"reason:" + name: cells.reason(name) for name in names}
    return pd.concat([cells.frame[["urn", *names]], pd.DataFrame(reasons, index=cells.frame.index)], axis=1)


def contradicted(
    fixed: Sequence[str],
    frame: pd.DataFrame,
    reasons: Mapping[str, NDArray[np.int8]],
    waves: Sequence[Cells],
    rows: Rows,
) -> list[Problem]:
    """Find facts that do not change, such as sex, but differ from what the same member answered last.

    Parameters
    ----------
    fixed : sequence of str
        The variables that do not change.
    frame : DataFrame, (n_rows, ...)
        As delivered.
    reasons : mapping of str to int8 array
        Only answers are compared.
    waves : sequence of Cells
        The waves before, oldest first; of each fact the newest answer counts.
    rows : Rows
        Where the rows come from.
    """
    found: list[Problem] = []
    for name in (one for one in fixed if one in frame.columns):
        said = _last_answer(name, rows.urns, waves)
        answered = frame[name].notna().to_numpy() & (reasons[name] == Reason.VALUE)
        differs = (said != frame[name].astype("object")).to_numpy(dtype=bool)
        found += rows.where(said.notna().to_numpy(dtype=bool) & answered & differs, "FP3120", name)
    return found


def _last_answer(name: str, urns: NDArray[Any], waves: Sequence[Cells]) -> pd.Series[Any]:
    said = pd.Series(None, index=range(len(urns)), dtype="object")
    for cells in reversed(waves):
        if name in cells.frame.columns:
            at = pd.Index(cells.frame["urn"]).get_indexer(urns)
            there = cells.valid(name).astype("object").reindex(at).reset_index(drop=True)
            said = said.where(said.notna(), there.where(at >= 0))
    return said
