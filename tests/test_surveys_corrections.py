"""A corrected delivery corrects everything that followed from the first: events, outcomes, retention."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from familypanel.panel import attrition, due, outcomes
from familypanel.study.beginning import begin
from familypanel.study.dictionary import Dictionary, Variable
from familypanel.study.folder import Study
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.study.store.events import events_frame
from familypanel.study.store.waves import read_wave
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav

URN, DATE = Variable("urn", "", "text", width=8), Variable("int_date", "Date", "date")
BIRTH, SCORE = Variable("dob", "Born", "date"), Variable("score", "Score", "integer")


def deliver(study: Study, frame: pd.DataFrame, wave: str, name: str = "delivery.sav", **more):
    known = {one.name: one for one in (URN, DATE, BIRTH, SCORE, Variable("seen_on", "Seen", "date"))}
    path = study.root.parent / name
    write_sav(path, Dictionary(tuple(known[column] for column in frame)), frame)
    return receive(study, path, wave, **more)


def families(*numbers: int, on: str | None = None, score: int = 1) -> pd.DataFrame:
    frame = pd.DataFrame({"urn": [f"F{n:03d}" for n in numbers]})
    return (frame if on is None else frame.assign(int_date=on)).assign(score=score)


def productive(study: Study, wave: str) -> int:
    table = outcomes(study, wave=wave)
    return sum(row["n"] for row in table.rows if row["outcome"] in ("full", "partial"))


def rate(study: Study, wave: str):
    rows = attrition(study).rows
    (found,) = (r for r in rows if (r["wave"], r["convention"]) == (wave, "cross_section"))
    return found["productive"], found["base"], found["censored"]


def codes(table) -> set[str]:
    return {row["code"] for row in table.rows}


def test_a_file_received_for_the_wrong_wave_leaves_no_trace_in_retention(study):
    everybody = families(*range(10), on="2014-03-03")
    deliver(study, everybody, "baseline")
    wrong = deliver(study, everybody, "m24")
    assert wrong.facts["status"] == "needs_decision"
    assert {"FP3200", "FP3201"} <= codes(wrong)
    assert read_wave(study.store, "m24") is None
    deliver(study, everybody, "m24", accept_diff=wrong.facts["token"])
    assert rate(study, "m24") == (10, 10, 0)
    right = families(*range(4), on="2016-03-05")
    shown = deliver(study, right, "m24")
    assert shown.facts["status"] == "needs_decision"
    deliver(study, right, "m24", accept_diff=shown.facts["token"])
    assert (rate(study, "m24"), productive(study, "m24")) == ((4, 10, 0), 4)
    with study.store.reading() as connection:
        kept = events_frame(connection)
    voided = kept[kept["detail"] == "void"]
    assert len(kept) == 10 + 10 + 4 + 6
    assert voided["urn"].tolist() == [f"F00{n}" for n in range(4, 10)]
    assert set(voided["on_date"]) == {"2014-03-03"}


def test_most_dates_outside_the_window_need_a_decision_and_a_few_do_not(study):
    deliver(study, families(*range(4), on="2014-03-03"), "baseline")
    late = families(*range(4), on="2015-03-05")
    late.loc[0, "int_date"] = "2019-01-01"
    assert deliver(study, late, "m12", dry_run=True).facts["status"] == "accepted"
    late.loc[1:2, "int_date"] = "2019-01-01"
    table = deliver(study, late, "m12")
    assert (table.facts["status"], table.status) == ("needs_decision", ExitCode.PROBLEMS)
    (reason,) = (p for p in table.problems if p.code == "FP3201")
    assert reason.what.startswith("3 of 4 interviews ('int_date')")
    assert table.facts["token"] in reason.remedy


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=3), st.booleans())
def test_productive_are_always_the_rows_of_the_live_version(tmp_path_factory, versions, dated):
    study = begin(tmp_path_factory.mktemp("any") / "study")
    deliver(study, families(*range(7), on="2014-03-03"), "baseline")
    for score, members in enumerate(versions):
        frame = families(*sorted(members), on="2015-03-05" if dated else None, score=score)
        table = deliver(study, frame, "m12")
        if table.facts["status"] == "needs_decision":
            deliver(study, frame, "m12", accept_diff=table.facts["token"])
        assert productive(study, "m12") == len(read_wave(study.store, "m12")) == len(members)


def test_three_waves_without_any_date_have_retention(study):
    for wave, n in (("baseline", 8), ("m12", 6)):
        said = deliver(study, families(*range(n), score=n), wave)
        assert any(note.startswith("No date of the interview") for note in said.notes)
    # Nobody has been interviewed at m24: that is not a loss.
    assert [rate(study, wave) for wave in ("baseline", "m12", "m24")] == [(8, 8, 0), (6, 8, 0), (0, 0, 8)]
    deliver(study, families(1, 2, 3), "m24")
    assert rate(study, "m24") == (3, 8, 0)
    note = (
        "8 baseline interviews have no date: the due dates and windows of their later waves are not defined."
    )
    assert all(note in table.notes for table in (attrition(study), outcomes(study), due(study)))
    assert {row["status"] for row in due(study, wave="m24").rows} == {"done", "not_due"}
    with study.store.reading() as connection:
        assert set(events_frame(connection)["on_date"]) == {""}


def test_a_date_of_birth_is_no_date_of_an_interview(study):
    table = deliver(study, families(1, 2).assign(dob="1981-05-06"), "baseline")
    assert any(note.startswith("No date of the interview") for note in table.notes)
    with study.store.reading() as connection:
        assert set(events_frame(connection)["on_date"]) == {""}


def test_the_date_can_be_named(study):
    frame = families(1, 2).assign(dob="1981-05-06", seen_on="2014-03-04")
    with pytest.raises(ProblemError) as stopped:
        deliver(study, frame, "baseline", date="score")
    assert (stopped.value.problems[0].code, stopped.value.exit_code) == ("FP3204", ExitCode.USAGE)
    table = deliver(study, frame, "baseline", date="SEEN_ON")
    assert "Dates of the interviews: 'seen_on'." in table.notes
    deliver(study, frame.assign(score=1).drop(columns="dob"), "baseline")
    with study.store.reading() as connection:
        assert events_frame(connection)["on_date"].tolist() == ["2014-03-04", "2014-03-04"]


def test_a_wrong_token_is_called_wrong_and_nothing_is_called_accepted(study):
    deliver(study, families(*range(4), on="2014-03-03"), "baseline")
    table = deliver(study, families(1, 2, on="2014-03-03"), "baseline", accept_diff="0000000000")
    assert "FP3202" in codes(table)
    assert "2 rows in = 2 would be accepted" in table.title
    assert "FP3202" not in codes(deliver(study, families(1, 2, on="2014-03-03"), "baseline"))


def test_no_change_keeps_the_dry_run(study):
    deliver(study, families(1), "baseline")
    assert deliver(study, families(1), "baseline", dry_run=True).facts["dry_run"] is True
