"""The chance of having answered at a wave, put together stage by stage.

Whoever missed a wave and came back is as much a respondent as whoever never missed one.  The chance of each
is therefore that of answering the wave at all: of answering it after the wave before, times the chance of
having answered that; plus the chance of coming back, times the chance of having missed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from .covariates import Array
from .model_variables import SMALLEST, affordable
from .outcome_matrix import Flags
from .propensities import Propensity, propensity

__all__ = ["ROBUST_BELOW", "Stage", "StageFit", "WeightingMethod", "prepared", "stage_chances"]

WeightingMethod = Literal["logit", "cells"]
ROBUST_BELOW = 500
"""With fewer members the classes are the robust choice: a model's single probabilities are too unsure."""

_CLASSES, _FEWEST = 5, 10


@dataclass(frozen=True, eq=False)
class Stage:
    """Who could have answered one stage, of those in one situation before it.

    Parameters
    ----------
    wave : str
    after : {'the start', 'an answer', 'a gap'}
        What the members did at the wave before.
    at : (n,) array of bool
        The members at this stage.
    responded : (n,) array of bool
        Who answered.
    """

    wave: str
    after: str
    at: Flags
    responded: Flags


@dataclass(frozen=True, slots=True)
class StageFit:
    """How one stage was modelled.

    Parameters
    ----------
    wave, after : str
    n, responded : int
    method : str
        ``logit``, ``firth``, ``cells``, or ``rate`` where only the share of answers can be used.
    covariates : tuple of str
    classes : int or None
        Classes of similar propensity.
    auc : float or None
    """

    wave: str
    after: str
    n: int
    responded: int
    method: str
    covariates: tuple[str, ...] = ()
    classes: int | None = None
    auc: float | None = None

    def fact(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self) | {"covariates": list(self.covariates)}


def prepared(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill the gaps of numbers with the mean, and, where they are many, say in a column who had none."""
    columns: dict[str, Any] = {}
    for name in map(str, frame.columns):
        values = frame[name]
        if pd.api.types.is_numeric_dtype(values) and values.isna().any():
            columns[name] = values.fillna(values.mean() if values.notna().any() else 0.0)
            if values.isna().sum() >= SMALLEST:
                columns[f"{name} missing"] = values.isna().map({True: "yes", False: "no"}).astype(object)
        else:
            columns[name] = values
    return pd.DataFrame(columns, index=frame.index)


def stage_chances(
    stage: Stage, frame: pd.DataFrame, names: Sequence[str], method: WeightingMethod, design: Array
) -> tuple[Array, StageFit]:
    """Give everybody's chance to answer this stage, were they at it.

    Parameters
    ----------
    stage : Stage
        Who was.
    frame : DataFrame, (n, any)
        `prepared` covariates of all members.
    names : sequence of str
        Covariates in the order in which they are wanted; those are used that the numbers allow.
    method : {'logit', 'cells'}
    design : (n,) array of float
        Design weights; the rates of classes are weighted by them.
    """
    yes, n = int(stage.responded[stage.at].sum()), int(stage.at.sum())
    fit = StageFit(stage.wave, stage.after, n, yes, "rate")
    rate = _rate(stage, stage.at, design)
    if not n or yes in (0, n):
        return np.full(len(frame), rate), fit
    used = affordable(frame[stage.at], names, min(yes, n - yes))
    model = _fitted(frame.loc[stage.at, used].reset_index(drop=True), stage.responded[stage.at])
    if not used or model.coefficients is None:
        return np.full(len(frame), rate), fit
    chance = _predicted(model, frame[used])
    shown = "firth" if model.method == "firth" else "logit"
    if method == "logit":
        return chance, StageFit(stage.wave, stage.after, n, yes, shown, tuple(used), None, model.auc)
    chance, classes = _by_class(stage, chance, design)
    return chance, StageFit(stage.wave, stage.after, n, yes, "cells", tuple(used), classes, model.auc)


def _rate(stage: Stage, inside: Flags, design: Array) -> float:
    held = float(design[inside].sum())
    return float(design[inside & stage.responded].sum()) / held if held else 0.0


def _fitted(frame: pd.DataFrame, responded: Flags) -> Propensity:
    model = propensity(frame, responded)
    return propensity(frame, responded, "firth") if model.separated else model


def _predicted(model: Propensity, frame: pd.DataFrame) -> Array:
    """Apply a model to members it was not fitted to; a category it has not seen counts as the reference."""
    linear = np.zeros(len(frame))
    coefficients = model.coefficients if model.coefficients is not None else pd.Series(dtype=float)
    for term, value in coefficients.items():
        linear += float(value) * _column(frame, str(term))
    chance: Array = 1 / (1 + np.exp(-np.clip(linear, -700, 700)))
    return chance


def _column(frame: pd.DataFrame, term: str) -> Array:
    if term in frame:
        return frame[term].to_numpy(float)
    for name in frame.columns:
        if term.startswith(f"{name}="):
            return np.asarray(frame[name].astype(str) == term.removeprefix(f"{name}="), dtype=float)
    return np.ones(len(frame))


def _by_class(stage: Stage, chance: Array, design: Array) -> tuple[Array, int]:
    """Give everybody the rate of the class of similar propensity to which they belong.

    Notes
    -----
    R. J. A. Little (1986), *International Statistical Review* 54: 139-157.  Classes are fifths of those at
    the stage; a class with fewer than ten who answered is joined to the next.
    """
    edges = np.unique(np.quantile(chance[stage.at], np.arange(1, _CLASSES) / _CLASSES, method="inverted_cdf"))
    while len(edges):
        place = edges.searchsorted(chance)
        held = np.bincount(place[stage.at & stage.responded], minlength=len(edges) + 1)
        thin = np.flatnonzero(held < _FEWEST)
        if not len(thin):
            break
        edges = np.delete(edges, min(int(thin[0]), len(edges) - 1))
    place = edges.searchsorted(chance)
    rates = np.array([_rate(stage, stage.at & (place == at), design) for at in range(len(edges) + 1)])
    by_class: Array = rates[place]
    return by_class, len(edges) + 1
