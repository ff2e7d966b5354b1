"""Means of pairs against published examples, scipy and statsmodels."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from familypanel.panel import paired_means, wilcoxon_signed_rank

# Student (1908): hours of sleep gained with one and with the other drug, ten patients.
SLEEP = ([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
         [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])  # fmt: skip
# Lakens (2013), the two movies of his example.
MOVIES = ([9, 6, 7, 8, 7, 9, 8, 8, 8, 7], [9, 7, 8, 9, 8, 9, 9, 10, 9, 9])
# Hollander and Wolfe (1973), p. 29: depression before and after a tranquilliser; as in R's help page.
DEPRESSION = ([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30],
              [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])  # fmt: skip
scores = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=80)


class TestPublished:
    def test_student(self) -> None:
        found = paired_means(*SLEEP)
        assert (found.t, found.df, found.p) == (
            pytest.approx(4.0621, abs=1e-4),
            9,
            pytest.approx(0.002833, abs=1e-6),
        )
        assert (found.ci_low, found.ci_high) == (pytest.approx(0.7001142), pytest.approx(2.4598858))

    def test_lakens(self) -> None:
        found = paired_means(*MOVIES)
        assert [round(x, 2) for x in (found.difference, found.t, found.d_z, found.d_av)] == [
            1.0,
            4.74,
            1.5,
            1.13,
        ]

    def test_hollander_and_wolfe(self) -> None:
        found = paired_means(DEPRESSION[1], DEPRESSION[0]).ranks
        assert (found.w_plus, found.method, found.p) == (40, "exact", pytest.approx(2 * 0.01953125))


class TestIndependent:
    @settings(deadline=None)
    @given(scores)
    def test_t_equals_scipy_and_statsmodels(self, pairs: list[tuple[int, int]]) -> None:
        first, last = np.array(pairs, dtype=float).T
        found = paired_means(first, last)
        if found.t is None:
            assert np.ptp(last - first) == 0
            assert found.undefined == "not defined because everybody changed by the same amount"
            return
        judge = stats.ttest_rel(last, first)
        assert (found.t, found.p) == (pytest.approx(judge.statistic), pytest.approx(judge.pvalue))
        assert (found.ci_low, found.ci_high) == pytest.approx(DescrStatsW(last - first).tconfint_mean())

    @settings(deadline=None)
    @given(st.lists(st.floats(-9, 9).filter(bool), min_size=1, max_size=50, unique_by=abs))
    def test_without_ties_the_exact_p_is_that_of_scipy(self, differences: list[float]) -> None:
        judge = stats.wilcoxon(differences, method="exact")
        assert wilcoxon_signed_rank(differences).p == pytest.approx(judge.pvalue)

    @pytest.mark.parametrize("ours,theirs", [("wilcoxon", "wilcox"), ("pratt", "pratt")])
    def test_with_ties_and_zeros_the_normal_p_is_that_of_scipy(self, ours, theirs) -> None:
        rng = np.random.default_rng(3)
        for n in (80, 150, 400):
            differences = rng.integers(-3, 5, n).astype(float)
            judge = stats.wilcoxon(differences, zero_method=theirs, correction=False, method="asymptotic")
            found = wilcoxon_signed_rank(differences, ours)
            assert (found.method, found.p) == ("normal", pytest.approx(judge.pvalue))
            assert min(found.w_plus, found.w_minus) == pytest.approx(judge.statistic)

    @settings(deadline=None, max_examples=40)
    @given(st.lists(st.integers(-3, 4), min_size=1, max_size=9), st.sampled_from(["wilcoxon", "pratt"]))
    def test_with_ties_the_exact_p_equals_every_change_of_sign(self, drawn: list[int], zeros: str) -> None:
        d = np.array(drawn, dtype=float)
        found = wilcoxon_signed_rank(d, zeros)
        if not (d != 0).any():
            assert (found.p, found.undefined) == (None, "not defined because nobody changed")
            return
        ranks = (
            stats.rankdata(np.abs(d[d != 0])) if zeros == "wilcoxon" else stats.rankdata(np.abs(d))[d != 0]
        )
        sums = np.array([ranks[list(signs)].sum() for signs in product([False, True], repeat=len(ranks))])
        low, high = (sums <= found.w_plus + 1e-9).mean(), (sums >= found.w_plus - 1e-9).mean()
        assert found.p == pytest.approx(min(1, 2 * min(low, high)))

    def test_hedges_correction_tends_to_one(self) -> None:
        rng = np.random.default_rng(1)
        small, large = (paired_means(*rng.normal(size=(2, n))) for n in (4, 4000))
        assert small.g_av / small.d_av == pytest.approx(0.7236, abs=1e-4)  # J(3)
        assert large.g_av / large.d_av == pytest.approx(1, abs=1e-3)


class TestDegenerate:
    @pytest.mark.parametrize(
        ("entry", "leaving", "why"),
        [([], [], "fewer than two pairs"), ([1.0], [2.0], "fewer than two pairs"),
         ([np.nan, 1.0], [1.0, np.nan], "fewer than two pairs"), ([1.0, 2.0], [2.0, 3.0], "same amount")],
    )  # fmt: skip
    def test_says_why(self, entry, leaving, why) -> None:
        found = paired_means(entry, leaving)
        assert found.undefined.startswith("not defined because") and why in found.undefined
        assert (found.t, found.p, found.d_z, found.ci_low) == (None, None, None, None)

    @settings(deadline=None)
    @given(scores, st.randoms(use_true_random=False))
    def test_order_changes_nothing_and_a_change_of_sides_only_signs(self, pairs, random) -> None:
        mixed = random.sample(pairs, len(pairs))
        first, last = np.array(pairs, dtype=float).T
        again, back = paired_means(*np.array(mixed, dtype=float).T), paired_means(last, first)
        found = paired_means(first, last)
        assert again.ranks == found.ranks
        assert (found.ranks.p, found.ranks.w_plus) == (back.ranks.p, back.ranks.w_minus)
        if found.t is not None:
            assert (again.t, again.d_av) == (pytest.approx(found.t), pytest.approx(found.d_av))
            assert (back.t, back.p) == (pytest.approx(-found.t), pytest.approx(found.p))
