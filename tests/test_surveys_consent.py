"""Consent that was taken back holds: no row is taken, and no table counts what was given before."""

from __future__ import annotations

import pandas as pd
import pytest

from familypanel.panel import attrition, record
from familypanel.study.consent import usable_answers
from familypanel.study.dictionary import Code, CodeList, Dictionary, Variable
from familypanel.study.problems import ExitCode
from familypanel.study.store.waves import read_wave
from familypanel.surveys import export, read, receive, tabulate
from familypanel.surveys.spss_write import write_sav

BOOK = Dictionary(
    (Variable("urn", "", "text", width=4), Variable("lone", "Lone?", "choice", "yn")),
    {"yn": CodeList("yn", (Code(1, "Yes"), Code(2, "No")))},
)


def deliver(study, wave, *urns):
    path = study.root.parent / "d.sav"
    write_sav(path, BOOK, pd.DataFrame({"urn": urns, "lone": [1] * len(urns)}))
    return receive(study, path, wave)


@pytest.mark.parametrize("scope", ["use", "answers", "everything"])
def test_answers_taken_back_are_neither_taken_nor_counted(study, scope):
    deliver(study, "baseline", "A1", "A2", "A3")
    record(study, "A2", "withdrawal", detail=scope)
    table = deliver(study, "m12", "A1", "A2")
    counts = [table.facts[key] for key in ("status", "rows_in", "accepted", "quarantined")]
    assert counts == ["accepted", 2, 1, 1]
    assert [(row["code"], row["urn"]) for row in table.rows if row["severity"] == "error"] == [
        ("FP3205", "A2")
    ]
    assert table.status == ExitCode.PROBLEMS
    assert read_wave(study.store, "m12").frame["urn"].tolist() == ["A1"]
    counted = tabulate(study, ["lone"])
    assert counted.rows[0]["n"] == 2
    left_out = "Left out because consent to the use of the answers was taken back: 1 member."
    assert left_out in counted.notes
    usable = usable_answers(study, "baseline")
    assert (usable.cells.frame["urn"].tolist(), usable.withdrawn) == (["A1", "A3"], {"A2"})
    out = study.root.parent / "out.sav"
    assert left_out in export(study, out, wave="baseline").notes
    assert read(out).frame["urn"].tolist() == ["A1", "A3"]
    by_answer = {
        (row["group"], row["wave"]): row["base"] for row in attrition(study, by=["lone"]).rows if row["by"]
    }
    assert by_answer["Yes", "m12"] == 2


def test_no_contact_only_ends_the_contact(study):
    deliver(study, "baseline", "A1", "A2")
    record(study, "A2", "withdrawal", detail="contact")
    assert deliver(study, "m12", "A1", "A2").facts["accepted"] == 2
    assert tabulate(study, ["lone"]).rows[0]["n"] == 2


def test_nothing_received_is_nothing_usable(study):
    assert usable_answers(study, "m12").cells is None
