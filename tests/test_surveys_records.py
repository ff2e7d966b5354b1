"""Records beside waves: their drift, and a panel file of their own."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from surveys_stored import stored

from familypanel.study.beginning import begin
from familypanel.study.dictionary import Code, CodeList, Dictionary, Variable
from familypanel.study.folder import load
from familypanel.study.problems import ExitCode
from familypanel.study.store.events import Event, add_events
from familypanel.surveys import build, drift, read

URN = Variable("urn", "Unique Reference Number", "text", width=8)
RISK = Variable("risk", "Risk as the worker sees it", "choice", "risk")
RISKS = CodeList("risk", (Code(1, "None"), Code(2, "Some"), Code(3, "High")))
TURNED = CodeList("risk", (Code(1, "High"), Code(2, "Some"), Code(3, "None")))
HOME = Variable("home", "Do you own your home?", "choice", "yn")
YES = CodeList("yn", (Code(1, "Yes"), Code(2, "No")))


@pytest.fixture
def study(tmp_path):
    made = begin(tmp_path / "s")
    config = made.root / "study.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\nrecords: {entry: , exit: }\n", encoding="utf-8")
    made = load(made.root)
    stored(made, "baseline", Dictionary((URN, HOME), {"yn": YES}), frame("home", A1=1.0, A2=2.0))
    return made


def frame(name: str, **values: float) -> pd.DataFrame:
    return pd.DataFrame({"urn": list(values), name: list(values.values())})


def records(study, wave: str, codes: CodeList = RISKS, variable: Variable = RISK) -> None:
    name = variable.name
    stored(study, wave, Dictionary((URN, variable), {"risk": codes}), frame(name, A2=1.0, F7=3.0))


def test_records_are_held_against_each_other(study):
    records(study, "entry")
    records(study, "exit", TURNED)
    found = [(row["variable"], row["wave_a"], row["wave_b"], row["class"]) for row in drift(study).rows]
    assert found == [("risk", "entry", "exit", "reversed")]


def test_what_only_one_of_both_asks_is_no_drift(study):
    records(study, "entry")
    assert drift(study).rows == ()


def test_a_name_that_waves_and_records_use_otherwise_blocks(study):
    records(study, "entry", RISKS, replace(RISK, name="home", label="Where does the worker meet the family?"))
    table = drift(study)
    assert [(row["class"], row["wave_a"], row["wave_b"]) for row in table.rows] == [
        ("reused_name", "baseline", "entry")
    ]
    assert table.status is ExitCode.PROBLEMS


def test_a_decision_about_records_settles_them(study):
    records(study, "entry")
    records(study, "exit", TURNED)
    line = "{variable: risk, wave: exit, from: [1, 3], to: [3, 1], who: Ann, why: turned on the form}"
    (study.root / "harmonise.yaml").write_text(f"decisions:\n- {line}\n", encoding="utf-8")
    table = build(study, "wide")
    assert table.facts["status"] == "built"
    made = read(study.out / "panel-wide-records.sav").frame.set_index("urn")
    assert made.loc["A2", "exit_risk"] == 3.0


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_records_have_files_of_their_own(study, shape):
    records(study, "entry")
    records(study, "exit")
    facts = build(study, shape).facts
    assert (facts["waves"], facts["rows_out"]) == (["baseline"], 2)
    assert facts["records"]["waves"] == ["entry", "exit"]
    assert facts["records"]["rows_out"] == (4 if shape == "long" else 2)
    assert facts["records"]["files"][0] == f"out/panel-{shape}-records.sav"
    made = read(study.out / f"panel-{shape}-records.sav").frame
    assert set(made["urn"]) == {"A2", "F7"}


def test_the_merge_report_says_who_is_in_both(study):
    records(study, "entry")
    assert build(study).rows == (
        {"wave_a": "baseline", "wave_b": "entry", "only_left": 1, "only_right": 1, "both": 1,
         "one_to_one": True},
    )  # fmt: skip


def test_members_who_withdrew_are_out_of_the_records_too(study):
    records(study, "entry")
    with study.store.transaction() as connection:
        add_events(connection, [Event("A2", "withdrawal", "2016-01-01", None, "use")], "test")
    facts = build(study).facts
    assert (facts["returns_withdrawn"], facts["records"]["returns_withdrawn"]) == (1, 1)
    assert facts["withdrawn_urns"] == ["A2"]


def test_records_alone_are_built_too(tmp_path):
    made = begin(tmp_path / "alone")
    config = made.root / "study.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\nrecords: {entry: }\n", encoding="utf-8")
    alone = load(made.root)
    records(alone, "entry")
    facts = build(alone).facts
    assert (facts["waves"], facts["files"][0]) == (["entry"], "out/panel-long-records.sav")
