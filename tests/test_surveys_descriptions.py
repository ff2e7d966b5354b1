"""What a later file says about labels and missing values is never lost without a word."""

from __future__ import annotations

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.missing import Reason
from familypanel.study.store.waves import read_wave
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav

VALUES = (1, 2, 9, 2, 1)


def book(codes=(), missing=(), kind="integer", label="") -> Dictionary:
    """A file with one variable `q`; codes as {value: label}."""
    listed = CodeList("q", tuple(Code(value, text) for value, text in dict(codes).items()))
    variable = Variable("q", label, kind, "q" if codes else None, tuple(missing))
    return Dictionary((Variable("urn", "", "text", width=4), variable), {"q": listed} if codes else {})


def deliver(study, said: Dictionary, values=VALUES, wave="baseline", **more):
    path = study.root.parent / "d.sav"
    urns = [f"A{i}" for i in range(len(values))]
    write_sav(path, said, pd.DataFrame({"urn": urns, "q": list(values)}))
    return receive(study, path, wave, **more)


def built(study, said: Dictionary):
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(said.to_json(), encoding="utf-8")
    return study


def stored(study):
    cells = read_wave(study.store, "baseline")
    codes = cells.dictionary.code_list("q")
    return cells, codes.labels() if codes else {}


def codes(table):
    return {row["code"] for row in table.rows if row["variable"] == "q" or row["code"] > "FP32"}


NINE = MissingRange(9, 9, label="Refused")
YES_NO = {1: "Yes", 2: "No"}


def test_labels_that_come_later_are_taken(study):
    deliver(study, book())
    table = deliver(study, book({**YES_NO, 9: "Other"}, kind="choice", label="Moved?"))
    cells, labels = stored(study)
    assert (table.facts["status"], table.facts["described_otherwise"]) == ("accepted", ["q"])
    assert labels == {**YES_NO, 9: "Other"}
    assert (cells.dictionary["q"].label, cells.dictionary["q"].type) == ("Moved?", "choice")


def test_values_declared_missing_later_need_a_decision_and_become_missing(study):
    deliver(study, book({**YES_NO, 9: "Other"}, kind="choice"))
    said = book(YES_NO, [NINE], kind="choice")
    table = deliver(study, said)
    assert table.facts["status"] == "needs_decision"
    assert {"FP3027", "FP3208"} <= codes(table)
    assert table.facts["changed_cells"] == 0
    deliver(study, said, accept_diff=table.facts["token"])
    cells, labels = stored(study)
    assert labels == YES_NO
    assert [Reason(int(one)).word for one in cells.reason("q")].count("refused") == 1


def test_declarations_that_are_lost_on_the_way_are_kept(study):
    deliver(study, book(YES_NO, [NINE], kind="choice"))
    table = deliver(study, book(), values=(1, 2, 9, 2, 2))
    cells, labels = stored(study)
    assert "FP3207" in codes(table)
    assert labels == YES_NO
    assert cells.reason("q").tolist() == [0, 0, int(Reason.REFUSED), 0, 0]


@pytest.mark.parametrize("own", [(), (MissingRange(-9, -9, Reason.ERROR),)])
def test_an_instrument_is_not_changed_but_what_the_file_adds_is_reported(study, own):
    built(study, book(YES_NO, own, kind="choice"))
    table = deliver(study, book({**YES_NO, 3: "Both"}, [*own, NINE], kind="choice"), values=(1, 2, 9, 3))
    cells, labels = stored(study)
    assert {"FP3024", "FP3027", "FP3030"} <= codes(table)
    assert any("3 ('Both')" in row["message"] for row in table.rows)
    assert labels == YES_NO
    assert cells.reason("q").tolist() == [0, 0, int(Reason.REFUSED), 0]


def test_labels_of_a_variable_without_codes_in_the_instrument_are_reported(study):
    built(study, book())
    assert "FP3024" in codes(deliver(study, book({9: "Nine or more"})))


def test_a_range_that_only_encloses_the_scheme_adds_nothing(study):
    own = [MissingRange(code, code, reason) for code, reason in ((-9, Reason.ERROR), (-1, Reason.DONT_KNOW))]
    built(study, book(YES_NO, own, kind="choice"))
    enclosing = book(YES_NO, [MissingRange(-9, -1)], kind="choice")
    assert "FP3027" not in codes(deliver(study, enclosing, values=(1, -9)))
    table = deliver(study, enclosing, values=(1, -5), accept_diff="")
    assert "FP3027" in codes(table)
