"""Tests between groups, Holm, and retention with competing risks, against scipy and statsmodels."""

from __future__ import annotations

from warnings import catch_warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact, mannwhitneyu, ttest_ind
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.multitest import multipletests

from familypanel.panel import (
    chi_square,
    cumulative_incidence,
    fisher,
    holm,
    mann_whitney,
    standardised_difference,
    welch,
)

VALUES = st.lists(st.integers(-20, 20), min_size=2, max_size=15)
CELLS = st.integers(1, 60)


class TestTables:
    @settings(deadline=None)
    @given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=4))
    def test_chi_square_equals_scipy(self, table: list[tuple[int, ...]]) -> None:
        found, reference = chi_square(table), chi2_contingency(table, correction=False)
        assert (found.statistic, found.p) == (
            pytest.approx(reference[0], abs=1e-9),
            pytest.approx(reference[1]),
        )
        assert found.df == reference[2]

    def test_empty_categories_do_not_count(self) -> None:
        assert chi_square([[5, 0, 7], [6, 0, 2]]) == chi_square([[5, 7], [6, 2]])

    def test_small_expected_counts_are_noted(self) -> None:
        assert chi_square([[2, 3], [4, 1]]).note == "4 of 4 expected counts are below 5"

    @settings(deadline=None)
    @given(CELLS, CELLS, CELLS, CELLS)
    def test_fisher_equals_scipy(self, a: int, b: int, c: int, d: int) -> None:
        found, reference = fisher(a, b, c, d), fisher_exact([[a, b], [c, d]])
        assert (found.statistic, found.p) == (pytest.approx(reference[0]), pytest.approx(reference[1]))

    def test_tea(self) -> None:
        # R. A. Fisher (1935), The Design of Experiments, section 5: all cups right, 1 in 70; two-sided 2.
        assert fisher(4, 0, 0, 4).p == pytest.approx(2 / 70)

    @pytest.mark.parametrize("table", [[[0, 0], [3, 4]], [[3, 0], [4, 0]], [[0, 0], [0, 0]], [[1, 2]]])
    def test_degenerate(self, table: list[list[int]]) -> None:
        assert "not two groups" in chi_square(table).undefined
        if len(table) == 2:
            found = fisher(*table[0], *table[1])
            assert (found.p, found.undefined) == (None, chi_square(table).undefined)

    def test_negative_counts_are_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            fisher(-1, 2, 3, 4)


class TestNumbers:
    @settings(deadline=None)
    @given(VALUES, VALUES)
    def test_welch_equals_scipy(self, x: list[int], y: list[int]) -> None:
        found = welch(x, y)
        if len(set(x)) == len(set(y)) == 1:
            assert "do not vary" in found.undefined
            return
        with catch_warnings(action="ignore"):  # scipy warns of nearly equal values
            reference = ttest_ind(x, y, equal_var=False)
        assert (found.statistic, found.p) == (
            pytest.approx(reference.statistic),
            pytest.approx(reference.pvalue),
        )
        assert found.df == pytest.approx(reference.df)

    @settings(deadline=None)
    @given(VALUES, VALUES)
    def test_mann_whitney_equals_scipy(self, x: list[int], y: list[int]) -> None:
        found = mann_whitney(x, y)
        if len(set(x + y)) == 1:
            assert "all values are the same" in found.undefined
            return
        reference = mannwhitneyu(x, y)
        assert (found.statistic, found.p) == (reference.statistic, pytest.approx(reference.pvalue))
        assert bool(found.note) == (len(set(x + y)) < len(x + y))
        # U counts the pairs in which the first is larger, a tie as half.
        assert found.statistic == sum((a > b) + (a == b) / 2 for a in x for b in y)

    def test_standardised_difference_of_a_share(self) -> None:
        """0.6 against 0.4: 0.2 over the root of 0.24."""
        first, second = [1] * 60 + [0] * 40, [1] * 40 + [0] * 60
        assert standardised_difference(first, second) == pytest.approx(0.2 / 0.24**0.5)

    def test_degenerate(self) -> None:
        assert "fewer than two members" in welch([1], [1, 2]).undefined
        assert "do not vary" in welch([0.1] * 3, [0.1 + 1e-17] * 3).undefined
        assert "no members" in mann_whitney([], [1]).undefined
        assert standardised_difference([1, 1], [1, 1]) is None
        assert standardised_difference([], [1]) is None

    def test_missing_values_are_refused(self) -> None:
        with pytest.raises(ValueError, match="missing"):
            welch([1, float("nan")], [1, 2])


class TestHolm:
    @settings(deadline=None)
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
    def test_equals_statsmodels(self, p: list[float]) -> None:
        assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])

    def test_what_is_not_defined_does_not_count(self) -> None:
        assert holm([0.01, None, 0.04]) == [0.02, None, 0.04]
        assert holm([]) == []


MEMBERS = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["", "lost", "died"])), min_size=2, max_size=60
)


class TestCumulativeIncidence:
    def test_by_hand(self) -> None:
        """Ten at the start; wave 1: 2 lost, 1 died, 2 censored; wave 2: 1 lost of 5; the rest censored."""
        waves = [1] * 5 + [2] * 5
        causes = ["lost", "lost", "died", "", "", "lost", "", "", "", ""]
        first, second = cumulative_incidence(waves, causes).waves
        assert (first.at_risk, first.ended, first.censored) == (10, {"died": 1, "lost": 2}, 2)
        assert (first.kept, second.kept) == (pytest.approx(0.7), pytest.approx(0.7 * 0.8))
        assert second.incidence == {"died": pytest.approx(0.1), "lost": pytest.approx(0.2 + 0.7 / 5)}
        assert second.kept_se == pytest.approx(0.56 * (3 / (10 * 7) + 1 / (5 * 4)) ** 0.5)

    @settings(deadline=None)
    @given(MEMBERS)
    def test_kept_equals_kaplan_and_meier_of_statsmodels(self, members: list[tuple[int, str]]) -> None:
        waves, causes = zip(*members, strict=True)
        ended = np.array([cause != "" for cause in causes])
        if not ended.any():
            return
        reference = SurvfuncRight(np.array(waves, dtype=float), ended.astype(int))
        found = {at.wave: at for at in cumulative_incidence(waves, causes).waves}
        for time, kept, se in zip(
            reference.surv_times, reference.surv_prob, reference.surv_prob_se, strict=True
        ):
            assert found[int(time)].kept == pytest.approx(kept, abs=1e-12)
            if kept > 0:
                assert found[int(time)].kept_se == pytest.approx(se)

    @settings(deadline=None)
    @given(MEMBERS)
    def test_incidence_equals_statsmodels(self, members: list[tuple[int, str]]) -> None:
        waves, causes = zip(*members, strict=True)
        if not {"lost", "died"} <= set(causes):
            return
        status = np.array([{"": 0, "died": 1, "lost": 2}[cause] for cause in causes])
        with catch_warnings(action="ignore"):  # statsmodels divides by zero where all end at the last wave
            reference = CumIncidenceRight(np.array(waves, dtype=float), status)
        found = {at.wave: at for at in cumulative_incidence(waves, causes).waves}
        for place, time in enumerate(reference.times):
            at = found[int(time)]
            for cause, name in enumerate(("died", "lost")):
                assert at.incidence[name] == pytest.approx(reference.cinc[cause][place], abs=1e-12)
                se = reference.cinc_se[cause][place]
                assert not np.isfinite(se) or at.incidence_se[name] == pytest.approx(se, abs=1e-9)

    def test_standard_error_without_censoring_is_that_of_a_share(self) -> None:
        waves, causes = [1] * 30 + [2] * 20 + [3] * 50, ["lost", "died"] * 25 + [""] * 50
        second = cumulative_incidence(waves, causes).waves[1]
        assert second.incidence == {"died": pytest.approx(0.25), "lost": pytest.approx(0.25)}
        assert second.incidence_se["lost"] == pytest.approx((0.25 * 0.75 / 100) ** 0.5, rel=1e-6)
        assert second.kept_se == pytest.approx((0.5 * 0.5 / 100) ** 0.5)

    @settings(deadline=None)
    @given(MEMBERS)
    def test_shares_add_up_and_order_does_not_matter(self, members: list[tuple[int, str]]) -> None:
        curve = cumulative_incidence(*zip(*members, strict=True))
        assert cumulative_incidence(*zip(*members[::-1], strict=True)) == curve
        for at in curve.waves:
            assert at.kept + sum(at.incidence.values()) == pytest.approx(1)
            if at.kept_low is not None:
                assert 0 <= at.kept_low <= at.kept <= at.kept_high <= 1
        assert sum(sum(at.ended.values()) + at.censored for at in curve.waves) == len(members)

    def test_degenerate(self) -> None:
        assert cumulative_incidence([], []).undefined == "not defined because there is nobody"
        everyone = cumulative_incidence([1, 1], ["lost", "lost"]).waves[0]
        assert (everyone.kept, everyone.kept_se, everyone.kept_low, everyone.incidence["lost"]) == (
            0,
            0,
            None,
            1,
        )
        nobody = cumulative_incidence([1, 2], ["", ""]).waves
        assert [(at.kept, at.kept_low, at.incidence) for at in nobody] == [(1, None, {}), (1, None, {})]
        with pytest.raises(ValueError, match="1 causes for 2 waves"):
            cumulative_incidence([1, 2], [""])
