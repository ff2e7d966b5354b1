"""Coefficients count as the numbers they are; units can be counted instead of listed."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from familypanel.coding import alpha, boundary_f1, cohen, fleiss, percent_agreement, u_alpha

FIRST, SECOND = ["trust", "trust", "money", "money"], ["trust", "money", "money", "money"]
CODES = st.sampled_from(["a", "b", "c", None])
UNITS = st.lists(st.tuples(CODES, CODES, CODES, st.integers(0, 4)), min_size=1, max_size=8)


class TestAsNumbers:
    def test_published_values_are_equal_to_the_result_itself(self):
        # Cohen's kappa of the 2 x 2 table 20, 5, 10, 15 is 0.4 (a textbook example).
        a = ["yes"] * 25 + ["no"] * 25
        b = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
        assert cohen(a, b) == pytest.approx(0.4) and cohen(a, b).value == pytest.approx(0.4)
        assert pytest.approx(0.4) == cohen(a, b)

    @pytest.mark.parametrize(
        "result",
        [
            cohen(FIRST, SECOND), fleiss([[2, 0], [1, 1], [0, 2]]), alpha([FIRST, SECOND]),
            u_alpha([("a", 0, 4, "x"), ("b", 1, 4, "x")], 20), percent_agreement([FIRST, SECOND]),
            boundary_f1([(0, 4, "x")], [(0, 4, "x"), (5, 6, "x")]),
        ],
        ids=lambda result: type(result).__name__,
    )  # fmt: skip
    def test_arithmetic_and_comparisons(self, result):
        number = result.value
        assert result == number and result != number + 1 and hash(result) == hash(number)
        assert (result + 1, 1 + result, result - 1, 1 - result) == (
            number + 1,
            1 + number,
            number - 1,
            1 - number,
        )
        assert (2 * result, result / 2, -result, abs(result)) == (
            2 * number,
            number / 2,
            -number,
            abs(number),
        )
        assert result < number + 1 and result <= number and result > number - 1 and result >= number
        assert math.isclose(result, number) and round(result, 2) == round(number, 2)
        assert f"{result:.3f}" == f"{number:.3f}" and sum([result, result]) == 2 * number

    def test_all_that_numbers_can_do(self):
        kappa, none = cohen(["a", "b", "b"], ["a", "b", "a"]), cohen(FIRST, FIRST[::-1])
        assert isinstance(kappa, Real) and (kappa.real, kappa.imag) == (0.4, 0)
        assert (kappa**2, 2**kappa, kappa % 1, divmod(kappa, 1)) == (0.4**2, 2**0.4, 0.4, (0.0, 0.4))
        assert (int(kappa), math.trunc(kappa), math.floor(kappa), math.ceil(kappa)) == (0, 0, 0, 1)
        assert bool(kappa) and cohen([1, 1, 2, 2], [1, 2, 1, 2]).value == 0.0
        assert not cohen([1, 1, 2, 2], [1, 2, 1, 2]) and none == -1.0

    def test_numpy_and_pandas_take_them_as_numbers(self):
        kappa = cohen(["a", "b", "b"], ["a", "b", "a"])
        np.testing.assert_allclose(kappa, 0.4)
        assert np.array([kappa, 0.5]).dtype == float and np.mean([kappa, kappa]) == 0.4
        assert (
            (np.array([1.0, 2.0]) * kappa).tolist() == (kappa * np.array([1.0, 2.0])).tolist() == [0.4, 0.8]
        )
        assert pd.Series([kappa, kappa]).astype(float).sum() == 0.8

    def test_undefined_is_no_number_and_says_why(self):
        nothing = cohen(["a"], ["a"])
        assert nothing not in {0, 1} and nothing.value is None
        for use in (
            lambda: nothing + 1,
            lambda: nothing > 0,
            lambda: float(nothing),
            lambda: round(nothing, 2),
            lambda: bool(nothing),
            lambda: np.asarray(nothing),
        ):
            with pytest.raises(ValueError, match="undefined because both coders"):
                use()

    def test_two_results_are_equal_if_all_they_rest_on_is(self):
        assert cohen(FIRST, SECOND) == cohen(FIRST, SECOND)
        assert cohen(FIRST * 2, SECOND * 2) != cohen(FIRST, SECOND)
        assert cohen(FIRST * 2, SECOND * 2) == cohen(FIRST, SECOND).value


class TestWhatPandasAndNumpyHandIn:
    @pytest.mark.parametrize("empty", [None, math.nan, np.float32("nan"), np.nan, pd.NA, pd.NaT])
    def test_an_empty_place_is_no_rating(self, empty):
        assert alpha([["a", "b", empty], ["a", "b", "c"]]) == alpha([["a", "b", None], ["a", "b", "c"]])
        assert cohen(["a", "b", empty], ["a", "b", "c"]).left_out == 1

    def test_ratings_as_an_array(self):
        ratings = np.array([[1, 2, np.nan, 3], [1, 2, 2, 1]], dtype=np.float32)
        assert alpha(ratings, "interval") == alpha([[1, 2, None, 3], [1, 2, 2, 1]], "interval")

    def test_counts_of_numpy_do_not_overflow(self):
        rows = [[70_000, 50_000], [10_000, 110_000]]
        assert fleiss(np.array(rows, dtype=np.int32)) == fleiss(rows)

    def test_spans_of_numpy_do_not_overflow(self):
        starts = np.array([0, 60_000], dtype=np.int32)
        units = [("a", starts[0], starts[1], "x"), ("b", starts[0], np.int32(80_000), "x")]
        plain = [("a", 0, 60_000, "x"), ("b", 0, 80_000, "x")]
        assert u_alpha(units, np.int32(90_000)) == u_alpha(plain, 90_000)

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda: fleiss([[1.5, 0.5]]), lambda: fleiss([["two", "one"]]), lambda: fleiss([[math.nan, 1]]),
            lambda: u_alpha([("a", 0, 2.5, "x"), ("b", 0, 3, "x")], 9),
            lambda: u_alpha([("a", 0, 2, "x"), ("b", 0, 3, "x")], 9.5),
        ],
    )  # fmt: skip
    def test_what_cannot_be_counted_is_refused(self, wrong):
        with pytest.raises(ValueError, match="whole"):
            wrong()


@given(units=UNITS)
def test_a_weight_is_that_many_units(units):
    kinds = [list(kind) for kind in zip(*(unit[:3] for unit in units), strict=True)]
    weights = [unit[3] for unit in units]
    spelt = [[code for code, n in zip(row, weights, strict=True) for _ in range(n)] for row in kinds]
    assert alpha(kinds, weights=weights).value == pytest.approx(alpha(spelt).value, nan_ok=True)
    assert alpha(kinds, weights=weights).undefined == alpha(spelt).undefined
    assert cohen(kinds[0], kinds[1], weights) == cohen(spelt[0], spelt[1])
    assert percent_agreement(kinds, weights) == percent_agreement(spelt)


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=6))
def test_a_weight_is_that_many_units_for_fleiss(rows):
    counts, weights = [[yes, 3 - yes] for yes, _ in rows], [n for _, n in rows]
    spelt = [row for row, n in zip(counts, weights, strict=True) for _ in range(n)]
    assert fleiss(counts, weights) == fleiss(spelt)


@pytest.mark.parametrize("weights", [[1], [1, 2, 3, -1]])
def test_weights_that_do_not_fit(weights):
    with pytest.raises(ValueError, match="weights"):
        cohen(FIRST, SECOND, weights)
