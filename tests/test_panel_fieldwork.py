"""Enrolment, events, due lists, outcomes and attrition over a study folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from panel_cells import store_cells

from familypanel.panel import attrition, due, due_dates, enrol, outcomes, record
from familypanel.panel.register import read_register
from familypanel.panel.standings import standings
from familypanel.study import (
    Cells,
    Code,
    CodeList,
    Dictionary,
    ProblemError,
    Reason,
    Study,
    Table,
    Variable,
    load,
)

YAML = """\
title: Three families
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
  m12: {months: 12, mode: telephone, window: {before: 28, after: 56}}
  m24: {months: 24, mode: telephone, window: {before: 28, after: 56}}
urn: {pattern: "[A-Z0-9]+"}
"""

MEMBERS = """\
urn,family,cohort,project,referral_date,lone_parent
007,F1,main,Tyne,2012-11-01,yes
A1,F2,main,Tyne,2012-11-01,no
A2,F3,main,Fife,2012-11-01,
B1,F4,booster,Fife,2014-01-10,no
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    return load(tmp_path)


@pytest.fixture
def panel(study: Study) -> Study:
    enrol(study, written(study, "members.csv", MEMBERS))
    return study


def written(study: Study, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = study.root / name
    path.write_bytes(text.encode(encoding))
    return path


def logged(study: Study, text: str) -> Table:
    lines = ["urn,wave,date,kind,detail", *(",".join(line.split()) for line in text.strip().splitlines())]
    return record(study, from_file=written(study, "log.csv", "\n".join(lines).replace("-,", ",") + "\n"))


def codes(caught: pytest.ExceptionInfo[ProblemError]) -> list[tuple[str, int | None]]:
    return [(found.code, found.place.row) for found in caught.value.problems]


def status(study: Study, urn: str, wave: str, on: str) -> str:
    return str(row_of(due(study, on=on), urn=urn, wave=wave)["status"])


def outcome(study: Study, urn: str, wave: str, on: str) -> tuple[str, str]:
    placed = standings(read_register(study), study.config.waves, date.fromisoformat(on))
    found = next(p.standing for p in placed if (p.member.urn, p.wave.name) == (urn, wave))
    return found.outcome, found.detail


def row_of(table: Table, **wanted: Any) -> dict[str, Any]:
    return next(dict(row) for row in table.rows if all(row[key] == value for key, value in wanted.items()))


class TestEnrol:
    def test_leading_zeros_and_further_columns_are_kept(self, panel: Study) -> None:
        member = read_register(panel).members["007"]
        assert (member.family, member.cohort, member.project) == ("F1", "main", "Tyne")
        assert member.referral_date == date(2012, 11, 1)
        assert member.facts == {"lone_parent": "yes"}

    def test_the_same_file_twice_changes_nothing_and_says_so(self, study: Study) -> None:
        path = written(study, "members.csv", MEMBERS)
        assert enrol(study, path).facts["enrolled"] == 4
        again = enrol(study, path)
        assert (again.facts["enrolled"], again.facts["unchanged"]) == (0, True)
        assert "nothing changed" in again.notes[0]

    def test_a_longer_register_adds_only_the_new(self, panel: Study) -> None:
        found = enrol(panel, written(panel, "later.csv", MEMBERS + "A9,F9,main,Fife,2013-01-01,no\n"))
        assert (found.facts["rows_in"], found.facts["enrolled"], found.facts["already"]) == (5, 1, 4)

    def test_a_changed_member_is_a_problem(self, panel: Study) -> None:
        with pytest.raises(ProblemError) as caught:
            enrol(panel, written(panel, "later.csv", MEMBERS.replace("F2,main,Tyne", "F2,main,Fife")))
        assert codes(caught) == [("FP4012", 3)]
        assert "project" in str(caught.value)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings(self, study: Study, encoding: str) -> None:
        text = "urn;project;referral_date\n01;T\N{LATIN SMALL LETTER E WITH ACUTE}l;2012-01-02\n"
        enrol(study, written(study, "members.csv", text, encoding))
        assert row_of(due(study, on="2012-01-05"), wave="baseline")["urn"] == "01"

    def test_excel(self, study: Study) -> None:
        book = openpyxl.Workbook()
        for line in (
            ["URN", "Cohort", "Referral date"],
            ["007", "main", date(2012, 11, 1)],
            [12, None, None],
        ):
            book.active.append(line)
        book.save(study.root / "members.xlsx")
        assert enrol(study, study.root / "members.xlsx").facts["enrolled"] == 2
        assert row_of(due(study, on="2012-11-01"), urn="007", wave="baseline")["closes"] == "2013-02-21"
        assert row_of(due(study, on="2012-11-01"), urn="12", wave="baseline")["status"] == "not_due"

    def test_everything_wrong_is_named_with_its_row_and_nothing_is_enrolled(self, study: Study) -> None:
        bad = """\
urn,cohort,referral_date
A1,main,2012-11-01
A2,main,1/11/2012
A-3,main,2012-11-01
A4,extra,2012-11-01
A1,main,2012-11-01
,main,2012-11-01
"""
        with pytest.raises(ProblemError) as caught:
            enrol(study, written(study, "bad.csv", bad))
        expected = [("FP4003", 2), ("FP4002", 3), ("FP1031", 4), ("FP4004", 5), ("FP4003", 6), ("FP1031", 7)]
        assert codes(caught) == expected
        assert due(study, on="2013-01-01").rows == ()

    def test_a_file_without_urns(self, study: Study) -> None:
        with pytest.raises(ProblemError) as caught:
            enrol(study, written(study, "bad.csv", "id,cohort\n1,main\n"))
        assert codes(caught) == [("FP4001", None)]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("urn,Project,project\nA1,x,y\n", ("FP4015", None)),
            ("urn,project\nA1,x\nA2,Bury, Lancs\n", ("FP4016", 3)),
        ],
    )
    def test_no_cell_is_silently_dropped(
        self, study: Study, text: str, expected: tuple[str, int | None]
    ) -> None:
        with pytest.raises(ProblemError) as caught:
            enrol(study, written(study, "bad.csv", text))
        assert codes(caught) == [expected]

    def test_dry_run_stores_nothing(self, study: Study) -> None:
        path = written(study, "members.csv", MEMBERS)
        assert enrol(study, path, dry_run=True).facts["enrolled"] == 4
        assert enrol(study, path).facts["unchanged"] is False

    @pytest.mark.parametrize(("name", "code"), [("none.csv", "FP1020"), ("members.pdf", "FP1026")])
    def test_files_that_cannot_be_read(self, study: Study, name: str, code: str) -> None:
        with pytest.raises(ProblemError, match=code):
            enrol(study, study.root / name)

    def test_not_a_workbook(self, study: Study) -> None:
        with pytest.raises(ProblemError, match="FP1021"):
            enrol(study, written(study, "broken.xlsx", "PK, but no more"))


class TestRecord:
    def test_an_event_and_a_log(self, panel: Study) -> None:
        one = record(panel, "007", "interview", wave="baseline", on="2012-11-20", detail="full")
        assert one.facts["recorded"] == 1
        assert logged(panel, "A1 baseline 2012-12-01 attempt no_reply").facts["recorded"] == 1
        again = record(panel, from_file=panel.root / "log.csv")
        assert (again.facts["recorded"], again.facts["unchanged"]) == (0, True)
        assert row_of(due(panel, on="2012-12-05"), urn="A1", wave="baseline")["attempts"] == 1

    def test_unknown_words_are_listed_and_nothing_is_recorded(self, panel: Study) -> None:
        with pytest.raises(ProblemError) as caught:
            logged(
                panel,
                """
                A1 baseline 2012-12-01 attempt no_reply
                A1 baseline 2012-12-01 phoned -
                A1 baseline 2012-12-01 refusal firm
                ZZ baseline 2012-12-01 attempt no_reply
                A1 m13 2012-12-01 attempt no_reply
                A1 baseline 12/01/2012 attempt no_reply
                A1 - 2012-12-01 attempt no_reply
                A1 baseline 2999-12-01 attempt no_reply
                """,
            )
        assert codes(caught) == [
            ("FP4006", 3), ("FP4006", 4), ("FP4013", 5), ("FP1007", 6), ("FP4002", 7), ("FP4006", 8),
            ("FP4005", 9),
        ]  # fmt: skip
        assert "'firm' is not a detail of refusal (known: soft, hard, proxy)" in str(caught.value)
        assert row_of(due(panel, on="2012-12-05"), urn="A1", wave="baseline")["attempts"] == 0

    def test_neither_or_both(self, panel: Study) -> None:
        for arguments in ({}, {"urn": "A1"}, {"urn": "A1", "kind": "attempt", "from_file": "log.csv"}):
            with pytest.raises(ProblemError, match="FP4014"):
                record(panel, **arguments)

    def test_dry_run(self, panel: Study) -> None:
        record(panel, "A1", "attempt", wave="baseline", on="2012-12-01", detail="no_reply", dry_run=True)
        assert row_of(due(panel, on="2012-12-05"), urn="A1", wave="baseline")["attempts"] == 0


class TestDue:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2012-10-31", "not_due"), ("2012-11-01", "open"), ("2013-02-07", "open"),
            ("2013-02-08", "closing"),
            ("2013-02-21", "closing"), ("2013-02-22", "overdue"), ("2013-03-21", "overdue"),
            ("2013-03-22", "closed"),
        ],
    )  # fmt: skip
    def test_the_baseline_window_is_112_days(self, panel: Study, on: str, expected: str) -> None:
        assert status(panel, "007", "baseline", on) == expected

    def test_day_112_is_in_and_day_113_is_late(self, panel: Study) -> None:
        referral = date(2012, 11, 1)
        for urn, day in (("007", 112), ("A1", 113)):
            record(panel, urn, "interview", wave="baseline", on=referral + timedelta(day), detail="full")
        assert status(panel, "007", "baseline", "2014-01-01") == "done"
        assert status(panel, "A1", "baseline", "2014-01-01") == "done_out_of_window"
        assert outcome(panel, "A1", "baseline", "2014-01-01") == ("full", "")

    def test_follow_ups_count_from_the_baseline_interview(self, panel: Study) -> None:
        assert row_of(due(panel, on="2012-11-05"), urn="007", wave="m12")["opens"] is None
        assert status(panel, "007", "m12", "2012-11-05") == "not_due"
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        for wave, months in (("m12", 12), ("m24", 24)):
            (target,) = due_dates(date(2012, 12, 31), [months])
            row = row_of(due(panel, on="2013-02-01"), urn="007", wave=wave)
            assert row["target"] == target.isoformat()
            assert row["opens"] == (target - timedelta(28)).isoformat()
            assert row["closes"] == (target + timedelta(56)).isoformat()

    def test_a_corrected_baseline_date_moves_the_window(self, panel: Study) -> None:
        for day in ("2012-12-20", "2012-12-31"):
            record(panel, "007", "interview", wave="baseline", on=day, detail="full")
        assert row_of(due(panel, on="2013-02-01"), urn="007", wave="m12")["target"] == "2013-12-31"

    def test_the_boosters_anchor_is_its_own(self, panel: Study) -> None:
        table = due(panel, on="2015-01-01")
        assert {row["wave"] for row in table.rows if row["urn"] == "B1"} == {"m12", "m24"}
        assert row_of(table, urn="B1", wave="m12")["target"] == "2015-01-10"
        record(panel, "B1", "interview", wave="m12", on="2015-01-20", detail="full")
        assert row_of(due(panel, on="2015-02-01"), urn="B1", wave="m24")["target"] == "2016-01-20"

    @pytest.mark.parametrize(
        ("kind", "detail"),
        [("withdrawal", "contact"), ("status", "deceased"), ("status", "moved_abroad"), ("refusal", "hard")],
    )
    def test_who_withdrew_or_died_or_refused_for_good_is_not_due(
        self, panel: Study, kind: str, detail: str
    ) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        record(panel, "007", kind, wave="m12", on="2014-01-05", detail=detail)
        assert status(panel, "007", "m12", "2014-01-06") == "closed"
        assert status(panel, "007", "m24", "2015-01-02") == "closed"
        assert status(panel, "007", "m12", "2014-01-04") == "open"

    def test_a_soft_refusal_is_issued_again(self, panel: Study) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        record(panel, "007", "refusal", wave="m12", on="2014-01-05", detail="soft")
        row = row_of(due(panel, on="2014-01-06"), urn="007", wave="m12")
        assert (row["status"], row["last_outcome"]) == ("open", "soft")
        assert status(panel, "007", "m24", "2015-01-02") == "open"

    def test_the_most_urgent_first(self, panel: Study) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        rows = due(panel, on="2013-02-25").rows
        assert [row["status"] for row in rows][:3] == ["overdue", "overdue", "not_due"]
        table = due(panel, on="2013-02-25", wave="baseline")
        assert [row["urn"] for row in table.rows if row["status"] == "overdue"] == ["A1", "A2"]
        assert table.facts["due"] == 2

    def test_nobody_enrolled(self, study: Study) -> None:
        assert due(study, on="2013-01-01").notes == ("No member is enrolled, so nobody is due.",)

    def test_a_wave_or_day_that_does_not_exist(self, panel: Study) -> None:
        with pytest.raises(ProblemError, match="FP1007"):
            due(panel, wave="m13")
        with pytest.raises(ProblemError, match="FP1030"):
            due(panel, on="1/2/2013")


LONG_AFTER = "2016-06-01"


class TestOutcomes:
    # One member, baseline interview on 2012-12-31; what else happened, and the outcome at +12 and +24.
    @pytest.mark.parametrize(
        ("events", "m12", "m24"),
        [
            ([], ("not_issued", "no_event"), ("not_issued", "no_event")),
            (["m12 2014-01-02 interview full"], ("full", ""), ("not_issued", "no_event")),
            (["m12 2014-01-02 interview partial"], ("partial", ""), ("not_issued", "no_event")),
            (["m12 2014-01-02 attempt no_reply"], ("non_contact", ""), ("not_issued", "no_event")),
            (
                ["m12 2014-01-02 attempt wrong_number", "m12 2014-01-09 tracing untraced"],
                ("untraced", ""), ("not_issued", "no_event"),
            ),
            (["m12 2014-01-02 refusal soft"], ("refusal", "soft"), ("not_issued", "no_event")),
            (["m12 2014-01-02 refusal proxy", "m12 2014-01-03 refusal soft"], ("refusal", "proxy"), None),
            (["m12 2014-01-02 refusal hard"], ("refusal", "hard"), ("not_issued", "hard_refusal")),
            (["m12 2014-01-02 refusal soft", "m12 2014-01-20 interview full"], ("full", ""), None),
            (["m12 2014-01-02 interview full", "m12 2014-01-02 interview partial"], ("partial", ""), None),
            (["m12 2014-01-02 status ill"], ("other", "ill"), ("not_issued", "no_event")),
            (
                ["m12 2014-01-02 status no_safe_route", "m12 2014-01-02 status away"],
                ("other", "no_safe_route"), None,
            ),
            ([" 2014-01-02 status deceased"], ("deceased", ""), ("deceased", "")),
            ([" 2014-06-02 status deceased"], ("not_issued", "no_event"), ("deceased", "")),
            (["m12 2014-01-02 interview full", " 2014-01-09 status deceased"], ("full", ""),
            ("deceased", "")),
            ([" 2014-01-02 withdrawal contact", " 2014-01-03 status deceased"], ("withdrawn", ""),
            ("withdrawn", "")),
            (
                ["m12 2014-01-02 interview full", " 2014-06-02 withdrawal contact"],
                ("full", ""), ("withdrawn", ""),
            ),
            (
                ["m12 2014-01-02 interview full", " 2014-06-02 withdrawal everything"],
                ("withdrawn", "everything"), ("withdrawn", "everything"),
            ),
            ([" 2014-01-02 status moved_abroad"], ("moved_abroad", ""), ("moved_abroad", "")),
        ],
    )  # fmt: skip
    def test_precedence(
        self, panel: Study, events: list[str], m12: tuple[str, str], m24: tuple[str, str] | None
    ) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        for line in events:
            wave, day, kind, detail = line.split(" ")
            record(panel, "007", kind, wave=wave or None, on=day, detail=detail)
        assert outcome(panel, "007", "m12", LONG_AFTER) == m12
        if m24 is not None:
            assert outcome(panel, "007", "m24", LONG_AFTER) == m24

    def test_an_open_window_is_pending_whatever_was_tried(self, panel: Study) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        record(panel, "007", "attempt", wave="m12", on="2014-01-02", detail="no_reply")
        assert outcome(panel, "007", "m12", "2014-02-25") == ("pending", "")
        assert outcome(panel, "007", "m12", "2014-02-26") == ("non_contact", "")

    def test_without_a_baseline_there_is_nothing_to_follow(self, panel: Study) -> None:
        assert outcome(panel, "A1", "m12", "2012-12-01") == ("pending", "")
        assert outcome(panel, "A1", "m12", LONG_AFTER) == ("not_issued", "no_baseline")

    def test_as_at_an_earlier_day(self, panel: Study) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        assert outcome(panel, "007", "baseline", "2012-12-30") == ("pending", "")

    def test_counts_add_up(self, panel: Study) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        table = outcomes(panel, as_at=LONG_AFTER)
        assert sum(row["n"] for row in table.rows) == 3 * 3 + 2
        assert row_of(table, wave="baseline", outcome="full")["n"] == 1
        summary = next(one for one in table.facts["waves"] if one["wave"] == "baseline")
        assert (summary["members"], summary["productive"], summary["issued"]) == (3, 1, 1)
        assert {row["wave"] for row in outcomes(panel, wave="m12", as_at=LONG_AFTER).rows} == {"m12"}

    def test_zero_members(self, study: Study) -> None:
        assert outcomes(study, as_at="2014-01-01").rows == ()


@pytest.fixture
def model(study: Study) -> Study:
    """368 families, 177 at +12 and 105 at +24, and a booster of 95 at +12; three projects."""
    members = [f"M{n:03},main,P{n % 3},2012-01-01" for n in range(368)]
    members += [f"B{n:03},booster,P{n % 3},2012-06-01" for n in range(95)]
    enrol(study, written(study, "m.csv", "\n".join(["urn,cohort,project,referral_date", *members])))
    log = [f"M{n:03} baseline 2012-02-01 interview full" for n in range(368)]
    log += [f"M{n:03} m12 2013-02-01 interview full" for n in range(177)]
    log += [f"M{n:03} m12 2013-02-01 attempt no_reply" for n in range(177, 368)]
    log += [f"M{n:03} m24 2014-02-01 interview partial" for n in range(105)]
    log += [f"M{n:03} m24 2014-02-01 refusal soft" for n in range(105, 368)]
    log += [f"B{n:03} m12 2013-06-01 interview full" for n in range(95)]
    logged(study, "\n".join(log))
    return study


class TestModelStudy:
    def test_368_177_and_95_and_105(self, model: Study) -> None:
        summaries = outcomes(model, as_at=LONG_AFTER).facts["waves"]
        productive = {(one["wave"], one["cohort"]): one["productive"] for one in summaries}
        assert productive == {
            ("baseline", "main"): 368, ("m12", "main"): 177, ("m12", "booster"): 95, ("m24", "main"): 105,
            ("m24", "booster"): 0,
        }  # fmt: skip

    def test_retention(self, model: Study) -> None:
        table = attrition(model, as_at=LONG_AFTER)
        m12 = row_of(table, wave="m12", convention="cross_section")
        m24 = row_of(table, wave="m24", convention="cross_section")
        assert (m12["productive"], m12["base"], m12["rate"]) == (177, 368, 177 / 368)
        assert (round(m12["low"], 3), round(m12["high"], 3)) == (0.430, 0.532)
        assert (m24["productive"], m24["base"], round(m24["rate"], 3)) == (105, 368, 0.285)
        assert table.facts["without_baseline"] == [{"cohort": "booster", "wave": "m12", "productive": 95}]
        assert {account["difference"] for account in table.facts["reconciliation"]} == {0}
        assert all(row["productive"] != 272 for row in table.rows)
        assert '"rate": 0.48' in table.to_json()

    def test_another_booster_family_changes_no_retention(self, model: Study) -> None:
        before = attrition(model, by=["project"], as_at=LONG_AFTER).rows
        enrol(
            model,
            written(model, "more.csv", "urn,cohort,project,referral_date\nB999,booster,P9,2012-06-01\n"),
        )
        record(model, "B999", "interview", wave="m12", on="2013-06-01", detail="full")
        after = attrition(model, by=["project"], as_at=LONG_AFTER)
        assert after.rows == before
        assert after.facts["without_baseline"][0]["productive"] == 96

    def test_by_project_adds_up(self, model: Study) -> None:
        table = attrition(model, by=["project"], as_at=LONG_AFTER)
        wanted = ("project", "m12", "cross_section")
        groups = [r for r in table.rows if (r["by"], r["wave"], r["convention"]) == wanted]
        assert [row["group"] for row in groups] == ["P0", "P1", "P2"]
        assert (sum(row["base"] for row in groups), sum(row["productive"] for row in groups)) == (368, 177)

    def test_by_an_answer_at_baseline(self, model: Study) -> None:
        store_baseline(model, lambda n: -1.0 if n % 10 == 0 else 1.0 + n % 2)
        table = attrition(model, by=["lone"], as_at=LONG_AFTER)
        groups = {r["group"]: r["base"] for r in table.rows if r["by"] == "lone" and r["wave"] == "baseline"}
        assert groups == {"Don't know": 37, "No": 183, "Yes": 147, "no baseline answers stored": 1}

    def test_a_name_that_nobody_knows(self, model: Study) -> None:
        with pytest.raises(ProblemError, match="FP4007"):
            attrition(model, by=["shoe_size"])

    def test_nobody_has_answered(self, panel: Study) -> None:
        table = attrition(panel, by=["project"], as_at="2012-11-02")
        assert table.rows == ()
        assert "Retention is not defined: nobody has a baseline interview." in table.notes

    def test_all_windows_open(self, panel: Study) -> None:
        record(panel, "007", "interview", wave="baseline", on="2012-12-31", detail="full")
        m12 = row_of(attrition(panel, as_at="2014-01-01"), wave="m12", convention="cross_section")
        assert (m12["base"], m12["censored"], m12["rate"]) == (0, 1, None)

    def test_zero_members(self, study: Study) -> None:
        assert attrition(study, as_at="2014-01-01").rows == ()


def store_baseline(study: Study, answer: Callable[[int], float]) -> None:
    answers = CodeList("yesno", (Code(1, "Yes"), Code(2, "No")))
    variables = (Variable("urn", type="text"), Variable("lone", "Lone parent", "choice", "yesno"))
    book = Dictionary(variables, {"yesno": answers})
    values = [answer(n) for n in range(367)]
    frame = pd.DataFrame({"urn": [f"M{n:03}" for n in range(367)], "lone": values})
    missing = (frame["lone"] == -1).to_numpy().astype("int8") * int(Reason.DONT_KNOW)
    store_cells(study, "baseline", Cells(frame, book, {"lone": missing}))
