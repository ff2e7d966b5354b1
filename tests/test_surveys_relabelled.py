"""Codes that are labelled otherwise than before: corrections are offered, another meaning is not mixed in."""

from __future__ import annotations

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, Variable
from familypanel.study.store.waves import read_wave
from familypanel.surveys import drift, receive
from familypanel.surveys.code_changes import same_answer
from familypanel.surveys.spss_write import write_sav

TYPO = {1: "Alwyas", 2: "Never"}
RIGHT = {1: "Always", 2: "Never"}
TURNED = {1: "Never", 2: "Always"}


def book(codes, label="How often do you meet?") -> Dictionary:
    listed = CodeList("q", tuple(Code(value, text) for value, text in codes.items()))
    return Dictionary(
        (Variable("urn", "", "text", width=4), Variable("q", label, "choice", "q")), {"q": listed}
    )


def deliver(study, codes, values=(1, 2, 1), urns="ABC", wave="baseline", **more):
    path = study.root.parent / "d.sav"
    write_sav(path, book(codes), pd.DataFrame({"urn": list(urns), "q": list(values)}))
    return receive(study, path, wave, **more)


def built(study, codes):
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(book(codes).to_json(), encoding="utf-8")


def labels(study):
    return read_wave(study.store, "baseline").dictionary.code_list("q").labels()


def said(table):
    return [row["code"] for row in table.rows]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Alwyas", "Always", True),
        ("Yes", "Yes, at least once a week", True),
        ("At least once a week", "At least once a  WEEK", True),
        ("Somebody visiting us at ho", "Somebody visiting us at home", True),
        ("Working part time", "Working full time", False),
        ("More than 2 children", "More than 3 children", False),
        ("Satisfied", "Not satisfied", False),
        ("Very satisfied", "Fairly satisfied", False),
    ],
)
def test_one_answer_or_two(one, other, same):
    assert same_answer(one, other) is same


def test_a_corrected_typo_is_offered_and_then_holds(study):
    deliver(study, TYPO)
    asked = deliver(study, RIGHT)
    assert (asked.facts["status"], said(asked)) == ("needs_decision", ["FP3213"])
    assert asked.facts["relabelled"] == ["q 1 'Alwyas' became 'Always'"]
    done = deliver(study, RIGHT, accept_diff=asked.facts["token"])
    assert (done.facts["status"], labels(study)) == ("accepted", RIGHT)
    assert deliver(study, RIGHT, values=(1, 2, 2), urns="ABC").facts["relabelled"] == []


def test_under_an_instrument_its_own_wording_stays(study):
    built(study, RIGHT)
    asked = deliver(study, TYPO)
    assert (asked.facts["status"], said(asked)) == ("needs_decision", ["FP3213"])
    assert deliver(study, TYPO, accept_diff=asked.facts["token"]).facts["status"] == "accepted"
    assert labels(study) == RIGHT


def test_another_meaning_against_an_instrument_stays_refused(study):
    built(study, RIGHT)
    assert (deliver(study, TURNED).facts["status"], said(deliver(study, TURNED))[0]) == ("refused", "FP3025")


def test_without_an_instrument_a_person_says_which_file_is_right(study):
    deliver(study, TURNED)
    asked = deliver(study, RIGHT)
    assert (asked.facts["status"], said(asked)) == ("needs_decision", ["FP3214"])
    deliver(study, RIGHT, accept_diff=asked.facts["token"])
    assert labels(study) == RIGHT


def test_rows_that_stay_live_are_never_read_by_new_labels(study):
    """Member B is in dispute: its accepted row, coded as before, would be kept beside the new ones."""
    deliver(study, TURNED)
    table = deliver(study, RIGHT, values=(1, 2, 1, 1), urns="ABBC")
    assert (table.facts["status"], said(table)[0]) == ("refused", "FP3025")
    assert labels(study) == TURNED


def test_a_single_other_word_is_another_answer_between_waves_too(study):
    deliver(study, {1: "Working part time", 2: "Not working"})
    deliver(study, {1: "Working full time", 2: "Not working"}, wave="m12")
    assert [(row["class"], row["blocking"]) for row in drift(study).rows] == [("reused_code", True)]
