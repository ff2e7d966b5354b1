"""How the families live: invented lives over two years, from which the answers are then told.

Everything here is true of a family whether or not it is interviewed. Strain and want are latent: no question
asks for them, but most answers follow from them, so that a family tells the same story at every wave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .members import CASE_STUDIES
from .streams import stream

__all__ = ["WAVES", "Homes", "lives"]

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

WAVES = ("baseline", "m12", "m24")
_ROOM = 8  # children a home has room for here; the first is the one the project knows best
_OLDEST_AT_START = 15  # so that the same child can be asked about two years later
_GROWN_UP = 18
_BIRTHS, _SUPPORT_GOES_ON = 0.06, 0.45  # a year
_CHILDREN = (0.02, 0.27, 0.35, 0.21, 0.10, 0.04, 0.01)
_RELATIONS = (0.80, 0.09, 0.03, 0.05, 0.03)
_TENURES = (0.14, 0.49, 0.24, 0.06, 0.05, 0.02)
_TENURES_AFTER_A_MOVE = (0.07, 0.50, 0.33, 0.05, 0.03, 0.02)


@dataclass(frozen=True)
class Homes:
    """The families at one moment, all arrays of shape (n,), `ages` (n, 8).

    Parameters
    ----------
    adults : int array
        Grown-ups in the home, the respondent included.
    ages : float array, (n, 8)
        Age of each child in years; NaN where there is none; the first is the child the project knows best.
    lone, moved : bool array
        No partner in the home; moved within the last year.
    tenure, relation : int array
        Codes of the questions HH090 and HH060.
    born : int array
        Year of birth of the respondent.
    strain, want : float array
        How burdened daily life is, and how short money is; about 0 on average at the start, 1 a standard
        deviation, higher is worse.
    relief : float array
        How much strain has fallen since the wave before.
    supported : bool array
        Still has support from the project.
    """

    adults: Whole
    ages: Numbers
    lone: Flags
    moved: Flags
    tenure: Whole
    relation: Whole
    born: Whole
    strain: Numbers
    want: Numbers
    relief: Numbers
    supported: Flags

    @property
    def children(self) -> Whole:
        """Children under 18 in the home."""
        return np.asarray((~np.isnan(self.ages)).sum(axis=1))

    def take(self, rows: Whole) -> Homes:
        """Give some of the families, in this order."""
        return Homes(**{name: values[rows] for name, values in vars(self).items()})


def lives(register: pd.DataFrame, seed: int = 2011) -> Mapping[str, Homes]:
    """Draw how every family lives at the start, a year on and two years on.

    Parameters
    ----------
    register : pandas.DataFrame
        The members, (463, ...).
    seed : int
        Where chance begins.

    Returns
    -------
    dict of str to Homes
        By wave, the families in the order of the register. For a booster family ``baseline`` is the time of
        its referral, about which it was never asked.
    """
    rng = stream(seed, "lives")
    start = _settled(_start(len(register), rng), register)
    year = _year_on(start, rng)
    return dict(zip(WAVES, (start, year, _year_on(year, rng)), strict=True))


def _start(n: int, rng: np.random.Generator) -> Homes:
    relation = 1 + rng.choice(len(_RELATIONS), n, p=_RELATIONS)
    lone = (relation != 3) & (rng.random(n) < 0.54)  # noqa: PLR2004  a step-parent lives with a parent
    moved = rng.random(n) < np.where(lone, 0.30, 0.20)
    strain = rng.standard_normal(n) + 0.25 * lone + 0.25 * moved - 0.2
    return Homes(
        adults=_adults(lone, rng),
        ages=_ages(n, rng),
        lone=lone,
        moved=moved,
        tenure=1 + rng.choice(len(_TENURES), n, p=_TENURES),
        relation=relation,
        born=_born(relation, rng),
        strain=strain,
        want=0.45 * strain + 0.9 * rng.standard_normal(n) + 0.2 * lone,
        relief=np.zeros(n),
        supported=np.ones(n, dtype=bool),
    )


def _adults(lone: Flags, rng: np.random.Generator) -> Whole:
    more = rng.choice(3, len(lone), p=(0.84, 0.13, 0.03))
    return np.where(lone, 1, 2) + more


def _ages(n: int, rng: np.random.Generator) -> Numbers:
    """Draw the children: the first any age to 15, the others some years around it."""
    count = rng.choice(len(_CHILDREN), n, p=_CHILDREN)
    first = np.clip(np.round(rng.normal(7.5, 3.8, n)), 0, _OLDEST_AT_START)
    others = first[:, None] + np.round(rng.normal(0, 4, (n, _ROOM - 1)))
    ages = np.column_stack([first, np.clip(others, 0, _GROWN_UP - 1)])
    return np.where(np.arange(_ROOM) < count[:, None], ages, np.nan)


def _born(relation: Whole, rng: np.random.Generator) -> Whole:
    """Draw years of birth; grandparents are older."""
    older = np.where(relation == 4, 21, 0)  # noqa: PLR2004
    return np.clip(np.round(rng.normal(1980, 6.5, len(relation))) - older, 1946, 1996).astype(int)


def _settled(homes: Homes, register: pd.DataFrame) -> Homes:
    """Let the visited families be what their transcripts tell."""
    relation, ages = homes.relation.copy(), homes.ages.copy()
    codes = {"mother": 1, "father": 2}
    for row, family in enumerate(register["family"]):
        if family in CASE_STUDIES:
            relation[row] = codes[CASE_STUDIES[family].relation]
            ages[row, 0] = np.nan_to_num(ages[row, 0], nan=6.0)
    return replace(homes, relation=relation, ages=ages)


def _year_on(homes: Homes, rng: np.random.Generator) -> Homes:
    """Let a year pass: children grow, some families move or change, and on average things ease."""
    n = len(homes.lone)
    moved = rng.random(n) < np.where(homes.moved, 0.24, 0.12)
    lone = homes.lone ^ (rng.random(n) < np.where(homes.lone, 0.07, 0.05))
    strain = 0.8 * homes.strain - 0.32 + 0.15 * moved + 0.5 * rng.standard_normal(n)
    elsewhere = 1 + rng.choice(len(_TENURES_AFTER_A_MOVE), n, p=_TENURES_AFTER_A_MOVE)
    return replace(
        homes,
        adults=np.maximum(homes.adults + homes.lone - lone.astype(int), np.where(lone, 1, 2)),
        ages=_older(homes.ages, rng),
        lone=lone,
        moved=moved,
        tenure=np.where(moved, elsewhere, homes.tenure),
        strain=strain,
        want=0.85 * homes.want - 0.12 + 0.45 * rng.standard_normal(n),
        relief=homes.strain - strain,
        supported=homes.supported & (rng.random(n) < _SUPPORT_GOES_ON),
    )


def _older(ages: Numbers, rng: np.random.Generator) -> Numbers:
    """Let the children grow a year; the grown-up leave the count, and a few are born."""
    grown = ages + 1
    grown[grown >= _GROWN_UP] = np.nan
    counted = (~np.isnan(grown)).sum(axis=1)
    born = (rng.random(len(ages)) < _BIRTHS) & (counted > 0) & np.isnan(grown[:, -1])
    grown[born, -1] = 0.0
    return grown
