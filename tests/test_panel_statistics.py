"""Wilson, McNemar, Newcombe, Benjamini-Hochberg and due dates against published figures and others."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar as reference_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from familypanel.panel import benjamini_hochberg, due_dates, mcnemar, wilson

COUNT = st.integers(0, 300)


def percents(figures: tuple[float | None, ...]) -> list[float]:
    return [round(100 * figure, 1) for figure in figures if figure is not None]


class TestWilson:
    def test_retention_of_the_model_study(self) -> None:
        assert percents(wilson(177, 368)) == [48.1, 43.0, 53.2]
        assert percents(wilson(105, 368)) == [28.5, 24.2, 33.3]

    # R. G. Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3.
    @pytest.mark.parametrize(
        ("k", "n", "low", "high"),
        [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )  # fmt: skip
    def test_published_examples(self, k: int, n: int, low: float, high: float) -> None:
        found = wilson(k, n)
        assert found.low == pytest.approx(low, abs=5e-5)
        assert found.high == pytest.approx(high, abs=5e-5)

    @given(n=st.integers(1, 100_000), data=st.data())
    @settings(deadline=None)
    def test_equals_statsmodels(self, n: int, data: st.DataObject) -> None:
        k = data.draw(st.integers(0, n))
        low, high = proportion_confint(k, n, method="wilson")
        found = wilson(k, n)
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))
        assert 0 <= found.low <= k / n <= found.high <= 1

    def test_nobody_is_not_defined(self) -> None:
        assert wilson(0, 0) == (None, None, None)

    def test_more_than_all_is_refused(self) -> None:
        with pytest.raises(ValueError, match="3 of 2"):
            wilson(3, 2)


class TestMcNemar:
    # Bentur et al. (2009), 21 children before and after transplantation, as analysed by M. W. Fagerland,
    # S. Lydersen and P. Laake: tests (2013), BMC Medical Research Methodology 13: 91; intervals (2014),
    # Statistics in Medicine 33: 2850-2875, where the phi is corrected (method 10).
    def test_airway_hyper_responsiveness(self) -> None:
        found = mcnemar(1, 1, 7, 12)
        assert (found.chi2_p, found.exact, found.mid_p, found.chi2_corrected_p) == (
            pytest.approx(0.034, abs=5e-4), pytest.approx(0.070, abs=5e-4), pytest.approx(0.039, abs=5e-4),
            pytest.approx(0.077, abs=5e-4),
        )  # fmt: skip
        assert found.difference == pytest.approx(6 / 21)
        assert found.newcombe_10 == (pytest.approx(0.026, abs=5e-4), pytest.approx(0.507, abs=5e-4))

    @given(a=COUNT, b=COUNT, c=COUNT, d=COUNT)
    @settings(deadline=None)
    def test_equals_statsmodels(self, a: int, b: int, c: int, d: int) -> None:
        found, table = mcnemar(a, b, c, d), [[a, b], [c, d]]
        assert found.exact == pytest.approx(min(1.0, reference_mcnemar(table, exact=True).pvalue), rel=1e-9)
        if b + c:
            plain = reference_mcnemar(table, exact=False, correction=False)
            corrected = reference_mcnemar(table, exact=False, correction=True)
            assert found.chi2 == pytest.approx(plain.statistic)
            assert found.chi2_p == pytest.approx(plain.pvalue, rel=1e-9, abs=1e-300)
            if b != c:  # statsmodels lets the correction overshoot zero
                assert found.chi2_corrected == pytest.approx(corrected.statistic)

    @given(a=COUNT, b=COUNT, c=COUNT, d=COUNT)
    @settings(deadline=None)
    def test_intervals_are_ordered_and_mirror_each_other(self, a: int, b: int, c: int, d: int) -> None:
        found, mirrored = mcnemar(a, b, c, d), mcnemar(a, c, b, d)
        if a + b + c + d == 0:
            assert found.newcombe is None
            assert found.newcombe_10 is None
            return
        for one, other in ((found.newcombe, mirrored.newcombe), (found.newcombe_10, mirrored.newcombe_10)):
            assert -1 - 1e-12 <= one.low <= found.difference + 1e-12
            assert found.difference - 1e-12 <= one.high <= 1 + 1e-12
            assert (one.low, one.high) == (pytest.approx(-other.high), pytest.approx(-other.low))
        assert found.mid_p <= found.exact <= 1

    def test_a_correction_only_widens(self) -> None:
        found = mcnemar(59, 16, 6, 80)
        assert found.newcombe_10.low < found.newcombe.low < found.newcombe.high < found.newcombe_10.high

    def test_method_8_from_its_parts(self) -> None:
        a, b, c, d = 59, 6, 16, 80
        n = a + b + c + d
        (first, l1, u1), (second, l2, u2) = wilson(a + b, n), wilson(a + c, n)
        entry, leaving = np.repeat([1, 1, 0, 0], [a, b, c, d]), np.repeat([1, 0, 1, 0], [a, b, c, d])
        phi = np.corrcoef(entry, leaving)[0, 1]
        down = (second - l2) ** 2 - 2 * phi * (second - l2) * (u1 - first) + (u1 - first) ** 2
        up = (u2 - second) ** 2 - 2 * phi * (u2 - second) * (first - l1) + (first - l1) ** 2
        found = mcnemar(a, b, c, d)
        assert found.newcombe.low == pytest.approx(found.difference - down**0.5)
        assert found.newcombe.high == pytest.approx(found.difference + up**0.5)

    def test_nobody_changed(self) -> None:
        found = mcnemar(5, 0, 0, 5)
        assert (found.exact, found.mid_p, found.chi2, found.chi2_corrected) == (1, 1, None, None)
        assert found.difference == 0

    def test_many_pairs_do_not_overflow(self) -> None:
        found = mcnemar(0, 20_000, 21_000, 0)
        assert found.exact == pytest.approx(binomtest(20_000, 41_000).pvalue, rel=1e-9)


class TestBenjaminiHochberg:
    # Y. Benjamini and Y. Hochberg (1995), section 3.2: fifteen p-values, of which four are rejected at 0.05.
    PUBLISHED = (
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
        0.6528,
        0.7590, 1.0000,
    )  # fmt: skip

    def test_published_example(self) -> None:
        assert sum(p <= 0.05 for p in benjamini_hochberg(self.PUBLISHED)) == 4

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
    @settings(deadline=None)
    def test_equals_statsmodels(self, values: list[float]) -> None:
        assert benjamini_hochberg(values) == pytest.approx(list(multipletests(values, method="fdr_bh")[1]))

    def test_what_is_not_defined_does_not_count(self) -> None:
        assert benjamini_hochberg([0.01, None, 0.03]) == [pytest.approx(0.02), None, pytest.approx(0.03)]
        assert benjamini_hochberg([]) == []
        assert benjamini_hochberg([None]) == [None]


class TestDueDates:
    @pytest.mark.parametrize(
        ("anchor", "months", "expected"),
        [
            ("2016-02-29", 12, "2017-02-28"), ("2015-02-28", 12, "2016-02-28"),
            ("2012-08-31", 6, "2013-02-28"),
            ("2012-01-31", 1, "2012-02-29"), ("2012-12-15", 1, "2013-01-15"), ("2012-05-31", 0, "2012-05-31"),
        ],
    )  # fmt: skip
    def test_clamped_at_month_end(self, anchor: str, months: int, expected: str) -> None:
        assert [str(day) for day in due_dates(date.fromisoformat(anchor), [months])] == [expected]

    def test_never_chained(self) -> None:
        assert due_dates(date(2016, 2, 29), [12, 24, 48])[-1] == date(2020, 2, 29)

    @given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 240))
    @settings(deadline=None)
    def test_month_is_exact(self, anchor: date, months: int) -> None:
        (day,) = due_dates(anchor, months)
        assert (day.year * 12 + day.month) - (anchor.year * 12 + anchor.month) == months
        assert day.day <= anchor.day
