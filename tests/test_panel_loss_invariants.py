"""What must hold for whatever happened: patterns, rates, weights and bit codes of drawn panels."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.panel import aapor, retention, smallest_change
from familypanel.panel.dispositions import DISPOSITION_OF, dispositions
from familypanel.panel.fitted_weights import fitted
from familypanel.panel.model_variables import affordable, joined
from familypanel.panel.pattern_classes import CLASSES, member_patterns, pattern_class
from familypanel.panel.response_stages import Stage, prepared, stage_chances
from familypanel.panel.retained import CONVENTIONS
from familypanel.panel.wave_bits import wave_bits
from familypanel.panel.words import OUTCOMES, PRODUCTIVE

WAVES = ["baseline", "m12", "m24"]
paths = st.lists(st.lists(st.sampled_from(OUTCOMES), min_size=3, max_size=3), min_size=1, max_size=12)


def panel(of: list[list[str]], cohort: str = "main") -> pd.DataFrame:
    rows = [
        (f"{cohort}{at}", cohort, wave, outcome, outcome == "pending")
        for at, path in enumerate(of)
        for wave, outcome in zip(WAVES, path, strict=True)
    ]
    return pd.DataFrame(rows, columns=["urn", "cohort", "wave", "outcome", "open"])


@given(paths)
def test_every_rate_is_a_share_or_not_defined(of: list[list[str]]) -> None:
    for at in range(3):
        words = [path[at] for path in of]
        counts = dispositions(words)
        assert sum(counts.values()) == sum(word in DISPOSITION_OF for word in words)
        assert all(value is None or 0 <= value <= 1 for value in aapor(counts).values())


def test_every_outcome_is_a_disposition_or_has_none_yet() -> None:
    assert set(OUTCOMES) - set(DISPOSITION_OF) == {"not_issued", "pending"}


@given(paths, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(of: list[list[str]], order) -> None:
    frame = panel(of)
    places = list(range(len(frame)))
    order.shuffle(places)
    mixed = frame.iloc[places].reset_index(drop=True)
    assert retention(mixed, WAVES) == retention(frame, WAVES)
    assert member_patterns(mixed, WAVES).equals(member_patterns(frame, WAVES))


@given(paths, paths)
def test_a_booster_changes_no_retention_and_no_pattern_of_the_others(
    of: list[list[str]], more: list[list[str]]
) -> None:
    booster = panel(more, "booster")
    both = pd.concat([panel(of), booster[booster["wave"] != "baseline"]], ignore_index=True)
    assert [r for r in retention(both, WAVES).rates if r.cohort == "main"] == list(
        retention(panel(of), WAVES).rates
    )
    found = member_patterns(both, WAVES)
    assert found[found["cohort"] == "main"].reset_index(drop=True).equals(member_patterns(panel(of), WAVES))
    assert found.loc[found["cohort"] == "booster", "pattern"].str.startswith("-").all()


@given(paths)
def test_conventions_and_patterns_reconcile(of: list[list[str]]) -> None:
    frame = panel(of)
    found = retention(frame, WAVES)
    assert all(one["difference"] == 0 for one in found.reconciliation)
    patterns = Counter(member_patterns(frame, WAVES)["pattern"])
    started = sum(n for pattern, n in patterns.items() if pattern[0] == "1")
    for at, wave in enumerate(WAVES):
        for convention in CONVENTIONS:
            rate = found.rate(wave, convention)
            if rate is not None and convention == "cross_section":
                assert rate.base + rate.censored == started
                assert rate.productive == sum(n for p, n in patterns.items() if p[0] == p[at] == "1")


@given(st.text("01?", min_size=1, max_size=6), st.integers(0, 1))
def test_a_class_stands_only_if_no_open_window_can_change_it(pattern: str, booster: int) -> None:
    pattern = "-" * booster + pattern.replace("?", "") + "?" * pattern.count("?")
    said = pattern_class(pattern)
    waiting = pattern.count("?")
    ends = [f"{code:0{waiting}b}" if waiting else "" for code in range(2**waiting)]
    possible = {pattern_class(pattern.replace("?", "") + end) for end in ends}
    assert said == (possible.pop() if len(possible) == 1 else "censored")
    assert said in CLASSES


@given(st.integers(1, 30), st.integers(1, 5), st.integers(0, 99))
def test_bit_codes_equal_counting_one_by_one(members: int, waves: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = [f"w{at}" for at in range(waves)]
    words = rng.choice(["full", "partial", "refusal"], (members, waves))
    rows = [(f"u{u}", names[w], words[u, w]) for u in range(members) for w in range(waves)]
    frame = pd.DataFrame(rows, columns=["urn", "wave", "outcome"]).sample(frac=1, random_state=seed)
    answered = np.isin(words, list(PRODUCTIVE))
    found = wave_bits(frame)
    order = [int(urn[1:]) for urn in found.members]
    groups = rng.integers(0, 3, members)
    tally = found.tally(groups[order], 3)
    wanted = Counter("".join("01"[int(flag)] for flag in row) for row in answered)
    assert tally.patterns == dict(wanted)
    for at in range(waves):
        for group in range(3):
            mine = answered[groups == group]
            assert tally.continuous[group, at] == mine[:, : at + 1].all(axis=1).sum()
            assert tally.cross_section[group, at] == (mine[:, 0] & mine[:, at]).sum()
    assert wave_bits(frame.astype("category")).tally().patterns == dict(wanted)


def test_bit_codes_refuse_what_they_cannot_hold() -> None:
    frame = pd.DataFrame({"urn": ["a"], "wave": ["w1"], "outcome": ["full"]})
    with pytest.raises(ValueError, match="at most 16"):
        wave_bits(frame, waves=[f"w{at}" for at in range(17)])
    with pytest.raises(ValueError, match="1 rows have no urn"):
        wave_bits(frame.assign(urn=[None]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["logit", "cells"]))
def test_a_stage_gives_chances_that_add_up_to_its_members(seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 200))
    frame = prepared(
        joined(
            pd.DataFrame(
                {
                    "area": rng.choice(list("abc"), n),
                    "age": np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n)),
                }
            )
        )
    )
    responded = rng.random(n) < rng.random()
    design = rng.uniform(0.5, 2, n)
    stage = Stage("m12", "an answer", np.ones(n, dtype=bool), responded)
    chance, fit = stage_chances(stage, frame, list(frame.columns), method, design)  # type: ignore[arg-type]
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (chance[responded] > 0).all()
    if fit.method in ("cells", "rate"):
        # Classes reproduce the weighted base, whoever is in them.
        total = (design[responded] / chance[responded]).sum()
        assert total == pytest.approx(design.sum() if responded.any() else 0)
    else:
        # A model without shrinkage expects as many as there were; Firth's adds half a member a coefficient.
        assert chance.sum() == pytest.approx(responded.sum(), abs=1e-6 if fit.method == "logit" else 2)


@given(st.lists(st.floats(0.1, 50), min_size=3, max_size=40), st.floats(1.2, 6))
def test_trimming_is_a_fixed_point_and_keeps_the_sum(weights: list[float], at: float) -> None:
    start = np.array(weights)
    once = fitted(start, pd.DataFrame(index=range(len(start))), None, at)
    again = fitted(once.weights, pd.DataFrame(index=range(len(start))), None, at)
    assert once.weights.sum() == pytest.approx(start.sum())
    assert once.weights.max() <= at * start.mean() * (1 + 1e-9)
    assert again.weights == pytest.approx(once.weights)


@given(st.integers(0, 400), st.floats(0, 1))
def test_the_smallest_change_is_a_share_or_says_why_there_is_none(n: int, discordant: float) -> None:
    found = smallest_change(n, discordant)
    assert (found.change is None) == bool(found.undefined)
    assert found.change is None or 0 < found.change <= discordant


@given(st.lists(st.sampled_from("aaaaaaaabbbbcd"), min_size=1, max_size=120))
def test_joined_categories_are_not_small_unless_all_are(values: list[str]) -> None:
    frame = pd.DataFrame({"x": pd.Series(values, dtype=object)})
    sizes = joined(frame)["x"].value_counts()
    assert len(sizes) <= 2 or sizes.min() >= 10
    assert sizes.sum() == len(values)
    assert len(affordable(joined(frame), ["x"], 10)) <= 1
