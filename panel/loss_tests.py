"""The tests of loss that look at several variables at once, as plain fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from ..study.consent import usable_answers
from ..study.folder import Study
from .detectable import smallest_change
from .followed import Followed
from .group_tests import holm
from .loss_and_outcome import bglw, lagged_outcomes
from .missing_at_random import little_mcar
from .model_variables import PER_PARAMETER, affordable, joined
from .propensities import Propensity, propensity
from .representativity import r_indicator
from .scale_columns import scale_columns

__all__ = ["loss_tests"]

_TOO_FEW = "not defined because there are fewer than ten members on one side for a single coefficient"
_DISCORDANT = (0.1, 0.2, 0.3, 0.5)


def loss_tests(
    study: Study, base: Followed, names: Sequence[str], outcomes: Sequence[str]
) -> dict[str, Mapping[str, Any] | list[Any]]:
    """Run every test of loss on one base; what is not defined says why.

    Parameters
    ----------
    study : Study
        The study.
    base : Followed
        Members who could have answered.
    names : sequence of str
        Covariates, in the order in which they are wanted.
    outcomes : sequence of str
        Numbers of the baseline that stand for what the study is about.
    """
    frame = joined(base.known.frame)
    covariates = affordable(frame, [name for name in names if name not in outcomes], base.fewer)
    known = frame[covariates].reset_index(drop=True)
    return {
        "propensity": _response(base, known),
        "r_indicator": _representative(base, known),
        "bglw": _bglw(base, known, outcomes),
        "lagged_outcomes": _lagged(base, known, outcomes),
        "little_mcar": _little(study, base, outcomes),
        "smallest_change": [asdict(smallest_change(int(base.responded.sum()), d)) for d in _DISCORDANT],
    }


def response_model(base: Followed, known: pd.DataFrame) -> Propensity:
    """Fit the response model; by Firth's likelihood where some variable separates."""
    clusters = None if base.clusters is None else base.clusters.to_numpy()
    model = propensity(known, base.responded, clusters=clusters)
    if not model.separated:
        return model
    return replace(propensity(known, base.responded, "firth", clusters), separated=model.separated)


def _response(base: Followed, known: pd.DataFrame) -> dict[str, Any]:
    if known.columns.empty:
        return {"covariates": [], "n": len(known), "undefined": _TOO_FEW}
    model = response_model(base, known)
    head = {"covariates": [str(name) for name in known.columns], "n": model.n, "responded": model.responded,
            "method": model.method, "undefined": model.undefined, "aliased": list(model.aliased),
            "separated": list(model.separated)}  # fmt: skip
    if model.coefficients is None or model.standard_errors is None:
        return head
    terms = [
        {"term": str(term), "coefficient": float(value), "se": float(error)}
        for (term, value), error in zip(model.coefficients.items(), model.standard_errors, strict=True)
    ]
    fitted = model.calibration
    return head | {
        "n_per_parameter": model.n_per_parameter, "auc": model.auc, "terms": terms,
        "calibration": None if fitted is None else asdict(fitted),
    }  # fmt: skip


def _representative(base: Followed, known: pd.DataFrame) -> dict[str, Any]:
    if known.columns.empty:
        return {"r": None, "undefined": _TOO_FEW, "partials": []}
    return asdict(r_indicator(known, base.responded, population=len(known)))


def _bglw(base: Followed, known: pd.DataFrame, outcomes: Sequence[str]) -> list[dict[str, Any]]:
    found = [{"outcome": name, **_bglw_of(base, known, name)} for name in outcomes]
    adjusted = holm([one["p"] for one in found])
    return [one | {"p_adjusted": p} for one, p in zip(found, adjusted, strict=True)]


def _bglw_of(base: Followed, known: pd.DataFrame, outcome: str) -> dict[str, Any]:
    if base.fewer < PER_PARAMETER:
        return {"p": None, "undefined": _TOO_FEW}
    values = base.known.frame[outcome].to_numpy(float)
    seen = pd.notna(values)
    # Half as many covariates: each stands twice in this regression.
    few = affordable(known, list(map(str, known.columns)), base.fewer // 2)
    some, lost = known.loc[seen, few].reset_index(drop=True), ~base.responded[seen]
    if base.clusters is not None:
        tested = bglw(some, values[seen], lost, base.clusters.to_numpy()[seen])
        if tested.p is not None:
            return {"covariates": few, "clustered": True, **asdict(tested)}
    return {"covariates": few, "clustered": False, **asdict(bglw(some, values[seen], lost))}


def _lagged(base: Followed, known: pd.DataFrame, outcomes: Sequence[str]) -> dict[str, Any]:
    if not outcomes:
        return {"p": None, "undefined": "not defined because the baseline has no outcome in numbers"}
    used = affordable(base.known.frame, outcomes, base.fewer)
    if not used:
        return {"p": None, "undefined": _TOO_FEW}
    numbers = base.known.frame[used].reset_index(drop=True)
    known = known[affordable(known, list(map(str, known.columns)), base.fewer - PER_PARAMETER * len(used))]
    clusters = None if base.clusters is None else base.clusters.to_numpy()
    tested = lagged_outcomes(pd.concat([known, numbers], axis=1), used, ~base.responded, clusters)
    return {"outcomes": used, "covariates": list(map(str, known.columns)), **asdict(tested)}


def _little(study: Study, base: Followed, outcomes: Sequence[str]) -> dict[str, Any]:
    """Test the outcomes at baseline and at the wave together: who lacks the later ones may differ before."""
    before = base.known.frame[list(outcomes)]
    later = usable_answers(study, base.wave).cells
    if later is None or not outcomes:
        why = (
            f"no answers of {base.wave} are stored" if outcomes else "the baseline has no outcome in numbers"
        )
        return {"p": None, "undefined": f"not defined because {why}"}
    scores = scale_columns(later)
    urns = later.frame["urn"].astype(str)
    for name in (name for name in outcomes if name in later.frame and name not in scores):
        scores[name] = pd.to_numeric(later.valid(name), errors="coerce").to_numpy(float)
    after = scores.set_axis(urns.to_numpy()).reindex(before.index)[[n for n in outcomes if n in scores]]
    both = before.join(after.add_suffix(f" at {base.wave}"))
    tested = asdict(little_mcar(both))
    del tested["by_pattern"]
    return {"columns": list(map(str, both.columns)), **tested}
