"""Retention: the figures of the model study, and a booster that can never enter them."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.panel import retention
from familypanel.panel.words import OUTCOMES

WAVES = ("baseline", "m12", "m24")
LOSSES = [word for word in OUTCOMES if word not in {"full", "partial"}]


def rows(urn: str, *words: str, cohort: str = "main") -> list[dict[str, str]]:
    return [
        {"urn": urn, "cohort": cohort, "wave": wave, "outcome": word}
        for wave, word in zip(WAVES, words, strict=False)
    ]


def model_study() -> list[dict[str, str]]:
    """368 at baseline; 177 at +12, 105 at +24, of whom 90 had answered at +12; 95 booster families."""
    found = []
    for n in range(368):
        m12 = "full" if n < 177 else "non_contact"
        m24 = "full" if n < 90 or 177 <= n < 192 else "refusal"
        found += rows(f"M{n:03}", "full", m12, m24)
    for n in range(95):
        found += rows(f"B{n:03}", "not_issued", "full", "not_issued", cohort="booster")
    return found


def figures(outcomes: Any, **parameters: Any) -> list[tuple[Any, ...]]:
    found = retention(outcomes, **parameters)
    return [
        (r.cohort, r.wave, r.convention, r.base, r.productive, r.rate, r.low, r.high) for r in found.rates
    ]


class TestModelStudy:
    def test_cross_section(self) -> None:
        kept = retention(model_study(), WAVES)
        m12, m24 = kept.rate("m12"), kept.rate("m24")
        assert (m12.productive, m12.base, round(100 * m12.rate, 1)) == (177, 368, 48.1)
        assert [round(100 * end, 1) for end in (m12.low, m12.high)] == [43.0, 53.2]
        assert (m24.productive, m24.base, round(100 * m24.rate, 1)) == (105, 368, 28.5)
        assert [round(100 * end, 1) for end in (m24.low, m24.high)] == [24.2, 33.3]

    def test_continuous_and_wave_on_wave_differ(self) -> None:
        kept = retention(model_study(), WAVES)
        assert (kept.rate("m24", "continuous").productive, kept.rate("m24", "continuous").base) == (90, 368)
        assert (kept.rate("m24", "wave_on_wave").productive, kept.rate("m24", "wave_on_wave").base) == (
            90,
            177,
        )

    def test_272_of_368_cannot_be_produced(self) -> None:
        kept = retention(model_study(), WAVES)
        assert {rate.cohort for rate in kept.rates} == {"main"}
        assert all(rate.productive != 272 and rate.base != 463 for rate in kept.rates)
        assert kept.late == {("booster", "m12"): 95}
        assert kept.rate("m12", cohort="booster") is None

    def test_everybody_is_accounted_for(self) -> None:
        m24 = next(a for a in retention(model_study(), WAVES).reconciliation if a["wave"] == "m24")
        assert (m24["at_baseline"], m24["full"], m24["refusal"], m24["difference"]) == (368, 105, 263, 0)


people = st.lists(st.tuples(*[st.sampled_from(OUTCOMES)] * 3), min_size=0, max_size=12)


def study_of(drawn: list[tuple[str, ...]]) -> list[dict[str, str]]:
    return list(itertools.chain.from_iterable(rows(f"U{n}", *words) for n, words in enumerate(drawn)))


class TestInvariants:
    @given(people, st.lists(st.tuples(*[st.sampled_from(OUTCOMES)] * 3), min_size=1, max_size=4))
    @settings(deadline=None)
    def test_a_booster_changes_no_retention(
        self, drawn: list[tuple[str, ...]], joined: list[tuple[str, ...]]
    ) -> None:
        booster = [row for n, w in enumerate(joined) for row in rows(f"B{n}", *w, cohort="booster")]
        assert figures(study_of(drawn), waves=WAVES) == figures(study_of(drawn) + booster, waves=WAVES)

    @given(people, st.randoms())
    @settings(deadline=None)
    def test_order_of_rows_changes_nothing(self, drawn: list[tuple[str, ...]], random: Any) -> None:
        ordered = study_of(drawn)
        mixed = random.sample(ordered, len(ordered))
        assert figures(ordered) == figures(mixed)

    @given(people)
    @settings(deadline=None)
    def test_rates_are_proportions_and_conventions_agree(self, drawn: list[tuple[str, ...]]) -> None:
        kept = retention(study_of(drawn), WAVES)
        for rate in kept.rates:
            assert 0 <= rate.productive <= rate.base
            assert rate.eligible_base <= rate.base
            if rate.base:
                assert 0 <= rate.low <= rate.rate <= rate.high <= 1
            else:
                assert rate.rate is None
                assert "not defined because" in rate.undefined
        for wave in ("m12", "m24"):
            cross, steady = kept.rate(wave), kept.rate(wave, "continuous")
            assert cross is None or steady.productive <= cross.productive
        assert all(account["difference"] == 0 for account in kept.reconciliation)

    @given(people)
    @settings(deadline=None)
    def test_equals_counting_one_by_one(self, drawn: list[tuple[str, ...]]) -> None:
        kept = retention(study_of(drawn), WAVES)
        answered = [[word in {"full", "partial"} for word in words] for words in drawn]
        pending = [[word == "pending" for word in words] for words in drawn]
        base = [n for n, row in enumerate(answered) if row[0] and not pending[n][2]]
        if any(row[0] for row in answered):
            cross = kept.rate("m24")
            assert (cross.base, cross.productive) == (len(base), sum(answered[n][2] for n in base))


class TestEdges:
    def test_zero_members(self) -> None:
        for nothing in ([], pd.DataFrame(), pd.DataFrame(columns=["urn", "wave", "outcome"])):
            assert retention(nothing).rates == ()
            assert retention(nothing, WAVES).rates == ()

    def test_one_wave(self) -> None:
        (only,) = retention([{"urn": "A", "wave": "baseline", "outcome": "full"}]).rates
        assert (only.base, only.productive, only.rate) == (1, 1, 1.0)

    def test_everyone_lost_and_nobody_lost(self) -> None:
        lost = retention(rows("A", "full", "untraced") + rows("B", "full", "untraced"))
        assert (lost.rate("m12").rate, lost.rate("m12").low) == (0.0, 0.0)
        kept = retention(rows("A", "full", "partial") + rows("B", "full", "full"))
        assert (kept.rate("m12").rate, kept.rate("m12").high) == (1.0, 1.0)

    def test_nobody_left_to_ask(self) -> None:
        never = retention(rows("A", "full", "untraced", "untraced")).rate("m24", "wave_on_wave")
        assert (never.base, never.rate) == (0, None)
        assert never.undefined == "not defined because nobody answered the wave before"

    def test_all_windows_open(self) -> None:
        still = retention(rows("A", "full", "pending") + rows("B", "full", "pending")).rate("m12")
        assert (still.base, still.censored, still.rate) == (0, 2, None)
        assert still.undefined == "not defined because every window is still open"

    def test_an_early_answer_in_an_open_window_is_censored_like_the_others(self) -> None:
        early = rows("A", "full", "full") + rows("B", "full", "pending")
        marked = [row | {"open": row["wave"] == "m12"} for row in early]
        assert (retention(marked).rate("m12").base, retention(marked).rate("m12").censored) == (0, 2)

    def test_the_dead_are_not_in_the_eligible_base(self) -> None:
        kept = retention(rows("A", "full", "full") + rows("B", "full", "deceased")).rate("m12")
        assert (kept.rate, kept.eligible_base, kept.eligible_rate) == (0.5, 1, 1.0)

    def test_unknown_words_and_doubles_are_refused(self) -> None:
        with pytest.raises(ValueError, match="gone"):
            retention(rows("A", "gone"))
        with pytest.raises(ValueError, match="more than one"):
            retention(rows("A", "full") + rows("A", "full"))
