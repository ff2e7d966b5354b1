"""Weights that keep a cap and agree with margins, both at once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..study.problems import ProblemError, problem
from .covariates import Array
from .raking import rake
from .targets_file import Targets
from .trimming import trim

__all__ = ["Fitted", "fitted"]

_ROUNDS = 200
_CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Fitted:
    """Weights after trimming and raking.

    Parameters
    ----------
    weights : (n,) array of float
    trimmed : int
        How many stand at the cap.
    rounds : int
        Times that trimming and raking followed each other.
    error : float or None, 0..1
        Largest difference between a weighted share and its target.
    """

    weights: Array
    trimmed: int = 0
    rounds: int = 0
    error: float | None = None


def fitted(weights: Array, frame: pd.DataFrame, targets: Targets | None, at: float | None) -> Fitted:
    """Trim, rake, and repeat until the weights satisfy both.

    Raking can lift a weight over the cap again, and trimming can move a margin; the two are repeated until
    neither changes anything.

    Parameters
    ----------
    weights : (n,) array of float
    frame : DataFrame, (n, any)
        With a column for every margin.
    targets : dict or None
        See `read_targets`.
    at : float or None
        The cap as a multiple of the mean weight.

    Raises
    ------
    ProblemError
        FP4106 if the margins, or cap and margins together, cannot be met; FP4104 if the cap cannot.
    """
    found = Fitted(weights)
    for done in range(1, _ROUNDS + 1):
        found = _raked(_trimmed(found, at), frame, targets)
        mean = float(found.weights.mean())
        if at is None or targets is None or found.weights.max() <= at * mean * (1 + _CLOSE):
            return Fitted(found.weights, found.trimmed, done, found.error)
    raise ProblemError(problem("FP4106", reason=f"no weights meet the margins below {at:g} times their mean"))


def _trimmed(found: Fitted, at: float | None) -> Fitted:
    if at is None:
        return found
    cut = trim(found.weights, at)
    if cut.weights is None:
        raise ProblemError(problem("FP4104", trim=f"{at:g}: {cut.undefined}"))
    return Fitted(cut.weights, cut.trimmed, found.rounds, found.error)


def _raked(found: Fitted, frame: pd.DataFrame, targets: Targets | None) -> Fitted:
    if targets is None:
        return found
    try:
        raked = rake(frame.astype(dict.fromkeys(targets, str)), targets, found.weights)
    except ValueError as error:
        raise ProblemError(problem("FP4106", reason=str(error))) from error
    if raked.weights is None:
        reason = raked.undefined.removeprefix("not defined because ")
        raise ProblemError(problem("FP4106", reason=reason))
    return Fitted(raked.weights, found.trimmed, found.rounds, raked.error)
