"""The framework matrix: counts, summaries in Excel and back, and what must not be lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interviews import CODEBOOK, enrol, put, tell

from familypanel.coding import assign, bundle, history, matrix, merge, rename, undo, untag
from familypanel.study import ProblemError, Study
from familypanel.study.beginning import begin
from familypanel.study.coding_events import CodingEvent
from familypanel.study.store.coding_log import logged_events
from familypanel.study.store.events import Event, add_events

TALK = "MUM: I trust her. The rent is late. We sleep now."
Cells = dict[tuple[str, str | None, str], Any]


@pytest.fixture
def coded(study: Study) -> Study:
    """Two families; one was interviewed twice."""
    return fill(study)


def fill(study: Study) -> Study:
    enrol(study, U1="F1", U2="F2")
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    first = tell(study, "a", TALK, "baseline", urn="U1")
    tell(study, "b", TALK, "m12", urn="U1")
    third = tell(study, "c", TALK, "baseline", urn="U2")
    put(study, first, "I trust her.", "trust")
    put(study, first, "trust her", "trust", "ben")
    put(study, first, "The rent is late.", "money")
    put(study, third, "We sleep now.", "sleep")
    return study


def cells(study: Study, key: str, **more: Any) -> Cells:
    return {(row["case"], row["wave"], row["code"]): row[key] for row in matrix(study, **more).rows}


def fill_in(path: Path, texts: dict[tuple[str, str, str], str]) -> None:
    """Write into the cells of a workbook, found by what its hidden row and column say."""
    book = openpyxl.load_workbook(path)
    sheet = book["Matrix"]
    columns = {sheet.cell(2, number).value: number for number in range(4, sheet.max_column + 1)}
    for row in range(3, sheet.max_row + 1):
        case, wave = sheet.cell(row, 1).value, sheet.cell(row, 2).value
        for (wanted, at, code), text in texts.items():
            if (wanted, at) == (case, wave):
                cell = sheet.cell(row, columns[code])
                cell.value = text
                cell.data_type = "s"
    book.save(path)


def events(study: Study) -> list[CodingEvent]:
    with study.store.reading() as connection:
        return logged_events(connection, only=("summarise",))


def test_what_two_coders_mark_in_part_alike_is_one_passage(coded: Study) -> None:
    assert cells(coded, "passages") == {
        ("F1", "baseline", "trust"): 1, ("F1", "baseline", "money"): 1, ("F2", "baseline", "sleep"): 1,
    }  # fmt: skip
    assert sum(cells(coded, "codings").values()) == matrix(coded).facts["codings"] == 4


def test_who_was_interviewed_is_told_from_who_said_nothing(coded: Study) -> None:
    assert matrix(coded).facts["interviews"] == [
        {"case": "F1", "wave": "baseline"}, {"case": "F1", "wave": "m12"}, {"case": "F2", "wave": "baseline"},
    ]  # fmt: skip


def test_a_study_without_interviews_or_codes_says_so(study: Study) -> None:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    assert "There are no interviews that may be used." in matrix(study).notes
    tell(study, "a", TALK)
    assert "Nothing is coded yet." in matrix(study).notes


def test_summaries_and_conclusions_come_back_with_who_and_when(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    texts = {
        ("F1", "baseline", "trust"): "Trusts the worker\nfrom the start.",
        ("F1", "*", "*"): "Gets on well.",
        ("All cases", "*", "money"): "=1+1 is no formula",
        ("F1", "m12", "sleep"): "12",
    }
    fill_in(path, texts)
    done = matrix(coded, from_file=path, coder="Ann")
    assert {row["status"] for row in done.rows} == {"written"}
    assert (done.facts["cells"], done.facts["stored"], done.facts["held"]) == (4, 4, 0)
    told = {("*" if case == "All cases" else case, wave, code): text
            for (case, wave, code), text in texts.items()}  # fmt: skip
    assert {cell: text for cell, text in cells(coded, "summary").items() if text} == told
    assert {row["coder"] for row in matrix(coded).rows if row["summary"]} == {"Ann"}
    assert all(row["at"] for row in matrix(coded).rows if row["summary"])
    assert {event.coder for event in events(coded)} == {"Ann"}


def test_taking_in_twice_changes_nothing(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "Once."})
    matrix(coded, from_file=path, coder="Ann")
    again = matrix(coded, from_file=path, coder="Ann")
    assert (again.facts["same"], again.facts["stored"], len(events(coded))) == (1, 0, 1)


def test_a_dry_run_stores_nothing(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path, dry_run=True)
    assert not path.exists()
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "Once."})
    assert matrix(coded, from_file=path, coder="Ann", dry_run=True).facts["stored"] == 1
    assert events(coded) == []


def test_changed_and_emptied_cells_keep_the_earlier_wording_in_the_log(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "One.", ("F1", "baseline", "money"): "Two."})
    matrix(coded, from_file=path, coder="Ann")
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "Three.", ("F1", "baseline", "money"): ""})
    done = matrix(coded, from_file=path, coder="Ben")
    assert {row["code"]: row["status"] for row in done.rows} == {"trust": "changed", "money": "emptied"}
    assert [text for text in cells(coded, "summary").values() if text] == ["Three."]
    texts = sorted((one.payload or {})["text"] for one in events(coded))
    assert texts == ["", "One.", "Three.", "Two."]


def test_a_cell_written_anew_in_the_study_is_held_and_said(coded: Study, tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.xlsx", tmp_path / "other.xlsx"
    for path, text in ((mine, "Mine."), (other, "Other.")):
        matrix(coded, to_file=path)
        fill_in(path, {("F1", "baseline", "trust"): text})
    matrix(coded, from_file=mine, coder="Ann")
    done = matrix(coded, from_file=other, coder="Ben")
    assert [one.code for one in done.problems] == ["FP5174"] and done.facts["held"] == 1
    assert "Ann" in done.problems[0].what and "Matrix!" in str(done.problems[0].place)
    assert cells(coded, "summary")["F1", "baseline", "trust"] == "Mine."


def test_a_changed_study_is_said(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "Trusts."})
    untag(coded, 3, "ann")
    done = matrix(coded, from_file=path, coder="Ann")
    assert [one.code for one in done.problems] == ["FP5175"] and done.facts["stored"] == 1


def test_a_row_of_a_family_that_is_not_there_is_held(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    book = openpyxl.load_workbook(path)
    book["Matrix"].append(["F9", "baseline", "Baseline", 0, "A text."])
    book.save(path)
    done = matrix(coded, from_file=path, coder="Ann")
    assert [one.code for one in done.problems] == ["FP5173"]
    assert events(coded) == []


def test_a_copied_row_is_refused(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "A text."})
    book = openpyxl.load_workbook(path)
    book["Matrix"].append([cell.value for cell in book["Matrix"][3]])
    book.save(path)
    with pytest.raises(ProblemError) as caught:
        matrix(coded, from_file=path, coder="Ann")
    assert {one.code for one in caught.value.problems} == {"FP5172"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"to_file": "a.xlsx", "from_file": "b.xlsx"}, "FP5170"),
        ({"to_file": "a.csv"}, "FP5170"),
        ({"from_file": "a.xlsx"}, "FP5016"),
        ({"from_file": "a.xlsx", "coder": "Ann"}, "FP1020"),
    ],
)
def test_what_cannot_be_done_is_refused(coded: Study, options: dict[str, str], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        matrix(coded, **options)
    assert caught.value.problems[0].code == code


def test_another_workbook_is_refused(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(ProblemError) as caught:
        matrix(coded, from_file=path, coder="Ann")
    assert caught.value.problems[0].code == "FP5171"


def test_the_same_matrix_gives_the_same_bytes(coded: Study, tmp_path: Path) -> None:
    matrix(coded, to_file=tmp_path / "1.xlsx")
    matrix(coded, to_file=tmp_path / "2.xlsx")
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_two_laptops_that_knew_nothing_of_each_other_lose_nothing(tmp_path: Path) -> None:
    here, there = fill(begin(tmp_path / "here")), fill(begin(tmp_path / "there"))
    for study, who in ((here, "Ann"), (there, "Ben")):
        matrix(study, to_file=tmp_path / "m.xlsx")
        fill_in(tmp_path / "m.xlsx", {("F1", "baseline", "trust"): f"By {who}."})
        matrix(study, from_file=tmp_path / "m.xlsx", coder=who)
    bundle(there, tmp_path / "there.zip")
    merge(here, tmp_path / "there.zip")
    text = cells(here, "summary")["F1", "baseline", "trust"]
    assert sorted(text.split("\n\n")) == ["Ann: By Ann.", "Ben: By Ben."]
    matrix(here, to_file=tmp_path / "m.xlsx")
    assert matrix(here, from_file=tmp_path / "m.xlsx", coder="Ann").facts["stored"] == 0
    fill_in(tmp_path / "m.xlsx", {("F1", "baseline", "trust"): "By both."})
    matrix(here, from_file=tmp_path / "m.xlsx", coder="Ann")
    assert cells(here, "summary")["F1", "baseline", "trust"] == "By both."


def test_a_summary_follows_its_code_when_that_is_renamed(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    fill_in(path, {("F1", "baseline", "trust"): "Trusts."})
    matrix(coded, from_file=path, coder="Ann")
    rename(coded, "trust", "faith", "Ann")
    assert cells(coded, "summary")["F1", "baseline", "faith"] == "Trusts."


def test_undone_is_as_before(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    for text in ("One.", "Two."):
        matrix(coded, to_file=path)
        fill_in(path, {("F1", "baseline", "trust"): text})
        matrix(coded, from_file=path, coder="Ann")
    undo(coded, "Ann")
    assert cells(coded, "summary")["F1", "baseline", "trust"] == "One."
    assert history(coded).facts["whole"]


def test_summaries_of_blind_and_withdrawn_interviews_are_not_shown(coded: Study, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    matrix(coded, to_file=path)
    fill_in(path, {("F2", "baseline", "sleep"): "Sleeps.", ("F1", "baseline", "trust"): "Trusts."})
    matrix(coded, from_file=path, coder="ann")
    with coded.store.transaction() as connection:
        add_events(connection, [Event("U2", "withdrawal", "2016-01-01", None, "everything")], "test")
    assert "F2" not in {case for case, _, _ in cells(coded, "summary")}
    assert matrix(coded).facts["elsewhere"] == 1
    tell(coded, "d", TALK, "m12", urn="U1")
    assign(coded, ["ann", "ben"], "carl")
    assert cells(coded, "summary") == {}
    assert cells(coded, "summary", coder="ann")["F1", "baseline", "trust"] == "Trusts."
    assert cells(coded, "summary", coder="ben")["F1", "baseline", "trust"] is None


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.just("\n"),
    max_size=60,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(WORDS, min_size=5, max_size=5))
def test_whatever_is_written_in_excel_comes_back(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("round")
    study = fill(begin(folder / "study"))
    matrix(study, to_file=folder / "m.xlsx")
    interviews = [("F1", "baseline", "trust"), ("F1", "m12", "money"), ("F2", "baseline", "sleep")]
    places = [*interviews, ("F1", "*", "*"), ("All cases", "*", "*")]
    fill_in(folder / "m.xlsx", dict(zip(places, texts, strict=True)))
    taken = matrix(study, from_file=folder / "m.xlsx", coder="Ann")
    before = cells(study, "summary")
    matrix(study, to_file=folder / "again.xlsx")
    again = matrix(study, from_file=folder / "again.xlsx", coder="Ann")
    assert again.facts["stored"] == again.facts["held"] == 0
    assert again.facts["same"] == taken.facts["stored"] == len([text for text in before.values() if text])
    assert cells(study, "summary") == before
