"""Tests of loss that respect clusters, conditional partial R-indicators and scale scores, by other means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import f as f_distribution

from familypanel.panel import bglw, lagged_outcomes, propensity, r_indicator
from familypanel.panel.scale_columns import scale_columns
from familypanel.panel.wald_tests import wald
from familypanel.study import Cells, Code, CodeList, Dictionary, MissingRange, Reason, Scale, Variable

PROJECTS = 20


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    n = 400
    project = rng.integers(0, PROJECTS, n)
    shared = rng.normal(size=PROJECTS)[project]
    frame = pd.DataFrame({"age": rng.normal(size=n) + 0.5 * shared, "area": rng.choice(list("abc"), n)})
    frame["mood"] = frame["age"] + shared + rng.normal(size=n)
    frame["project"] = project
    frame["lost"] = rng.random(n) < 1 / (1 + np.exp(-(0.6 * frame["age"] + 0.4 * shared)))
    return frame


def dummies(frame: pd.DataFrame) -> pd.DataFrame:
    coded = pd.get_dummies(frame[["age", "area"]], drop_first=True).astype(float)
    return sm.add_constant(coded)


def korn_graubard(wald_chi2: float, terms: int, clusters: int) -> tuple[float, float]:
    statistic = wald_chi2 * (clusters - terms) / (terms * (clusters - 1))
    return statistic, float(f_distribution.sf(statistic, terms, clusters - terms))


def test_wald_in_a_response_model(people: pd.DataFrame) -> None:
    groups = people["project"].to_numpy()
    model = propensity(people[["age", "area"]], people["lost"].astype(int), clusters=groups)
    fit = sm.Logit(people["lost"].astype(float), dummies(people)).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": groups}
    )
    tested = wald(model, ["area=b", "area=c"], PROJECTS)
    chi2 = float(fit.wald_test(np.eye(4)[2:], use_f=False, scalar=True).statistic)
    assert (tested.f, tested.p) == pytest.approx(korn_graubard(chi2, 2, PROJECTS), rel=1e-5)
    assert tested.df == (2, PROJECTS - 2)


def test_bglw_with_clusters(people: pd.DataFrame) -> None:
    groups = people["project"].to_numpy()
    matrix = dummies(people)
    both = pd.concat([matrix, matrix.mul(people["lost"].astype(float), axis=0).add_suffix(":lost")], axis=1)
    fit = sm.OLS(people["mood"], both).fit(cov_type="cluster", cov_kwds={"groups": groups})
    chi2 = float(fit.wald_test(np.eye(8)[4:], use_f=False, scalar=True).statistic)
    tested = bglw(people[["age", "area"]], people["mood"], people["lost"], groups)
    assert (tested.f, tested.p) == pytest.approx(korn_graubard(chi2, 4, PROJECTS), rel=1e-8)


def test_lagged_outcomes_with_clusters(people: pd.DataFrame) -> None:
    groups = people["project"].to_numpy()
    matrix = dummies(people).assign(mood=people["mood"])
    fit = sm.Logit(people["lost"].astype(float), matrix).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": groups}
    )
    chi2 = float(fit.wald_test(np.eye(5)[4:], use_f=False, scalar=True).statistic)
    tested = lagged_outcomes(people[["age", "area", "mood"]], ["mood"], people["lost"], groups)
    assert tested.p_clustered == pytest.approx(korn_graubard(chi2, 1, PROJECTS)[1], rel=1e-5)


@pytest.mark.parametrize(
    ("projects", "why"),
    [(2, "too few for 4 coefficients"), (PROJECTS, "do not vary among those who were lost")],
)
def test_too_few_clusters_or_nothing_that_varies(people: pd.DataFrame, projects: int, why: str) -> None:
    frame = people[["age", "area"]].assign(area=np.where(people["lost"], "a", people["area"]))
    if projects == 2:
        frame = people[["age", "area"]]
    tested = bglw(frame, people["mood"], people["lost"], people["project"].to_numpy() % projects)
    assert tested.p is None and why in tested.undefined


def test_conditional_partials_are_the_spread_within_all_other_variables() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({name: rng.choice(list("ab"), 500) for name in ("x", "y", "z")})
    responded = rng.random(500) < 0.3 + 0.3 * (frame["x"] == "a") + 0.1 * (frame["y"] == "b")
    chance = pd.Series(propensity(frame, responded).probabilities)
    for name in frame:
        others = [one for one in frame if one != name]
        within = chance - chance.groupby([frame[one] for one in others]).transform("mean")
        part = {p.category: p for p in r_indicator(frame, responded).partials if p.variable == name}
        assert part[""].p_c_unadjusted == pytest.approx(float(np.sqrt((within**2).mean())))
        assert part["a"].p_c ** 2 + part["b"].p_c ** 2 == pytest.approx(part[""].p_c_unadjusted ** 2)
        assert part[""].p_c <= part[""].p_c_unadjusted


def test_scales_are_scored_with_reversed_items_and_gaps() -> None:
    missing = (MissingRange(-9.0, -9.0, Reason.REFUSED),)
    codes = CodeList("agree", tuple(Code(float(v), str(v)) for v in (1, 2, 3, 4, 5, -9)))
    items = tuple(Variable(name, type="choice", codes="agree", missing=missing) for name in ("p", "q", "r"))
    scales = (
        Scale("calm", ("p", "q", "r"), reverse=("q",), how="mean", min_answered=2),
        Scale("sum", ("p", "q"), how="sum", min_answered=1),
        Scale("elsewhere", ("p", "other")),
    )
    book = Dictionary((Variable("urn", type="text"), *items), {"agree": codes}, scales=scales)
    frame = pd.DataFrame(
        {"urn": ["A", "B", "C"], "p": [1.0, 5.0, 2.0], "q": [1.0, -9.0, -9.0], "r": [3.0, 4.0, -9.0]}
    )
    reasons = {name: (frame[name] == -9).to_numpy() * np.int8(Reason.REFUSED) for name in ("p", "q", "r")}
    scored = scale_columns(Cells(frame, book, reasons))
    assert list(scored) == ["calm", "sum"]
    assert scored["calm"].tolist()[:2] == [pytest.approx((1 + 5 + 3) / 3), 4.5]
    assert np.isnan(scored.loc["C", "calm"])
    assert scored["sum"].tolist() == [2.0, 10.0, 4.0]
