"""Ids that are none, ids with zeros, a second urn, turned codes, and values without a label."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.store.waves import read_wave
from familypanel.surveys import problems, receive, receiving, tabulate
from familypanel.surveys.spss_write import write_sav

TEXT = Variable("urn", "", "text", width=8)


def deliver(study, frame, variables, lists=None, wave="baseline", **more):
    path = study.root.parent / "d.sav"
    write_sav(path, Dictionary(tuple(variables), lists or {}), pd.DataFrame(frame))
    return receive(study, path, wave, **more)


def found(table):
    return [(row["code"], row["row"]) for row in table.rows if row["severity"] != "note"]


def stored(study, wave="baseline"):
    return read_wave(study.store, wave)


YES_NO = {"yn": CodeList("yn", (Code(1, "Yes"), Code(2, "No")))}


def test_numeric_ids_declared_missing_are_blank(study):
    urn = Variable("urn", "", "integer", missing=(MissingRange(9999, 9999),))
    table = deliver(study, {"urn": [12, 9999], "a": [1, 2]}, (urn, Variable("a")))
    assert found(table) == [("FP3004", 2)]
    assert stored(study).frame["urn"].tolist() == ["12"]
    assert any(note.endswith("taken as blank: 1 rows.") for note in table.notes)


@pytest.mark.parametrize("none", ["XX", "N/A", "n/a", ".", "-", "#N/A"])
def test_texts_that_are_no_ids_are_blank(study, none):
    urn = replace(TEXT, missing=(MissingRange("XX", "XX"),))
    assert found(deliver(study, {"urn": ["A1", none], "a": [1, 2]}, (urn, Variable("a")))) == [("FP3004", 2)]


def test_the_format_of_a_numeric_id_holds_its_width(study, monkeypatch):
    real = receiving.delivered
    monkeypatch.setattr(receiving, "delivered", lambda *how: replace(real(*how), formats={"urn": "N6"}))
    table = deliver(study, {"urn": [123, 4567], "a": [1, 2]}, (Variable("urn", "", "integer"), Variable("a")))
    assert stored(study).frame["urn"].tolist() == ["000123", "004567"]
    assert "Numeric ids were padded with zeros to 6 characters: 2 rows." in table.notes


def test_a_second_urn_is_kept_under_another_name(study):
    frame = {"URN": ["old1", "old2"], "caseid": ["A1", "A2"]}
    variables = (replace(TEXT, name="URN"), replace(TEXT, name="caseid"))
    table = deliver(study, frame, variables, id="caseid")
    assert "'URN' does not hold the URN here; it was kept as 'urn_delivered'." in table.notes
    kept = stored(study).frame
    assert kept[["urn", "urn_delivered"]].values.tolist() == [["A1", "old1"], ["A2", "old2"]]


def test_ids_that_differ_only_by_case_are_called_so(study):
    table = deliver(study, {"urn": ["ab1", "AB1", "C2", "C2"], "a": [1, 2, 3, 4]}, (TEXT, Variable("a")))
    assert sorted(found(table)) == [("FP3006", 3), ("FP3006", 4), ("FP3211", 1), ("FP3211", 2)]
    assert table.facts["quarantined"] == 4
    asked = [(row["row"], row["asked"][:24]) for row in problems(study).rows]
    assert asked[-2:] == [(1, "Ids that were written ap"), (2, "Ids that were written ap")]


def test_codes_that_are_turned_between_waves_are_pointed_out(study):
    variables = (TEXT, Variable("moved", "Moved?", "choice", "yn"))
    deliver(study, {"urn": ["A1"], "moved": [1]}, variables, YES_NO)
    turned = {"yn": CodeList("yn", (Code(1, "No"), Code(2, "Yes")))}
    table = deliver(study, {"urn": ["A1"], "moved": [2]}, variables, turned, wave="m12")
    (row,) = (row for row in table.rows if row["code"] == "FP3210")
    assert "is 'No' in wave m12, but 'Yes' in wave baseline" in row["message"]


def shown(table):
    return [(row["label"], row["n"], row["mean"]) for row in table.rows]


def test_a_wild_value_is_pointed_out_and_the_variable_stays_a_choice(study):
    values = [1, 2, 1, 2, 1, 3, 3]
    frame = {"urn": [f"A{i}" for i in range(7)], "wild": values}
    table = deliver(study, frame, (TEXT, Variable("wild", "Wild", "choice", "yn")), YES_NO)
    assert found(table) == [("FP3030", 6), ("FP3030", 7)]
    rows = shown(tabulate(study, ["wild"]))
    assert rows == [("Yes", 3, None), ("No", 2, None), ("3 (not in the list)", 2, None)]


def test_a_scale_with_labelled_ends_has_its_codes_and_its_mean(study):
    ends = {"ends": CodeList("ends", (Code(0, "Not at all"), Code(10, "Wholly")))}
    frame = {"urn": [f"A{i}" for i in range(6)], "scale": [0, 3, 4, 5, 8, 10]}
    table = deliver(study, frame, (TEXT, Variable("scale", "S", "integer", "ends")), ends)
    assert found(table) == []
    assert [row["code"] for row in table.rows] == ["FP3209"]
    rows = shown(tabulate(study, ["scale"]))
    assert rows[:2] == [("Not at all", 1, None), ("Wholly", 1, None)]
    assert rows[-1] == ("Mean", 6, 5.0)


def test_labelled_texts_are_tabulated_by_their_codes(study):
    lists = {"reg": CodeList("reg", (Code("N", "North"), Code("S", "South")))}
    frame = {"urn": ["A1", "A2", "A3", "A4"], "reg": ["N", "S", "N", "X"]}
    table = deliver(study, frame, (TEXT, Variable("reg", "Region", "text", "reg", width=2)), lists)
    assert found(table) == [("FP3030", 4)]
    rows = shown(tabulate(study, ["reg"]))
    assert rows == [("North", 2, None), ("South", 1, None), ("X (not in the list)", 1, None)]
