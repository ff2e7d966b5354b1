"""Labels of missing codes: which reason they word, and what follows when the scheme says another."""

from __future__ import annotations

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.missing import SCHEMES, Reason
from familypanel.study.store.waves import read_wave
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav
from familypanel.surveys.wordings import is_neutral, reason_of

WORDED = {
    "dont_know": (
        "Don't know", "DON’T KNOW", "dont know", "Does not know", "doesn't know", "Do not know", "DK", "D/K",
        "Respondent did not know", "-8 Don't know", "Don't know (spontaneous)", "Not known",
        "Ddim yn gwybod", "Dim yn gwybod", "Heb wybod",
    ),
    "refused": (
        "Refused", "REFUSAL", "Refused to answer", "Respondent refused", "Question refused",
        "Prefer not to say",
        "Prefers not to answer", "Would rather not say", "Declined to answer", "Did not want to answer",
        "Refused/prefer not to say", "No answer (refused)", "Gwrthod", "Gwrthodwyd", "Wedi gwrthod ateb",
        "Well gennyf beidio â dweud",
    ),
    "proxy": ("Proxy", "Proxy respondent", "Interview by proxy", "Not available for proxies", "Dirprwy"),
    "not_applicable": (
        "Not applicable", "Not applicable - not asked", "Inapplicable", "N/A", "n.a.", "Does not apply",
        "Not applicable (no partner)", "Routed past", "Valid skip", "Item not applicable",
        "Ddim yn berthnasol", "Amherthnasol", "Nid yw'n berthnasol",
    ),
    "no_answer": ("No answer", "Not answered", "Not stated", "No response", "Item non-response", "Dim ateb"),
    "error": ("Error", "Coding error", "Invalid code", "Missing or wild", "Gwall"),
    "not_reached": ("Not reached", "Broke off"),
    "not_in_instrument": ("Not asked at this wave", "Not in this questionnaire"),
}  # fmt: skip
OTHER = (
    "", "Yes", "Never", "Refused help from school", "Don't know many people", "Knows", "No problem", "None",
    "Don't know / refused", "Refused or not applicable", "Not asked", "Applicable",
    "Nobody answered the door",
    "Missing", "Dim byd", "North", "9",
)  # fmt: skip


@pytest.mark.parametrize(("word", "label"), [(word, one) for word, many in WORDED.items() for one in many])
def test_wordings_of_reasons(word, label):
    assert reason_of(label) is Reason.of(word)


@pytest.mark.parametrize("label", OTHER)
def test_other_labels_are_no_reasons(label):
    assert reason_of(label) is None


@pytest.mark.parametrize("reason", [one for one in Reason if one is not Reason.VALUE])
def test_our_own_labels_are_recognised(reason):
    assert reason_of(reason.label) is reason


def test_missing_says_nothing_about_why():
    assert is_neutral("Missing")
    assert is_neutral("System missing")
    assert not is_neutral("Refused")


def deliver(study, missing, *, codes=(), values=(1, 1), kind="choice", text=False):
    variables = (
        Variable("urn", "", "text", width=4),
        Variable("q", "Q", kind, "q" if codes else None, tuple(missing), width=8 if text else None),
    )
    lists = {"q": CodeList("q", tuple(Code(value, label) for value, label in codes))} if codes else {}
    path = study.root.parent / "d.sav"
    frame = pd.DataFrame({"urn": [f"A{i}" for i in range(len(values))], "q": list(values)})
    write_sav(path, Dictionary(variables, lists), frame)
    return receive(study, path, "baseline")


def declared(code, label):
    return MissingRange(code, code, label=label)


def found(table):
    return [(row["code"], row["severity"], row["variable"]) for row in table.rows]


def words(study):
    return [Reason(int(one)).word for one in read_wave(study.store, "baseline").reason("q")]


YES_NO = ((1, "Yes"), (2, "No"))


@pytest.mark.parametrize(
    ("code", "label", "meant"),
    [
        (-9, "Refused to answer", "Error"),
        (-1, "Not applicable - not asked", "Don't know"),
        (-8, "Does not know", "Not applicable"),
    ],
)
def test_a_label_that_contradicts_the_scheme_keeps_the_file_out(study, code, label, meant):
    table = deliver(study, [declared(code, label)], codes=YES_NO, values=(1, code))
    assert table.facts["status"] == "refused"
    (row,) = (row for row in table.rows if row["code"] == "FP3026")
    assert row["severity"] == "error"
    assert all(said in row["message"] for said in (str(code), label, meant))


def test_a_label_nobody_knows_on_a_code_of_the_scheme_is_pointed_out(study):
    table = deliver(study, [declared(-9, "Schedule 4 only"), declared(-1, "Missing")], codes=YES_NO)
    assert found(table) == [("FP3206", "warning", "q")]
    assert "'Schedule 4 only'" in table.rows[0]["message"]


def test_a_wording_outside_the_scheme_gives_its_reason(study):
    missing = [declared(95, "Refused"), declared(96, "Don't know"), MissingRange(90, float("inf"))]
    table = deliver(study, missing, codes=YES_NO, values=(1, 95, 96, 97))
    assert words(study) == ["value", "refused", "dont_know", "no_answer"]
    assert found(table) == [("FP3036", "warning", "q")]


def test_a_wording_on_a_missing_text_gives_its_reason(study):
    deliver(study, [declared("XX", "Refused")], kind="text", text=True, values=("a", "XX"))
    assert words(study) == ["value", "refused"]


def test_a_missing_text_may_word_its_reason_itself(study):
    deliver(
        study,
        [declared("DK", ""), declared("REFUSED", "")],
        kind="text",
        text=True,
        values=("a", "DK", "REFUSED"),
    )
    assert words(study) == ["value", "dont_know", "refused"]


def test_reasons_that_count_as_answers_are_pointed_out(study):
    codes = ((-9, "Refused"), (-8, "Don't know"), *YES_NO)
    table = deliver(study, [], codes=codes, values=(1, 2, -8, -9))
    (row,) = (row for row in table.rows if row["code"] == "FP3035")
    assert "-9 ('Refused'), -8 ('Don't know')" in row["message"]


def test_the_scheme_of_the_study_agrees_with_itself(study):
    missing = [MissingRange(code, code, reason) for code, reason in SCHEMES["ukhls"].codes.items()]
    assert found(deliver(study, missing, codes=YES_NO, values=(1, -9))) == []
