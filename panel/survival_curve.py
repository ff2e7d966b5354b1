"""`panel survival`: who is still in the panel as time goes on, and who was lost to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..study.folder import Study
from ..study.table import Column, Table
from .competing_risks import CENSORED, IncidenceAt, cumulative_incidence
from .groups import grouping, put_together
from .outcome_matrix import OutcomeMatrix
from .panel_state import panel_state
from .survival_picture import survival_figure
from .svg_file import check_svg, write_svg
from .wording import wave_words, worded
from .words import OUTCOMES, PRODUCTIVE

__all__ = ["CAUSES", "survival"]

CAUSES = ("lost", "died", "left")
_CAUSE_OF = {"deceased": "died", "moved_abroad": "left", "out_of_scope": "left"}
_COLUMNS = (
    Column("cohort", "Cohort"), Column("by", "By"), Column("group", "Group"), Column("wave", "Wave"),
    Column("at_risk", "At risk", "count"), Column("lost", "Lost", "count"), Column("died", "Died", "count"),
    Column("left", "Left scope", "count"), Column("censored", "Censored", "count"),
    Column("kept", "Still there", "percent"), Column("low", "95% from", "percent"),
    Column("high", "to", "percent"), Column("incidence_lost", "Lost so far", "percent"),
    Column("incidence_died", "Died so far", "percent"), Column("incidence_left", "Left so far", "percent"),
)  # fmt: skip
_NOTES = (
    "A member is still there up to the last wave it answered, also where it missed one before, and ends at "
    "the wave after it: by death, by leaving (moved abroad, out of scope), or lost. A wave counts for a "
    "member once its window has closed; who is still there then is censored.",
    "Still there: Kaplan and Meier, intervals on the scale of log(-log). So far: Aalen and Johansen; the "
    "dead are not counted as if they could still be lost. The four shares add up to 100%.",
)


def survival(  # noqa: PLR0917  the parameters of the command
    study: Study,
    by: Sequence[str] = (),
    as_at: date | str | None = None,
    recorded_by: date | str | None = None,
    smallest: int = 1,
    picture: Path | None = None,
) -> Table:
    """Give the curve of those who are still there, with death as a competing risk.

    Parameters
    ----------
    study : Study
        The study.
    by : sequence of str
        Properties of members or variables of the baseline; one curve for each group.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.
    recorded_by : date or str, optional
        Only what had been recorded by this day; then it is also the default of `as_at`.
    smallest : int
        Groups of fewer members with a baseline are put together into one, for publication.
    picture : Path, optional
        Also draw the curve of the main cohort into this file (.svg).

    Returns
    -------
    Table
        Rows {cohort, by, group, wave, at_risk, lost, died, left, censored, kept, low, high, kept_se,
        incidence_lost, incidence_died, incidence_left, ..., undefined}; shares 0..1, None where nobody is at
        risk any more.

    Raises
    ------
    ProblemError
        FP4007 if a name in `by` is neither a property nor a variable, FP1030 if a date is none, FP1024 if
        `picture` does not end in .svg.

    Notes
    -----
    See `cumulative_incidence` for the sources.
    """
    check_svg(picture)
    state = panel_state(study, as_at, recorded_by)
    matrix = OutcomeMatrix.of(state.frame, state.waves)
    urns = np.array(sorted(set(state.frame["urn"])), dtype=object)
    rows = list(_curves(urns, matrix, "", dict.fromkeys(urns, "all")))
    for name in by:
        groups = put_together(grouping(study, state.register, name), set(urns[matrix.started]), smallest)
        rows += _curves(urns, matrix, name, groups)
    columns = [column for column in _COLUMNS if by or column.key not in {"by", "group"}]
    table = Table.of(
        rows, worded(study, columns), title=state.titled("Still in the panel", bool(matrix.open.any())),
        notes=(*_NOTES, *_remarks(rows), *state.notes),
        facts={**state.facts, "labels": wave_words(study)},
    )  # fmt: skip
    write_svg(picture, survival_figure(table))
    return table


class _Ends(NamedTuple):
    """For each member who was there at the start, the wave at which it ended or was last seen, and why."""

    when: np.ndarray
    why: np.ndarray


def _curves(
    urns: np.ndarray, matrix: OutcomeMatrix, by: str, groups: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    started = matrix.started
    keys = pd.Series(list(zip(matrix.cohort, (groups[urn] for urn in urns), strict=True)), dtype=object)
    for cohort, group in sorted(set(keys[started]), key=lambda key: (key[0] != "main", *key)):
        mine = started & (keys == (cohort, group)).to_numpy() if len(keys) else started
        for row in _curve(_ends(matrix, mine), matrix.waves):
            yield {"cohort": cohort, "by": by, "group": group, **row}


def _ends(matrix: OutcomeMatrix, rows: np.ndarray) -> _Ends:
    productive, codes, still = matrix.has(PRODUCTIVE)[rows], matrix.codes[rows], matrix.open[rows]
    final = productive.shape[1] - 1
    last = final - productive[:, ::-1].argmax(axis=1)
    # Those who go are known at once and those who stay only later: a wave counts when its window has closed.
    closed = np.where(still.any(axis=1), still.argmax(axis=1) - 1, final).clip(0)
    seen = last >= closed
    words = np.array(OUTCOMES, dtype=object)[codes[np.arange(len(codes)), np.minimum(last + 1, final)]]
    why = np.where(seen, CENSORED, [_CAUSE_OF.get(word, "lost") for word in words])
    return _Ends(np.where(seen, closed, last + 1), why)


def _curve(ends: _Ends, waves: Sequence[str]) -> Iterator[dict[str, Any]]:
    found = {at.wave: at for at in cumulative_incidence(ends.when, ends.why).waves}
    before: IncidenceAt | None = None
    for place, wave in enumerate(waves):
        at_risk = int((ends.when >= place).sum())
        here = found.get(place)
        before = here or before
        counts = {cause: (here.ended.get(cause, 0) if here else 0) for cause in CAUSES}
        head = {"wave": wave, "at_risk": at_risk, **counts, "censored": here.censored if here else 0}
        yield head | _shares(before, bool(at_risk))


def _shares(at: IncidenceAt | None, anybody: bool) -> dict[str, Any]:
    """Give the shares at a wave; where nobody ended or was censored they are those of the wave before."""
    if not anybody:
        names = ("kept", "low", "high", "kept_se", *(f"incidence_{cause}" for cause in CAUSES))
        return dict.fromkeys(names) | {"undefined": "not defined because nobody is at risk any more"}
    if at is None:
        return {"kept": 1.0, "low": None, "high": None, "kept_se": 0.0, "undefined": ""} | {
            f"incidence_{cause}": 0.0 for cause in CAUSES
        }
    return {
        "kept": at.kept, "low": at.kept_low, "high": at.kept_high, "kept_se": at.kept_se,
        **{f"incidence_{cause}": at.incidence.get(cause, 0.0) for cause in CAUSES}, "undefined": "",
    }  # fmt: skip


def _remarks(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "The curve is not defined: nobody has a baseline interview."
    without = sum(bool(row["undefined"]) for row in rows)
    if without:
        yield f"{without} points are not defined: nobody is at risk, because every window is still open."
