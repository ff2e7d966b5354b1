"""The fix-list and its answers: the delivered value stays, the right one lies over it, all is traceable."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.folder import Study
from familypanel.study.missing import SCHEMES, Reason
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.study.store.decisions import all_decisions
from familypanel.study.store.deliveries import all_deliveries, open_problems
from familypanel.study.store.events import Event, add_events
from familypanel.study.store.members import Member, add_members, members_frame
from familypanel.study.store.waves import read_delivered, read_wave
from familypanel.surveys import build, decide, lineage, problems, read, receive
from familypanel.surveys.spss_write import write_sav

UKHLS = tuple(MissingRange(code, code, reason) for code, reason in SCHEMES["ukhls"].codes.items())
BOOK = Dictionary(
    (
        Variable("urn", "Unique Reference Number", "text", width=8),
        Variable("int_date", "Date of the interview", "date", missing=UKHLS),
        Variable("work", "Do you work?", "choice", "yn", UKHLS, item="work"),
        Variable(
            "adults", "How many adults live here?", "integer", missing=UKHLS, low=1, high=20, item="adults"
        ),
        Variable("why", "Why is that?", "text", width=40, checks={"soft": "work = 2"}),
        Variable("sex", "Sex", "choice", "sex", UKHLS, item="sex"),
    ),
    {
        "yn": CodeList("yn", (Code(1, "Yes", {"cy": "Ydw"}), Code(2, "No"))),
        "sex": CodeList("sex", (Code(1, "Female"), Code(2, "Male"))),
    },
)
GOOD = dict(zip(BOOK.names, ("A1", "2014-03-03", 2, 2, "", 1), strict=True))


def deliver(study: Study, *changed: dict, wave: str = "baseline", **more):
    path = study.root.parent / "delivery.sav"
    write_sav(path, BOOK, pd.DataFrame([GOOD | one for one in changed]))
    return receive(study, path, wave, **more)


@pytest.fixture
def panel(study):
    """Three members and the dictionary of the baseline."""
    for wave in ("baseline", "m12"):
        folder = study.instruments / wave
        folder.mkdir(parents=True)
        (folder / "dictionary.json").write_text(BOOK.to_json(), encoding="utf-8")
    return enrolled(study, "A1", "A2", "A3")


def enrolled(study: Study, *urns: str) -> Study:
    with study.store.transaction() as connection:
        add_members(connection, [Member(urn) for urn in urns], "test")
    return study


def fix_list(study: Study, **answers: str):
    """Write the fix-list and fill in answers by variable (or by row, as `row3`)."""
    path = study.root.parent / "fixlist.xlsx"
    problems(study, out=path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(heads, row, strict=True))
        answer = answers.get(str(cells["variable"].value)) or answers.get(f"row{cells['row'].value}")
        if answer and cells["id"].value:
            cells["answer"].value, cells["why"].value, cells["who"].value = answer, "asked again", "Ann"
    book.save(path)
    return path


def values(study: Study, name: str, read_it=read_wave, wave: str = "baseline") -> list:
    cells = read_it(study.store, wave)
    return [
        Reason(int(r)).word if r else v for v, r in zip(cells.frame[name], cells.reason(name), strict=True)
    ]


def test_the_fix_list_asks_what_the_field_can_answer(panel):
    deliver(panel, {"work": 7, "adults": 44, "why": "x"}, {"urn": "ZZ"}, {"urn": "A2"})
    table = problems(panel)
    rows = [(r["urn"], r["row"], r["variable"], r["value"], r["codes"]) for r in table.rows]
    assert rows == [
        ("ZZ", 2, None, "ZZ", ["FP3007"]),
        ("A1", 1, "work", 7.0, ["FP3030"]),
        ("A1", 1, "adults", 44.0, ["FP3031"]),
        ("A1", 1, "why", "x", ["FP3047"]),
    ]
    (work,) = [row for row in table.rows if row["variable"] == "work"]
    assert work["question"] == "Do you work? (1 Yes, 2 No)"
    assert work["asked"] == "The value is not one of the answers. What was answered?"
    assert table.facts["open"] == len(table.rows)
    assert [row["id"][0] for row in table.rows] == ["P"] * len(table.rows)


def test_the_fix_list_names_the_rule_that_was_broken(panel):
    deliver(panel, {"work": 1, "why": "ill"})
    asked = [row["asked"] for row in problems(panel).rows if row["variable"] == "why"]
    assert asked == ["The answer is unusual. Is it right? (usually holds: work = 2)"]


def test_a_refused_answer_is_named_by_its_row_in_the_workbook(panel):
    deliver(panel, {"adults": 99})
    path = fix_list(panel, adults="many")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[4].value == "adults")
    assert decide(panel, path).problems[0].place.row == row


@pytest.mark.parametrize("variable", ["work", "adults", "int_date"])
def test_a_missing_code_is_an_answer_as_its_reason_is(panel, variable):
    deliver(panel, {"work": 7, "adults": 99, "int_date": 5e12})
    assert decide(panel, fix_list(panel, **{variable: "-2"})).facts["decided"] == 1
    assert values(panel, variable) == ["refused"]


def test_answers_lie_over_the_delivered_values(panel):
    deliver(panel, {"work": 7, "adults": 44})
    table = decide(panel, fix_list(panel, work="ydw", adults="dont_know"))
    assert (table.facts["status"], table.facts["decided"], table.status) == ("decided", 2, ExitCode.FINE)
    assert (values(panel, "work"), values(panel, "adults")) == ([1.0], ["dont_know"])
    assert (values(panel, "work", read_delivered), values(panel, "adults", read_delivered)) == ([7.0], [44.0])
    assert read_wave(panel.store, "baseline").frame["adults"].tolist() == [-1.0]
    assert problems(panel).rows == ()
    build(panel, "long", [panel.out / "p.sav"])
    assert read(panel.out / "p.sav").frame["work"].tolist() == [1.0]


def test_the_same_answers_twice_change_nothing(panel):
    deliver(panel, {"work": 7, "adults": 44})
    path = fix_list(panel, work="1")
    first, again = decide(panel, path), decide(panel, path)
    counts = [
        [t.facts[k] for k in ("rows_in", "decided", "unchanged", "blank", "refused")] for t in (first, again)
    ]
    assert counts == [[2, 1, 0, 1, 0], [2, 0, 1, 1, 0]]
    with panel.store.reading() as connection:
        assert len(all_decisions(connection)) == 1


def test_confirmed_values_are_not_asked_again(panel):
    deliver(panel, {"adults": 44})
    assert decide(panel, fix_list(panel, adults="Confirmed")).rows[0]["result"] == "confirmed"
    assert values(panel, "adults") == [44.0]
    assert problems(panel).rows == ()


def test_dry_run_stores_nothing(panel):
    deliver(panel, {"work": 7})
    table = decide(panel, fix_list(panel, work="1"), dry_run=True)
    assert table.facts["decided"] == 1 and values(panel, "work") == [7.0]


@pytest.mark.parametrize(
    ("variable", "answer"),
    [("work", "3"), ("adults", "44"), ("adults", "many"), ("adults", "2.5"), ("work", "no_answer or so")],
)
def test_an_answer_that_cannot_be_is_refused_with_all_others(panel, variable, answer):
    deliver(panel, {"work": 7, "adults": 45})
    table = decide(panel, fix_list(panel, **{"work": "1", "adults": "2"} | {variable: answer}))
    assert (table.facts["status"], table.facts["decided"], table.facts["refused"]) == ("refused", 0, 2)
    assert [found.code for found in table.problems] == ["FP3126"] and table.status == ExitCode.PROBLEMS
    assert values(panel, "work") == [7.0]
    assert (
        answer not in " ".join(f"{found.what} {found.remedy}" for found in table.problems) or answer.isdigit()
    )


def test_an_answer_without_grounds_is_refused(panel):
    deliver(panel, {"work": 7})
    path = fix_list(panel, work="1")
    book = openpyxl.load_workbook(path)
    for cell in book.worksheets[0][2]:
        cell.value = None if cell.value == "Ann" else cell.value
    book.save(path)
    assert [found.code for found in decide(panel, path).problems] == ["FP3124"]


def test_a_redelivery_keeps_corrections_whose_old_value_still_stands(panel):
    deliver(panel, {"work": 7, "adults": 2}, {"urn": "A2"}, {"urn": "A3"})
    decide(panel, fix_list(panel, work="1"))
    table = deliver(panel, {"work": 7, "adults": 3}, {"urn": "A2"}, {"urn": "A3"}, accept_diff=None)
    if table.facts["status"] == "needs_decision":
        table = deliver(
            panel, {"work": 7, "adults": 3}, {"urn": "A2"}, {"urn": "A3"}, accept_diff=table.facts["token"]
        )
    assert table.facts["status"] == "accepted"
    assert values(panel, "work")[0] == 1.0
    assert "FP3121" not in {row["code"] for row in table.rows}


@pytest.mark.parametrize(("now", "conflict", "holds"), [(2, True, 2.0), (1, False, 1.0)])
def test_a_correction_that_no_longer_fits_is_a_conflict(panel, now, conflict, holds):
    deliver(panel, {"work": 7})
    path = fix_list(panel, work="1")
    decide(panel, path)
    first = deliver(panel, {"work": now})
    table = deliver(panel, {"work": now}, accept_diff=first.facts["token"])
    assert table.facts["status"] == "accepted"
    assert ("FP3121" in {row["code"] for row in table.rows}) is conflict
    assert values(panel, "work") == [holds]
    assert [row["variable"] for row in problems(panel).rows] == (["work"] if conflict else [])
    if conflict:
        decide(panel, fix_list(panel, work="confirmed"))
        assert problems(panel).rows == () and values(panel, "work") == [2.0]


def test_an_answer_about_an_older_delivery_is_a_conflict(panel):
    deliver(panel, {"work": 7})
    path = fix_list(panel, work="1")
    first = deliver(panel, {"work": 8})
    deliver(panel, {"work": 8}, accept_diff=first.facts["token"])
    assert [found.code for found in decide(panel, path).problems] == ["FP3121"]
    assert values(panel, "work") == [8.0]


def test_the_last_of_several_decisions_holds_and_lineage_says_so(panel):
    deliver(panel, {"adults": 99})
    first = fix_list(panel, adults="9")
    decide(panel, first)
    book = openpyxl.load_workbook(first)
    line = next(row for row in book.worksheets[0].iter_rows(min_row=2) if row[4].value == "adults")
    line[8].value = "10"
    book.save(first)
    assert decide(panel, first).facts["decided"] == 1
    assert values(panel, "adults") == [10]
    steps = [(row["what"], row["value"]) for row in lineage(panel, "A1", "adults", "baseline").rows[3:]]
    assert [("later decision holds" in what, value) for what, value in steps] == [(True, 9), (False, 10)]


def test_a_date_can_be_corrected(panel):
    deliver(panel, {"int_date": 5e12})
    decide(panel, fix_list(panel, int_date="2014-03-09"))
    cells = read_wave(panel.store, "baseline")
    assert cells.frame["int_date"].dt.date.astype(str).tolist() == ["2014-03-09"]
    assert cells.reason("int_date").tolist() == [0]


class TestRowsOfNobody:
    def test_same_bytes_without_anything_new_change_nothing(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "B7"})
        enrolled(panel, "C1")
        assert deliver(panel, {"urn": "A1"}, {"urn": "B7"}).facts["status"] == "no_change"

    def test_members_enrolled_since_are_taken_from_the_same_bytes(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "B7"})
        enrolled(panel, "B7")
        table = deliver(panel, {"urn": "A1"}, {"urn": "B7"})
        assert [table.facts[k] for k in ("status", "accepted", "quarantined", "rows_added")] == [
            "accepted",
            2,
            0,
            1,
        ]
        assert read_wave(panel.store, "baseline").frame["urn"].tolist() == ["A1", "B7"]
        assert deliver(panel, {"urn": "A1"}, {"urn": "B7"}).facts["status"] == "no_change"
        with panel.store.reading() as connection:
            assert [one.round for one in all_deliveries(connection)] == [1, 2]
            assert open_problems(connection) == []

    def test_an_older_file_is_not_brought_back(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "B7"})
        deliver(panel, {"urn": "A1"}, {"urn": "A2"})
        enrolled(panel, "B7")
        assert deliver(panel, {"urn": "A1"}, {"urn": "B7"}).facts["status"] == "no_change"

    def test_the_field_says_whose_row_it_is(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "A22", "work": 1})
        table = decide(panel, fix_list(panel, row2="a2"))
        assert (table.facts["matched"], table.rows[0]["result"]) == (1, "matched")
        again = deliver(panel, {"urn": "A1"}, {"urn": "A22", "work": 1})
        assert (again.facts["status"], again.facts["accepted"]) == ("accepted", 2)
        cells = read_wave(panel.store, "baseline")
        assert cells.frame[["urn", "work"]].values.tolist() == [["A1", 2], ["A2", 1]]
        with panel.store.reading() as connection:
            assert "A22" not in set(members_frame(connection)["urn"])
        traced = lineage(panel, "A2", "work", "baseline")
        assert traced.facts["row"] == 2 and [row["step"] for row in traced.rows] == [
            "file",
            "cell",
            "rule",
            "decision",
        ]

    def test_a_row_is_not_given_to_who_has_another_in_the_same_delivery(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "A22", "work": 1})
        table = decide(panel, fix_list(panel, row2="A1"))
        assert [found.code for found in table.problems] == ["FP3225"]
        assert (table.facts["decided"], table.facts["refused"]) == (0, 1)
        table = decide(panel, fix_list(panel, row2="discard"))
        assert table.facts["decided"] == 1

    def test_each_of_many_rows_of_nobody_is_asked_about(self, panel):
        deliver(panel, *({"urn": f"B{number}"} for number in range(150)))
        assert len(problems(panel).rows) == 150

    def test_one_of_two_rivals_is_discarded(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "A2", "work": 1}, {"urn": "A2", "work": 2})
        decide(panel, fix_list(panel, row2="discard"))
        table = deliver(panel, {"urn": "A1"}, {"urn": "A2", "work": 1}, {"urn": "A2", "work": 2})
        assert [table.facts[k] for k in ("accepted", "quarantined", "duplicates")] == [2, 1, 0]
        assert [row["code"] for row in table.rows] == ["FP3129"]
        assert values(panel, "work") == [2, 2]

    def test_a_urn_that_nobody_has_is_refused(self, panel):
        deliver(panel, {"urn": "A1"}, {"urn": "A22"})
        assert [p.code for p in decide(panel, fix_list(panel, row2="A23")).problems] == ["FP3125"]


class TestWhatLeavesTheHouse:
    @pytest.mark.parametrize("text", ["ring 01234 567 890", "me@example.org", "at SW1A 1AA"])
    def test_contact_details_do_not(self, panel, text):
        deliver(panel, {"work": 1, "why": text})
        (row,) = [row for row in problems(panel).rows if row["variable"] == "why"]
        assert row["value"] == "(not shown)"

    def test_sensitive_answers_do_not(self, panel):
        secret = replace(BOOK, variables=tuple(replace(v, sensitive=v.name == "work") for v in BOOK))
        (panel.instruments / "baseline" / "dictionary.json").write_text(secret.to_json(), encoding="utf-8")
        deliver(panel, {"work": 7})
        assert problems(panel).rows[0]["value"] == "(not shown)"

    def test_members_who_withdrew_are_left_out(self, panel):
        deliver(panel, {"work": 7}, {"urn": "A2", "work": 8})
        with panel.store.transaction() as connection:
            add_events(connection, [Event("A1", "withdrawal", "2016-01-01", None, "use")], "test")
        table = problems(panel)
        assert [row["urn"] for row in table.rows] == ["A2"] and table.facts["left_out"] == 1


def test_facts_are_held_against_the_last_answer_even_if_a_wave_did_not_ask(panel):
    """Nobody was asked at +12 months; at +24 months the baseline still speaks."""
    silent = Dictionary(tuple(v for v in BOOK if v.name != "sex"), BOOK.lists)
    for wave, book in (("m12", silent), ("m24", BOOK)):
        (panel.instruments / wave).mkdir(exist_ok=True)
        (panel.instruments / wave / "dictionary.json").write_text(book.to_json(), encoding="utf-8")
    deliver(panel, {"sex": 1})
    path = panel.root.parent / "silent.sav"
    write_sav(path, silent, pd.DataFrame([GOOD]).drop(columns="sex"))
    receive(panel, path, "m12")
    table = deliver(panel, {"sex": 2}, wave="m24")
    assert [row["code"] for row in table.rows if row["variable"] == "sex"] == ["FP3120"]


def test_facts_that_do_not_change_are_held_against_the_last_wave(panel):
    deliver(panel, {"sex": 1}, {"urn": "A2", "sex": -9}, {"urn": "A3", "sex": 2})
    book = {"int_date": "2015-03-03"}
    table = deliver(
        panel, book | {"sex": 2}, book | {"urn": "A2", "sex": 2}, book | {"urn": "A3", "sex": -9}, wave="m12"
    )
    assert [(r["code"], r["row"], r["variable"]) for r in table.rows if r["code"] == "FP3120"] == [
        ("FP3120", 1, "sex")
    ]


class TestLineage:
    def test_from_the_cell_to_the_file(self, panel):
        table = deliver(panel, {"urn": "A2"}, {"urn": "A1", "work": 7}, agency="Field Ltd")
        decide(panel, fix_list(panel, work="1"))
        traced = lineage(panel, "A1", "work", "baseline")
        facts = traced.facts
        assert (facts["file"], facts["row"], facts["column"]) == ("delivery.sav", 2, "work")
        assert facts["delivery"] == table.facts["delivery"]
        assert (facts["value"], facts["now"], facts["reason"]) == (7.0, 1.0, "value")
        assert [(row["step"], row["who"]) for row in traced.rows] == [
            ("file", "Field Ltd"), ("cell", None), ("rule", None), ("decision", "Ann")
        ]  # fmt: skip

    def test_missing_codes_say_by_which_rule(self, panel):
        deliver(panel, {"work": -2, "why": ""})
        assert lineage(panel, "A1", "work", "baseline").rows[2]["what"] == "declared missing: Refused"
        assert lineage(panel, "A1", "why", "baseline").rows[2]["what"] == "delivered empty: No answer"

    def test_a_row_in_dispute_leads_to_the_file_it_was_taken_from(self, panel):
        first = deliver(panel, {"work": 1})
        deliver(panel, {"work": 1}, {"work": 2}, {"urn": "A2"})
        assert lineage(panel, "A1", "work", "baseline").facts["delivery"] == first.facts["delivery"]

    def test_no_such_cell(self, panel):
        deliver(panel, {})
        with pytest.raises(ProblemError, match="FP3130"):
            lineage(panel, "A1", "nothing", "baseline")


class TestCorrectionsAreCheckedAgain:
    """What a correction makes wrong elsewhere is found at once, and asked about."""

    def test_an_answer_that_is_now_beyond_the_routing(self, routed):
        deliver(routed, {"work": 7, "why": "long story"})
        table = decide(routed, fix_list(routed, work="No"))
        assert (table.facts["found_now"], [p.code for p in table.problems]) == (1, ["FP3047"])
        assert table.problems[0].place.variable == "why"
        asked = [(row["variable"], row["urn"]) for row in problems(routed).rows]
        assert asked == [("why", "A1")]

    def test_what_was_known_before_is_not_found_again(self, routed):
        deliver(routed, {"work": 7, "adults": 44, "why": "x"})
        table = decide(routed, fix_list(routed, work="Yes"))
        assert table.facts["found_now"] == 0
        assert [row["variable"] for row in problems(routed).rows] == ["adults"]

    def test_dry_run_tells_and_stores_nothing(self, routed):
        deliver(routed, {"work": 7, "why": "long story"})
        path = fix_list(routed, work="No")
        assert decide(routed, path, dry_run=True).facts["found_now"] == 1
        assert [row["variable"] for row in problems(routed).rows] == ["work"]

    def test_the_same_answers_twice_find_nothing_twice(self, routed):
        deliver(routed, {"work": 7, "why": "long story"})
        path = fix_list(routed, work="No")
        decide(routed, path)
        assert decide(routed, path).facts["found_now"] == 0
        assert len(problems(routed).rows) == 1


@pytest.fixture
def routed(panel):
    """Why is only asked, and only likely, if somebody works."""
    variables = tuple(
        replace(v, checks={"soft": "work != 2"}, item="why") if v.name == "why" else v for v in BOOK
    )
    for wave in ("baseline", "m12"):
        path = panel.instruments / wave / "dictionary.json"
        path.write_text(replace(BOOK, variables=variables).to_json(), encoding="utf-8")
    return panel
