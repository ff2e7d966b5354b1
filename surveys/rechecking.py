"""Check again what corrections touch: an answer that is right now may contradict another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..study.cells import Cells
from ..study.missing import Reason
from ..study.problems import Problem
from .earlier import answers_before, baseline, contradicted, waves_before
from .findings import Rows
from .interviews import anchors, date_variable, outside_window
from .routed import Answered, route
from .seen import Setting, look
from .spss_formats import seconds_of
from .values import check_values

if TYPE_CHECKING:
    from ..study.folder import Study
    from ..study.store.decisions import CellDecision

__all__ = ["newly_found"]


def newly_found(
    study: Study, wave: str, old: Iterable[CellDecision], new: Iterable[CellDecision]
) -> list[Problem]:
    """Find what routing, ranges, checks and windows say of the corrected rows that they did not say before.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        The wave that is corrected.
    old, new : iterable of CellDecision
        Corrections that are in force, and those that come on top.
    """
    from ..study.store.corrections import corrected
    from ..study.store.waves import read_delivered

    delivered, old, new = read_delivered(study.store, wave), [*old], [*new]
    if delivered is None:
        return []
    touched = delivered.frame["urn"].isin([one.urn for one in new]).to_numpy(dtype=bool)
    part, setting = delivered.only(touched), Setting(study, study.wave(wave), look(study, "", wave))
    before, after = (_problems(setting, corrected(part, made)[0]) for made in (old, [*old, *new]))
    known = {_key(one) for one in before}
    return [one for one in after if _key(one) not in known]


def _key(found: Problem) -> tuple[Any, ...]:
    return found.code, found.place.urn, found.place.variable


def _problems(setting: Setting, cells: Cells) -> list[Problem]:
    """Check accepted cells as a delivery is checked; they no longer know their row in the file."""
    study, book, frame = setting.study, cells.dictionary, cells.frame
    urns = frame["urn"].to_numpy(dtype=object)
    rows = Rows(np.zeros(len(cells), dtype=int), urns, setting.wave.name)
    earlier = waves_before(study, setting.wave)
    before = answers_before(urns, list(earlier.values())), answers_before(urns, baseline(earlier))
    routed = route(_answered(cells, rows, before))
    return [
        *check_values(frame, _raw(cells), book, routed.reasons, scheme=study.config.missing, rows=rows),
        *routed.problems,
        *_dated(setting, cells, rows),
        *contradicted(study.config.fixed, frame, routed.reasons, list(earlier.values()), rows),
    ]


def _answered(cells: Cells, rows: Rows, before: Any) -> Answered:
    """Tell the codes that were delivered from cells that were empty."""
    names = [str(name) for name in cells.frame.columns]
    raw = _raw(cells)
    empty = {n: (raw[n] if n in raw else cells.frame[n]).isna().to_numpy(dtype=bool) for n in names}
    coded = {n: np.where(empty[n], np.int8(Reason.VALUE), cells.reason(n)).astype(np.int8) for n in names}
    return Answered(cells.frame, cells.dictionary, coded, empty, rows, before)


def _raw(cells: Cells) -> pd.DataFrame:
    dates = [v.name for v in cells.dictionary if v.type in ("date", "datetime")]
    return pd.DataFrame(
        {name: cells.raw[name] if name in cells.raw else seconds_of(cells.frame[name]) for name in dates},
        index=cells.frame.index,
    )


def _dated(setting: Setting, cells: Cells, rows: Rows) -> list[Problem]:
    name = date_variable(cells.dictionary)
    if name is None or setting.wave.kind == "records":
        return []
    return outside_window(cells.frame[name], anchors(setting, rows.urns), setting.wave, rows, name)
