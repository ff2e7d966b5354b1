"""What the tests of loss say, in plain words, and no more than they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from statistics import NormalDist
from typing import Any

from ..study.table import rounded
from .followed import Followed

__all__ = ["verdict"]

_LEVEL, _POWER = 0.05, 0.8
_FEW = 10
_MOST_NAMED = 6
_PLURAL = {"project": "projects", "family": "families"}
Tests = Mapping[str, Any]


def verdict(base: Followed, when: str, rows: Sequence[Mapping[str, Any]], tests: Tests) -> list[str]:
    """Say what was found, what was not, and what could not have been found.

    Parameters
    ----------
    base : Followed
        Whom it is about.
    when : str
        The wave as people read it.
    rows : sequence of mapping
        What `compared` gives.
    tests : mapping
        What `loss_tests` gives.
    """
    said = [_base(base, when)]
    if not base.fewer:
        nobody = "was lost" if base.responded.any() else "answered"
        said.append(f"Whether the loss biases the result is not defined, because nobody of them {nobody}.")
        return said
    return [*said, *_variables(base, rows), *_models(tests), *_detectable(tests), _whole(rows, tests)]


def _base(base: Followed, when: str) -> str:
    n, yes = len(base.responded), int(base.responded.sum())
    out = [
        f"{base.ineligible:,} died, moved abroad or fell out of scope" if base.ineligible else "",
        f"{base.open:,} still have an open window" if base.open else "",
    ]
    without = " and ".join(filter(None, out))
    share = f" ({rounded(100 * yes / n, 1)}%)" if n else ""
    rest = f"; {without} and are not counted" if without else ""
    return (
        f"Of {n:,} who answered at baseline and could have answered, {yes:,}{share} answered at {when}{rest}."
    )


def _variables(base: Followed, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    tested = [row for row in rows if row["p_adjusted"] is not None]
    clear = [row for row in tested if row["p_adjusted"] < _LEVEL]
    units = "" if base.clusters is None else _PLURAL[str(base.clusters.name)]
    if not tested:
        each = (
            f": each is the same throughout the {units}, does not vary, or has too few"
            if units and rows
            else ""
        )
        yield f"No variable of the baseline could be tested{each}."
        return
    how = "adjusted by Holm"
    if base.clusters is not None:
        how += f", errors by {base.clusters.nunique()} {units} where the test is defined"
    if clear:
        named = ", ".join(row["variable"] for row in clear[:_MOST_NAMED])
        more = f" and {len(clear) - _MOST_NAMED} more" if len(clear) > _MOST_NAMED else ""
        differed = f"Those who were lost differed at baseline in {len(clear)} of {len(tested)} variables"
        yield f"{differed} (5%, {how}): {named}{more}."
    else:
        yield (
            f"None of the {len(tested)} tested variables of the baseline differs clearly between those who "
            f"answered and those who were lost (5%, {how}). That is no proof that they are alike: a "
            f"standardised difference below {rounded(_smallest_difference(base), 2)} was unlikely to be "
            "found even in a single test."
        )


def _smallest_difference(base: Followed) -> float:
    """Give the standardised difference that one test would find four times in five."""
    yes = int(base.responded.sum())
    z = NormalDist().inv_cdf(1 - _LEVEL / 2) + NormalDist().inv_cdf(_POWER)
    return z * sqrt(1 / yes + 1 / (len(base.responded) - yes))


def _models(tests: Tests) -> Iterator[str]:
    yield _of_response(tests["propensity"])
    yield _of_r(tests["r_indicator"])
    yield from _of_bglw(tests["bglw"])
    yield _of_lagged(tests["lagged_outcomes"])
    yield _of_little(tests["little_mcar"])


def _of_bglw(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    who = "Becketti, Gould, Lillard and Welch"
    defined = [one for one in found if one["p_adjusted"] is not None]
    clear = [one for one in defined if one["p_adjusted"] < _LEVEL]
    for one in clear:
        p = _shown(one["p_adjusted"])
        yield f"{who}: {one['outcome']} hung together with the covariates differently among the lost (p {p})."
    if defined and not clear:
        yield f"{who}: no clear difference in any of {len(defined)} outcomes."
    if len(defined) < len(found):
        why = next(one["undefined"] for one in found if one["p_adjusted"] is None)
        yield f"{who}: for {len(found) - len(defined)} of {len(found)} outcomes {why}."


def _of_response(found: Mapping[str, Any]) -> str:
    if found["undefined"]:
        return f"The response model is {found['undefined']}."
    auc = rounded(found["auc"], 2)
    said = f"The response model tells answered from lost with an area under the curve of {auc}"
    if found["separated"]:
        said += f"; {', '.join(found['separated'])} separates, so Firth's correction was used"
    per = found["n_per_parameter"]
    if per is not None and per < _FEW:
        said += f"; with only {rounded(per, 1)} members for each coefficient it is unreliable"
    test = found["calibration"] or {}
    if test.get("p") is not None and test["p"] < _LEVEL:
        said += "; its probabilities do not fit (Hosmer and Lemeshow)"
    return said + "."


def _of_r(found: Mapping[str, Any]) -> str:
    if found["r"] is None:
        return f"The R-indicator is {found['undefined']}."
    error = "" if found["se"] is None else f" (standard error {rounded(found['se'], 3)})"
    one = "1 would be a response that does not depend on the covariates"
    return f"R-indicator {rounded(found['r'], 3)}{error}: {one}."


def _of_lagged(found: Mapping[str, Any]) -> str:
    if found["p"] is None:
        return f"Fitzgerald, Gottschalk and Moffitt: {found['undefined']}."
    p = found["p"] if found.get("p_clustered") is None else found["p_clustered"]
    tells = "tell" if p < _LEVEL else "do not clearly tell"
    return f"The outcomes at baseline {tells} who was lost, beyond the covariates (p {_shown(p)})."


def _of_little(found: Mapping[str, Any]) -> str:
    if found["p"] is None:
        return f"Little's test is {found['undefined']}."
    said = "is rejected" if found["p"] < _LEVEL else "is not rejected, which does not show it"
    return f"That the outcomes are missing completely at random {said} (Little, p {_shown(found['p'])})."


def _detectable(tests: Tests) -> Iterator[str]:
    for one in tests["smallest_change"]:
        if one["discordant"] == 0.3:  # noqa: PLR2004 - a usual share of changes either way
            limit = one["change"]
            told = one["undefined"] if limit is None else f"{rounded(100 * limit, 1)} percentage points"
            pairs = f"{one['n']:,} pair{'s' if one['n'] != 1 else ''}"
            yield f"Smallest change likely to show in {pairs}, if 30% change either way: {told}."


def _whole(rows: Sequence[Mapping[str, Any]], tests: Tests) -> str:
    lagged = tests["lagged_outcomes"]
    clustered = lagged.get("p_clustered")
    single = [lagged["p"] if clustered is None else clustered, tests["little_mcar"]["p"]]
    every = [*(row["p_adjusted"] for row in (*rows, *tests["bglw"])), *single]
    defined = [p for p in every if p is not None]
    if not defined:
        return "Verdict: none; not a single test is defined for these members."
    if min(defined) < _LEVEL:
        return (
            "Verdict: the loss was not the same for all. Figures that go with what differs may be biased; "
            "weights can repair what the variables behind them explain, and nothing else."
        )
    return (
        "Verdict: nothing that was tested shows that the loss biases the result. What was not measured at "
        "baseline, and what changed after it, was not tested."
    )


def _shown(p: float) -> str:
    return "below 0.001" if p < 0.001 else rounded(p, 3)  # noqa: PLR2004
