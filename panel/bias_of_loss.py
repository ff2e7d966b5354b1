"""`panel bias`: whether those who were lost differ from those who answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .compared_at_baseline import compared
from .followed import Followed, followed, later_wave
from .loss_tests import loss_tests
from .loss_verdict import verdict
from .panel_state import panel_state
from .wording import wave_words

__all__ = ["bias"]

_COLUMNS = (
    Column("variable", "Variable"), Column("n_responded", "Answered", "count"),
    Column("n_lost", "Lost", "count"),
    Column("difference", "Std. difference", "number", 2), Column("category", "most in"),
    Column("test", "Test"), Column("p", "p", "p_value"), Column("other_test", "Second test"),
    Column("other_p", "its p", "p_value"), Column("p_clustered", "p, projects", "p_value"),
    Column("p_adjusted", "p, Holm", "p_value"), Column("note", "Note"),
)  # fmt: skip
_OUTCOMES = 4


def bias(
    study: Study,
    wave: str,
    by: Sequence[str] = (),
    outcome: Sequence[str] = (),
    as_at: date | str | None = None,
) -> Table:
    """Test whether the loss up to a wave biases the result.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        At which wave.
    by : sequence of str
        Member facts and baseline variables to compare, and to model response with, in this order; default:
        what the report breaks down by, the facts and the scales, and without any of them the questions put to
        nearly everybody.
    outcome : sequence of str
        Numbers of the baseline that stand for what the study is about; default: the first four, scales first.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.

    Returns
    -------
    Table
        Rows {variable, label, kind, n_responded, n_lost, missing, difference, category, test, statistic, df,
        p, other_test, other_statistic, other_p, p_clustered, p_adjusted, note}, one a variable.  Facts
        ``wave``, ``base``, ``propensity``, ``r_indicator``, ``bglw``, ``lagged_outcomes``, ``little_mcar``,
        ``smallest_change`` and ``verdict``, the sentences that the notes end with.  What is not defined is
        None and says why in ``undefined``.

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP4101 if it is the first, FP4007 or FP4102 if a name is not known,
        FP1030 if `as_at` is not a date.

    Notes
    -----
    The base are members of the main cohort with a baseline interview who were still eligible and whose window
    is closed.  Projects are the clusters.  Categories of fewer than ten members are taken together.  Sources
    stand with each test.
    """
    later_wave(study, wave)
    state = panel_state(study, as_at, None)
    base = followed(state, wave)
    names, numbers = base.known.chosen(by), _outcomes(base, outcome)
    rows = compared(base, names) if base.fewer else []
    tests = loss_tests(study, base, names, numbers)
    said = verdict(base, wave_words(study)[wave], rows, tests)
    facts: dict[str, Any] = {**state.facts, "wave": wave, "base": base.facts, **tests, "verdict": said}
    return Table.of(
        rows, _shown(rows), title=state.titled(f"Loss up to {wave_words(study)[wave]}", base.open > 0),
        notes=(*state.notes, *said), facts=facts,
    )  # fmt: skip


def _outcomes(base: Followed, asked: Sequence[str]) -> list[str]:
    known = base.known.outcomes
    for name in asked:
        if name not in known:
            raise ProblemError(problem("FP4102", name=name, known=", ".join(known) or "there is none"))
    return list(dict.fromkeys(asked)) or list(known[:_OUTCOMES])


def _shown(rows: Sequence[dict[str, Any]]) -> list[Column]:
    """Leave out columns in which nothing stands."""
    return [column for column in _COLUMNS if any(row[column.key] not in (None, "") for row in rows)]
