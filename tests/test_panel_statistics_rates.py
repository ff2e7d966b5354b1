"""AAPOR rates, bounds from margins and the smallest detectable change, against enumeration."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files
from itertools import product
from math import sqrt
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from familypanel.panel import aapor, eligible_share, margin_bounds, mcnemar, smallest_change
from familypanel.panel.published import count_range, read_published

KEYS = ("I", "P", "R", "NC", "O", "UH", "UO", "NE")
COUNTS = st.fixed_dictionaries({key: st.integers(0, 500) for key in KEYS})


class TestAapor:
    # A telephone sample: 1,000 interviews, 100 partial, 400 refusals, 300 non-contacts, 50 other, 650 open,
    # 500 not eligible; every rate by hand from the formulas of the Standard Definitions.
    SAMPLE: ClassVar = dict(zip(KEYS, (1000, 100, 400, 300, 50, 600, 50, 500), strict=True))
    E = Fraction(1850, 2350)

    @pytest.mark.parametrize(
        ("rate", "by_hand"),
        [
            ("RR1", Fraction(1000, 2500)),
            ("RR2", Fraction(1100, 2500)),
            ("RR3", 1000 / (1850 + E * 650)),
            ("RR4", 1100 / (1850 + E * 650)),
            ("RR5", Fraction(1000, 1850)),
            ("RR6", Fraction(1100, 1850)),
            ("COOP1", Fraction(1000, 1550)),
            ("COOP2", Fraction(1100, 1550)),
            ("COOP3", Fraction(1000, 1500)),
            ("COOP4", Fraction(1100, 1500)),
            ("REF1", Fraction(400, 2500)),
            ("REF2", 400 / (1850 + E * 650)),
            ("REF3", Fraction(400, 1850)),
            ("CON1", Fraction(1550, 2500)),
            ("CON2", 1550 / (1850 + E * 650)),
            ("CON3", Fraction(1550, 1850)),
        ],
    )
    def test_by_hand(self, rate: str, by_hand: Fraction) -> None:
        assert aapor(self.SAMPLE)[rate] == pytest.approx(float(by_hand), rel=1e-14)

    def test_there_are_sixteen(self) -> None:
        names = [f"RR{k}" for k in range(1, 7)] + [f"COOP{k}" for k in range(1, 5)]
        names += [f"REF{k}" for k in range(1, 4)] + [f"CON{k}" for k in range(1, 4)]
        assert list(aapor(self.SAMPLE)) == names

    @settings(deadline=None)
    @given(COUNTS, st.none() | st.floats(0, 1))
    def test_rates_are_shares_and_agree(self, counts: dict[str, int], e: float | None) -> None:
        rates = aapor(counts, e)
        assert all(value is None or 0 <= value <= 1 for value in rates.values())
        # The stricter the base, the larger the rate; the middle one lies between.
        for low, middle, high in (("RR1", "RR3", "RR5"), ("REF1", "REF2", "REF3"), ("CON1", "CON2", "CON3")):
            known = [rates[name] for name in (low, middle, high) if rates[name] is not None]
            assert known == sorted(known) or np.allclose(known, sorted(known))

    @settings(deadline=None)
    @given(COUNTS)
    def test_e_of_one_and_nought(self, counts: dict[str, int]) -> None:
        assert aapor(counts, 1)["RR3"] == pytest.approx(aapor(counts)["RR1"], nan_ok=False)
        assert aapor(counts, 0)["RR4"] == pytest.approx(aapor(counts)["RR6"], nan_ok=False)

    def test_nobody_gives_no_rates(self) -> None:
        assert set(aapor({}).values()) == {None}
        assert eligible_share({}) is None

    def test_unknown_eligibility_alone_leaves_e_open(self) -> None:
        rates = aapor({"UH": 5})
        assert (rates["RR1"], rates["RR3"], aapor({"UH": 5}, e=0.5)["RR3"]) == (0, None, 0)

    @pytest.mark.parametrize(("counts", "e"), [({"X": 1}, None), ({"I": -1}, None), ({"I": 1}, 1.5)])
    def test_nonsense_is_refused(self, counts: dict[str, int], e: float | None) -> None:
        with pytest.raises(ValueError, match=r"not dispositions|negative|share"):
            aapor(counts, e)


def enumerated(entry: int, leaving: int, base: int) -> list[float]:
    """Every p-value that the margins allow, one pair of inner cells after the other."""
    tables = ((a, entry - a, leaving - a, base - entry - leaving + a) for a in range(base + 1))
    return [mcnemar(*table).exact for table in tables if min(table) >= 0]


class TestMarginBounds:
    @settings(deadline=None)
    @given(base=st.integers(1, 60), data=st.data())
    def test_equals_enumeration(self, base: int, data: st.DataObject) -> None:
        entry, leaving = data.draw(st.integers(0, base)), data.draw(st.integers(0, base))
        possible, found = enumerated(entry, leaving, base), margin_bounds(entry, leaving, base)
        assert (found.p_low, found.p_high) == (pytest.approx(min(possible)), pytest.approx(max(possible)))
        significant = {p < 0.05 for p in possible}
        assert found.verdict == (
            "depends" if len(significant) == 2 else "always" if True in significant else "never"
        )

    def test_annex_of_the_model_study(self) -> None:
        """By the exact p-value at 5%: 75 of 139 rows always significant, 26 of 97 risks never."""
        source = files("familypanel.examples.improving_futures") / "annex_two.csv"
        found = {"risk": [], "strength": []}
        for row in read_published(str(source)):
            assert row.base is not None
            entry, leaving = (
                count_range(row.figures[name], row.base, row.decimals[name])
                for name in ("entry_pct", "exit_pct")
            )
            if not entry:  # row 126, whose printed entry no count can give; exit and change give 64
                entry = [leaving[0] - round(row.figures["pp_change"] * row.base / 100)]
            assert len(entry) == len(leaving) == 1
            found[row.key[0]].append(margin_bounds(entry[0], leaving[0], row.base).verdict)
        verdicts = found["risk"] + found["strength"]
        assert (len(verdicts), verdicts.count("always")) == (139, 75)
        assert (len(found["risk"]), found["risk"].count("never")) == (97, 26)

    def test_degenerate(self) -> None:
        assert margin_bounds(0, 0, 0).undefined == "not defined because there are no pairs"
        assert margin_bounds(0, 0, 0).p_low is None
        same = margin_bounds(0, 0, 10)
        assert (same.p_low, same.p_high, same.most_changed, same.verdict) == (1.0, 1.0, 0, "never")
        with pytest.raises(ValueError, match="11 and 0 of 10"):
            margin_bounds(11, 0, 10)


class TestSmallestChange:
    # Connor's formula forwards: discordant 0.3, difference 0.1, power 80%, level 5%.
    def test_inverts_the_sample_size(self) -> None:
        z_level, z_power = norm.ppf(0.975), norm.ppf(0.8)
        n = (z_level * sqrt(0.3) + z_power * sqrt(0.3 - 0.1**2)) ** 2 / 0.1**2
        assert n == pytest.approx(233.1, abs=0.1)
        assert smallest_change(round(n), 0.3).change == pytest.approx(0.1, abs=2e-4)

    @pytest.mark.parametrize("n", [100, 400])
    def test_power_by_enumeration(self, n: int) -> None:
        """At the change found, McNemar's test of all possible panels finds it in about 80 of 100."""
        found = smallest_change(n, 0.3)
        up = (0.3 + found.change) / 2 / 0.3
        power = 0.0
        for pairs in range(1, n + 1):
            c = np.arange(pairs + 1)
            significant = (2 * c - pairs) ** 2 / pairs > norm.ppf(0.975) ** 2
            power += binom.pmf(pairs, n, 0.3) * binom.pmf(c, pairs, up)[significant].sum()
        assert power == pytest.approx(0.8, abs=0.03)

    @settings(deadline=None)
    @given(n=st.integers(10, 10_000), discordant=st.floats(0.05, 1))
    def test_larger_panels_see_smaller_changes(self, n: int, discordant: float) -> None:
        some, more = smallest_change(n, discordant), smallest_change(2 * n, discordant)
        assert some.change is None or more.change < some.change <= discordant

    @pytest.mark.parametrize(
        ("n", "discordant", "why"), [(0, 0.3, "no pairs"), (50, 0, "nobody changes"), (5, 0.1, "too few")]
    )
    def test_degenerate(self, n: int, discordant: float, why: str) -> None:
        found = smallest_change(n, discordant)
        assert found.change is None
        assert found.undefined.startswith("not defined because")
        assert why in found.undefined

    def test_nonsense_is_refused(self) -> None:
        for arguments in product((-1, 10), (1.1,)):
            with pytest.raises(ValueError, match="shares"):
                smallest_change(*arguments)
