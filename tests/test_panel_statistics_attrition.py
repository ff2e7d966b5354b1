"""Little's test, BGLW, lagged outcomes and R-indicators against published figures and other programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

from familypanel.panel import bglw, lagged_outcomes, little_mcar, r_indicator

AIR = pd.read_csv(Path(__file__).parent / "airquality.csv")


def families(n: int = 400, seed: int = 3) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"area": rng.choice(["coast", "land", "town"], n), "sex": rng.choice(["f", "m"], n)})
    frame["worry"] = rng.normal(10, 3, n).round(2)
    linear = 0.3 + 0.9 * (frame["area"] == "town") - 0.1 * (frame["worry"] - 10)
    return frame, rng.random(n) < 1 / (1 + np.exp(-linear.to_numpy()))


class TestLittle:
    # New York air quality, May to September 1973 (J. M. Chambers et al. (1983), Graphical Methods for Data
    # Analysis), all six columns; the divisor n - 1 would give 34.88.
    def test_air_quality(self) -> None:
        found = little_mcar(AIR)
        assert (found.statistic, found.df, found.patterns) == (pytest.approx(35.106, abs=5e-4), 14, 4)
        assert found.p == pytest.approx(0.00142, abs=5e-6)
        assert [(part.missing, part.n) for part in found.by_pattern] == [
            ((), 111), (("Ozone",), 35), (("Solar.R",), 5), (("Ozone", "Solar.R"), 2),
        ]  # fmt: skip

    def test_moments_maximise_the_likelihood(self) -> None:
        """With two columns: the statistic from a maximum found by a general optimiser."""
        two = ((AIR[["Ozone", "Solar.R"]] - [42, 186]) / [33, 90]).dropna(how="all").to_numpy()
        parts = [(two[~np.isnan(two).any(axis=1)], [0, 1])]
        parts += [(two[np.isnan(two[:, 1])][:, [0]], [0]), (two[np.isnan(two[:, 0])][:, [1]], [1])]

        def moments(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            lower = np.array([[np.exp(at[2]), 0], [at[3], np.exp(at[4])]])
            return at[:2], lower @ lower.T

        def loss(at: np.ndarray) -> float:
            mean, cov = moments(at)
            return -sum(multivariate_normal(mean[k], cov[np.ix_(k, k)]).logpdf(x).sum() for x, k in parts)

        mean, cov = moments(minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-7}).x)
        apart = [(len(x), x.mean(axis=0) - mean[k], cov[np.ix_(k, k)]) for x, k in parts]
        statistic = sum(n * d @ np.linalg.solve(within, d) for n, d, within in apart)
        found = little_mcar(AIR[["Ozone", "Solar.R"]])
        assert (found.statistic, found.df) == (pytest.approx(statistic, rel=1e-4), 2)
        assert (found.n, found.empty) == (151, 2)

    def test_units_and_order_do_not_matter(self) -> None:
        other = (AIR * [1000, 0.01, 1, 1, 1, 1] + [0, 0, 50, 0, 0, 0]).sample(frac=1, random_state=1)
        assert little_mcar(other).statistic == pytest.approx(little_mcar(AIR).statistic, rel=1e-6)

    @pytest.mark.parametrize(
        ("columns", "why"),
        [
            ({"a": [1.0, 2, 3], "b": [1.0, 3, 2]}, "same columns missing"),
            ({"a": []}, "no values"), ({}, "no values"),
            ({"a": [1.0, 2, None], "b": [None, None, None]}, "'b' has no value at all"),
            ({"a": [1.0, 2, 3], "b": [5.0, 5, None]}, "'b' does not vary"),
            ({"a": [1.0, 2, 3, 4], "b": [2.0, 4, 6, None]}, "follows from the others"),
        ],
    )  # fmt: skip
    def test_degenerate(self, columns: dict, why: str) -> None:
        found = little_mcar(pd.DataFrame(columns, dtype=float))
        assert (found.statistic, found.df, found.p) == (None, None, None)
        assert found.undefined.startswith("not defined because")
        assert why in found.undefined

    def test_text_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not numbers: a"):
            little_mcar(pd.DataFrame({"a": ["x", None]}))


class TestBglw:
    def test_equals_statsmodels(self) -> None:
        frame, kept = families()
        lost = (~kept).astype(float)
        covariates = pd.get_dummies(frame[["area", "sex"]], drop_first=True).astype(float)
        full = sm.add_constant(covariates).assign(lost=lost)
        for name in covariates:
            full[f"lost_{name}"] = lost * covariates[name]
        names = [name for name in full if name.startswith("lost")]
        reference = sm.OLS(frame["worry"], full).fit().f_test(", ".join(f"{name} = 0" for name in names))
        found = bglw(frame[["area", "sex"]], frame["worry"], lost)
        assert (found.f, found.p) == (pytest.approx(reference.fvalue), pytest.approx(reference.pvalue))
        assert found.df == (int(reference.df_num), int(reference.df_denom))
        assert bglw(frame.assign(lost=lost), "worry", "lost") == found

    def test_only_the_lost_without_covariates_is_a_two_sample_t(self) -> None:
        frame, kept = families()
        found = bglw(pd.DataFrame(index=frame.index), frame["worry"], ~kept)
        t = sm.stats.ttest_ind(frame["worry"][kept], frame["worry"][~kept])
        assert (found.f, found.p) == (pytest.approx(t[0] ** 2), pytest.approx(t[1]))

    @pytest.mark.parametrize(
        ("outcome", "lost", "why"),
        [
            ([1, 2, 3], [1, 1, 1], "everybody was lost"), ([1, 2, 3], [0, 0, 0], "nobody was lost"),
            ([1, 2], [0, 1], "too few members"), ([2] * 8, [0, 1] * 4, "does not vary"),
            ([], [], "there is nobody"),
        ],
    )  # fmt: skip
    def test_degenerate(self, outcome: list, lost: list, why: str) -> None:
        found = bglw(pd.DataFrame({"a": np.arange(len(lost)) // 2}), outcome, lost)
        assert (found.f, found.df, found.p) == (None, None, None)
        assert why in found.undefined


class TestLaggedOutcomes:
    def test_equals_statsmodels(self) -> None:
        frame, kept = families()
        covariates = sm.add_constant(pd.get_dummies(frame, drop_first=True).astype(float))
        full = sm.Logit(~kept, covariates).fit(disp=0)
        without = sm.Logit(~kept, covariates.drop(columns="worry")).fit(disp=0)
        found = lagged_outcomes(frame, ["worry"], ~kept)
        assert (found.chi2, found.df) == (pytest.approx(2 * (full.llf - without.llf), rel=1e-6), 1)
        assert (found.pseudo_r2, found.pseudo_r2_without) == (
            pytest.approx(full.prsquared), pytest.approx(without.prsquared),
        )  # fmt: skip

    def test_degenerate(self) -> None:
        frame, kept = families(30)
        assert "nobody was lost" in lagged_outcomes(frame, ["worry"], np.zeros(30)).undefined
        assert "do not vary" in lagged_outcomes(frame.assign(worry=1), ["worry"], ~kept).undefined
        with pytest.raises(ValueError, match="no column joy"):
            lagged_outcomes(frame, ["joy"], ~kept)


def shlomo(matrix: np.ndarray, responded: np.ndarray, population: float) -> tuple[float, float, float]:
    """R, unadjusted R and standard error, sum by sum as in Shlomo, Skinner and Schouten (2012)."""
    n = len(matrix)
    chance = sm.Logit(responded, matrix).fit(disp=0, tol=1e-12).predict()
    z = [p * (1 - p) * x for p, x in zip(chance, matrix, strict=True)]
    inverse = np.linalg.inv(sum(np.outer(zi, xi) for zi, xi in zip(z, matrix, strict=True)))
    s2 = sum((chance - chance.mean()) ** 2) / (n - 1)
    adjusted = (1 + 1 / n - 1 / population) * s2 - sum(zi @ inverse @ zi for zi in z) / n
    z_mean, p_mean = sum(z) / n, chance.mean()
    a = sum((zi - z_mean) * (p - p_mean) for zi, p in zip(z, chance, strict=True)) / n
    b = sum(np.outer(zi - z_mean, zi - z_mean) for zi in z) / n
    drawn = (1 / n - 1 / population) * np.var((chance - p_mean) ** 2, ddof=1)
    variance = 4 * a @ inverse @ a + 2 * np.trace(b @ inverse @ b @ inverse) + drawn
    return 1 - 2 * max(0, adjusted) ** 0.5, 1 - 2 * s2**0.5, (variance / np.var(chance)) ** 0.5


class TestRIndicator:
    @pytest.mark.parametrize("population", [None, 400, 5000])
    def test_equals_the_formulas(self, population: int | None) -> None:
        frame, kept = families()
        matrix = sm.add_constant(pd.get_dummies(frame, drop_first=True).astype(float)).to_numpy()
        r, unadjusted, se = shlomo(matrix, kept, population or 1e300)
        found = r_indicator(frame, kept, population)
        assert (found.r, found.r_unadjusted, found.se) == (
            pytest.approx(r, abs=1e-8), pytest.approx(unadjusted, abs=1e-8), pytest.approx(se, abs=1e-8),
        )  # fmt: skip
        assert found.r > found.r_unadjusted

    def test_one_variable_by_hand(self) -> None:
        """80 of 100 in town, 50 of 100 on the land: S² is 200 * 0.15² / 199, the partial 0.15."""
        frame = pd.DataFrame({"area": ["town"] * 100 + ["land"] * 100})
        responded = np.array([1] * 80 + [0] * 20 + [1] * 50 + [0] * 50)
        found = r_indicator(frame, responded)
        assert found.r_unadjusted == pytest.approx(1 - 2 * 0.15 * (200 / 199) ** 0.5)
        whole, land, town = found.partials
        assert (whole.variable, whole.category, whole.p_u_unadjusted) == ("area", "", pytest.approx(0.15))
        assert (land.category, land.p_u) == ("land", pytest.approx(-(0.5**0.5) * 0.15))
        assert (town.category, town.p_u, town.n) == ("town", pytest.approx(0.5**0.5 * 0.15), 100)
        assert whole.se == pytest.approx(found.se / 2)

    def test_categories_add_up_to_their_variable(self) -> None:
        frame, kept = families()
        found = r_indicator(frame.where(frame["worry"] > 6), kept)
        for name in frame:
            whole, *parts = (part for part in found.partials if part.variable == name)
            assert whole.p_u_unadjusted == pytest.approx(sum(part.p_u**2 for part in parts) ** 0.5)
            assert sum(part.n for part in parts) == len(frame)
            assert whole.p_u <= whole.p_u_unadjusted
            assert (whole.p_u_unadjusted**2) <= ((1 - found.r_unadjusted) / 2) ** 2

    def test_bias_adjustment_brings_chance_back_to_one(self) -> None:
        """Response that depends on nothing: without the adjustment small samples look unrepresentative."""
        adjusted, plain = [], []
        for seed in range(30):
            rng = np.random.default_rng(seed)
            frame = pd.DataFrame({"a": rng.choice(list("abcde"), 150)})
            found = r_indicator(frame, rng.random(150) < 0.5)
            adjusted.append(found.r)
            plain.append(found.r_unadjusted)
        assert np.mean(plain) < 0.88
        assert np.mean(adjusted) > 0.93

    def test_nothing_known_is_representative_of_nothing(self) -> None:
        found = r_indicator(pd.DataFrame(index=range(10)), [1, 0] * 5)
        assert (found.r, found.r_unadjusted, found.se, found.partials) == (1, 1, None, ())

    @pytest.mark.parametrize(
        ("responded", "why"), [([1, 1, 1], "everybody"), ([0, 0, 0], "nobody"), ([0, 1, 1], "separates")]
    )
    def test_degenerate(self, responded: list[int], why: str) -> None:
        found = r_indicator(pd.DataFrame({"a": ["x", "y", "y"]}), responded)
        assert (found.r, found.se, found.partials) == (None, None, ())
        assert why in found.undefined

    def test_population_smaller_than_the_members_is_refused(self) -> None:
        with pytest.raises(ValueError, match="cannot come from 2"):
            r_indicator(pd.DataFrame({"a": [1, 2, 3]}), [1, 0, 1], population=2)
