"""Tables by group, transitions and change by group: right counts, and nothing hidden that can be found."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panel_cells import store_cells

from familypanel.panel import (
    change,
    enrol,
    protection_intervals,
    record,
    table,
    transitions,
    transitions_figure,
)
from familypanel.panel.change_disclosure import WHOLE, _table, change_made_safe
from familypanel.panel.drawing import SMALL
from familypanel.panel.indicators import Indicator
from familypanel.panel.paired import change_rows
from familypanel.study import Cells, Code, CodeList, Dictionary, ProblemError, Reason, Study, Variable, load
from familypanel.study.dictionary import ResponseSet, Scale

YAML = """\
title: Families
waves:
  baseline: {months: 0}
  m12: {months: 12}
records: {entry: {label: Entry}, exit: {label: Exit}}
indicators: indicators.csv
disclosure: {threshold: THRESHOLD}
"""
SEX = CodeList("sex", (Code(1, "Female"), Code(2, "Male")))
MOOD = CodeList("mood", (Code(1, "Good"), Code(2, "Fair"), Code(3, "Low")))
VARIABLES = (
    Variable("urn", type="text"), Variable("sex", "Sex", "choice", "sex"),
    Variable("mood", "How are you?", "choice", "mood"), Variable("debt", "Debt", "choice"),
    Variable("q1", "One", "choice", "mood"), Variable("q2", "Two", "choice", "mood"),
    Variable("nights", "Nights", "integer", low=0, high=7), Variable("note", "In own words", "text"),
)  # fmt: skip
BOOK = Dictionary(
    VARIABLES, {"sex": SEX, "mood": MOOD}, scales=(Scale("calm", ("q1", "q2"), ("q2",), "mean", 2),),
    sets=(ResponseSet("ticks", "Ticked", ("debt",)),),
)  # fmt: skip


def make(folder: Path, threshold: int = 5) -> Study:
    (folder / "study.yaml").write_text(YAML.replace("THRESHOLD", str(threshold)), encoding="utf-8")
    (folder / "indicators.csv").write_text(
        "variable,indicator,kind,level\ndebt,Debt,risk,adult\ncalm,Calm,strength,adult\n", encoding="utf-8"
    )
    return load(folder)


def cells(rows: dict[str, dict[str, float]]) -> Cells:
    """Rows by URN; what is not given is 1, and a negative number is a refusal."""
    names = [one.name for one in VARIABLES[1:-1]]
    columns = {name: [float(row.get(name, 1)) for row in rows.values()] for name in names}
    reasons = {
        name: np.array([Reason.REFUSED if value < 0 else 0 for value in values], np.int8)
        for name, values in columns.items()
    }
    frame = pd.DataFrame({"urn": list(rows)} | columns | {"note": "x"})
    return Cells(frame, BOOK, {name: found for name, found in reasons.items() if found.any()})


def families(counts: dict[tuple[int, int], int]) -> dict[str, dict[str, float]]:
    """So many families of each sex and mood."""
    kinds = [kind for kind, n in counts.items() for _ in range(n)]
    return {f"F{n:03}": {"sex": sex, "mood": mood} for n, (sex, mood) in enumerate(kinds)}


class TestTable:
    COUNTS: ClassVar = {(1, 1): 30, (1, 2): 20, (1, 3): 9, (2, 1): 10, (2, 2): 8, (2, 3): 3}

    def test_by_sex_with_a_base_in_every_cell(self, tmp_path: Path) -> None:
        study = make(tmp_path, threshold=1)
        store_cells(study, "baseline", cells(families(self.COUNTS)))
        found = table(study, ["mood"])
        counts = {
            (row["answer"], sex): row[f"{sex}_n"] for row in found.rows for sex in ("female", "male", "all")
        }
        assert counts["Good", "female"], counts["Low", "male"] == (30, 3)
        assert [row["all_n"] for row in found.rows] == [40, 28, 12]
        assert {(row["female_base"], row["male_base"], row["all_base"]) for row in found.rows} == {
            (59, 21, 80)
        }
        assert found.rows[0]["male_percent"] == 10 / 21
        headings = [column.heading for column in found.columns]
        assert headings == [
            "Indicator",
            "Answer",
            "Female",
            "%",
            "base",
            "Male",
            "%",
            "base",
            "All",
            "%",
            "base",
        ]

    def test_the_small_count_and_those_that_give_it_away_are_hidden(self, tmp_path: Path) -> None:
        study = make(tmp_path)
        store_cells(study, "baseline", cells(families(self.COUNTS)))
        found = table(study, ["mood"])
        low = found.rows[2]
        assert (low["male_n"], low["male_percent"], low["male_base"], low["all_n"]) == (None, None, 21, 12)
        assert low["hidden"] == ["female_n", "female_percent", "male_n", "male_percent"]
        assert "[c]" in found.to_text() and "below 5" in found.notes[1]
        assert "3" not in {cell for row in found.cells() for cell in row}
        assert "NaN" not in found.to_json()

    def test_rounding_adds_up(self, tmp_path: Path) -> None:
        study = make(tmp_path)
        store_cells(study, "baseline", cells(families(self.COUNTS)))
        rows = table(study, ["mood"], disclosure="round").rows
        for row in rows:
            assert row["female_n"] + row["male_n"] == row["all_n"]
            assert all(row[f"{sex}_n"] % 5 == 0 for sex in ("female", "male", "all"))
        assert sum(row["all_n"] for row in rows) == rows[0]["all_base"]

    def test_without_variables_the_indicators(self, tmp_path: Path) -> None:
        study = make(tmp_path, threshold=1)
        rows = {f"F{n}": {"sex": 1 + n % 2, "debt": float(n < 6)} for n in range(20)}
        store_cells(study, "entry", cells(rows))
        (row,) = table(study).rows
        assert (row["indicator"], row["all_n"], row["female_n"], row["male_base"]) == (
            "Debt (adult)",
            6,
            3,
            10,
        )

    def test_who_has_no_group_is_one_group(self, tmp_path: Path) -> None:
        study = make(tmp_path, threshold=1)
        store_cells(
            study, "baseline", cells({"A": {"sex": 1}, "B": {"sex": -9}, "C": {"sex": 2, "mood": -9}})
        )
        row = table(study, ["mood"]).rows[0]
        assert (row["female_n"], row["male_base"], row["no_answer_n"], row["missing"]) == (1, 0, 1, 1)
        assert row["male_percent"] is None

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [({"variables": ["note"]}, "FP4162"), ({"variables": ["nothing"]}, "FP4162"),
         ({"by": "colour"}, "FP4007"), ({"disclosure": "maybe"}, "FP4160"),
         ({"wave": "m36"}, "FP1007"), ({"wave": "m12"}, "FP4008"),
         ({"by": "note"}, "FP4164")],
    )  # fmt: skip
    def test_what_cannot_be_done_is_said(self, tmp_path: Path, arguments: dict[str, Any], code: str) -> None:
        study = make(tmp_path)
        if code == "FP4164":
            (tmp_path / "indicators.csv").write_text(
                "variable,indicator,kind\ngone,Gone,risk\n", encoding="utf-8"
            )
        store_cells(study, "baseline", cells(families(self.COUNTS)))
        with pytest.raises(ProblemError, match=code):
            table(study, **({"variables": []} | arguments))

    @pytest.mark.parametrize("n", [0, 1])
    def test_nobody_and_a_group_of_one(self, tmp_path: Path, n: int) -> None:
        study = make(tmp_path)
        store_cells(study, "baseline", cells(families({(1, 1): n})))
        found = table(study, ["mood"])
        assert [row["all_n"] for row in found.rows] == ([0, 0, 0] if n == 0 else [None, None, None])
        assert "NaN" not in found.to_json() and found.to_text()


def followed(pairs: list[tuple[int, int]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Families by mood at both waves; 0 stands for no return, -9 for a refused answer."""
    first = {f"F{n:03}": {"mood": a} for n, (a, _) in enumerate(pairs) if a}
    return first, {f"F{n:03}": {"mood": b} for n, (_, b) in enumerate(pairs) if b}


def received(folder: Path, pairs: list[tuple[int, int]], threshold: int = 1) -> Study:
    study = make(folder, threshold)
    for wave, rows in zip(("entry", "exit"), followed(pairs), strict=True):
        store_cells(study, wave, cells(rows))
    return study


codes = st.sampled_from([0, 1, 2, 3, -9])


class TestTransitions:
    PAIRS: ClassVar = (
        [(1, 1)] * 6 + [(1, 2)] * 3 + [(2, 1)] * 2 + [(3, 0)] * 4 + [(1, -9)] + [(-9, 2)] + [(0, 1)] * 5
    )

    def test_equals_a_cross_table(self, tmp_path: Path) -> None:
        found = transitions(received(tmp_path, self.PAIRS), "mood", "entry", "exit")
        names = {1: "Good", 2: "Fair", 3: "Low", -9: "No answer", 0: "Not there"}
        keys = {1: "good", 2: "fair", 0: "lost", -9: "no_answer"}
        judge = pd.crosstab(*map(pd.Series, zip(*self.PAIRS, strict=True)))
        for row in found.rows[:-1]:
            a = next(code for code, name in names.items() if name == row["answer"])
            assert {code: row[f"{key}_n"] for code, key in keys.items()} == judge.loc[a].to_dict()
            assert row["base"] == judge.loc[a].sum()
            assert sum(row[f"{key}_percent"] for key in keys.values()) == pytest.approx(1)
        assert found.rows[-1]["base"] == len(self.PAIRS)

    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, -9]), st.sampled_from([0, 1, 2, 3, -9])), max_size=40)
    )
    def test_counts_in_are_counts_out(self, tmp_path_factory: Any, pairs: list[tuple[int, int]]) -> None:
        pairs = [pair for pair in pairs if any(pair)]
        found = transitions(received(tmp_path_factory.mktemp("s"), pairs), "mood", "entry", "exit")
        keys = [one["key"] for one in found.facts["columns"]]
        for row in found.rows:
            assert sum(row[f"{key}_n"] for key in keys) == row["base"]
        assert sum(row["base"] for row in found.rows[:-1]) == found.rows[-1]["base"] == len(pairs)
        assert "NaN" not in found.to_json() and transitions_figure(found).svg

    def test_open_windows_are_not_lost(self, tmp_path: Path) -> None:
        study = make(tmp_path, 1)
        (tmp_path / "m.csv").write_text("urn,referral_date\nA,2014-01-01\nB,2015-01-01\n", encoding="utf-8")
        enrol(study, tmp_path / "m.csv")
        for urn, day in (("A", "2014-02-01"), ("B", "2015-02-01")):
            record(study, urn, "interview", wave="baseline", on=day, detail="full")
        store_cells(study, "baseline", cells({"A": {}, "B": {}}))
        store_cells(study, "m12", cells({}))
        (row, _) = transitions(study, "mood", "baseline", "m12", on="2015-12-01").rows
        assert (row["base"], row["lost_n"], row["pending_n"]) == (2, 1, 1)

    def test_what_is_hidden_stays_open(self, tmp_path: Path) -> None:
        found = transitions(received(tmp_path, self.PAIRS * 3, 5), "mood", "entry", "exit")
        assert any(row["hidden"] for row in found.rows)
        for row in found.rows:
            for key in row["hidden"]:
                assert row[key] is None

    def test_the_picture_says_the_numbers_in_words_and_draws_a_band_a_cell(self, tmp_path: Path) -> None:
        found = transitions(
            received(tmp_path, self.PAIRS), "mood", "entry", "exit", picture=tmp_path / "mood.svg"
        )
        root = ET.parse(tmp_path / "mood.svg").getroot()
        figure = transitions_figure(found)
        assert "Good at Entry (10): Good 6 (60.0%), Fair 3 (30.0%)" in figure.description
        svg = "{http://www.w3.org/2000/svg}"
        cells_ = sum(row[f"{one['key']}_n"] > 0 for row in found.rows[:-1] for one in found.facts["columns"])
        assert len(root.findall(f"{svg}path")) == cells_
        assert len(root.findall(f".//{svg}pattern")) == len(found.rows) - 1
        assert (
            root.find(f"{svg}title").text == found.title
            and root.find(f"{svg}desc").text == figure.description
        )
        assert figure.svg == transitions_figure(found).svg
        assert min(float(text.get("font-size")) for text in root.iter(f"{svg}text")) >= SMALL

    def test_hidden_counts_are_not_in_the_picture(self, tmp_path: Path) -> None:
        study = received(tmp_path, [(1, 1)] * 20 + [(1, 2)] * 3 + [(2, 1)] * 10 + [(2, 2)] * 30, 5)
        figure = transitions_figure(transitions(study, "mood", "entry", "exit"))
        assert "confidential" in figure.description and "[c]" in figure.svg
        assert (
            "stroke-dasharray" in figure.svg and ">3<" not in figure.svg and " 3 (" not in figure.description
        )

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [(("mood", "entry", "entry"), "FP4163"), (("note", "entry", "exit"), "FP4162"),
         (("mood", "entry", "m12"), "FP4008"), (("mood", "entry", "m36"), "FP1007")],
    )  # fmt: skip
    def test_what_cannot_be_done_is_said(self, tmp_path: Path, arguments: Any, code: str) -> None:
        with pytest.raises(ProblemError, match=code):
            transitions(received(tmp_path, self.PAIRS), *arguments)

    def test_a_picture_of_another_kind(self, tmp_path: Path) -> None:
        with pytest.raises(ProblemError, match="FP1024"):
            transitions(received(tmp_path, self.PAIRS), "mood", "entry", "exit", picture=tmp_path / "a.png")


changes = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])),
    min_size=1, max_size=60,
)  # fmt: skip


def by_group(drawn: list[tuple[str, float, float]]) -> Any:
    urns = [str(n) for n in range(len(drawn))]
    entry, leaving = (pd.DataFrame({"x": [one[k] for one in drawn]}, index=urns) for k in (1, 2))
    group = pd.Series([one[0] for one in drawn], index=urns)
    risk = [Indicator("x", "Debt", "risk")]
    blocks = {WHOLE: change_rows(entry, leaving, risk)}
    return blocks | {("g", g): change_rows(entry[group == g], leaving, risk) for g in sorted(set(group))}


NAMES = {"base": "base", "entry": "entry_n", "exit": "exit_n", "gained": "gained", "lost": "lost"}


class TestChangeByGroup:
    @settings(deadline=None, max_examples=50)
    @given(changes)
    def test_no_hidden_figure_can_be_worked_out(self, drawn: list[tuple[str, float, float]]) -> None:
        blocks = by_group(drawn)
        safe = change_made_safe(blocks, "suppress", 5)
        counts = _table({group: rows[0] for group, rows in blocks.items()})
        # What a reader has are the counts that are shown, and what follows from them by adding.
        shown = {
            (group, name)
            for group, (row,) in safe.items()
            for name, figure in NAMES.items()
            if row[figure] is not None
        }
        hidden = set(counts.counts) - shown
        ends = protection_intervals(counts, hidden)
        for group, (row,) in safe.items():
            for name, figure in NAMES.items():
                if figure not in row["hidden"]:
                    continue
                low, high = ends[group, name]
                assert high - low >= 5, (drawn, group, figure)
            if row["base"]:
                assert row["entry_n"] is None or row["entry_n"] == 0 or row["entry_n"] >= 5
                assert row["entry_n"] is None or not 0 < row["base"] - row["entry_n"] < 5

    @settings(deadline=None, max_examples=25)
    @given(changes)
    def test_rounded_rows_show_multiples_and_no_tests(self, drawn: list[tuple[str, float, float]]) -> None:
        for (row,) in change_made_safe(by_group(drawn), "round", 5).values():
            assert all(row[name] % 5 == 0 for name in ("base", "entry_n", "exit_n", "gained", "lost"))
            assert row["p_mid"] is None and row["ci_low"] is None

    def test_rows_are_those_that_are_promised(self, tmp_path: Path) -> None:
        study = received(tmp_path, [(1, 2)] * 20)
        promised = (
            "indicator kind level domain base entry_n exit_n entry_pct exit_pct pp_change pct_change gained "
            "lost p_exact p_mid p_adjusted ci_low ci_high effect direction"
        )
        found = change(study, "entry", "exit")
        assert [" ".join(row) for row in found.rows] == [promised]
        (row, *_) = change(study, "entry", "exit", by=["sex"]).rows
        assert " ".join(row) == f"by group {promised} hidden"
        assert json.loads(found.to_json())["means"]

    @pytest.mark.parametrize("pairs", [[], [(1, 1)], [(1, 0)] * 9, [(0, 1)] * 9], ids=str)
    @pytest.mark.parametrize("means", [False, True])
    @pytest.mark.parametrize("disclosure", ["suppress", "round", "none"])
    def test_nobody_one_everybody_lost_and_only_newcomers(
        self, tmp_path: Path, pairs: Any, means: bool, disclosure: str
    ) -> None:
        study = received(tmp_path, pairs, 5)
        found = change(study, "entry", "exit", by=["sex"], means=means, disclosure=disclosure)
        assert "NaN" not in found.to_json() and found.to_text()
        if not any(a and b for a, b in pairs):
            assert any("not defined" in note for note in found.notes)


class TestMeans:
    def test_scales_are_scored_and_their_direction_comes_from_the_indicators(self, tmp_path: Path) -> None:
        study = make(tmp_path, 1)
        # calm is the mean of q1 and q2 turned round within 1..3: entry (1, 3) -> 1, exit (3, 2) -> 2.5.
        store_cells(study, "baseline", cells({u: {"q1": 1, "q2": 3, "nights": 3} for u in "ABC"}))
        store_cells(
            study, "m12", cells({"A": {"q1": 3, "q2": 2}, "B": {"q1": 3, "q2": -9}, "C": {"q1": 2, "q2": 3}})
        )
        calm, nights = change(study, "baseline", "m12", means=True).rows
        assert (calm["indicator"], calm["kind"], calm["base"], calm["direction"]) == (
            "Calm",
            "strength",
            2,
            "better",
        )
        assert (calm["entry_mean"], calm["exit_mean"], calm["difference"]) == (1.0, 2.0, 1.0)
        assert (nights["indicator"], nights["base"], nights["direction"]) == ("Nights", 3, "down")
        assert nights["undefined"] == "not defined because everybody changed by the same amount"

    def test_the_mean_of_few_is_hidden_and_so_is_another(self, tmp_path: Path) -> None:
        study = make(tmp_path)
        rows = {f"F{n:02}": {"sex": 1 if n < 3 else 2, "nights": n % 7} for n in range(30)}
        store_cells(study, "baseline", cells(rows))
        store_cells(study, "m12", cells(rows))
        found = {row["group"]: row for row in change(study, "baseline", "m12", by=["sex"], means=True).rows
                 if row["variable"] == "nights"}  # fmt: skip
        assert found["all"]["entry_mean"] is not None
        assert (found["Female"]["entry_mean"], found["Male"]["entry_mean"]) == (None, None)
        assert {"zeros", "tied", "w_plus", "w_minus"} <= set(found["all"]["hidden"])

    def test_an_item_that_cannot_be_turned_round(self, tmp_path: Path) -> None:
        study = make(tmp_path)
        book = Dictionary((Variable("urn", type="text"), Variable("q", "Q", "integer")), {},
                          scales=(Scale("s", ("q",), ("q",)),))  # fmt: skip
        for wave in ("baseline", "m12"):
            store_cells(study, wave, Cells(pd.DataFrame({"urn": ["A"], "q": [1.0]}), book))
        with pytest.raises(ProblemError, match="FP4161"):
            change(study, "baseline", "m12")

    def test_nothing_to_compare(self, tmp_path: Path) -> None:
        study = make(tmp_path)
        (tmp_path / "study.yaml").write_text(
            YAML.replace("indicators: indicators.csv\n", "").replace("THRESHOLD", "5")
        )
        book = Dictionary((Variable("urn", type="text"),), {})
        for wave in ("baseline", "m12"):
            store_cells(study, wave, Cells(pd.DataFrame({"urn": ["A"]}), book))
        with pytest.raises(ProblemError, match="FP4010"):
            change(load(tmp_path), "baseline", "m12")
        with pytest.raises(ProblemError, match="FP4163"):
            change(study, "m12", "m12")
