"""Inverse response propensities of one wave, for every member who answered it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..study.problems import ProblemError, problem
from .covariates import Array
from .known_at_baseline import DESIGN_WEIGHT, Known
from .model_variables import joined
from .outcome_matrix import Flags
from .panel_state import PanelState
from .response_stages import Stage, StageFit, WeightingMethod, prepared, stage_chances
from .words import INELIGIBLE, PRODUCTIVE

__all__ = ["WaveResponse", "design_weights", "wave_response"]


@dataclass(frozen=True, eq=False)
class WaveResponse:
    """The chance of every member of the main cohort to answer at a wave.

    Parameters
    ----------
    urns : Index, (n,)
        Members issued at the first wave.
    chance : (n,) array of float, 0..1
        Of answering both the first wave and this one.
    design : (n,) array of float
        Design weights.
    base, responded : (n,) array of bool
        Who answered the first wave and could have answered this one; and who of them did.
    stages : tuple of StageFit
        How each stage was modelled.
    """

    urns: pd.Index
    chance: Array
    design: Array
    base: Flags
    responded: Flags
    stages: tuple[StageFit, ...]

    @property
    def weights(self) -> Array:
        """Design weight over chance, of those who responded."""
        weights: Array = self.design[self.responded] / self.chance[self.responded]
        return weights


@dataclass(frozen=True, eq=False)
class _Panel:
    """Outcomes of the main cohort, members by waves."""

    urns: pd.Index
    waves: Sequence[str]
    answered: Flags
    counts: Flags
    """Whether the member could have answered, and it is settled that it did or did not."""


def wave_response(
    state: PanelState, wave: str, known: Known, names: Sequence[str], method: WeightingMethod
) -> WaveResponse:
    """Model response to a wave stage by stage, from the first wave on."""
    panel = _panel(state, wave)
    design = design_weights(state, panel.urns)
    frame = prepared(joined(known.frame.reindex(panel.urns)))
    wanted = [one for name in names for one in (name, f"{name} missing") if one in frame]
    facts = [name for name in wanted if name.removesuffix(" missing") in known.facts]
    first = Stage(panel.waves[0], "the start", panel.counts[:, 0], panel.answered[:, 0])
    # Of those who never answered only the register knows anything.
    begun, fit = stage_chances(first, frame, facts, method, design)
    chance, fits = np.ones(len(panel.urns)), [fit]
    for at in range(1, len(panel.waves)):
        chance, more = _next(panel, at, chance, _Model(frame, wanted, method, design))
        fits += more
    base = panel.answered[:, 0] & panel.counts[:, -1]
    responded = base & panel.answered[:, -1]
    return WaveResponse(panel.urns, begun * chance, design, base, responded, tuple(fits))


@dataclass(frozen=True, eq=False)
class _Model:
    """What every stage is modelled with."""

    frame: pd.DataFrame
    names: Sequence[str]
    method: WeightingMethod
    design: Array = field(repr=False)


def _next(panel: _Panel, at: int, before: Array, model: _Model) -> tuple[Array, list[StageFit]]:
    """Give the chance of answering a wave at all, from that of the wave before."""
    chance, fits = np.zeros(len(before)), []
    for stage in _stages(panel, at):
        some, fit = stage_chances(stage, model.frame, model.names, model.method, model.design)
        chance += some * (before if stage.after == "an answer" else 1 - before)
        fits += [fit] if fit.n else []
    return chance, fits


def _stages(panel: _Panel, at: int) -> Iterator[Stage]:
    there = panel.answered[:, 0] & panel.counts[:, at]
    for after, inside in (("an answer", panel.answered[:, at - 1]), ("a gap", ~panel.answered[:, at - 1])):
        yield Stage(panel.waves[at], after, there & inside, panel.answered[:, at])


def _panel(state: PanelState, wave: str) -> _Panel:
    waves = state.waves[: state.waves.index(wave) + 1]
    frame = state.frame[state.frame["cohort"] != "booster"]
    outcome = frame.pivot(index="urn", columns="wave", values="outcome").reindex(columns=waves)
    windows = frame.pivot(index="urn", columns="wave", values="open").reindex(columns=waves)
    still = windows.to_numpy(dtype=bool, copy=True)
    answered = outcome.isin(PRODUCTIVE).to_numpy()
    # The first wave is settled for whoever answered it; later ones once their window has closed.
    still[:, 0] &= ~answered[:, 0]
    return _Panel(outcome.index, waves, answered, ~still & ~outcome.isin(INELIGIBLE).to_numpy())


def design_weights(state: PanelState, urns: pd.Index) -> Array:
    """Read the design weights, a fact of the members; 1 for all where the study has none.

    Raises
    ------
    ProblemError
        FP4107 if some members have one and others do not, or one is not a number above zero.
    """
    given = pd.Series([state.register.members[urn].facts.get(DESIGN_WEIGHT) for urn in urns], dtype=object)
    if not given.notna().any():
        return np.ones(len(urns))
    numbers = pd.to_numeric(given, errors="coerce")
    bad = ~(numbers > 0) | np.isinf(numbers)
    if bad.any():
        raise ProblemError(problem("FP4107", n=int(bad.sum())))
    return numbers.to_numpy(dtype=float)
