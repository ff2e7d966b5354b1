"""`panel weights`: weights for those who answered at a wave, and what they repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.store.weights import add_weights
from ..study.table import Column, Table
from .balance import Weighted, balance, repaired
from .clusters import clusters_of
from .design_effect import kish
from .fitted_weights import Fitted, fitted
from .followed import later_wave
from .known_at_baseline import Known, known_at_baseline
from .panel_state import PanelState, panel_state
from .response_stages import ROBUST_BELOW, WeightingMethod
from .targets_file import Targets, read_targets
from .wave_response import WaveResponse, wave_response
from .weights_in_words import weights_in_words
from .wording import wave_words
from .words import PRODUCTIVE

__all__ = ["weights"]

_METHODS: tuple[WeightingMethod, ...] = ("logit", "cells")
_SHOWN = 8
_COLUMNS = (
    Column("urn", "URN"), Column("path", "Answered"), Column("design_weight", "Design weight", "number", 3),
    Column("propensity", "Propensity", "number", 3), Column("weight", "Weight", "number", 3),
)  # fmt: skip


def weights(  # noqa: PLR0917  the parameters of the command
    study: Study,
    wave: str,
    method: str | None = None,
    trim: float | None = None,
    rake: Path | None = None,
    by: Sequence[str] = (),
    as_at: date | str | None = None,
    dry_run: bool = False,
) -> Table:
    """Make weights for those who answered at a wave.

    A weight is the design weight over the chance of having answered, put together stage by stage: see
    `response_stages`.  Members who came back after a gap get one too.  A booster has no baseline to compare,
    and gets none.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        At which wave.
    method : {'logit', 'cells'}, optional
        The model's probabilities, or rates of classes of similar probability; default: cells with fewer than
        500 members, otherwise logit.
    trim : float, above 1, optional
        Cap as a multiple of the mean weight.
    rake : Path, optional
        Targets (CSV or Excel: variable, category, target) to which weighted shares are fitted.
    by : sequence of str
        Member facts and baseline variables to model with, in this order; default as in `bias`.
    as_at : date or str, optional
        Rebuilt from the events that had happened by this day; today if not given.
    dry_run : bool
        Store nothing.

    Returns
    -------
    Table
        Rows {urn, path, design_weight, propensity, weight}, one a respondent; weights have the mean 1, or the
        total that the targets name.  Facts ``wave``, ``method``, ``base``, ``stages``, ``trim``, ``rake``,
        ``deff``, ``neff``, ``balance``, ``repair``, ``version``, ``stored`` and ``unweighted`` (who answered
        and has no weight).

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP4101 if it is the first, FP4103 for another method, FP4104 for a
        cap that cannot be, FP4105 or FP4106 if the targets cannot be used or met, FP4107 for a design weight
        that is none, FP4007 if a name is not known, FP1030 if `as_at` is not a date.

    Notes
    -----
    The first wave to model is the baseline itself, from what the register knows.  Members whose window is
    open are neither in the base nor weighted.
    """
    later_wave(study, wave)
    _check(method, trim)
    targets = None if rake is None else read_targets(rake)
    state = panel_state(study, as_at, None)
    known = known_at_baseline(study, state.register)
    names = known.chosen(by)
    _check_margins(known, targets)
    kind = _kind(method, state, wave)
    response = wave_response(state, wave, known, names, kind)
    return _Made(state, wave, kind, known, names, response, trim, targets).table(dry_run)


def _check(method: str | None, trim: float | None) -> None:
    if method not in (None, *_METHODS):
        raise ProblemError(problem("FP4103", method=method))
    if trim is not None and not 1 < trim < np.inf:
        raise ProblemError(problem("FP4104", trim=trim))


def _check_margins(known: Known, targets: Targets | None) -> None:
    known.chosen(list(targets or ()))
    for name, categories in (targets or {}).items():
        if pd.api.types.is_numeric_dtype(known.frame[name]):
            raise ProblemError(
                problem("FP4105", reason=f"{name} is a number, and {len(categories)} categories")
            )


def _kind(method: str | None, state: PanelState, wave: str) -> WeightingMethod:
    asked = next((one for one in _METHODS if one == method), None)
    if asked is not None:
        return asked
    n = state.frame[(state.frame["wave"] == state.waves[0]) & state.frame["outcome"].isin(PRODUCTIVE)]
    return "cells" if len(n) < ROBUST_BELOW else "logit"


@dataclass(frozen=True, eq=False)
class _Made:
    """Weights on their way."""

    state: PanelState
    wave: str
    method: WeightingMethod
    known: Known
    names: Sequence[str]
    response: WaveResponse
    trim: float | None
    targets: Targets | None

    def table(self, dry_run: bool) -> Table:
        found = self._fitted()
        rows = list(self._rows(found))
        facts = self._facts(found)
        version, new = self._store(rows, facts, dry_run) if rows else (None, False)
        facts |= {"version": version, "stored": new and not dry_run}
        label = wave_words(self.state.study)[self.wave]
        return Table.of(
            rows, _COLUMNS, title=self.state.titled(f"Weights for {label}", facts["base"]["open"] > 0),
            notes=(*self.state.notes, *weights_in_words(facts, wave_words(self.state.study))), facts=facts,
            shown=_SHOWN,
        )  # fmt: skip

    def _fitted(self) -> Fitted:
        start = self.response.weights
        if not len(start):
            return Fitted(start)
        frame = self.known.frame.loc[self._urns]
        made = fitted(start / start.mean(), frame, self.targets, self.trim)
        if self.targets is not None:
            return made
        return Fitted(made.weights / made.weights.mean(), made.trimmed, made.rounds, made.error)

    @property
    def _urns(self) -> pd.Index:
        return self.response.urns[self.response.responded]

    def _rows(self, found: Fitted) -> Iterator[dict[str, Any]]:
        who = self.response.responded
        paths = self._paths()
        columns = (self._urns, self.response.design[who], self.response.chance[who], found.weights)
        for urn, design, chance, weight in zip(*columns, strict=True):
            yield {"urn": str(urn), "path": paths[urn], "design_weight": float(design),
                   "propensity": float(chance), "weight": float(weight)}  # fmt: skip

    def _paths(self) -> Mapping[str, str]:
        """Say for every member which waves it answered, such as 101."""
        waves = self.state.waves[: self.state.waves.index(self.wave) + 1]
        frame = self.state.frame
        answered = frame[frame["outcome"].isin(PRODUCTIVE)].groupby("urn")["wave"].agg(set)
        return {str(urn): "".join("01"[wave in held] for wave in waves) for urn, held in answered.items()}

    def _facts(self, found: Fitted) -> dict[str, Any]:
        effect, base, who = kish(found.weights), self.response.base, self.response.responded
        modelled = {name for fit in self.response.stages for name in fit.covariates}
        rows = balance(self._weighted(found), self._looked_at(), [*modelled, *(self.targets or ())])
        return {
            **self.state.facts, "wave": self.wave, "method": self.method,
            "base": {"members": int(base.sum()), "responded": int(who.sum()), "open": self._open()},
            "unweighted": self._unweighted(), "stages": [fit.fact() for fit in self.response.stages],
            "trim": None if self.trim is None else {"at": self.trim, "trimmed": found.trimmed},
            "rake": None if self.targets is None else {"error": found.error, "rounds": found.rounds,
                                                       "margins": sorted(self.targets)},
            "deff": effect.deff, "neff": effect.neff, "undefined": effect.undefined,
            "balance": rows, "repair": repaired(rows),
        }  # fmt: skip

    def _looked_at(self) -> list[str]:
        return list(dict.fromkeys([*self.names, *self.known.outcomes]))

    def _weighted(self, found: Fitted) -> Weighted:
        base, who = self.response.base, self.response.responded
        every = np.zeros(len(base))
        every[who] = found.weights
        urns = self.response.urns[base]
        return Weighted(
            self.known.frame.loc[urns], self.response.design[base], who[base], every[base],
            clusters_of(self.state.register, urns),
        )  # fmt: skip

    def _open(self) -> int:
        frame = self.state.frame
        return int(frame.loc[(frame["wave"] == self.wave) & (frame["cohort"] != "booster"), "open"].sum())

    def _unweighted(self) -> dict[str, int]:
        """Count who answered at the wave and gets no weight, by cohort."""
        frame = self.state.frame
        here = frame[(frame["wave"] == self.wave) & frame["outcome"].isin(PRODUCTIVE)]
        without = here[~here["urn"].isin(set(self._urns))]
        return {str(cohort): int(n) for cohort, n in without["cohort"].value_counts().sort_index().items()}

    def _store(
        self, rows: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], dry_run: bool
    ) -> tuple[int | None, bool]:
        if dry_run:
            return None, False
        kept = {key: facts[key] for key in ("on", "method", "base", "stages", "trim", "rake", "deff", "neff")}
        by_urn = {row["urn"]: row["weight"] for row in rows}
        with self.state.study.store.transaction() as connection:
            return add_weights(connection, self.wave, self.method, by_urn, kept | {"targets": self.targets})
