"""Kish, trimming, raking and linearised standard errors against hand computation and statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.weightstats import DescrStatsW

from familypanel.panel import kish, linearised, rake, trim

WEIGHTS = st.lists(st.floats(0.01, 1000), min_size=1, max_size=40)


class TestKish:
    def test_by_hand(self) -> None:
        found = kish([1, 1, 2, 4])
        assert (found.deff, found.neff) == (pytest.approx(4 * 22 / 64), pytest.approx(64 / 22))

    @settings(deadline=None)
    @given(WEIGHTS, st.floats(1e-200, 1e200))
    def test_is_one_plus_the_squared_variation_in_any_scale(self, weights: list[float], scale: float) -> None:
        found = kish(np.array(weights) * scale)
        assert found.deff == pytest.approx(1 + (np.std(weights) / np.mean(weights)) ** 2)
        assert 1 - 1e-9 <= found.neff <= len(weights) * (1 + 1e-9)

    @pytest.mark.parametrize(("weights", "why"), [([], "no weights"), ([0, 0], "every weight is zero")])
    def test_degenerate(self, weights: list[float], why: str) -> None:
        found = kish(weights)
        assert (found.deff, found.neff) == (None, None)
        assert why in found.undefined

    @pytest.mark.parametrize("weights", [[-1, 2], [float("nan"), 1]])
    def test_nonsense_is_refused(self, weights: list[float]) -> None:
        with pytest.raises(ValueError, match="weights"):
            kish(weights)


class TestTrim:
    def test_by_hand_in_two_rounds(self) -> None:
        # Mean 3, cap 4.5: 9 is cut; sharing out 4.5 over 6 lifts 3 to 5.25, which is cut too.
        found = trim([1, 1, 1, 3, 9], at=1.5)
        assert found.weights == pytest.approx([2, 2, 2, 4.5, 4.5])
        assert (found.cap, found.trimmed) == (pytest.approx(4.5), 2)

    @settings(deadline=None)
    @given(WEIGHTS, st.floats(1.05, 5))
    def test_is_a_fixed_point(self, weights: list[float], at: float) -> None:
        found = trim(weights, at)
        assert found.weights.sum() == pytest.approx(sum(weights))
        assert found.weights.max() <= found.cap * (1 + 1e-9)
        assert trim(found.weights, at).weights == pytest.approx(found.weights)
        # Who had the larger weight never ends up with the smaller one.
        assert (np.diff(found.weights[np.argsort(weights, kind="stable")]) >= -1e-9).all()

    def test_degenerate(self) -> None:
        assert "no weight" in trim([0.0], 2).undefined
        assert "too few" in trim([10, 0, 0, 0], 2).undefined
        assert trim([], 2).weights is None
        with pytest.raises(ValueError, match="above 1"):
            trim([1, 2], 0.9)


def row_by_row(frame: pd.DataFrame, margins: dict, base: np.ndarray) -> np.ndarray:
    """Rake the slow way: one factor for every row, a fixed number of rounds."""
    weights = base / base.sum()
    for _ in range(300):
        for name, targets in margins.items():
            for category, target in targets.items():
                inside = (frame[name] == category).to_numpy()
                weights[inside] *= target / sum(targets.values()) / weights[inside].sum()
    return weights


class TestRake:
    # The table of Deming and Stephan's method as worked in textbooks: a start of 40 30 20 10 / 35 50 100 75 /
    # 30 80 70 120 / 20 30 40 50 with row totals 150 300 400 150 and column totals 200 300 400 100 (the
    # example of the Wikipedia article on iterative proportional fitting), solution to two places.
    START = ((40, 30, 20, 10), (35, 50, 100, 75), (30, 80, 70, 120), (20, 30, 40, 50))
    SOLUTION = (
        (64.61, 46.28, 35.42, 3.83), (49.95, 68.15, 156.49, 25.37), (56.70, 144.40, 145.06, 53.76),
        (28.74, 41.18, 63.03, 17.03),
    )  # fmt: skip

    def test_published_table(self) -> None:
        cells = [(r, c) for r in range(4) for c in range(4)]
        frame = pd.DataFrame(cells, columns=["row", "column"])
        margins = {
            "row": dict(enumerate((150, 300, 400, 150))),
            "column": dict(enumerate((200, 300, 400, 100))),
        }
        found = rake(frame, margins, base=[self.START[r][c] for r, c in cells])
        assert found.weights == pytest.approx([self.SOLUTION[r][c] for r, c in cells], abs=0.06)
        assert found.error < 1e-9

    @pytest.mark.parametrize("seed", range(5))
    def test_equals_row_by_row(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame({"group": rng.choice(list("abc"), 60), "area": rng.choice(list("xy"), 60)})
        base, other = rng.uniform(0.2, 5, 60), rng.uniform(0.5, 2, 60)
        # Margins that some weights can meet: those of other weights on the same rows.
        margins = {name: pd.Series(other).groupby(frame[name]).sum().to_dict() for name in frame}
        found = rake(frame, margins, base)
        assert found.weights.sum() == pytest.approx(other.sum())
        assert found.weights / other.sum() == pytest.approx(row_by_row(frame, margins, base), abs=1e-9)

    def test_shares_keep_the_sum_of_the_base(self) -> None:
        frame = pd.DataFrame({"sex": ["f", "f", "m"]})
        assert rake(frame, {"sex": {"f": 0.5, "m": 0.5}}, [2, 2, 4]).weights == pytest.approx([2, 2, 4])

    def test_order_of_rows_does_not_matter(self) -> None:
        rng = np.random.default_rng(5)
        frame = pd.DataFrame({"a": rng.integers(0, 3, 50), "b": rng.integers(0, 2, 50)})
        margins = {"a": {0: 2, 1: 3, 2: 5}, "b": {0: 4, 1: 6}}
        order = rng.permutation(50)
        assert rake(frame.iloc[order], margins).weights == pytest.approx(rake(frame, margins).weights[order])

    def test_empty_cell_with_a_target_is_named(self) -> None:
        found = rake(pd.DataFrame({"sex": ["f", "f"]}), {"sex": {"f": 60, "m": 40}})
        assert found.weights is None
        assert found.undefined == (
            "not defined because nobody is 'm' in 'sex' with a target of 40: join it to another category"
        )

    @pytest.mark.parametrize("strange", [None, "x"])
    def test_row_without_a_target_is_named(self, strange: str | None) -> None:
        found = rake(pd.DataFrame({"sex": ["f", strange, "m"]}), {"sex": {"f": 60, "m": 40}})
        assert "1 rows have no target in the margin 'sex'" in found.undefined

    def test_margins_that_contradict_each_other(self) -> None:
        frame = pd.DataFrame({"a": ["x", "y"], "b": ["x", "y"]})
        found = rake(frame, {"a": {"x": 2, "y": 2}, "b": {"x": 1, "y": 3}}, rounds=10)
        assert (found.weights, found.error) == (None, pytest.approx(0.25))
        assert "a share is still 0.25 off after 10 rounds" in found.undefined

    def test_target_of_zero_gives_weight_zero(self) -> None:
        frame = pd.DataFrame({"sex": ["f", "m", "m"]})
        assert rake(frame, {"sex": {"f": 0, "m": 10}}).weights == pytest.approx([0, 5, 5])

    def test_degenerate(self) -> None:
        assert "no rows" in rake(pd.DataFrame({"sex": []}), {"sex": {"f": 1}}).undefined
        assert "no rows" in rake(pd.DataFrame({"sex": ["f"]}), {"sex": {"f": 1}}, [0]).undefined

    @pytest.mark.parametrize(
        ("margins", "why"),
        [
            ({}, "no margin"), ({"age": {1: 1}}, "no column age"), ({"sex": {"f": -1, "m": 2}}, "negative"),
            ({"sex": {"f": 1, "m": 2}, "area": {"t": 4}}, "different totals"),
        ],
    )  # fmt: skip
    def test_nonsense_is_refused(self, margins: dict, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            rake(pd.DataFrame({"sex": ["f", "m"], "area": ["t", "t"]}), margins)


SAMPLE = st.lists(
    st.tuples(st.integers(0, 5), st.floats(0.1, 10), st.integers(0, 4)), min_size=3, max_size=40
).filter(lambda rows: len({row[2] for row in rows}) > 1)


class TestLinearised:
    @settings(deadline=None)
    @given(SAMPLE)
    def test_equals_statsmodels(self, rows: list[tuple[int, float, int]]) -> None:
        y, w, g = (np.array(column) for column in zip(*rows, strict=True))
        model = sm.WLS(y.astype(float), np.ones((len(y), 1)), weights=w)
        reference = model.fit(cov_type="cluster", cov_kwds={"groups": g})
        found = linearised(y, w, clusters=g)
        assert found.estimate == pytest.approx(reference.params[0])
        assert found.se == pytest.approx(reference.bse[0], rel=1e-6, abs=1e-9)

    def test_simple_random_sample(self) -> None:
        y = np.array([3.0, 5, 4, 8, 1])
        found, reference = linearised(y), DescrStatsW(y)
        assert (found.se, found.deff) == (pytest.approx(reference.std_mean), pytest.approx(1))
        assert (found.low, found.high) == pytest.approx(reference.tconfint_mean())

    def test_strata_by_hand(self) -> None:
        """Two strata of two projects: the variance is that of the sums within each stratum."""
        y, w = np.array([1.0, 0, 1, 1, 0, 0, 1, 0]), np.array([1.0, 1, 2, 2, 1, 1, 3, 3])
        projects, strata = list("ABABCDCD"), list("nnnnssss")
        mean = (w @ y) / w.sum()
        u = w * (y - mean) / w.sum()
        totals = {p: sum(u[i] for i in range(8) if projects[i] == p) for p in "ABCD"}
        by_hand = (totals["A"] - totals["B"]) ** 2 + (totals["C"] - totals["D"]) ** 2
        found = linearised(y, w, projects, strata)
        assert (found.estimate, found.se, found.df) == (pytest.approx(mean), pytest.approx(by_hand**0.5), 2)
        assert found.high - found.estimate == pytest.approx(t.ppf(0.975, 2) * by_hand**0.5)

    def test_same_name_in_two_strata_is_two_clusters(self) -> None:
        assert linearised([1, 0, 1, 0], clusters=[1, 2, 1, 2], strata=["n", "n", "s", "s"]).clusters == 4

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (([],), "no values"), (([1, 2], [0, 0]), "no values"),
            (([1, 2], None, ["a", "a"]), "only one cluster"), (([4],), "only one cluster"),
            (([1, 2, 3], None, None, ["n", "n", "s"]), "a stratum holds only one cluster"),
        ],
    )  # fmt: skip
    def test_degenerate(self, arguments: tuple, why: str) -> None:
        found = linearised(*arguments)
        assert (found.se, found.low) == (None, None)
        assert "not defined because" in found.undefined
        assert why in found.undefined

    def test_values_that_do_not_vary(self) -> None:
        found = linearised([1, 1, 1])
        assert (found.estimate, found.se, found.deff, found.undefined) == (1, 0, None, "")
