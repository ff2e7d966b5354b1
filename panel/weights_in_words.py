"""What weights cost, whom they stand for and what they repair, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..study.table import rounded

__all__ = ["weights_in_words"]

Facts = Mapping[str, Any]


def weights_in_words(facts: Facts, labels: Mapping[str, str]) -> Iterator[str]:
    """Say how weights were made and what came of it.

    Parameters
    ----------
    facts : mapping
        Those of ``panel weights``.
    labels : mapping of str to str
        Labels of the waves.
    """
    base, margins = facts["base"], (facts["rake"] or {}).get("margins", ())
    if base["responded"]:
        who = f"{base['responded']:,} of {base['members']:,} who could have answered did"
        scale = f"Raked to {', '.join(margins)}." if margins else "Weights have the mean 1."
        yield f"{who}; by {_how(facts['method'])}. {scale}"
        yield from (f"Stage {_stage(fit, labels)}." for fit in facts["stages"])
    else:
        yield "Weights are not defined, because nobody who answered at baseline answered at the wave."
    yield from _cost(facts)
    if base["responded"]:
        yield "Nothing here says that the weights repair what was not measured at baseline."
        yield _kept(facts)


def _how(method: str) -> str:
    return "classes of similar propensity" if method == "cells" else "the probabilities of a logistic model"


def _stage(fit: Facts, labels: Mapping[str, str]) -> str:
    told = f"{labels[fit['wave']]} after {fit['after']}: {fit['responded']:,} of {fit['n']:,} answered"
    if fit["method"] == "rate":
        return f"{told}; one rate for all"
    parts = f", {fit['classes']} class{'es' if fit['classes'] > 1 else ''}" if fit["classes"] else ""
    return f"{told}; {fit['method']} with {', '.join(fit['covariates'])}{parts}"


def _cost(facts: Facts) -> Iterator[str]:
    if facts["neff"] is not None:
        yield (
            f"Kish: design effect {rounded(facts['deff'], 2)}, effective n {rounded(facts['neff'], 1)} of "
            f"{facts['base']['responded']:,}."
        )
    if facts["trim"]:
        yield f"Trimmed at {facts['trim']['at']:g} times the mean: {facts['trim']['trimmed']:,} weights."
    if facts["base"]["open"]:
        yield f"{facts['base']['open']:,} windows are still open; these members are left out of all this."
    for cohort, n in facts["unweighted"].items():
        without = "no baseline" if cohort == "booster" else "an open window, or no baseline interview"
        yield f"{n:,} of the {cohort} cohort answered and have no weight: they have {without}."
    yield from facts["repair"]["said"]


def _kept(facts: Facts) -> str:
    if facts["version"] is None:
        return "Dry run: nothing was stored."
    how = "Stored as" if facts["stored"] else "Nothing has changed since"
    return f"{how} version {facts['version']}; 'familypanel surveys build --weights' carries it."
