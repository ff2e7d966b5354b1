"""Safe contact: rules from a list, who is on a call sheet, and what others may see of it."""

from __future__ import annotations

import stat
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from familypanel.everyday import check, status
from familypanel.panel import contact, contacts, due, enrol, record
from familypanel.panel.call_calendar import _escaped, _folded
from familypanel.study import ProblemError, Study, Table, load
from familypanel.study.routes import Route
from familypanel.study.store.contacts import read_routes

YAML = """\
title: Domestic abuse and debt
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
  m12: {months: 12, mode: telephone, window: {before: 28, after: 56}}
"""
MEMBERS = "urn,family,referral_date,language\nA1,F1,2015-03-01,cy\nA2,F2,2015-03-01,en\nA3,F3,2015-03-01,en\n"
HEAD = "urn,route,contact,ask_for,safe_to_ring,voicemail,text,who_may_answer,hours,code_phrase,verified\n"
SAFE = 'A1,mobile,01632 960001,Megan,yes,no,no,nobody,"Mon-Fri, 10-14",the library book,2015-02-01\n'
ON = "2015-04-01"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    study = load(tmp_path)
    enrol(study, written(study, "members.csv", MEMBERS))
    return study


def written(study: Study, name: str, text: str) -> Path:
    path = study.root / name
    path.write_text(text, encoding="utf-8")
    return path


def brought(study: Study, *lines: str, **options: Any) -> Table:
    return contacts(study, written(study, "contacts.csv", HEAD + "".join(lines)), **options)


def refused(study: Study, *lines: str) -> list[tuple[str, int | None]]:
    with pytest.raises(ProblemError) as caught:
        brought(study, *lines)
    assert "96000" not in str(caught.value) and "library" not in str(caught.value)
    assert read_routes(study.contacts) == {}
    return [(found.code, found.place.row) for found in caught.value.problems]


def sheet_of(study: Study, on: str = ON) -> tuple[list[dict[str, Any]], Table]:
    table = due(study, on=on, sheet=study.root / "calls.xlsx")
    lines = list(openpyxl.load_workbook(study.root / "calls.xlsx").worksheets[0].iter_rows(values_only=True))
    return [dict(zip(lines[3], line, strict=True)) for line in lines[4:]], table


def on_sheet(study: Study, on: str = ON) -> list[str]:
    return [str(row["URN"]) for row in sheet_of(study, on)[0]]


def missing(study: Study, urn: str, on: str = ON) -> str:
    return next(str(one["missing"]) for one in due(study, on=on).facts["unlisted"] if one["urn"] == urn)


def entries(study: Study, on: str = ON) -> list[dict[str, str]]:
    """Read the calendar as a program would: unfold, then split names and values."""
    due(study, on=on, calendar=study.root / "calls.ics")
    text = (study.root / "calls.ics").read_bytes().decode("utf-8")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line not in {"END:VEVENT", "END:VCALENDAR"}:
            found[-1][name] = value
    return found


class TestTheFile:
    def test_contact_details_stand_in_a_file_of_their_own_that_only_its_owner_reads(
        self, study: Study
    ) -> None:
        brought(study, SAFE)
        kept = study.root / "contacts.db"
        assert b"01632 960001" in kept.read_bytes()
        others = [path for path in study.root.rglob("*") if path.is_file() and path.name != "contacts.csv"]
        assert [path.name for path in others if b"01632 960001" in path.read_bytes()] == ["contacts.db"]
        if sys.platform != "win32":
            assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    def test_nothing_is_made_before_anything_is_brought_in(self, study: Study) -> None:
        due(study, on=ON)
        contacts(study)
        assert not (study.root / "contacts.db").exists()

    def test_what_is_removed_is_overwritten(self, study: Study) -> None:
        brought(study, SAFE)
        contact(study, "A1", "mobile", remove=True)
        assert b"960001" not in (study.root / "contacts.db").read_bytes()
        assert b"library" not in (study.root / "contacts.db").read_bytes()

    def test_a_route_shows_no_detail_by_accident(self) -> None:
        shown = repr(Route("A1", "mobile", "01632 960001", "Megan", hours="noon", code_phrase="books"))
        assert not any(word in shown for word in ("960001", "Megan", "noon", "books"))

    def test_no_answer_of_a_command_shows_a_number(self, study: Study) -> None:
        tables = [brought(study, SAFE), contacts(study), contact(study, "A1"), due(study, on=ON)]
        for table in tables:
            assert "960001" not in table.to_json() + table.to_text()
            assert "library" not in table.to_json() + table.to_text()


class TestBringingIn:
    def test_the_same_list_twice_changes_nothing_and_says_so(self, study: Study) -> None:
        assert brought(study, SAFE).facts["new"] == 1
        again = brought(study, SAFE)
        assert (again.facts["new"], again.facts["same"], again.facts["unchanged"]) == (0, 1, True)

    def test_dry_run_stores_nothing(self, study: Study) -> None:
        assert brought(study, SAFE, dry_run=True).facts["new"] == 1
        assert not (study.root / "contacts.db").exists()

    def test_blank_cells_leave_what_is_there_and_a_dash_empties(self, study: Study) -> None:
        brought(study, SAFE)
        brought(study, "A1,Mobile ,,,,yes,,,,-,\n")
        (route,) = read_routes(study.contacts)["A1"]
        assert (route.contact, route.voicemail, route.code_phrase) == ("01632 960001", "yes", "")
        assert route.verified == "2015-02-01"

    def test_a_new_number_was_never_verified(self, study: Study) -> None:
        brought(study, SAFE)
        brought(study, "A1,mobile,01632 960002,,,,,,,,\n")
        assert missing(study, "A1") == "mobile: never verified"

    def test_everything_wrong_is_named_and_nothing_is_stored(self, study: Study) -> None:
        record(study, "A3", "withdrawal", on="2015-03-10", detail="use")
        assert refused(
            study,
            "A1,pigeon,01632 960001,,yes,no,no,nobody,any,,2015-02-01\n",
            "A1,mobile,1632960001,,yes,no,no,nobody,any,,2015-02-01\n",
            "A1,email,megan at example,,yes,,,nobody,any,,2015-02-01\n",
            "A1,phone,01632 960001,,perhaps,no,no,nobody,any,,2015-02-01\n",
            "A1,phone 2,01632 960001,,yes,no,no,nobody,any,,2999-01-01\n",
            "A1,phone 3,01632 960001,,yes,no,no,nobody,any,,1/2/2015\n",
            "ZZ,phone,01632 960001,,yes,no,no,nobody,any,,2015-02-01\n",
            "A3,phone,01632 960001,,yes,no,no,nobody,any,,2015-02-01\n",
            "A2,phone,01632 960001,,yes,no,no,nobody,any,the library\x07 book,2015-02-01\n",
            "A2,post,1 Example Street,,yes,,,nobody,any,,2015-02-01\n",
            "A2,post,2 Example Street,,yes,,,nobody,any,,2015-02-01\n",
        ) == [
            ("FP4130", 2), ("FP4131", 3), ("FP4131", 4), ("FP4132", 5), ("FP4133", 6), ("FP4002", 7),
            ("FP4013", 8), ("FP4136", 9), ("FP4135", 10), ("FP4134", 11), ("FP4134", 12),
        ]  # fmt: skip

    def test_a_text_that_no_sheet_has_room_for(self, study: Study) -> None:
        assert refused(study, SAFE.replace("nobody", "x" * 501)) == [("FP4147", 2)]

    def test_a_cell_beyond_all_bounds(self, study: Study) -> None:
        with pytest.raises(ProblemError, match="FP10"):
            brought(study, SAFE.replace("nobody", "x" * 200_000))

    def test_a_number_from_which_excel_took_the_zero(self, study: Study) -> None:
        book = openpyxl.Workbook()
        book.worksheets[0].append(HEAD.strip().split(","))
        book.worksheets[0].append(["A1", "phone", 1632960001])
        book.save(study.root / "c.xlsx")
        with pytest.raises(ProblemError, match="FP4131"):
            contacts(study, study.root / "c.xlsx")

    def test_digits_of_any_script_can_be_dialled(self, study: Study) -> None:
        brought(study, SAFE.replace("01632 960001", "٠١٦٣٢ ９６０００１"))
        assert sheet_of(study)[0][0]["Number or address"] == "01632 960001"

    def test_rows_and_columns_that_say_nothing_are_counted(self, study: Study) -> None:
        path = written(study, "c.csv", HEAD.strip() + ",shoe_size\n" + SAFE.strip() + ",5\nA2,,,,,,,,,,,\n")
        found = contacts(study, path)
        assert (found.facts["rows_in"], found.facts["new"], found.facts["blank"]) == (2, 1, 1)
        assert found.facts["not_taken"] == ["shoe_size"]

    def test_the_template_comes_back_filled_in(self, study: Study) -> None:
        brought(study, SAFE)
        contacts(study, template=study.root / "t.xlsx")
        book = openpyxl.load_workbook(study.root / "t.xlsx")
        sheet = book.worksheets[0]
        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["A1", "A2", "A3"]
        with zipfile.ZipFile(study.root / "t.xlsx") as parts:
            assert not any(b"960001" in parts.read(name) for name in parts.namelist())
        columns = {cell.value: cell.column for cell in sheet[1]}
        for name, value in zip(
            HEAD.strip().split(",")[1:],
            ["phone", "01632960003", "", "yes", "no", "no", "nobody", "any", "", "2015-03-20"],
            strict=True,
        ):
            sheet.cell(3, columns[name], value or None)
        book.save(study.root / "t.xlsx")
        table = contacts(study, study.root / "t.xlsx")
        assert [table.facts[name] for name in ("new", "changed", "same", "blank")] == [1, 0, 1, 1]
        assert on_sheet(study) == ["A1", "A2"]


class TestWhoMayBeContacted:
    def test_nobody_without_a_rule(self, study: Study) -> None:
        brought(study, SAFE)
        rows, table = sheet_of(study)
        assert [row["URN"] for row in rows] == ["A1"]
        assert {row["urn"]: row["safe_route"] for row in table.rows if row["wave"] == "baseline"} == {
            "A1": True, "A2": None, "A3": None,
        }  # fmt: skip
        assert [one["urn"] for one in table.facts["unlisted"]] == ["A2", "A3"]
        assert missing(study, "A2") == "no way of reaching the member is recorded"

    @pytest.mark.parametrize(
        ("verified", "on", "listed"),
        [
            # Younger than six calendar months, clamped at the end of the month.
            ("2015-02-01", "2015-05-31", True), ("2014-10-01", "2015-03-31", True),
            ("2014-10-01", "2015-04-01", False), ("2014-08-31", "2015-02-28", False),
            ("2014-09-30", "2015-03-29", True), ("2014-09-30", "2015-03-30", False),
            ("2014-08-30", "2015-03-01", False),
        ],
    )  # fmt: skip
    def test_a_rule_is_younger_than_six_months(
        self, study: Study, verified: str, on: str, listed: bool
    ) -> None:
        brought(study, SAFE.replace("2015-02-01", verified))
        assert (on_sheet(study, on) == ["A1"]) == (listed and on >= "2015-03-01")

    def test_the_study_says_how_old_a_rule_may_be(self, study: Study) -> None:
        brought(study, SAFE)
        written(study, "study.yaml", YAML + "contact: {verified_within_months: 2}\n")
        strict = load(study.root)
        assert on_sheet(strict) == [] and "2 months ago or more" in missing(strict, "A1")

    def test_the_limit_is_a_number_of_months(self, study: Study) -> None:
        written(study, "study.yaml", YAML + "contact: {verified_within_months: soon, hours: 3}\n")
        with pytest.raises(ProblemError) as caught:
            load(study.root)
        assert sorted(found.code for found in caught.value.problems) == ["FP1003", "FP1004"]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("A1,mobile,,,yes,no,no,nobody,any,,2015-02-01", "mobile: nobody wrote down contact"),
            ("A1,mobile,01632960001,,yes,no,,nobody,any,,2015-02-01", "mobile: nobody wrote down text"),
            ("A1,mobile,01632960001,,yes,no,no,,,,2015-02-01", "nobody wrote down who may answer, hours"),
            ("A1,mobile,01632960001,,no,no,no,nobody,any,,2015-02-01", "mobile: nothing is allowed"),
            ("A1,mobile,01632960001,,yes,no,no,nobody,any,,", "mobile: never verified"),
            ("A1,visit,1 Example Street,,no,,,nobody,any,,2015-02-01", "visit: nothing is allowed"),
        ],
    )
    def test_a_rule_must_say_everything(self, study: Study, line: str, said: str) -> None:
        brought(study, line + "\n")
        assert on_sheet(study) == [] and said in missing(study, "A1")

    @pytest.mark.parametrize(
        ("kind", "detail", "wave"),
        [
            ("withdrawal", "contact", None), ("withdrawal", "use", None), ("withdrawal", "everything", None),
            ("refusal", "hard", "baseline"), ("status", "deceased", None), ("status", "out_of_scope", None),
        ],
    )  # fmt: skip
    def test_who_is_gone_is_on_no_list_of_any_day(
        self, study: Study, kind: str, detail: str, wave: str | None
    ) -> None:
        brought(study, SAFE)
        # Recorded after the day of the list: an old --on must not bring anybody back.
        record(study, "A1", kind, on="2015-06-01", detail=detail, wave=wave)
        assert on_sheet(study) == [] and entries(study) == []

    def test_soft_refusals_and_non_contacts_are_called_again(self, study: Study) -> None:
        brought(study, SAFE)
        record(study, "A1", "attempt", wave="baseline", on="2015-03-10", detail="no_reply")
        record(study, "A1", "refusal", wave="baseline", on="2015-03-11", detail="soft")
        (row,), _ = sheet_of(study)
        assert (row["Tried"], row["Last"]) == (1, "refused this time")

    def test_no_safe_route_holds_until_the_rule_is_verified_again(self, study: Study) -> None:
        brought(study, SAFE)
        record(study, "A1", "status", wave="baseline", on="2015-03-15", detail="no_safe_route")
        assert on_sheet(study) == [] and "no safe route was found on 2015-03-15" in missing(study, "A1")
        row = next(row for row in due(study, on=ON).rows if row["urn"] == "A1")
        assert (row["safe_route"], row["last_outcome"]) == (False, "no_safe_route")
        assert contact(study, "A1", verified="2015-03-20").facts["changed"] == 1
        assert on_sheet(study) == ["A1"]

    def test_a_child_is_not_called(self, study: Study) -> None:
        enrol(study, written(study, "c.csv", "urn,family,person,referral_date\nC1,F1,child,2015-03-01\n"))
        assert {row["urn"] for row in due(study, on=ON).rows} == {"A1", "A2", "A3"}

    def test_a_list_of_a_day_that_is_past_is_doubted(self, study: Study) -> None:
        brought(study, SAFE)
        assert [one.code for one in sheet_of(study)[1].problems] == ["FP4138"]
        assert due(study, on=ON).problems == ()


class TestTheSheet:
    def test_it_holds_what_the_interviewer_needs_and_no_more(self, study: Study) -> None:
        brought(study, SAFE)
        (row,), _ = sheet_of(study)
        assert row == {
            "URN": "A1", "Interview": "Baseline", "Window closes": row["Window closes"], "Agreed for": None,
            "Tried": 0, "Last": None, "Language": "cy", "Route": "mobile",
            "Number or address": "01632 960001", "Ask for": "Megan", "Safe to ring": "yes",
            "Message on voicemail": "no", "Text message": "no", "Who else may answer": "nobody",
            "Hours": "Mon-Fri, 10-14", "Code phrase": "the library book", "Verified": row["Verified"],
        }  # fmt: skip
        assert row["Window closes"].date() == date(2015, 6, 21)
        with zipfile.ZipFile(study.root / "calls.xlsx") as parts:
            assert not any(b"abuse" in parts.read(name).lower() for name in parts.namelist())
        if sys.platform != "win32":
            assert stat.S_IMODE((study.root / "calls.xlsx").stat().st_mode) == 0o600

    def test_nothing_is_run_as_a_formula(self, study: Study) -> None:
        brought(
            study,
            'A1,visit,"=HYPERLINK(""http://example.org"",""x"")",@SUM(1),yes,,,-1+1,=1+1,+cmd,2015-02-01\n',
            "A2,mobile,+44 1632 960002,Sian,yes,no,no,nobody,any,,2015-02-01\n",
        )
        sheet_of(study)
        sheet = openpyxl.load_workbook(study.root / "calls.xlsx").worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert all(cell.data_type == "s" for cell in cells)
        assert sorted(str(c.value) for c in cells if str(c.value)[:1] in "=+-@") == [
            "+44 1632 960002",
            "-",
            "-",
        ]

    def test_the_same_list_has_the_same_bytes(self, study: Study) -> None:
        brought(study, SAFE)
        sheet_of(study)
        first = (study.root / "calls.xlsx").read_bytes()
        sheet_of(study)
        assert (study.root / "calls.xlsx").read_bytes() == first

    def test_line_breaks_of_an_address(self, study: Study) -> None:
        brought(
            study, 'A1,visit,"1 Example Street\r\nExampletown","Megan\nW.",yes,,,nobody,any,,2015-02-01\n'
        )
        (row,), _ = sheet_of(study)
        assert (row["Number or address"], row["Ask for"]) == ("1 Example Street, Exampletown", "Megan, W.")

    def test_an_ending_that_is_not_written(self, study: Study) -> None:
        for option in ({"sheet": "calls.pdf"}, {"calendar": "calls.xlsx"}):
            with pytest.raises(ProblemError, match="FP1024"):
                due(study, on=ON, **option)

    def test_libreoffice_opens_it(self, study: Study, judge: Any) -> None:
        import subprocess

        office = judge("soffice")
        brought(study, SAFE)
        sheet_of(study)
        profile = f"-env:UserInstallation=file://{study.root}/profile"
        command = [office, profile, "--headless", "--convert-to", "csv", "calls.xlsx"]
        subprocess.run(command, cwd=study.root, check=True, capture_output=True, timeout=120)
        text = (study.root / "calls.csv").read_text(encoding="utf-8")
        assert "A1,Baseline,2015-06-21" in text and '"Mon-Fri, 10-14",the library book' in text


class TestTheCalendar:
    def test_others_see_a_neutral_word_and_the_urn(self, study: Study) -> None:
        brought(study, SAFE)
        (entry,) = entries(study)
        assert entry == {
            "UID": "A1-baseline@calls", "DTSTAMP": "20150401T000000Z", "DTSTART;VALUE=DATE": "20150401",
            "DTEND;VALUE=DATE": "20150402", "SUMMARY": "Call A1", "CLASS": "PRIVATE", "TRANSP": "TRANSPARENT",
        }  # fmt: skip
        text = (study.root / "calls.ics").read_text(encoding="utf-8").lower()
        assert not any(word in text for word in ("megan", "01632", "library", "abuse", "family", "panel"))

    def test_an_appointment_moves_the_entry_and_keeps_its_identifier(self, study: Study) -> None:
        brought(study, SAFE)
        record(study, "A1", "appointment", wave="baseline", on="2015-04-20", detail="made")
        assert [(e["UID"], e["DTSTART;VALUE=DATE"]) for e in entries(study)] == [
            ("A1-baseline@calls", "20150420")
        ]
        record(study, "A1", "appointment", wave="baseline", on="2015-04-20", detail="broken")
        assert entries(study)[0]["DTSTART;VALUE=DATE"] == "20150401"

    @pytest.mark.parametrize(
        ("on", "following"),
        [("2015-03-29", "20150330"), ("2015-10-25", "20151026"), ("2016-02-28", "20160229")],
    )
    def test_whole_days_know_no_clock_that_changes(self, study: Study, on: str, following: str) -> None:
        referral = date.fromisoformat(on) - timedelta(30)
        enrol(study, written(study, "m.csv", f"urn,referral_date\nB1,{referral}\n"))
        brought(study, SAFE.replace("A1", "B1").replace("2015-02-01", str(referral)))
        (entry,) = [one for one in entries(study, on) if "B1" in one["UID"]]
        assert entry["DTEND;VALUE=DATE"] == following
        assert not any(name.startswith("DTSTART;TZID") or name == "DTSTART" for name in entry)

    def test_a_urn_cannot_add_a_line(self, study: Study) -> None:
        assert _escaped("A1\r\nATTENDEE:x;y,z\\") == "A1\\nATTENDEE:x\\;y\\,z\\\\"

    @given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
    def test_lines_are_folded_between_letters(self, text: str) -> None:
        folded = _folded("SUMMARY:" + text)
        assert all(len(line.encode("utf-8")) <= 75 for line in folded.split("\r\n"))
        assert folded.replace("\r\n ", "") == "SUMMARY:" + text


class TestOneMember:
    def test_a_rule_is_verified_again(self, study: Study) -> None:
        brought(study, SAFE, SAFE.replace("mobile", "phone"))
        table = contact(study, "a1", "phone", verified="2015-03-30")
        assert [(row["route"], row["verified"]) for row in table.rows] == [("phone", "2015-03-30")]
        assert {one.route: one.verified for one in read_routes(study.contacts)["A1"]} == {
            "mobile": "2015-02-01", "phone": "2015-03-30",
        }  # fmt: skip
        assert contact(study, "A1", "phone", verified="2015-03-30").facts["changed"] == 0

    def test_dry_run(self, study: Study) -> None:
        brought(study, SAFE)
        assert contact(study, "A1", remove=True, dry_run=True).facts["changed"] == 1
        assert "A1" in read_routes(study.contacts)

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ({"urn": "ZZ"}, "FP1032"), ({"urn": "A2", "verified": "2015-01-01"}, "FP4137"),
            ({"urn": "A1", "route": "post"}, "FP4137"), ({"urn": "A1", "verified": "2999-01-01"}, "FP4133"),
            ({"urn": "A1", "verified": "2015-01-01", "remove": True}, "FP4144"),
        ],
    )  # fmt: skip
    def test_what_cannot_be(self, study: Study, arguments: dict[str, Any], code: str) -> None:
        brought(study, SAFE)
        with pytest.raises(ProblemError, match=code):
            contact(study, **arguments)


class TestBeingTold:
    @pytest.fixture(autouse=True)
    def today(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1427846400")  # 2015-04-01

    def test_status_and_check_tell_of_rules_that_are_too_old(self, study: Study) -> None:
        assert "contact" not in status(study).facts
        brought(study, SAFE.replace("2015-02-01", "2014-09-01"))
        found = status(study)
        assert found.facts["contact"] == {"routes": 1, "usable": 0, "due_without_rule": 3}
        assert any("panel contacts --template" in note for note in found.notes)
        stale = [row for row in check(study).rows if row["code"] == "FP4139"]
        assert [row["urn"] for row in stale] == ["A1", "A2", "A3"]
        assert "last verified on 2014-09-01, 6 months ago or more" in stale[0]["message"]

    def test_once_verified_nothing_is_said(self, study: Study) -> None:
        brought(study, SAFE, SAFE.replace("A1", "A2"), SAFE.replace("A1", "A3"))
        assert status(study).facts["contact"] == {"routes": 3, "usable": 3, "due_without_rule": 0}
        assert [row for row in check(study).rows if row["area"] == "panel"] == []
