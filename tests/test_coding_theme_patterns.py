"""Themes that meet, saturation and trajectories, against published examples and independent sums."""

from __future__ import annotations

from itertools import permutations
from math import comb
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from interviews import CODEBOOK, enrol, put, tell
from sklearn.metrics import jaccard_score

from familypanel.coding import cooccurrence, jaccard, saturation, trajectories
from familypanel.coding.matrices.saturating import expected, found_so_far, permutation_band
from familypanel.study import ProblemError, Study

TALK = "MUM: I trust her. The rent is late.\nINTERVIEWER: And?\nMUM: We sleep now. I trust them."
USES = arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 5)))


class TestJaccard:
    def test_worked_example_of_tan_steinbach_and_kumar(self) -> None:
        # Introduction to Data Mining (2006), section 2.4.5: f01 = 2, f10 = 1, f00 = 7, f11 = 0, so J = 0.
        assert jaccard({0}, {6, 9}) == 0.0

    def test_worked_example_of_market_baskets(self) -> None:
        # Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, example 3.1: 3 of 8, J = 3/8.
        assert jaccard({"a", "b", "c", "d", "e"}, {"c", "d", "e", "f", "g", "h"}) == 3 / 8

    def test_undefined_where_neither_comes_up(self) -> None:
        assert jaccard([], []) is None

    @given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1).filter(lambda x: any(map(any, x))))
    def test_as_scikit_learn_computes_it(self, pairs: list[tuple[bool, bool]]) -> None:
        a = {place for place, (one, _) in enumerate(pairs) if one}
        b = {place for place, (_, other) in enumerate(pairs) if other}
        assert jaccard(a, b) == pytest.approx(jaccard_score(*np.array(pairs).T))


@pytest.fixture
def coded(study: Study) -> Study:
    enrol(study, U1="F1", U2="F2", U3="F3")
    first = tell(study, "a", TALK, "baseline", urn="U1")
    again = tell(study, "b", TALK, "m12", urn="U1")
    other = tell(study, "c", TALK, "baseline", urn="U2")
    tell(study, "d", TALK, "baseline", urn="U3")
    put(study, first, "I trust her.", "trust")
    put(study, first, "trust her. The rent", "money")
    put(study, again, "We sleep now.", "sleep")
    put(study, again, "I trust them.", "trust")
    put(study, other, "The rent is late.", "money")
    return study


@pytest.mark.parametrize(
    ("within", "both"),
    [
        ("passage", {("trust", "money"): 1, ("trust", "sleep"): 0, ("money", "sleep"): 0}),
        ("turn", {("trust", "money"): 1, ("trust", "sleep"): 1, ("money", "sleep"): 0}),
        ("interview", {("trust", "money"): 1, ("trust", "sleep"): 1, ("money", "sleep"): 0}),
        ("family", {("trust", "money"): 1, ("trust", "sleep"): 1, ("money", "sleep"): 1}),
    ],
)
def test_where_themes_meet(coded: Study, within: str, both: dict[tuple[str, str], int]) -> None:
    rows = cooccurrence(coded, within).rows
    assert {(row["code"], row["other"]): row["both"] for row in rows} == both
    assert all(row["first"] + row["second"] == row["both"] + row["either"] for row in rows)
    assert all(row["jaccard"] == row["both"] / row["either"] for row in rows)


def test_another_place_to_meet_is_refused(coded: Study) -> None:
    with pytest.raises(ProblemError) as caught:
        cooccurrence(coded, "village")
    assert caught.value.problems[0].code == "FP5022"


def test_nothing_coded_is_said(study: Study) -> None:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    for answer in (cooccurrence(study), saturation(study), trajectories(study)):
        assert answer.rows == () and "Nothing is coded yet." in answer.notes


def test_one_theme_has_no_pair(study: Study) -> None:
    put(study, tell(study, "a", TALK), "I trust her.", "trust")
    assert "Only one theme is used: there is no pair." in cooccurrence(study).notes
    assert [row["found"] for row in saturation(study).rows] == [0, 1]


class TestSaturation:
    def test_curve_in_the_order_of_waves(self, coded: Study) -> None:
        found = saturation(coded)
        assert [(row["document"], row["new"], row["found"]) for row in found.rows] == [
            (None, 0, 0), ("a", 2, 2), ("c", 0, 2), ("b", 1, 3),
        ]  # fmt: skip
        assert found.facts["last_new"] == 3 and found.facts["once"] == 1
        assert (found.facts["coded"], found.facts["documents"]) == (3, 4)

    @given(USES)
    def test_mean_of_all_orders_is_exact(self, uses: np.ndarray) -> None:
        if len(uses) <= 5:
            curves = [found_so_far(uses[list(order)]) for order in permutations(range(len(uses)))]
            assert expected(uses) == pytest.approx(np.mean(curves, axis=0))

    @given(USES)
    def test_mean_as_hurlbert_writes_it(self, uses: np.ndarray) -> None:
        total, times = len(uses), uses.sum(axis=0)
        for n, value in enumerate(expected(uses)):
            told = sum(1 - comb(total - int(m), n) / comb(total, n) for m in times)
            assert value == pytest.approx(told)

    @given(USES, st.integers(0, 5))
    def test_band_contains_the_end_points_of_the_curve(self, uses: np.ndarray, seed: int) -> None:
        curve, band = found_so_far(uses), permutation_band(uses, seed, 50)
        assert band.low[0] == curve[0] == band.high[0] == 0
        assert band.low[-1] == curve[-1] == band.high[-1]
        assert (band.low <= band.high).all() and (np.diff(band.low) >= 0).all()

    def test_same_seed_same_band_and_same_picture(self, coded: Study, tmp_path: Path) -> None:
        one, two = (saturation(coded, 7, picture=tmp_path / name) for name in ("1.svg", "2.svg"))
        assert one.rows == two.rows
        assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()
        root = ElementTree.fromstring((tmp_path / "1.svg").read_text(encoding="utf-8"))
        assert root.find("{http://www.w3.org/2000/svg}title") is not None

    def test_another_picture_is_refused(self, coded: Study, tmp_path: Path) -> None:
        with pytest.raises(ProblemError) as caught:
            saturation(coded, picture=tmp_path / "x.png")
        assert caught.value.problems[0].code == "FP5177"


class TestTrajectories:
    def test_what_became_of_each_theme(self, coded: Study) -> None:
        states = {
            (row["family"], row["code"]): row["states"] for row in trajectories(coded, families=True).rows
        }
        assert states == {
            ("F1", "trust"): {"baseline": "appeared", "m12": "persisted"},
            ("F1", "money"): {"baseline": "appeared", "m12": "gone"},
            ("F1", "sleep"): {"baseline": "not there", "m12": "appeared"},
            ("F2", "money"): {"baseline": "appeared", "m12": "not interviewed"},
        }

    def test_every_family_is_counted_once_a_wave(self, coded: Study) -> None:
        found = trajectories(coded)
        states = ("appeared", "persisted", "gone", "not_there", "not_coded", "not_interviewed")
        assert {sum(row[state] for state in states) for row in found.rows} == {found.facts["families"]} == {3}
        trust = next(row for row in found.rows if (row["code"], row["wave"]) == ("trust", "baseline"))
        assert [trust[state] for state in states] == [1, 0, 0, 1, 1, 0]

    def test_only_one_theme(self, coded: Study) -> None:
        assert {row["code"] for row in trajectories(coded, "money").rows} == {"money"}
        with pytest.raises(ProblemError):
            trajectories(coded, "nothing")

    def test_one_wave_says_that_nothing_can_persist(self, study: Study) -> None:
        enrol(study, U1="F1")
        put(study, tell(study, "a", TALK, urn="U1"), "I trust her.", "trust")
        assert any("fewer than two waves" in note for note in trajectories(study).notes)

    def test_who_is_no_member_is_left_out_and_counted(self, coded: Study) -> None:
        put(coded, tell(coded, "w", TALK, "baseline"), "I trust her.", "trust")
        assert trajectories(coded).facts["outside"] == 1
        assert trajectories(coded).facts["families"] == 3
