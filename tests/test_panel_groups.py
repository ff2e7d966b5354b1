"""Groups of members: codes with one label stay apart, free text makes no groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from panel_cells import store_cells

from familypanel.panel import attrition, change, change_figure, enrol, groups_figure, outcomes, record
from familypanel.panel.groups import put_together
from familypanel.study import (
    Cells,
    Code,
    CodeList,
    Dictionary,
    ProblemError,
    Reason,
    Study,
    Variable,
    load,
)

YAML = """\
title: Groups
waves:
  baseline: {months: 0, mode: face_to_face}
  m12: {months: 12, mode: telephone}
"""
LIST = CodeList("why", (Code(1, "Other"), Code(2, "Other"), Code(3, "No answer"), Code(4, "Debt")))
CODES = (1.0, 2.0, 3.0, 4.0, -9.0)
NO_ANSWER = int(Reason.NO_ANSWER)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    return load(tmp_path)


def panel(study: Study, header: str, lines: Sequence[str], **answers: Sequence[Any]) -> Study:
    """Enrol, interview at baseline and store the answers of everybody."""
    path = study.root / "members.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    enrol(study, path)
    urns = [line.split(",")[0] for line in lines]
    for urn in urns:
        record(study, urn, "interview", wave="baseline", on="2012-11-20", detail="full")
    variables = [Variable("urn", type="text"), *(_variable(name) for name in answers)]
    reasons = {
        name: np.array([NO_ANSWER if value == -9.0 else 0 for value in values], dtype=np.int8)
        for name, values in answers.items()
    }
    book = Dictionary(tuple(variables), {"why": LIST})
    store_cells(study, "baseline", Cells(pd.DataFrame({"urn": urns} | answers), book, reasons))
    return study


def _variable(name: str) -> Variable:
    return Variable(name, "Why", "choice", "why") if name == "why" else Variable(name, name, type="text")


def bases(study: Study, name: str) -> dict[str, int]:
    rows = attrition(study, by=[name], as_at="2012-12-01").rows
    return {row["group"]: row["base"] for row in rows if row["by"] == name and row["wave"] == "baseline"}


class TestOneLabelTwice:
    def test_every_code_and_every_reason_is_a_group_of_its_own(self, study: Study) -> None:
        panel(study, "urn", [f"A{n}" for n in range(10)], why=[CODES[n % 5] for n in range(10)])
        assert bases(study, "why") == {
            "Other (1)": 2, "Other (2)": 2, "No answer (3)": 2, "Debt": 2, "No answer": 2,
        }  # fmt: skip

    def test_a_label_that_is_worded_as_another_with_its_code(self) -> None:
        codes = CodeList("why", (Code(1, "Other"), Code(2, "Other"), Code(9, "Other (1)")))
        book = Dictionary((Variable("why", "", "choice", "why"),), {"why": codes})
        cells = Cells(pd.DataFrame({"why": [1.0, 2.0, 9.0, np.nan]}), book)
        assert cells.labelled("why").nunique() == 4


class TestFreeText:
    def test_the_words_of_respondents_make_no_groups_and_are_not_offered(self, study: Study) -> None:
        said = [f"sentence {n}" for n in range(31)]
        few = ["He left us with all of the bills and never once rang"] * 31
        panel(study, "urn", [f"A{n}" for n in range(31)], said=said, few=few, area=["N"] * 31, why=[1.0] * 31)
        for name in ("said", "few", "urn"):
            with pytest.raises(ProblemError, match="FP4043") as caught:
                attrition(study, by=[name])
            assert "sentence" not in str(caught.value) and "bills" not in str(caught.value)
        with pytest.raises(ProblemError, match="FP4007") as caught:
            attrition(study, by=["shoe"])
        offered = caught.value.problems[0].remedy.split(": ")[1].rstrip(".").split(", ")
        assert offered == ["cohort", "project", "area", "why"]
        assert bases(study, "area") == {"N": 31}

    def test_nor_in_a_comparison(self, study: Study) -> None:
        panel(study, "urn", ["A1"], why=[1.0])
        (study.root / "study.yaml").write_text(YAML + "indicators: i.csv\n", encoding="utf-8")
        (study.root / "i.csv").write_text("variable,indicator,kind\nwhy,Why,risk\n", encoding="utf-8")
        again = load(study.root)
        store_cells(again, "m12", Cells(pd.DataFrame({"urn": ["A1"]}), Dictionary((Variable("urn"),))))
        with pytest.raises(ProblemError, match="FP4043"):
            change(again, "baseline", "m12", by=["urn"])


class TestEmptyProperties:
    def test_a_property_that_is_blank_for_everybody_does_not_hide_the_variable(self, study: Study) -> None:
        panel(study, "urn", ["A1", "A2", "A3"], project=["Tyne", "Tyne", "Fife"])
        assert bases(study, "project") == {"Fife": 1, "Tyne": 2}

    def test_a_property_that_somebody_has_goes_first(self, study: Study) -> None:
        panel(study, "urn,project", ["A1,Bury", "A2,"], project=["Tyne", "Fife"])
        assert bases(study, "project") == {"Bury": 1, "not recorded": 1}


class TestSmallGroups:
    @pytest.mark.parametrize(
        ("groups", "expected"),
        [
            ({"a": "Yes", "b": "Yes", "c": "Refused", "d": "Don't know"}, {"Yes", "no answer"}),
            ({"a": "Yes", "b": "Yes", "c": "Refused", "d": "No"}, {"Yes", "smaller groups together"}),
        ],
    )
    def test_reasons_alone_are_called_no_answer(self, groups: dict[str, str], expected: set[str]) -> None:
        assert set(put_together(groups, list(groups), 2).values()) == expected

    def test_who_gave_no_answer_stands_last_in_the_picture(self, study: Study) -> None:
        answers = [-9.0] * 2 + [1.0] * 3 + [4.0] * 3
        panel(study, "urn", [f"A{n}" for n in range(8)], why=answers)
        for n in (0, 1, 2):
            record(study, f"A{n}", "interview", wave="m12", on="2013-11-20", detail="full")
        table = attrition(study, by=["why"], as_at="2015-12-01", smallest=2)
        said = groups_figure(table, "why", "m12").description
        assert [part.split(":")[0] for part in said.split("; ")] == ["Other (1)", "Debt", "No answer"]


class TestWordsPeopleRead:
    def test_tables_write_waves_and_conventions_in_plain_words(self, study: Study) -> None:
        panel(study, "urn", ["A1"], why=[1.0])
        record(study, "A1", "attempt", wave="m12", on="2013-11-20", detail="no_reply")
        table = attrition(study, as_at="2015-12-01")
        grid = table.to_text().split("At this wave (")[0]
        assert "+12 months" in grid and "at every wave so far" in grid
        assert "m12" not in grid and "cross_section" not in grid
        assert {row["convention"] for row in table.rows} >= {"cross_section", "wave_on_wave"}
        said = outcomes(study, as_at="2015-12-01").to_text()
        assert "tried, not reached" in said and "_" not in said

    def test_an_excel_table_reads_the_same_and_keeps_its_plus(self, study: Study) -> None:
        panel(study, "urn", ["A1"], why=[1.0])
        outcomes(study, as_at="2012-12-01").to_xlsx(study.root / "o.xlsx")
        lines = openpyxl.load_workbook(study.root / "o.xlsx").worksheets[0].iter_rows(values_only=True)
        assert [line[0] for line in lines][:3] == ["Wave", "Baseline", "+12 months"]
        assert outcomes(study, as_at="2012-12-01").to_csv().splitlines()[2].startswith("m12,")


def two_levels(study: Study) -> Study:
    """The same indicator for children and for adults, at entry and at exit."""
    (study.root / "study.yaml").write_text(
        YAML + "records: {entry: {label: Entry}, exit: {label: Exit}}\nindicators: i.csv\n", encoding="utf-8"
    )
    lines = ["variable,indicator,kind,level", "c,Stress,risk,child", "a,Stress,risk,adult"]
    (study.root / "i.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = Dictionary((Variable("urn", type="text"), *(Variable(v, type="integer") for v in "ca")), {})
    for occasion, value in (("entry", 1.0), ("exit", 0.0)):
        urns = [f"R{n}" for n in range(40)]
        store_cells(study, occasion, Cells(pd.DataFrame({"urn": urns, "c": value, "a": value}), book))
    return load(study.root)


def test_rows_of_one_name_are_told_apart_by_their_level(study: Study) -> None:
    table = change(two_levels(study), "entry", "exit")
    assert "Level" in table.to_text().splitlines()[1]
    assert {(row["indicator"], row["level"]) for row in table.rows} == {
        ("Stress", "child"),
        ("Stress", "adult"),
    }
    said = change_figure(table).description
    assert "Stress (child) 100.0% to 0.0%" in said and "Stress (adult)" in said
