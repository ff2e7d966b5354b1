"""What the same respondents said before: the last wave each answered, and the baseline, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.cells import Cells
from ..study.missing import Reason
from ..study.routing import FrameAnswers, option_variables

if TYPE_CHECKING:
    from ..study.config import Wave
    from ..study.folder import Study

__all__ = ["answers_before", "waves_before"]


def waves_before(study: Study, wave: Wave) -> dict[int, Cells]:
    """Read the accepted waves before this one, oldest first, each under its months after the baseline."""
    from ..study.store.waves import read_wave

    earlier = (one for one in study.config.waves if one.months < wave.months)
    found = {one.months: read_wave(study.store, one.name) for one in earlier}
    return {months: cells for months, cells in sorted(found.items()) if cells is not None}


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
