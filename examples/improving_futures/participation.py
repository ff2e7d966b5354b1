"""Who answers at which wave and when, and why the others do not.

368 families of the main cohort answer at baseline, 177 of them at +12 months and 105 at +24; all 95 booster
families answer at +12. Most of the 105 had answered at +12 as well, but not all: some come back, so that
105/177 is no rate of anything. Staying is less likely for lone parents and for families that move house, and
it differs between projects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .homes import Homes
from .members import BOOSTER, CASE_STUDIES, MAIN, booster_interview_dates
from .projects import PROJECTS
from .streams import stream

__all__ = [
    "AT_M12", "AT_M24", "GONE_FOR_GOOD", "LOSSES", "MONTHS", "WITHDRAWN", "Participation", "participate",
    "target_dates", "window_days",
]  # fmt: skip

Days = NDArray[np.datetime64]
Loss = tuple[str, str]

AT_M12, AT_M24 = 177, 105
MONTHS = {"m12": 12, "m24": 24}

LOSSES: Mapping[Loss, tuple[float, float]] = {
    ("refusal", "soft"): (0.21, 0.0),
    ("refusal", "hard"): (0.11, 0.0),
    ("refusal", "proxy"): (0.02, 0.0),
    ("attempt", "no_reply"): (0.28, 0.0),
    ("tracing", "untraced"): (0.13, 1.3),
    ("status", "moved_abroad"): (0.01, 0.9),
    ("status", "deceased"): (0.006, 0.0),
    ("status", "no_safe_route"): (0.05, 0.0),
    ("status", "ill"): (0.04, 0.0),
    ("status", "away"): (0.04, 0.0),
    ("status", "language"): (0.015, 0.0),
    ("withdrawal", "contact"): (0.05, 0.0),
}
"""Why a family was not interviewed: kind and detail of the deciding event, how often, and the log-odds by
which a family that has moved is likelier to be lost in this way."""

WITHDRAWN = ("withdrawal", "contact")
GONE_FOR_GOOD = frozenset(
    {
        ("refusal", "hard"),
        ("status", "moved_abroad"),
        ("status", "deceased"),
        WITHDRAWN,
    }
)

_LONE, _MOVED, _PROJECT_SPREAD = -0.6, -0.75, 0.55
_ANSWERED_BEFORE, _MOVED_SINCE = 1.5, -0.5
_SAY_NO = 0.05
_FIRST_DAY, _LAST_DAY = 6, 112
_EARLIEST, _LATEST = -20, 48


@dataclass(frozen=True)
class Participation:
    """Who took part, by wave, as rows of the register in order of the interview.

    Parameters
    ----------
    rows : dict of str to (n,) array
        Rows of the register.
    dates : dict of str to (n,) array
        Day of the interview.
    losses : dict of str to dict of int to (kind, detail)
        For each follow-up, the rows of the main cohort that were tried for in vain, and what decided it.
    leaving : dict of str to (n,) array
        Whether a family said at the end of the interview that it does not want to be contacted again.
    baseline_dates : (368,) array
        Day of the baseline interview of the main cohort, by row.
    """

    rows: Mapping[str, NDArray[np.int64]]
    dates: Mapping[str, Days]
    losses: Mapping[str, Mapping[int, Loss]]
    leaving: Mapping[str, NDArray[np.bool_]]
    baseline_dates: Days


def participate(register: pd.DataFrame, lives: Mapping[str, Homes], seed: int = 2011) -> Participation:
    """Decide who answers and when.

    Parameters
    ----------
    register : pandas.DataFrame
        The members; the main cohort in the first 368 rows.
    lives : mapping of str to Homes
        How the families live, by wave.
    seed : int
        Where chance begins.
    """
    rng = stream(seed, "participation")
    followed, losses = _follow(register, lives, rng)
    first = _baseline_dates(register, rng)
    rows = {
        "baseline": np.arange(MAIN),
        "m12": np.append(followed["m12"], MAIN + np.arange(BOOSTER)),
        "m24": followed["m24"],
    }
    dates = {
        "baseline": first,
        "m12": np.append(_follow_up(first[followed["m12"]], 12, rng), booster_interview_dates(seed)),
        "m24": _follow_up(first[followed["m24"]], 24, rng),
    }
    orders = {wave: np.argsort(days, kind="stable") for wave, days in dates.items()}
    ordered = {wave: rows[wave][order] for wave, order in orders.items()}
    leaving = {wave: _leaving(wave, ordered[wave], losses, rng) for wave in ordered}
    days = {wave: dates[wave][order] for wave, order in orders.items()}
    return Participation(ordered, days, losses, leaving, first)


def target_dates(first: Days, months: int) -> Days:
    """Add calendar months to baseline dates; a day that the month does not have becomes its last."""
    return (pd.Series(first) + pd.DateOffset(months=months)).to_numpy().astype("datetime64[D]")


def _follow(
    register: pd.DataFrame, lives: Mapping[str, Homes], rng: np.random.Generator
) -> tuple[dict[str, NDArray[np.int64]], dict[str, dict[int, Loss]]]:
    """Draw which main families answer at each follow-up, and why the others do not."""
    staying = _staying(register, lives["baseline"], rng)
    at_m12 = _drawn(np.where(_seen_again(register), np.inf, staying), AT_M12, rng)
    lost_m12 = _losses(~at_m12, lives["m12"].moved, rng)
    gone = _gone(lost_m12)
    again = staying + _ANSWERED_BEFORE * at_m12 + _MOVED_SINCE * lives["m12"].moved[:MAIN]
    at_m24 = _drawn(np.where(gone, -np.inf, again), AT_M24, rng)
    lost_m24 = _losses(~at_m24 & ~gone, lives["m24"].moved, rng)
    rows = {"m12": np.flatnonzero(at_m12), "m24": np.flatnonzero(at_m24)}
    return rows, {"m12": lost_m12, "m24": lost_m24}


def _staying(register: pd.DataFrame, homes: Homes, rng: np.random.Generator) -> NDArray[np.float64]:
    """Give the log-odds (up to a constant) with which each main family stays in the panel, (368,)."""
    drawn = rng.normal(0, _PROJECT_SPREAD, len(PROJECTS))
    effects = {project.name: effect for project, effect in zip(PROJECTS, drawn, strict=True)}
    of_project = register["project"].map(effects).to_numpy(dtype=float)
    return np.asarray((of_project + _LONE * homes.lone + _MOVED * homes.moved)[:MAIN])


def _leaving(
    wave: str, rows: NDArray[np.int64], losses: Mapping[str, Mapping[int, Loss]], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Say who wants no further contact: the main families that then withdraw, and a few of the others."""
    following = {"baseline": "m12", "m12": "m24"}.get(wave)
    if following is None:
        return np.asarray(rng.random(len(rows)) < _SAY_NO)
    withdrawn = {row for row, reason in losses[following].items() if reason == WITHDRAWN}
    return np.isin(rows, list(withdrawn)) | ((rows >= MAIN) & (rng.random(len(rows)) < _SAY_NO))


def _seen_again(register: pd.DataFrame) -> NDArray[np.bool_]:
    families = register["family"].to_numpy()[:MAIN]
    return np.array([family in CASE_STUDIES and CASE_STUDIES[family].followed for family in families])


def _drawn(scores: NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw `count` families without replacement, each weighted by exp(score).

    Adding Gumbel noise and taking the highest is drawing one after the other in proportion to the weights
    (Vieira, 2014; Efraimidis and Spirakis, 2006).
    """
    noisy = scores + rng.gumbel(size=len(scores))
    chosen = np.zeros(len(scores), dtype=bool)
    chosen[np.argsort(-noisy, kind="stable")[:count]] = True
    return chosen


def _losses(lost: NDArray[np.bool_], moved: NDArray[np.bool_], rng: np.random.Generator) -> dict[int, Loss]:
    kinds = list(LOSSES)
    often, by_move = np.array(list(LOSSES.values())).T
    reasons = {}
    for row in np.flatnonzero(lost):
        weights = often * np.exp(by_move * moved[row])
        reasons[int(row)] = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
    return reasons


def _gone(losses: Mapping[int, Loss]) -> NDArray[np.bool_]:
    gone = np.zeros(MAIN, dtype=bool)
    gone[[row for row, reason in losses.items() if reason in GONE_FOR_GOOD]] = True
    return gone


def _baseline_dates(register: pd.DataFrame, rng: np.random.Generator) -> Days:
    """Interview each family within 112 days of its referral, most of them after some five weeks."""
    referred = register["referral_date"].to_numpy()[:MAIN].astype("datetime64[D]")
    waited = np.clip(_FIRST_DAY + rng.gamma(2.2, 16, MAIN), _FIRST_DAY, _LAST_DAY)
    return np.asarray(referred + waited.astype(int))


def _follow_up(first: Days, months: int, rng: np.random.Generator) -> Days:
    """Interview around the target date, inside the window, more often late than early."""
    late = np.clip(np.round(rng.normal(6, 15, len(first))), _EARLIEST, _LATEST)
    return np.asarray(target_dates(first, months) + late.astype(int))


def window_days(participation: Participation, wave: str) -> tuple[Any, Any]:
    """Give first and last day on which each main family may be interviewed at a follow-up, by row."""
    target = target_dates(participation.baseline_dates, MONTHS[wave])
    return target + _EARLIEST, target + _LATEST
