"""What was asked and what was not: codes without a question, answers after the end, silent break-offs."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable
from familypanel.study.missing import Reason
from familypanel.study.store.events import events_frame
from familypanel.study.store.waves import read_wave
from familypanel.surveys import decide, problems, receive
from familypanel.surveys.spss_write import write_sav

CODES = tuple(
    MissingRange(code, code, reason)
    for code, reason in ((-1, Reason.DONT_KNOW), (-2, Reason.REFUSED), (-8, Reason.NOT_APPLICABLE))
)


def question(name, item, ask=None, codes="yn"):
    return Variable(name, f"Question {name}", "choice", codes, CODES, item=item, ask=ask)


BOOK = Dictionary(
    (
        Variable("urn", "Unique Reference Number", "text", width=8),
        Variable("last_q", "Last question reached", "text", width=20),
        question("work", "Q1"),
        question("hours", "Q2", ask="work = 1"),
        question("ill_1", "Q3"),
        question("ill_2", "Q3"),
        question("ill_97", "Q3"),
        question("rent", "Q4"),
        question("warm", "Q5"),
    ),
    {
        "yn": CodeList("yn", (Code(1, "Yes"), Code(0, "No"))),
        "ill": CodeList("ill", (Code(1, "I am"), Code(2, "A child is"), Code(97, "Nobody is"))),
    },
    (ResponseSet("ill", "Who is ill?", ("ill_1", "ill_2", "ill_97"), "ill", 1, (97,), "Q3"),),
)
NAN = float("nan")
WHOLE = {"last_q": "", "work": 1, "hours": 1, "ill_1": 1, "ill_2": 0, "ill_97": 0, "rent": 1, "warm": 1}


def found(study, *changed, without=()):
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(BOOK.to_json(), encoding="utf-8")
    rows = [{"urn": f"A{at}", **WHOLE, **one} for at, one in enumerate(changed, start=1)]
    kept = Dictionary(tuple(v for v in BOOK if v.name not in without), BOOK.lists, BOOK.sets)
    frame = pd.DataFrame(rows)[list(kept.names)]
    path = study.root.parent / "delivery.sav"
    write_sav(path, kept, frame)
    table = receive(study, path, "baseline")
    assert table.facts["status"] == "accepted"
    listed = [(one["code"], one["row"], one["variable"]) for one in table.rows]
    return [one for one in listed if one[0] != "FP3021"]


@pytest.mark.parametrize(
    ("code", "expected"), [(-1, ["FP3221"]), (-2, ["FP3221"]), (-8, []), (NAN, []), (1, ["FP3042"])]
)
def test_only_who_was_asked_can_refuse(study, code, expected):
    assert [one[0] for one in found(study, {"work": 0, "hours": code})] == expected


def test_answers_after_the_last_question_are_told_once_an_interview(study):
    assert found(study, {"last_q": "ill"}, {"last_q": "warm"}, {"last_q": "Q4", "warm": NAN}) == [
        ("FP3222", 1, "last_q")
    ]


def test_nothing_ticked_is_not_none_of_these(study):
    none = {"ill_1": 0, "ill_2": 0}
    assert found(
        study, none | {"ill_97": 0}, none | {"ill_97": 1}, {"ill_1": -2, "ill_2": -2, "ill_97": -2}
    ) == [("FP3224", 1, "ill_1")]


def test_who_refuses_a_list_gives_no_answer_in_it(study):
    assert found(study, {"ill_2": -2}, {"ill_2": NAN}, {"ill_1": -1, "ill_2": -1, "ill_97": -1}) == [
        ("FP3043", 2, "ill_2"),
        ("FP3227", 1, "ill_1"),
    ]


ENDED = {"ill_1": NAN, "ill_2": NAN, "ill_97": NAN, "rent": NAN, "warm": NAN}


class TestBreakOffWithoutItsVariable:
    def test_three_empty_questions_at_the_end(self, study):
        assert found(study, ENDED, {}, without=["last_q"]) == [("FP3223", 1, "hours")]
        cells = read_wave(study.store, "baseline")
        assert [Reason(int(r)).word for r in cells.reason("warm")] == ["not_reached", "value"]
        with study.store.reading() as connection:
            assert events_frame(connection)["detail"].tolist() == ["partial", "full"]

    def test_two_are_omissions(self, study):
        assert found(study, {"rent": NAN, "warm": NAN}, without=["last_q"]) == [
            ("FP3043", 1, "rent"),
            ("FP3043", 1, "warm"),
        ]

    def test_an_answer_later_shows_that_it_went_on(self, study):
        codes = [one[0] for one in found(study, ENDED | {"warm": 0}, without=["last_q"])]
        assert codes == ["FP3043"] * 4

    def test_a_file_that_says_so_is_believed(self, study):
        assert [one[0] for one in found(study, ENDED)] == ["FP3043"] * 5

    def test_a_row_without_any_answer_did_not_break_off(self, study):
        empty = dict.fromkeys(WHOLE, NAN) | {"last_q": ""}
        assert "FP3223" not in [one[0] for one in found(study, empty, {}, without=["last_q"])]

    def test_the_field_can_confirm_it(self, study):
        found(study, ENDED, without=["last_q"])
        path = study.root.parent / "fix.xlsx"
        problems(study, out=path)
        book = openpyxl.load_workbook(path)
        line = next(row for row in book.worksheets[0].iter_rows(min_row=2) if row[4].value == "hours")
        for cell, told in zip(line[8:], ("confirmed", "asked", "Ann"), strict=True):
            cell.value = told
        book.save(path)
        assert decide(study, path).facts["decided"] == 1
