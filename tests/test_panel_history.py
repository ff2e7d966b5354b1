"""The life of one member, members of families, and windows that a corrected date moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from familypanel.panel import attrition, due, enrol, history, record
from familypanel.panel.register import read_register
from familypanel.questionnaires.families import read_families
from familypanel.study import ProblemError, Study, load

YAML = """\
title: Families
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
  m12: {months: 12, mode: telephone, window: {before: 28, after: 56}}
  m24: {months: 24, mode: telephone, window: {before: 28, after: 56}}
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    return load(tmp_path)


def enrolled(study: Study, text: str) -> Study:
    path = study.root / "members.csv"
    path.write_text(text, encoding="utf-8")
    enrol(study, path)
    return study


class TestFamilies:
    MEMBERS = """\
urn,family,person,cohort,project,referral_date,support_start,disabled,carer
A1,F1,adult,main,Tyne,2015-01-01,2015-01-20,no,yes
A2,F1,child,main,Tyne,,,yes,
B1,F2,,main,Tyne,2015-01-01,,no,
B2,F2,child,main,Tyne,,,no,
C1,F3,,main,Fife,2015-01-01,,,no
C2,F3,child,main,Fife,,,no,
"""

    def test_a_family_has_what_any_member_has(self, study: Study) -> None:
        register = read_register(enrolled(study, self.MEMBERS))
        said = {urn: member.fact("any_disabled") for urn, member in register.members.items()}
        # In F3 nobody is known to be disabled, and of one it is not known: so it is not known of the family.
        assert said == {"A1": "yes", "A2": "yes", "B1": "no", "B2": "no", "C1": None, "C2": None}
        assert register.members["A2"].fact("any_carer") == "yes"
        assert register.members["A1"].fact("disabled") == "no"
        assert not any(name.startswith("any_person") for name in register.facts())

    def test_support_start_is_a_date_and_a_fact(self, study: Study) -> None:
        assert (
            read_register(enrolled(study, self.MEMBERS)).members["A1"].facts["support_start"] == "2015-01-20"
        )

    def test_children_are_members_and_are_not_interviewed(self, study: Study) -> None:
        enrolled(study, self.MEMBERS)
        table = due(study, on="2015-02-01", wave="baseline")
        assert [row["urn"] for row in table.rows] == ["A1", "B1", "C1"]
        assert table.facts["undated"] == []

    def test_children_get_no_questionnaire(self, study: Study) -> None:
        families = read_families(enrolled(study, self.MEMBERS))
        assert {urn for urn, one in families.items() if one.ended} == {"A2", "B2", "C2"}

    def test_groups_by_an_indicator_of_the_family(self, study: Study) -> None:
        enrolled(study, self.MEMBERS)
        for urn in ("A1", "B1", "C1"):
            record(study, urn, "interview", wave="baseline", on="2015-02-01", detail="full")
        rows = attrition(study, by=["any_disabled"], as_at="2017-06-01").rows
        bases = {row["group"]: row["base"] for row in rows if row["by"] and row["wave"] == "m12"}
        assert bases == {"yes": 1, "no": 1, "not recorded": 1}

    def test_nothing_that_was_worked_out_is_stored(self, study: Study) -> None:
        enrolled(study, self.MEMBERS)
        path = study.root / "later.csv"
        path.write_text(self.MEMBERS.replace("Fife,2015-01-01,,,no", "Fife,2015-01-01,,yes,no"))
        assert enrol(study, path).facts["completed"] == 1
        member = read_register(study).members["C1"]
        assert "any_disabled" not in member.facts and member.fact("any_disabled") == "yes"

    @pytest.mark.parametrize(
        ("row", "code"),
        [("A1,F1,baby,2015-01-01,", "FP4141"), ("A1,F1,adult,2015-01-01,20/1/2015", "FP4002")],
    )
    def test_words_and_dates_that_cannot_be(self, study: Study, row: str, code: str) -> None:
        with pytest.raises(ProblemError, match=code):
            enrolled(study, f"urn,family,person,referral_date,support_start\n{row}\n")

    def test_a_register_of_single_members_gets_no_indicators(self, study: Study) -> None:
        enrolled(study, "urn,family,lone\nA1,F1,yes\nA2,F2,no\n")
        assert read_register(study).facts() == ["cohort", "project", "lone"]


class TestDates:
    def test_a_corrected_baseline_moves_every_open_window_and_says_so(self, study: Study) -> None:
        enrolled(study, "urn,referral_date\nA1,2015-12-01\nA2,2015-12-01\n")
        record(study, "A1", "interview", wave="baseline", on="2016-02-28", detail="full")
        assert due(study, on="2016-06-01").facts["moved"] == []
        table = record(study, "A1", "interview", wave="baseline", on="2016-02-29", detail="full")
        # 28 and 29 February 2016 are both followed up on 28 February: nothing moves, and nothing is said.
        assert table.facts["moved"] == []
        table = record(study, "A1", "interview", wave="baseline", on="2016-03-01", detail="full")
        moved = [
            {"urn": "A1", "wave": "m12", "from": "2017-02-28", "to": "2017-03-01"},
            {"urn": "A1", "wave": "m24", "from": "2018-02-28", "to": "2018-03-01"},
        ]
        assert table.facts["moved"] == moved and "moved 2 windows" in table.notes[0]
        assert due(study, on="2016-06-01").facts["moved"] == moved
        assert "A1 m12: 2017-02-28 -> 2017-03-01" in due(study, on="2016-06-01").to_text()

    def test_a_wave_that_was_held_does_not_move(self, study: Study) -> None:
        enrolled(study, "urn,referral_date\nA1,2015-12-01\n")
        record(study, "A1", "interview", wave="baseline", on="2016-01-05", detail="full")
        record(study, "A1", "interview", wave="m12", on="2017-01-10", detail="full")
        table = record(study, "A1", "interview", wave="baseline", on="2016-01-15", detail="full")
        assert [one["wave"] for one in table.facts["moved"]] == ["m24"]

    def test_a_dry_run_says_what_would_move(self, study: Study) -> None:
        enrolled(study, "urn,referral_date\nA1,2015-12-01\n")
        record(study, "A1", "interview", wave="baseline", on="2016-01-05", detail="full")
        correction = {"wave": "baseline", "on": "2016-01-15", "detail": "full"}
        assert len(record(study, "A1", "interview", **correction, dry_run=True).facts["moved"]) == 2
        assert due(study, on="2016-06-01").facts["moved"] == []

    @pytest.mark.parametrize(
        ("on", "days", "side"),
        [("2016-03-22", None, None), ("2016-03-23", 1, "after"), ("2015-11-30", 1, "before")],
    )
    def test_an_interview_outside_its_window_is_flagged_and_counted(
        self, study: Study, on: str, days: int | None, side: str | None
    ) -> None:
        enrolled(study, "urn,referral_date\nA1,2015-12-01\n")
        assert (date(2016, 3, 22) - date(2015, 12, 1)).days == 112
        table = record(study, "A1", "interview", wave="baseline", on=on, detail="full")
        assert table.facts["recorded"] == 1 and table.status == 0
        assert [one.code for one in table.problems] == (["FP4142"] if days else [])
        assert not days or f"{days} days {side} its window" in table.problems[0].what

    def test_a_log_flags_what_stands_in_it(self, study: Study) -> None:
        enrolled(study, "urn,referral_date\nA1,2015-12-01\nA2,2015-12-01\n")
        path = study.root / "log.csv"
        rows = ["A1,baseline,2016-05-01,interview,full", "A2,baseline,2016-01-01,interview,full"]
        path.write_text("\n".join(["urn,wave,date,kind,detail", *rows]))
        assert [one.place.urn for one in record(study, from_file=path).problems] == ["A1"]


class TestHistory:
    def test_everything_in_its_order(self, study: Study) -> None:
        enrolled(study, "urn,family,referral_date,support_start\nA1,F1,2015-12-01,2016-01-02\n")
        record(study, "A1", "interview", wave="baseline", on="2016-01-15", detail="full")
        record(study, "A1", "attempt", wave="baseline", on="2016-01-03", detail="no_reply")
        record(study, "A1", "interview", wave="baseline", on="2016-01-16", detail="full")
        table = history(study, "a1", on="2017-01-20")
        told = [(row["on"], row["what"], row["detail"]) for row in table.rows]
        # What was superseded is told too: events are only ever added.
        assert told == [
            ("2016-01-03", "attempt", "no_reply"), ("2016-01-15", "interview", "full"),
            ("2016-01-16", "interview", "full"), (None, "enrolled", "main"),
        ]  # fmt: skip
        assert all(row["recorded"] for row in table.rows)
        assert table.facts["member"]["support_start"] == "2016-01-02"
        assert [(one["wave"], one["outcome"], one["target"]) for one in table.facts["waves"]] == [
            ("baseline", "full", "2015-12-01"), ("m12", "pending", "2017-01-16"),
            ("m24", "pending", "2018-01-16"),
        ]  # fmt: skip

    def test_nobody_of_that_name(self, study: Study) -> None:
        with pytest.raises(ProblemError, match="FP1032"):
            history(study, "ZZ")
