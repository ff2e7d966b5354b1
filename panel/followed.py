"""Who could have answered at a wave, who did, and what was known of them at baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from .clusters import clusters_of
from .known_at_baseline import Known, known_at_baseline
from .outcome_matrix import Flags
from .panel_state import PanelState
from .words import INELIGIBLE, PRODUCTIVE

__all__ = ["Followed", "followed", "later_wave"]


@dataclass(frozen=True)
class Followed:
    """Members with a baseline who could have answered at a wave.

    Parameters
    ----------
    wave : str
        Which wave.
    known : Known
        What was known of them; its frame has one row a member.
    responded : (n,) array of bool
        Who answered at the wave.
    clusters : Series of str or None
        See `clusters_of`.
    started, ineligible, open : int
        Members with a baseline; those of them who died, moved abroad or fell out of scope; those whose window
        is still open.  Neither is among the rows.
    """

    wave: str
    known: Known
    responded: Flags
    clusters: pd.Series | None
    started: int
    ineligible: int
    open: int

    @property
    def facts(self) -> dict[str, Any]:
        """The account of the base."""
        n = len(self.responded)
        return {
            "started": self.started, "ineligible": self.ineligible, "open": self.open, "base": n,
            "responded": int(self.responded.sum()), "lost": n - int(self.responded.sum()),
            "clusters": None if self.clusters is None else int(self.clusters.nunique()),
        }  # fmt: skip

    @property
    def fewer(self) -> int:
        """The smaller of those who answered and those who did not."""
        yes = int(self.responded.sum())
        return min(yes, len(self.responded) - yes)


def later_wave(study: Study, wave: str) -> None:
    """Refuse a wave that is not known, or at which nobody can have been lost.

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP4101 if it is the first, or none of the interviews.
    """
    study.wave(wave)
    later = [one.name for one in sorted(study.config.waves, key=lambda one: one.months)][1:]
    if wave not in later:
        raise ProblemError(problem("FP4101", wave=wave, known=", ".join(later) or "there is none"))


def followed(state: PanelState, wave: str) -> Followed:
    """Find who could have answered at `wave`; see `Followed`."""
    outcome = state.frame.pivot(index="urn", columns="wave", values="outcome").reindex(columns=state.waves)
    still = state.frame[(state.frame["wave"] == wave) & state.frame["open"].astype(bool)]["urn"]
    main = [urn for urn, member in state.register.members.items() if member.cohort != "booster"]
    began = outcome[outcome[state.waves[0]].isin(PRODUCTIVE) & outcome.index.isin(main)]
    gone = began[wave].isin(INELIGIBLE)
    waiting = began.index.isin(set(still)) & ~gone
    kept = began[~gone & ~waiting]
    known = known_at_baseline(state.study, state.register)
    return Followed(
        wave, _only(known, kept.index), kept[wave].isin(PRODUCTIVE).to_numpy(dtype=bool),
        clusters_of(state.register, kept.index), len(began), int(gone.sum()), int(waiting.sum()),
    )  # fmt: skip


def _only(known: Known, urns: pd.Index) -> Known:
    return Known(known.frame.loc[urns], known.facts, known.usual, known.outcomes, known.labels)
