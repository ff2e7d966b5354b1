"""Enrolment files as people write them: misspelt headings, late dates, numbers that Excel made of URNs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from familypanel.panel import due, enrol, record
from familypanel.panel.register import Member, read_register
from familypanel.study import ProblemError, Study, load
from familypanel.study.store.events import events_frame

YAML = """\
title: Enrolment
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
  m12: {months: 12, mode: telephone}
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    return load(tmp_path)


def csv_of(study: Study, text: str, name: str = "members.csv") -> Path:
    path = study.root / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(study: Study, urns: dict[Any, str], name: str = "members.xlsx") -> Path:
    """Write URNs with the number format of their cells."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["URN", "Referral date"])
    for row, (value, shown) in enumerate(urns.items(), start=2):
        sheet.cell(row, 1, value).number_format = shown
        sheet.cell(row, 2, date(2012, 11, 1))
    book.save(study.root / name)
    return study.root / name


def members(study: Study) -> dict[str, Member]:
    return dict(read_register(study).members)


def codes(caught: pytest.ExceptionInfo[ProblemError]) -> list[tuple[str, int | None]]:
    return [(found.code, found.place.row) for found in caught.value.problems]


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "cell", "wanted"),
        [
            ("referred", "2012-11-01", "referral_date"),
            ("referred", "1/11/2012", "referral_date"),
            ("date of referral", "2012-11-01", "referral_date"),
            ("Referal date", "2012-11-01", "referral_date"),
            ("referal_date", "", "referral_date"),
            ("projects", "Tyne", "project"),
            ("famly", "F1", "family"),
            ("cohorts", "main", "cohort"),
        ],
    )
    def test_a_near_miss_is_refused_with_the_word_that_was_meant(
        self, study: Study, heading: str, cell: str, wanted: str
    ) -> None:
        with pytest.raises(ProblemError, match=rf"FP4040 .*Did you mean {wanted}\? "):
            enrol(study, csv_of(study, f"urn,{heading}\nA1,{cell}\n"))
        assert members(study) == {}

    @pytest.mark.parametrize(
        ("heading", "cell"),
        [
            ("referral_reason", "debt"), ("date_of_birth", "1980-01-01"), ("start_date", "2012-11-01"),
            ("family_size", "4"), ("project_worker_initials", "KL"), ("lone_parent", "yes"),
        ],
    )  # fmt: skip
    def test_columns_of_their_own_are_facts_and_are_named(
        self, study: Study, heading: str, cell: str
    ) -> None:
        found = enrol(study, csv_of(study, f"urn,{heading}\nA1,{cell}\n"))
        assert members(study)["A1"].facts == {heading: cell}
        assert found.facts["kept_as_facts"] == [heading]
        assert any(heading in note for note in found.notes)

    def test_a_heading_like_one_that_is_there_is_a_fact(self, study: Study) -> None:
        text = "urn,referral_date,referred\nA1,2012-11-01,2012-10-01\n"
        enrol(study, csv_of(study, text))
        assert members(study)["A1"].facts == {"referred": "2012-10-01"}


class TestNoDate:
    def test_members_without_a_date_are_told_and_can_be_completed(self, study: Study) -> None:
        first = enrol(study, csv_of(study, "urn,project\nA1,Tyne\nA2,\n"))
        assert first.facts["no_date"] == 2
        assert any("2 members have no referral date" in note for note in first.notes)
        table = due(study, on="2012-11-05")
        assert {row["status"] for row in table.rows} == {"not_due"}
        assert table.facts["undated"] == ["A1", "A2"]
        assert any("2 members have no referral date" in note and "A1, A2" in note for note in table.notes)

        later = enrol(study, csv_of(study, "urn,referral_date,ward\nA1,2012-11-01,North\nA2,2012-11-02,\n"))
        assert (later.facts["enrolled"], later.facts["completed"], later.facts["unchanged"]) == (0, 2, False)
        assert members(study)["A1"] == Member(
            "A1", "main", None, "Tyne", date(2012, 11, 1), {"ward": "North"}
        )
        assert due(study, on="2012-11-05", wave="baseline").facts["due"] == 2

    def test_they_are_named_apart(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,referral_date\nA1,2012-01-01\nA2,\n"))
        table = due(study, on="2012-05-01", wave="baseline")
        assert [(row["urn"], row["status"]) for row in table.rows] == [("A1", "overdue"), ("A2", "not_due")]
        assert (table.facts["undated"], table.shown) == (["A2"], 1)

    def test_with_an_interview_nothing_is_missing(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn\nA1\n"))
        record(study, "A1", "interview", wave="baseline", on="2012-11-20", detail="full")
        assert {row["status"] for row in due(study, on="2012-12-01").rows} == {"done", "not_due"}

    def test_a_file_without_the_column_is_no_change_but_another_value_is(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,cohort,referral_date\nB1,booster,2012-11-01\n"))
        again = enrol(study, csv_of(study, "urn,project\nB1,Tyne\n", "projects.csv"))
        assert again.facts["completed"] == 1
        assert members(study)["B1"].cohort == "booster"
        with pytest.raises(ProblemError) as caught:
            enrol(study, csv_of(study, "urn,project,referral_date\nB1,Fife,2012-11-01\n", "third.csv"))
        assert "with another project." in str(caught.value)
        assert members(study)["B1"].project == "Tyne"

    def test_completing_twice_changes_nothing(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn\nA1\n"))
        path = csv_of(study, "urn,referral_date\nA1,2012-11-01\n", "dates.csv")
        assert [enrol(study, path).facts["unchanged"] for _ in range(2)] == [False, True]

    def test_dry_run_completes_nothing(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn\nA1\n"))
        path = csv_of(study, "urn,referral_date\nA1,2012-11-01\n", "dates.csv")
        assert enrol(study, path, dry_run=True).facts["completed"] == 1
        assert members(study)["A1"].referral_date is None


class TestUrnsFromExcel:
    def test_zeros_that_excel_shows_are_kept(self, study: Study) -> None:
        enrol(study, workbook(study, {125: "00000", "00126": "@", 127: "General", 128: "0"}))
        assert sorted(members(study)) == ["00125", "00126", "127", "128"]

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (7.5, "General"),
            (True, "General"),
            (date(2012, 1, 2), "yyyy-mm-dd"),
            (125, '"P"000'),
            (125, "000-000"),
        ],
    )
    def test_what_is_shown_otherwise_than_held_is_refused_with_the_row_excel_shows(
        self, study: Study, value: Any, shown: str
    ) -> None:
        with pytest.raises(ProblemError) as caught:
            enrol(study, workbook(study, {"A1": "@", value: shown}))
        assert codes(caught) == [("FP4041", 3)]
        assert "text" in caught.value.problems[0].remedy
        assert members(study) == {}

    def test_a_log_is_read_with_the_same_care(self, study: Study) -> None:
        enrol(study, workbook(study, {125: "00000"}))
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for line in (["urn", "wave", "date", "kind"], [125, "baseline", date(2012, 11, 2), "attempt"]):
            sheet.append(line)
        sheet["A2"].number_format = "00000"
        book.save(study.root / "log.xlsx")
        assert record(study, from_file=study.root / "log.xlsx").facts["recorded"] == 1

    def test_urns_that_differ_only_in_zeros_are_pointed_out(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn\n00125\n"))
        found = enrol(study, csv_of(study, "urn\n125\n007\n00125\n", "later.csv"))
        assert [(one.code, one.place.urn) for one in found.problems] == [("FP4042", "125")]
        assert "00125" in found.problems[0].what
        assert found.status == 0


class TestTheSameEventTwice:
    def test_an_interview_is_recorded_once(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,referral_date\nA1,2012-11-01\n"))
        event = {"wave": "baseline", "on": "2012-11-20", "detail": "full"}
        first, second = (record(study, "A1", "interview", **event) for _ in range(2))
        assert (first.facts["recorded"], second.facts["recorded"]) == (1, 0)
        assert second.facts["unchanged"] and "recorded before" in second.notes[0]
        assert len(read_register(study).events["A1"]) == 1

    def test_a_correction_back_to_the_first_date_is_recorded(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,referral_date\nA1,2012-11-01\n"))
        for day in ("2012-11-20", "2012-11-21", "2012-11-20"):
            record(study, "A1", "interview", wave="baseline", on=day, detail="full")
        with study.store.reading() as connection:
            assert list(events_frame(connection)["on_date"]) == ["2012-11-20", "2012-11-21", "2012-11-20"]
        assert [event.on.isoformat() for event in read_register(study).events["A1"]] == ["2012-11-20"]

    def test_an_attempt_may_happen_twice_and_that_is_said(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,referral_date\nA1,2012-11-01\n"))
        event = {"wave": "baseline", "on": "2012-11-20", "detail": "no_reply"}
        tables = [record(study, "A1", "attempt", **event) for _ in range(2)]
        assert tables[0].notes == () and "recorded again" in tables[1].notes[0]
        assert len(read_register(study).events["A1"]) == 2

    def test_the_remedy_names_the_option_there_is(self, study: Study) -> None:
        with pytest.raises(ProblemError) as caught:
            record(study)
        assert "--from LOG.csv" in caught.value.problems[0].remedy


class TestWhoIsDue:
    def test_people_see_who_is_due_and_json_carries_everybody(self, study: Study) -> None:
        text = "urn,project,referral_date,language\nA1,Tyne,2012-11-01,cy\nA2,Fife,2011-01-01,\nA3,,,\n"
        enrol(study, csv_of(study, text))
        table = due(study, on="2012-11-05", wave="baseline")
        assert {row["urn"]: row["status"] for row in table.rows} == {
            "A1": "open", "A2": "closed", "A3": "not_due",
        }  # fmt: skip
        said = table.to_text()
        assert "A1" in said and "A3" in said and "A2" not in said
        assert "Not listed, because nothing is to be done now: 1 not due, 1 closed." in said
        assert len(table.to_dict()["rows"]) == 3

    def test_a_saved_list_holds_real_dates(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,referral_date\nA1,2012-11-01\nA2,2011-01-01\n"))
        due(study, on="2012-11-05", wave="baseline").to_xlsx(study.root / "due.xlsx")
        sheet = openpyxl.load_workbook(study.root / "due.xlsx").worksheets[0]
        lines = list(sheet.iter_rows(values_only=True))
        first = dict(zip(lines[0], lines[1], strict=True))
        assert first["Closes"].date() == date(2013, 2, 21)
        assert not any("A2" in line for line in lines)

    def test_nobody_is_due(self, study: Study) -> None:
        enrol(study, csv_of(study, "urn,referral_date\nA2,2011-01-01\n"))
        assert due(study, on="2012-11-05").to_text().startswith("Due on 2012-11-05\nNot listed")
