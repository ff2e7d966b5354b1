"""Response propensities against statsmodels and scikit-learn; separation, Firth, calibration."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from familypanel.panel import propensity
from familypanel.panel.calibration import calibration


def families(n: int = 600, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Members with a number, a year, a category and a flag, and who of them responded."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": rng.integers(1, 60, n),
            "year": rng.integers(2011, 2016, n),
            "area": rng.choice(["town", "coast", "land"], n),
            "alone": rng.random(n) < 0.4,
        }
    )
    linear = 0.5 - 0.02 * frame["age"] + 0.8 * (frame["area"] == "town") - 0.5 * frame["alone"]
    return frame, rng.random(n) < 1 / (1 + np.exp(-linear.to_numpy()))


def by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    """The same columns as statsmodels needs them."""
    coded = pd.get_dummies(frame, columns=["area"], drop_first=True).astype(float)
    return sm.add_constant(coded[["age", "year", "area_land", "area_town", "alone"]])


class TestMaximumLikelihood:
    def test_equals_statsmodels(self) -> None:
        frame, responded = families()
        found, reference = (
            propensity(frame, responded),
            sm.Logit(responded, by_hand(frame)).fit(disp=0, tol=1e-9),
        )
        assert list(found.coefficients.index) == [
            "intercept",
            "age",
            "year",
            "area=land",
            "area=town",
            "alone",
        ]
        assert found.coefficients.to_numpy() == pytest.approx(reference.params.to_numpy(), abs=1e-6)
        assert found.standard_errors.to_numpy() == pytest.approx(reference.bse.to_numpy(), rel=1e-6)
        assert found.probabilities == pytest.approx(reference.predict(), abs=1e-9)
        assert found.log_likelihood == pytest.approx(reference.llf)

    def test_clustered_standard_errors_equal_statsmodels(self) -> None:
        frame, responded = families()
        projects = np.arange(len(frame)) % 26
        found = propensity(frame, responded, clusters=projects)
        reference = sm.Logit(responded, by_hand(frame)).fit(
            disp=0, tol=1e-9, cov_type="cluster", cov_kwds={"groups": projects}
        )
        assert found.standard_errors.to_numpy() == pytest.approx(reference.bse.to_numpy(), rel=1e-6)

    def test_auc_equals_scikit_learn(self) -> None:
        frame, responded = families()
        coarse = propensity(frame[["area", "alone"]], responded)  # many ties
        for found in (propensity(frame, responded), coarse):
            assert found.auc == pytest.approx(roc_auc_score(responded, found.probabilities))

    def test_reproduces_the_number_who_responded_in_every_category(self) -> None:
        frame, responded = families()
        found = propensity(frame, responded)
        for rows in frame.groupby("area").indices.values():
            assert found.probabilities[rows].sum() == pytest.approx(responded[rows].sum())

    def test_order_of_rows_does_not_matter(self) -> None:
        frame, responded = families()
        order = np.random.default_rng(2).permutation(len(frame))
        found, other = propensity(frame, responded), propensity(frame.iloc[order], responded[order])
        assert other.coefficients.to_numpy() == pytest.approx(found.coefficients.to_numpy(), abs=1e-9)
        assert other.probabilities == pytest.approx(found.probabilities[order], abs=1e-12)

    def test_response_may_be_a_column(self) -> None:
        frame, responded = families()
        found = propensity(frame.assign(m12=responded), "m12")
        assert found.probabilities == pytest.approx(propensity(frame, responded).probabilities)

    def test_many_rows_start_from_some(self) -> None:
        frame, responded = families(250_000)
        found, reference = (
            propensity(frame, responded),
            sm.Logit(responded, by_hand(frame)).fit(disp=0, tol=1e-9),
        )
        assert found.coefficients.to_numpy() == pytest.approx(reference.params.to_numpy(), abs=1e-6)
        assert found.standard_errors.to_numpy() == pytest.approx(reference.bse.to_numpy(), rel=1e-6)

    def test_missing_values_are_a_category(self) -> None:
        frame, responded = families()
        frame["area"] = frame["area"].where(frame.index % 7 != 0)
        frame["age"] = frame["age"].astype(float).where(frame.index % 5 != 0)
        found = propensity(frame, responded)
        assert {"area=missing", "age=missing"} <= set(found.coefficients.index)
        assert np.isfinite(found.probabilities).all()
        unknown = (frame.index % 5 == 0).nonzero()
        assert found.probabilities[unknown].sum() == pytest.approx(responded[unknown].sum())

    def test_columns_that_follow_from_others_are_named(self) -> None:
        frame, responded = families()
        frame["months"], frame["one"] = frame["age"] * 12, 1
        found = propensity(frame, responded)
        assert found.aliased == ("months", "one")
        assert found.probabilities == pytest.approx(
            propensity(frame[["age", "year", "area", "alone"]], responded).probabilities
        )

    def test_n_per_parameter(self) -> None:
        frame, responded = families()
        assert propensity(frame, responded).n_per_parameter == min(responded.sum(), (~responded).sum()) / 5


class TestSeparation:
    FRAME = pd.DataFrame({"area": list("aaaabbbb"), "age": [3, 5, 4, 6, 5, 3, 6, 4]})
    RESPONDED = (1, 1, 1, 1, 0, 1, 0, 1)

    def test_is_named_with_a_way_out(self) -> None:
        found = propensity(self.FRAME, self.RESPONDED)
        assert (found.coefficients, found.probabilities, found.auc) == (None, None, None)
        assert "area=b" in found.separated
        assert found.undefined.startswith("not defined because area=b")
        assert "method='firth'" in found.undefined

    def test_firth_of_a_table_adds_a_half_to_every_cell(self) -> None:
        """The penalised likelihood is that of the table with 1/2 added: 4.5/0.5 and 2.5/2.5."""
        found = propensity(self.FRAME[["area"]], self.RESPONDED, method="firth")
        assert found.coefficients["intercept"] == pytest.approx(np.log(4.5 / 0.5))
        assert found.coefficients["area=b"] == pytest.approx(np.log(2.5 / 2.5) - np.log(4.5 / 0.5))

    def test_firth_maximises_the_penalised_likelihood(self) -> None:
        frame, responded = families(40, seed=4)
        matrix = by_hand(frame.assign(year=frame["year"] - 2013)).to_numpy()

        def loss(beta: np.ndarray) -> float:
            linear = matrix @ beta
            chance = 1 / (1 + np.exp(-linear))
            information = (matrix * (chance * (1 - chance))[:, None]).T @ matrix
            fit = responded @ linear - np.logaddexp(0, linear).sum()
            return -(fit + 0.5 * np.linalg.slogdet(information)[1])

        reference = minimize(loss, np.zeros(6), method="BFGS", options={"gtol": 1e-7})
        found = propensity(frame.assign(year=frame["year"] - 2013), responded, method="firth")
        assert found.coefficients.to_numpy() == pytest.approx(reference.x, abs=1e-4)


class TestCalibration:
    def test_by_hand(self) -> None:
        chance = np.repeat([0.2, 0.5, 0.8], 10)
        responded = np.array([1] * 3 + [0] * 7 + [1] * 4 + [0] * 6 + [1] * 8 + [0] * 2, dtype=float)
        found = calibration(chance, responded, groups=3)
        assert [(g.n, g.responded, g.expected) for g in found.groups] == [
            (10, 3, pytest.approx(2)), (10, 4, pytest.approx(5)), (10, 8, pytest.approx(8)),
        ]  # fmt: skip
        assert (found.statistic, found.df) == (pytest.approx(1 / 1.6 + 1 / 2.5), 1)

    def test_counts_everybody_once(self) -> None:
        frame, responded = families()
        table = propensity(frame, responded).calibration
        assert sum(g.n for g in table.groups) == len(frame)
        assert sum(g.responded for g in table.groups) == sum(responded)
        assert 0 <= table.p <= 1

    def test_too_few_groups(self) -> None:
        found = calibration(np.full(9, 0.5), np.ones(9))
        assert (found.p, len(found.groups)) == (None, 1)
        assert "fewer than three groups" in found.undefined


class TestDegenerate:
    @pytest.mark.parametrize(
        ("frame", "responded", "why"),
        [
            (pd.DataFrame({"a": []}), [], "there is nobody"),
            (pd.DataFrame({"a": [1, 2]}), [1, 1], "everybody responded"),
            (pd.DataFrame({"a": [1, 2]}), [0, 0], "nobody responded"),
            (pd.DataFrame({"a": [1, 2]}), [0, 1], "separates"),
        ],
    )
    def test_not_defined(self, frame: pd.DataFrame, responded: list[int], why: str) -> None:
        for method in ("maximum_likelihood", "firth"):
            found = propensity(frame, responded, method=method)
            if method == "firth" and why == "separates":
                assert np.isfinite(found.coefficients).all()
                continue
            assert (found.coefficients, found.standard_errors, found.auc, found.calibration) == (None,) * 4
            assert found.undefined.startswith("not defined because")
            assert why in found.undefined

    def test_nothing_known_is_the_share(self) -> None:
        found = propensity(pd.DataFrame(index=range(4)), [1, 0, 0, 0])
        assert found.probabilities == pytest.approx([0.25] * 4)
        assert (found.auc, found.n_per_parameter) == (0.5, None)

    @pytest.mark.parametrize("responded", [[1], [1, 2], [1, None]])
    def test_nonsense_is_refused(self, responded: list) -> None:
        with pytest.raises(ValueError, match=r"values|true and false"):
            propensity(pd.DataFrame({"a": [1, 2]}), responded)
