"""Themes beside outcomes: families as the unit, exact statistics, small cells, quotes that are safe."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import enrol, put, tell
from panel_cells import store_cells

from familypanel.coding import clopper_pearson, freeman_halton, joint
from familypanel.coding.displays.small_cells import hidden_columns
from familypanel.study import Cells, Dictionary, ProblemError, Reason, Study, Variable
from familypanel.study.config import Disclosure, Wave, Window
from familypanel.study.dictionary import Code, CodeList, Scale
from familypanel.study.store.events import Event, add_events

ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=3)


class TestClopperPearson:
    @pytest.mark.parametrize(
        ("hits", "base", "low", "high"),
        [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
    )
    def test_worked_examples_of_newcombe(self, hits: int, base: int, low: float, high: float) -> None:
        # R. G. Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 5.
        found = clopper_pearson(hits, base)
        assert (round(found[0], 4), round(found[1], 4)) == (low, high)

    @given(st.integers(1, 40).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
    def test_tails_are_those_of_the_binomial(self, drawn: tuple[int, int]) -> None:
        hits, base = drawn
        low, high = clopper_pearson(hits, base)
        above = sum(comb(base, k) * low**k * (1 - low) ** (base - k) for k in range(hits, base + 1))
        below = sum(comb(base, k) * high**k * (1 - high) ** (base - k) for k in range(hits + 1))
        assert above == pytest.approx(0.025) or hits == 0
        assert below == pytest.approx(0.025) or hits == base


class TestExactTest:
    def test_the_lady_tasting_tea(self) -> None:
        # R. A. Fisher (1935), The Design of Experiments, chapter 2: 17/70 one way, 34/70 both ways.
        assert freeman_halton([3, 1], [1, 3]) == pytest.approx(34 / 70)

    def test_two_by_three(self) -> None:
        # Lowry, Concepts and Applications of Inferential Statistics, chapter 8, extension to two by three.
        assert freeman_halton([0, 3, 2], [6, 5, 1]) == pytest.approx(0.088235, abs=5e-7)

    @given(ROWS)
    def test_as_counted_table_by_table(self, columns: list[tuple[int, int]]) -> None:
        first, second = ([column[row] for column in columns] for row in (0, 1))
        sizes = [a + b for a, b in columns]
        found = freeman_halton(first, second)
        if 0 in {sum(first), sum(second)} or sum(size > 0 for size in sizes) < 2:
            assert found is None
            return
        tables = [t for t in product(*(range(size + 1) for size in sizes)) if sum(t) == sum(first)]
        ways = Counter(dict.fromkeys(tables, 1))
        for table, place in product(tables, range(len(sizes))):
            ways[table] *= comb(sizes[place], table[place])
        told = sum(n for n in ways.values() if n <= ways[tuple(first)]) / comb(sum(sizes), sum(first))
        assert found == pytest.approx(told)


class TestSmallCells:
    @given(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=3), st.integers(1, 6)
    )
    def test_no_small_count_is_shown_or_can_be_worked_out(
        self, columns: list[tuple[int, int]], least: int
    ) -> None:
        counts = dict(zip("abc", columns, strict=True))
        hidden = hidden_columns(counts, least)
        assert all(n == 0 or n >= least for name in set(counts) - hidden for n in counts[name])
        assert len(hidden) != 1
        sums = [sum(counts[name][row] for name in hidden) for row in (0, 1)]
        assert len(hidden) in {0, 3} or min(sums) >= least


def occasions(study: Study, **more: object) -> Study:
    """The same study with records at entry and exit, and an indicator that is a risk and one that is none."""
    records = tuple(Wave(n, n, 0, "self", Window(0, 0), n, kind="records") for n in ("entry", "exit"))
    (study.root / "ind.csv").write_text(
        "variable,indicator,kind\nhomeless,Homeless,risk\nfriends,Has friends,strength\n", encoding="utf-8"
    )
    return replace(study, config=replace(study.config, records=records, indicators="ind.csv", **more))


ANSWERS = {"U1": (1, 0), "U2": (1, 0), "U3": (0, 0), "U4": (0, 1), "U5": (None, 1), "U6": (1, 1)}


@pytest.fixture
def beside(study: Study) -> Study:
    """Six families; the first three speak of money, the fourth of sleep, the fifth lacks an answer."""
    study = occasions(study, disclosure=Disclosure(threshold=1, attribution=1))
    enrol(study, **{urn: f"F{urn[1]}" for urn in ANSWERS})
    for urn in ANSWERS:
        told = tell(study, f"i{urn}", "MUM: The rent is late. We sleep now.", urn=urn)
        if urn != "U6":
            put(study, told, *(("The rent is late.", "money") if urn < "U4" else ("We sleep now.", "sleep")))
    put(
        study,
        tell(study, "again", "MUM: The rent is late. Yes.", "m12", urn="U1"),
        "The rent is late.",
        "money",
    )
    receive(study, {"homeless": ANSWERS, "friends": ANSWERS})
    return study


def answered(urns: list[str], columns: dict[str, list[int | None]]) -> Cells:
    """Make cells of answers; None is a refusal."""
    missing = {
        name: np.array([int(Reason.REFUSED) if value is None else 0 for value in values], np.int8)
        for name, values in columns.items()
    }
    variables = [Variable("urn", type="text"), *(Variable(name, type="choice") for name in columns)]
    frame = {name: [-9 if value is None else value for value in values] for name, values in columns.items()}
    return Cells(pd.DataFrame({"urn": urns, **frame}), Dictionary(variables), missing)


def receive(study: Study, variables: dict[str, dict[str, tuple[int | None, int | None]]]) -> None:
    for place, occasion in enumerate(("entry", "exit")):
        urns = sorted(next(iter(variables.values())))
        columns = {name: [of[urn][place] for urn in urns] for name, of in variables.items()}
        store_cells(study, occasion, answered(urns, columns))


def counts(study: Study, outcome: str = "homeless", **more: Any) -> dict[tuple[str, str], int]:
    return {
        (row["theme"], row["outcome"]): row["families"] for row in joint(study, "money", outcome, **more).rows
    }


def test_families_are_counted_once_however_often_they_speak(beside: Study) -> None:
    assert counts(beside) == {
        ("with", "improved"): 2, ("with", "same"): 1, ("with", "worse"): 0,
        ("without", "improved"): 0, ("without", "same"): 0, ("without", "worse"): 1,
    }  # fmt: skip


def test_more_of_a_strength_is_better(beside: Study) -> None:
    found = counts(beside, "friends")
    assert (found["with", "worse"], found["without", "improved"]) == (2, 1)


def test_everybody_is_accounted_for(beside: Study) -> None:
    facts = joint(beside, "money", "homeless").facts
    assert (facts["coded"], facts["families"], facts["without_outcome"], facts["differing"]) == (5, 4, 1, 0)
    assert (facts["from"], facts["to"], facts["kind"]) == ("entry", "exit", "risk")
    assert facts["p_exact"] == pytest.approx(freeman_halton([2, 1, 0], [0, 0, 1]))


def test_shares_and_intervals_are_of_the_row(beside: Study) -> None:
    row = joint(beside, "money", "homeless").rows[0]
    assert (row["base"], row["share"]) == (3, 2 / 3)
    assert (row["ci_low"], row["ci_high"]) == clopper_pearson(2, 3)


def test_a_quote_stands_in_a_cell_of_enough_families(beside: Study) -> None:
    quotes = {row["outcome"]: row["quote"] for row in joint(beside, "money", "homeless").rows[:3]}
    assert quotes == {"improved": "The rent is late.", "same": "The rent is late.", "worse": None}
    strict = replace(beside, config=replace(beside.config, disclosure=Disclosure(threshold=1, attribution=2)))
    quotes = {row["outcome"]: row["quote"] for row in joint(strict, "money", "homeless").rows[:3]}
    assert quotes == {"improved": "The rent is late.", "same": None, "worse": None}


def test_small_cells_hide_their_figures_their_quotes_and_the_p_value(beside: Study) -> None:
    strict = replace(beside, config=replace(beside.config, disclosure=Disclosure(threshold=5, attribution=1)))
    found = joint(strict, "money", "homeless")
    assert {row["families"] for row in found.rows} == {row["quote"] for row in found.rows} == {None}
    assert found.facts["p_exact"] is None and "[c]" in found.to_text()
    assert counts(strict, disclosure="none") == counts(beside)


def test_members_of_a_family_who_went_different_ways_are_said(study: Study) -> None:
    study = occasions(study, disclosure=Disclosure(threshold=1, attribution=1))
    enrol(study, U1="F1", U2="F1")
    put(study, tell(study, "a", "MUM: The rent is late.", urn="U1"), "The rent is late.", "money")
    receive(study, {"homeless": {"U1": (1, 0), "U2": (0, 1)}})
    found = joint(study, "money", "homeless")
    assert (found.facts["differing"], found.facts["families"]) == (1, 0)
    assert found.facts["why_no_p"].startswith("undefined because")


def test_who_took_consent_back_is_in_neither(beside: Study) -> None:
    with beside.store.transaction() as connection:
        add_events(connection, [Event("U1", "withdrawal", "2016-01-01", None, "use")], "test")
    assert joint(beside, "money", "homeless").facts["coded"] == 4
    assert counts(beside)["with", "improved"] == 1


@pytest.mark.parametrize(
    ("theme", "outcome", "more", "code"),
    [
        ("mony", "homeless", {}, "FP5011"),
        ("money", "homelss", {}, "FP5180"),
        ("money", "homeless", {"from_": "baseline", "to": "m12"}, "FP5181"),
        ("money", "homeless", {"to": "nowhere"}, "FP1007"),
        ("money", "homeless", {"disclosure": "some"}, "FP5022"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    beside: Study, theme: str, outcome: str, more: dict[str, str], code: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        joint(beside, theme, outcome, **more)
    assert caught.value.problems[0].code == code


def test_a_study_without_indicators_is_told_so(study: Study) -> None:
    put(study, tell(study, "a", "MUM: The rent is late."), "The rent is late.", "money")
    with pytest.raises(ProblemError) as caught:
        joint(study, "money", "homeless")
    assert caught.value.problems[0].code == "FP5180"


class TestScaleScores:
    """Three items from 1 to 5, the last one turned round; two of them are enough."""

    @pytest.fixture
    def scored(self, beside: Study) -> Study:
        with (beside.root / "ind.csv").open("a", encoding="utf-8") as file:
            file.write("reserves,Reserves,strength\n")
        answers = {
            #     entry            exit               means
            "U1": ((1, 1, 5), (2, 2, 5)),  # 1 -> 1.67
            "U2": ((1, 1, 5), (5, 5, 1)),  # 1 -> 5
            "U3": ((3, 3, 3), (3, None, 3)),  # 3 -> 3
            "U4": ((4, 4, 2), (3, 4, 2)),  # 4 -> 3.67
            "U5": ((4, 4, 2), (3, None, None)),  # too few answered
            "U6": ((4, 4, 2), (1, 1, 5)),
        }
        codes = CodeList("five", tuple(Code(n, str(n)) for n in range(1, 6)))
        scale = Scale("reserves", ("a", "b", "c"), ("c",), "mean", 2)
        for place, occasion in enumerate(("entry", "exit")):
            columns = {name: [of[place][at] for of in answers.values()] for at, name in enumerate("abc")}
            cells = answered(list(answers), columns)
            items = [replace(cells.dictionary[name], codes="five") for name in "abc"]
            book = Dictionary((cells.dictionary["urn"], *items), {"five": codes}, scales=(scale,))
            store_cells(beside, occasion, replace(cells, dictionary=book))
        return beside

    def test_a_score_that_rose_is_better(self, scored: Study) -> None:
        found = joint(scored, "money", "reserves")
        assert {(row["theme"], row["outcome"]): row["families"] for row in found.rows} == {
            ("with", "improved"): 2, ("with", "same"): 1, ("with", "worse"): 0,
            ("without", "improved"): 0, ("without", "same"): 0, ("without", "worse"): 1,
        }  # fmt: skip
        assert (found.facts["scale"], found.facts["without_outcome"], found.facts["kind"]) == (
            True,
            1,
            "strength",
        )
        assert "--at-least" in " ".join(found.notes)

    @pytest.mark.parametrize(
        ("least", "improved", "worse"), [(0.5, 2, 0), (2 / 3, 2, 0), (1, 1, 0), (5, 0, 0)]
    )
    def test_a_change_may_be_too_small(self, scored: Study, least: float, improved: int, worse: int) -> None:
        found = counts(scored, "reserves", at_least=least)
        assert (found["with", "improved"], found["without", "worse"]) == (improved, worse)

    def test_a_scale_nobody_listed_or_without_its_items_is_refused(self, scored: Study) -> None:
        (scored.root / "ind.csv").write_text("variable,indicator,kind\nresreves,Reserves,strength\n")
        with pytest.raises(ProblemError, match="FP5180"):
            joint(scored, "money", "reserves")
        with pytest.raises(ProblemError, match="FP5181"):
            joint(scored, "money", "resreves")

    def test_at_least_less_than_nothing_is_refused(self, scored: Study) -> None:
        for least in (-1, float("nan")):
            with pytest.raises(ProblemError, match="FP5932"):
                joint(scored, "money", "reserves", at_least=least)
