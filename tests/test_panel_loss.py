"""Rates, patterns, survival, bias and weights over a study folder, from the model study to nobody at all."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from panel_cells import store_cells

from familypanel.panel import (
    attrition,
    bias,
    enrol,
    estimate,
    outcomes,
    patterns,
    patterns_figure,
    rates,
    record,
    survival,
    survival_figure,
    weights,
)
from familypanel.study import Cells, Code, CodeList, Dictionary, ProblemError, Study, Table, Variable, load

THREE = """\
title: Lost
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
  m12: {months: 12, mode: telephone, window: {before: 28, after: 56}}
  m24: {months: 24, mode: telephone, window: {before: 28, after: 56}}
urn: {pattern: "[A-Z0-9]+"}
report: {by: [lone]}
"""
ONE = """\
title: One wave
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
urn: {pattern: "[A-Z0-9]+"}
"""
LATE = "2016-06-01"
YES_NO = CodeList("yes_no", (Code(1.0, "Yes"), Code(2.0, "No")))
BOOK = Dictionary(
    (
        Variable("urn", type="text"),
        Variable("lone", "Alone with the children?", "choice", "yes_no", item="L1"),
        Variable("mood", "How was the week?", "integer", item="M1"),
    ),
    {"yes_no": YES_NO},
)
Made = Callable[..., Study]


def study_of(folder: Path, text: str = THREE) -> Study:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def filled(
    study: Study, members: Mapping[str, str], booster: int = 0, facts: Mapping[str, str] | None = None
) -> Study:
    """Enrol members by pattern: 1 answered, 0 was not reached, d died, r refused, p was not tried."""
    facts = facts or {}
    lines = [
        "urn,cohort,project,referral_date,design_weight" if facts else "urn,cohort,project,referral_date"
    ]
    for at, urn in enumerate(members):
        weight = f",{facts[urn]}" if facts else ""
        lines.append(f"{urn},main,P{at % 6},2012-01-01{weight}")
    lines += [f"B{at},booster,P0,2012-06-01{',1' if facts else ''}" for at in range(booster)]
    log = ["urn,wave,date,kind,detail"]
    for urn, pattern in members.items():
        log += _logged(urn, pattern)
    log += [f"B{at},m12,2013-06-01,interview,full" for at in range(booster)]
    (study.root / "m.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (study.root / "l.csv").write_text("\n".join(log) + "\n", encoding="utf-8")
    if len(lines) > 1:
        enrol(study, study.root / "m.csv")
    if len(log) > 1:
        record(study, from_file=study.root / "l.csv")
    return study


DAYS = {"baseline": "2012-02-01", "m12": "2013-02-01", "m24": "2014-02-01"}
SAID = {"1": "interview,full", "0": "attempt,no_reply", "d": "status,deceased", "r": "refusal,soft"}


def _logged(urn: str, pattern: str) -> Iterator[str]:
    for (wave, day), sign in zip(DAYS.items(), pattern, strict=False):
        if sign in SAID:
            yield f"{urn},{wave},{day},{SAID[sign]}"


def answered(study: Study, answers: Mapping[str, tuple[float, float]], wave: str = "baseline") -> None:
    rows = [(urn, *values) for urn, values in answers.items()]
    store_cells(study, wave, Cells(pd.DataFrame(rows, columns=["urn", "lone", "mood"]), BOOK))


def row_of(table: Table, **wanted: Any) -> dict[str, Any]:
    return next(dict(row) for row in table.rows if all(row[key] == value for key, value in wanted.items()))


MODEL = {f"M{n:03}": ("11" if n < 94 else "10") if n < 177 else "00" for n in range(368)}
MODEL = {urn: f"1{rest}" for urn, rest in MODEL.items()}
MODEL |= {f"M{n:03}": "101" for n in range(200, 211)}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """368 families, 177 at +12, 105 at +24 of whom 11 came back, and 95 of a booster."""
    study = filled(study_of(tmp_path_factory.mktemp("model")), MODEL, booster=95)
    rng = np.random.default_rng(5)
    lone = {
        urn: 1.0 if rng.random() < (0.35 if path[1] == "1" else 0.65) else 2.0 for urn, path in MODEL.items()
    }
    answered(study, {urn: (lone[urn], float(rng.integers(0, 11))) for urn in MODEL})
    return study


class TestRates:
    def test_of_the_model_study(self, model: Study) -> None:
        found = row_of(rates(model, as_at=LATE), wave="m12", cohort="main", rate="RR2")
        assert (found["numerator"], found["denominator"], found["value"]) == (177, 368, 177 / 368)

    def test_product_and_direct_count_are_both_named(self, model: Study) -> None:
        table = rates(model, wave="m24", as_at=LATE)
        product = row_of(table, cohort="main", rate="cumulative RR2, product")
        direct = row_of(table, cohort="main", rate="cumulative RR2, direct count")
        assert product["value"] == pytest.approx(177 / 368 * 105 / 368)
        assert (direct["numerator"], direct["denominator"], direct["value"]) == (105, 368, 105 / 368)

    def test_outcomes_are_dispositions(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {"A": "11", "B": "1r", "C": "10", "D": "1d"})
        record(study, "C", "tracing", wave="m12", on="2013-02-02", detail="untraced")
        facts = {one["wave"]: one for one in rates(study, as_at=LATE).facts["waves"]}
        assert facts["m12"]["counts"] == {
            "I": 1, "P": 0, "R": 1, "NC": 0, "O": 0, "UH": 0, "UO": 1, "NE": 1,
        }  # fmt: skip
        assert facts["m12"]["e"] == pytest.approx(2 / 3)
        assert facts["m12"]["rates"]["RR3"] == pytest.approx(1 / (2 + 2 / 3))

    def test_e_can_be_given(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {"A": "11", "C": "10"})
        record(study, "C", "tracing", wave="m12", on="2013-02-02", detail="untraced")
        assert row_of(rates(study, e=0.5, as_at=LATE), wave="m12", rate="RR3")["value"] == pytest.approx(
            1 / 1.5
        )
        with pytest.raises(ProblemError, match="FP4100"):
            rates(study, e=1.5)

    def test_whoever_died_before_the_window_opened_is_not_issued_again(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {"A": "111", "D": "1d"})
        waves = {one["wave"]: one for one in outcomes(study, as_at=LATE).facts["waves"]}
        assert (waves["m12"]["issued"], waves["m12"]["eligible"], waves["m12"]["productive"]) == (2, 1, 1)
        assert (waves["m24"]["issued"], waves["m24"]["eligible"], waves["m24"]["productive"]) == (1, 1, 1)
        assert {one["wave"]: one["not_issued"] for one in rates(study, as_at=LATE).facts["waves"]}["m24"] == 1


class TestAsAt:
    def test_rebuilds_what_had_happened_by_then(self, model: Study) -> None:
        table = attrition(model, as_at="2013-06-01")
        assert row_of(table, wave="m12", convention="cross_section", cohort="main")["productive"] == 177
        assert row_of(table, wave="m24", convention="cross_section", cohort="main")["censored"] == 368
        assert "--recorded-by 2013-06-01" in " ".join(table.notes)

    def test_what_was_recorded_later_can_be_left_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1370000000")  # 2013-05-31
        study = filled(study_of(tmp_path), {"A": "11", "B": "10"})
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1400000000")  # 2014-05-13
        record(study, "B", "interview", wave="m12", on="2013-03-01", detail="partial")
        record(study, "A", "interview", wave="m12", on="2013-02-01", detail="void")

        def kept(**when: str) -> int:
            found = row_of(attrition(study, **when), wave="m12", convention="cross_section")
            return int(found["productive"])

        assert kept(as_at="2013-06-01") == 1  # B, and no longer A
        assert kept(as_at="2013-06-01", recorded_by="2013-06-01") == 1  # A, and not yet B
        assert row_of(patterns(study, recorded_by="2013-06-01"), pattern="11?")["n"] == 1
        assert rates(study, recorded_by="2013-06-01").facts["on"] == "2013-06-01"
        assert "No member had been enrolled by 2013-01-01." in outcomes(study, recorded_by="2013-01-01").notes


class TestPatterns:
    def test_of_the_model_study(self, model: Study) -> None:
        table = patterns(model, as_at=LATE)
        main = {row["pattern"]: (row["class"], row["n"]) for row in table.rows if row["cohort"] == "main"}
        assert main == {
            "100": ("monotone", 180), "111": ("complete", 94), "110": ("monotone", 83),
            "101": ("intermittent", 11),
        }  # fmt: skip
        assert row_of(table, cohort="booster")["pattern"] == "-10"
        assert sum(row["share"] for row in table.rows if row["cohort"] == "main") == pytest.approx(1)

    def test_open_windows_are_censored(self, model: Study) -> None:
        found = {row["class"] for row in patterns(model, as_at="2013-06-01").rows if row["cohort"] == "main"}
        assert found == {"censored"}

    def test_picture(self, model: Study, tmp_path: Path) -> None:
        path = tmp_path / "p.svg"
        table = patterns(model, as_at=LATE, picture=path)
        assert path.read_text(encoding="utf-8") == patterns_figure(table).svg + "\n"
        assert "180 (48.9%) answered Baseline" in patterns_figure(table).description
        with pytest.raises(ProblemError, match="FP1024"):
            patterns(model, picture=tmp_path / "p.png")


class TestSurvival:
    def test_shares_add_up(self, model: Study) -> None:
        for row in survival(model, by=["project"], as_at=LATE).rows:
            told = (row["kept"], row["incidence_lost"], row["incidence_died"], row["incidence_left"])
            assert sum(told) == pytest.approx(1)

    def test_without_censoring_it_is_the_share_not_lost(self, model: Study) -> None:
        rows = {r["wave"]: r for r in survival(model, as_at=LATE).rows if r["cohort"] == "main"}
        # 177 answered +12 and 11 came back after it.
        assert rows["m12"]["kept"] == pytest.approx(188 / 368)
        assert rows["m24"]["kept"] == pytest.approx(105 / 368)

    def test_death_competes(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {"A": "111", "B": "1d", "C": "10", "D": "110"})
        rows = {r["wave"]: r for r in survival(study, as_at=LATE).rows}
        assert (rows["m12"]["died"], rows["m12"]["lost"], rows["m12"]["kept"]) == (1, 1, 0.5)
        assert rows["m24"]["incidence_died"] == 0.25
        assert rows["m24"]["kept"] == 0.25

    def test_those_who_leave_early_do_not_weigh_more(self, tmp_path: Path) -> None:
        """A withdrawal is known at once, staying only when the window closes: both wait for that."""
        study = filled(study_of(tmp_path), {"A": "1", "B": "1", "C": "1"})
        record(study, "C", "withdrawal", on="2012-03-01", detail="contact")
        rows = {r["wave"]: r for r in survival(study, as_at="2012-06-01").rows}
        assert rows["m12"]["kept"] is None and rows["m12"]["at_risk"] == 0
        assert rows["baseline"]["censored"] == 3

    def test_picture_says_it(self, model: Study) -> None:
        assert "28.5% still there" in survival_figure(survival(model, as_at=LATE)).svg


class TestBias:
    def test_of_the_model_study(self, model: Study) -> None:
        table = bias(model, "m12", as_at=LATE)
        lone = row_of(table, variable="lone")
        assert lone["test"] == "Fisher" and lone["p"] < 0.001 and lone["p_adjusted"] < 0.05
        assert table.facts["base"]["responded"] == 177
        assert table.facts["base"]["clusters"] == 6
        assert "differed at baseline in 1 of" in " ".join(table.facts["verdict"])
        assert table.facts["verdict"][-1].startswith("Verdict: the loss was not the same for all.")

    def test_agrees_with_an_independent_implementation(self, model: Study) -> None:
        import statsmodels.api as sm
        from scipy.stats import fisher_exact, ttest_ind

        from familypanel.panel.followed import followed
        from familypanel.panel.panel_state import panel_state

        table = bias(model, "m12", by=["lone", "mood"], as_at=LATE)
        base = followed(panel_state(model, LATE, None), "m12")
        frame, responded = base.known.frame, base.responded
        assert base.clusters is not None
        counts = pd.crosstab(frame["lone"], responded).to_numpy()
        assert row_of(table, variable="lone")["p"] == pytest.approx(float(fisher_exact(counts)[1]))
        mood = frame["mood"].to_numpy(float)
        found = ttest_ind(mood[responded], mood[~responded], equal_var=False)
        assert row_of(table, variable="mood")["p"] == pytest.approx(float(found.pvalue))
        matrix = sm.add_constant(pd.DataFrame({"yes": (frame["lone"] == "Yes").astype(float)}))
        fit = sm.GLM(responded.astype(float), matrix, family=sm.families.Binomial()).fit(
            cov_type="cluster", cov_kwds={"groups": pd.factorize(base.clusters)[0]}
        )
        # Six projects: one coefficient against five degrees of freedom.
        from scipy.stats import f

        statistic = float((fit.params.iloc[1] / fit.bse.iloc[1]) ** 2)
        assert row_of(table, variable="lone")["p_clustered"] == pytest.approx(
            float(f.sf(statistic, 1, 5)), rel=1e-3
        )

    def test_nothing_found_is_no_proof(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {f"M{n:02}": "11" if n % 2 else "10" for n in range(60)})
        answered(study, {f"M{n:02}": (1.0 + n // 2 % 2, float(n // 2 % 5)) for n in range(60)})
        said = " ".join(bias(study, "m12", as_at=LATE).facts["verdict"])
        assert "no proof that they are alike" in said
        assert "Verdict: nothing that was tested shows" in said

    def test_what_is_the_same_in_a_project_is_not_decided_by_its_members(self, tmp_path: Path) -> None:
        members = {f"M{n:03}": "11" if n % 6 < 3 else "10" for n in range(120)}
        study = study_of(tmp_path, THREE.replace("[lone]", "[area]"))
        lines = [f"{urn},main,P{at % 6},{'N' if at % 6 < 3 else 'S'}" for at, urn in enumerate(members)]
        register = "urn,cohort,project,area\n" + "\n".join(lines) + "\n"
        (study.root / "areas.csv").write_text(register, encoding="utf-8")
        enrol(study, study.root / "areas.csv")
        log = [line for urn, path in members.items() for line in _logged(urn, path)]
        (study.root / "log.csv").write_text(
            "urn,wave,date,kind,detail\n" + "\n".join(log) + "\n", encoding="utf-8"
        )
        record(study, from_file=study.root / "log.csv")
        area = row_of(bias(study, "m12", by=["area"], as_at=LATE), variable="area")
        assert area["p"] < 1e-6 and area["p_adjusted"] is None
        assert "found in 3 of the clusters" in area["note"]

    def test_refuses_what_it_cannot_answer(self, model: Study) -> None:
        for code, arguments in (
            ("FP4101", {"wave": "baseline"}), ("FP1007", {"wave": "m13"}),
            ("FP4007", {"wave": "m12", "by": ["shoe"]}), ("FP4102", {"wave": "m12", "outcome": ["lone"]}),
        ):  # fmt: skip
            with pytest.raises(ProblemError, match=code):
                bias(model, **arguments)


class TestWeights:
    def test_they_add_up_to_the_base_in_every_class(self, model: Study) -> None:
        table = weights(model, "m12", method="cells", as_at=LATE, dry_run=True)
        frame = table.frame()
        assert len(frame) == 177
        assert frame["weight"].mean() == pytest.approx(1)
        # Rates of classes: the inverse propensities of those who answered add up to all who could have.
        assert (1 / frame["propensity"]).sum() == pytest.approx(368)

    def test_who_came_back_has_one_too(self, model: Study) -> None:
        table = weights(model, "m24", method="logit", as_at=LATE, dry_run=True)
        assert {row["path"] for row in table.rows} == {"111", "101"}
        stages = {(s["wave"], s["after"]): (s["responded"], s["n"]) for s in table.facts["stages"]}
        assert stages["m24", "an answer"] == (94, 177)
        assert stages["m24", "a gap"] == (11, 191)
        # One chance for all who are alike, whichever way they came.
        assert (1 / table.frame()["propensity"]).sum() == pytest.approx(368, rel=0.05)

    def test_they_repair_what_made_the_loss(self, model: Study) -> None:
        facts = weights(model, "m12", method="logit", as_at=LATE, dry_run=True).facts
        lone = next(r for r in facts["balance"] if (r["variable"], r["category"]) == ("lone", "Yes"))
        assert abs(lone["difference_before"]) > 0.2
        assert abs(lone["difference_after"]) < 1e-6
        assert lone["se"] > 0 and lone["in_model"]
        assert 1 < facts["deff"] < 1.5 and facts["neff"] < 177

    def test_classes_are_the_choice_for_few_members(self, model: Study) -> None:
        assert weights(model, "m12", as_at=LATE, dry_run=True).facts["method"] == "cells"

    def test_trimming_and_raking_hold_together(self, model: Study, tmp_path: Path) -> None:
        targets = tmp_path / "t.csv"
        targets.write_text("variable,category,target\nlone,Yes,0.6\nlone,No,0.4\n", encoding="utf-8")
        table = weights(model, "m12", trim=2, rake=targets, as_at=LATE, dry_run=True)
        frame = table.frame()
        lone = model_answers(model)
        share = frame.loc[frame["urn"].map(lone) == 1.0, "weight"].sum() / frame["weight"].sum()
        assert share == pytest.approx(0.6, abs=1e-6)
        assert frame["weight"].max() <= 2 * frame["weight"].mean() * (1 + 1e-5)

    def test_an_empty_category_with_a_target_is_named(self, model: Study, tmp_path: Path) -> None:
        targets = tmp_path / "t.csv"
        targets.write_text(
            "variable,category,target\nlone,Yes,5\nlone,No,4\nlone,Perhaps,1\n", encoding="utf-8"
        )
        with pytest.raises(ProblemError, match="nobody is 'Perhaps' in 'lone'"):
            weights(model, "m12", rake=targets, as_at=LATE)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("variable,category,target\nlone,Yes,many\n", "FP4105"),
            ("variable,category,target\nlone,Yes,1\nlone,Yes,2\n", "FP4105"),
            ("variable,category,target\n", "FP4105"),
            ("variable,category,target\nmood,1,2\n", "FP4105"),
            ("variable,category,target\nshoe,1,2\n", "FP4007"),
            ("variable,target\nlone,2\n", "FP4001"),
            ("variable,category,target\nlone,Yes,1\n", "FP4106"),
            ("variable,category,target\nlone,Yes,0\nlone,No,0\n", "FP4106"),
            ("variable,category,target\nlone,Yes,1\nlone,No,1\nproject,P0,9\n", "FP4106"),
        ],
    )
    def test_targets_that_cannot_be_used(self, model: Study, tmp_path: Path, text: str, code: str) -> None:
        (tmp_path / "t.csv").write_text(text, encoding="utf-8")
        with pytest.raises(ProblemError, match=code):
            weights(model, "m12", rake=tmp_path / "t.csv", as_at=LATE)

    def test_design_weights_enter(self, tmp_path: Path) -> None:
        members = {f"M{n:02}": "11" if n % 2 else "10" for n in range(40)}
        heavy = {urn: "3" if at < 20 else "1" for at, urn in enumerate(members)}
        study = filled(study_of(tmp_path), members, facts=heavy)
        frame = weights(study, "m12", as_at=LATE).frame().set_index("urn")
        assert frame.loc["M01", "weight"] == pytest.approx(3 * frame.loc["M39", "weight"])

    def test_a_missing_design_weight_is_named(self, tmp_path: Path) -> None:
        members = {"A": "11", "B": "10"}
        study = filled(study_of(tmp_path), members, facts={"A": "2", "B": ""})
        with pytest.raises(ProblemError, match="FP4107"):
            weights(study, "m12", as_at=LATE)

    def test_versions(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {f"M{n}": "11" if n % 2 else "10" for n in range(9)})
        first = weights(study, "m12", as_at=LATE)
        again = weights(study, "m12", as_at=LATE)
        other = weights(study, "m12", as_at=LATE, trim=5)
        assert [(t.facts["version"], t.facts["stored"]) for t in (first, again, other)] == [
            (1, True), (1, False), (2, True),
        ]  # fmt: skip
        assert weights(study, "m12", as_at=LATE, dry_run=True).facts["version"] is None

    def test_refuses_what_it_cannot_do(self, model: Study) -> None:
        for code, more in (("FP4103", {"method": "magic"}), ("FP4104", {"trim": 0.5})):
            with pytest.raises(ProblemError, match=code):
                weights(model, "m12", **more)  # type: ignore[arg-type]


class TestEstimate:
    def test_equals_an_independent_implementation(self, tmp_path: Path) -> None:
        members = {f"M{n:03}": "11" if n % 3 else "10" for n in range(90)}
        study = filled(study_of(tmp_path), members)
        answered(study, {urn: (1.0 + at % 2, float(at % 7)) for at, urn in enumerate(members)})
        there = {urn: (1.0 + at % 2, float(at % 5)) for at, urn in enumerate(members) if at % 3}
        answered(study, there, "m12")
        made = weights(study, "m12", as_at=LATE).frame().set_index("urn")["weight"]
        found = row_of(estimate(study, "mood", "m12"))
        w = made.to_numpy()
        y = np.array([there[urn][1] for urn in made.index])
        projects = np.array([list(members).index(urn) % 6 for urn in made.index])
        mean = float(w @ y / w.sum())
        # The ratio by hand: sums of the linearised values by project, projects as drawn.
        totals = pd.Series(w * (y - mean) / w.sum()).groupby(projects).sum().to_numpy()
        number = len(totals)
        assert found["estimate"] == pytest.approx(mean)
        assert found["se"] == pytest.approx(
            math.sqrt(number / (number - 1) * ((totals - totals.mean()) ** 2).sum())
        )
        assert (found["df"], found["clusters"]) == (number - 1, number)
        shares = estimate(study, "lone", "m12").rows
        assert sum(row["estimate"] for row in shares) == pytest.approx(1)

    def test_not_without_a_standard_error(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {"A": "11", "B": "10"})
        answered(study, {"A": (1.0, 3.0)}, "m12")
        weights(study, "m12", as_at=LATE)
        found = row_of(estimate(study, "mood", "m12"))
        assert found["estimate"] is None and found["se"] is None
        assert "the standard error is not defined" in found["undefined"]

    def test_refuses_what_it_cannot_answer(self, tmp_path: Path) -> None:
        study = filled(study_of(tmp_path), {"A": "11", "B": "10"})
        with pytest.raises(ProblemError, match="FP4108"):
            estimate(study, "mood", "m12")
        weights(study, "m12", as_at=LATE)
        with pytest.raises(ProblemError, match="FP4109"):
            estimate(study, "mood", "m12")
        answered(study, {"A": (1.0, 3.0)}, "m12")
        with pytest.raises(ProblemError, match="FP4007"):
            estimate(study, "shoe", "m12")


def model_answers(study: Study) -> dict[str, float]:
    from familypanel.study.store.waves import read_wave

    cells = read_wave(study.store, "baseline")
    assert cells is not None
    return dict(zip(cells.frame["urn"], cells.frame["lone"], strict=True))


def everything(study: Study, when: str | None = LATE) -> Iterator[Table]:
    """Ask every command for everything."""
    yield outcomes(study, as_at=when)
    yield attrition(study, as_at=when)
    yield rates(study, as_at=when)
    yield patterns(study, as_at=when)
    yield survival(study, as_at=when)
    for wave in study.config.waves[1:]:
        yield bias(study, wave.name, as_at=when)
        for method in ("logit", "cells"):
            yield weights(study, wave.name, method=method, as_at=when, dry_run=True)


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)


DEGENERATE: dict[str, dict[str, str]] = {
    "nobody": {},
    "one member": {"A": "111"},
    "one member lost": {"A": "100"},
    "everyone lost": {f"M{n}": "100" for n in range(12)},
    "everyone lost at once": {f"M{n}": "000" for n in range(12)},
    "nobody lost": {f"M{n}": "111" for n in range(12)},
    "a group of one": {"A": "111", **{f"M{n}": "100" for n in range(12)}},
    "all died": {f"M{n}": "1d" for n in range(12)},
    "never tried": {f"M{n}": "ppp" for n in range(6)},
    "half": {f"M{n}": "111" if n % 2 else "100" for n in range(12)},
}


@pytest.mark.parametrize(("when", "with_answers"), [(LATE, True), (LATE, False), ("2012-02-02", True)])
@pytest.mark.parametrize("name", DEGENERATE)
def test_every_command_answers_or_says_why_not(
    tmp_path: Path, name: str, when: str, with_answers: bool
) -> None:
    study = filled(study_of(tmp_path), DEGENERATE[name])
    if with_answers and DEGENERATE[name]:
        answered(study, {urn: (1.0 + at % 2, float(at % 3)) for at, urn in enumerate(DEGENERATE[name])})
    for table in everything(study, when):
        told = json.loads(table.to_json())
        assert all(math.isfinite(value) for value in numbers({"rows": table.rows, **table.facts}))
        assert "nan" not in table.to_text().casefold().split()
        for row in told["rows"]:
            if row.get("undefined"):
                assert row["undefined"].startswith("not defined because")


def test_one_wave(tmp_path: Path) -> None:
    study = filled(study_of(tmp_path, ONE), {"A": "1", "B": "0"})
    assert row_of(rates(study, as_at=LATE), rate="RR2")["value"] == 0.5
    assert {row["pattern"]: row["class"] for row in patterns(study, as_at=LATE).rows} == {
        "1": "complete", "0": "never",
    }  # fmt: skip
    assert [row["kept"] for row in survival(study, as_at=LATE).rows] == [1.0]
    with pytest.raises(ProblemError, match="FP4101"):
        weights(study, "baseline")


def test_the_report_shows_patterns_rates_and_the_verdict(tmp_path: Path) -> None:
    from familypanel.report import report

    study = filled(study_of(tmp_path), {f"M{n:02}": "111" if n % 2 else "110" for n in range(40)})
    answered(study, {f"M{n:02}": (1.0 + n // 2 % 2, float(n // 2 % 5)) for n in range(40)})
    weights(study, "m24")
    report(study, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "In which waves families answered" in page
    assert "Outcome rates (54 rows)" in page
    assert "Of 40 who answered at baseline and could have answered, 20 (50.0%) answered at +24 months" in page
    assert "Verdict: nothing that was tested shows that the loss biases the result." in page
    assert "(version 1): design effect 1.00, effective number 20 of 20." in page
