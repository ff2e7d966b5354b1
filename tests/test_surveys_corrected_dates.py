"""A corrected date is the date everywhere: in checks, in what is exported, in windows and due dates."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from familypanel.panel import due
from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.store.deliveries import all_deliveries, problems_of
from familypanel.study.store.events import events_frame, live_events
from familypanel.study.store.members import Member, add_members
from familypanel.surveys import decide, export, problems, read, receive
from familypanel.surveys.spss_write import write_sav

ASKED = (MissingRange(-8, -8),)
BOOK = Dictionary(
    (
        Variable("urn", "Unique Reference Number", "text", width=8),
        Variable("int_date", "Date of the interview", "date", item="A1"),
        Variable("moved", "Have you moved?", "choice", "yn", item="A2"),
        Variable(
            "moved_on", "When?", "date", missing=ASKED, item="A3", ask="moved = 1",
            checks={"hard": "moved_on <= int_date"},
        ),
    ),
    {"yn": CodeList("yn", (Code(1, "Yes"), Code(2, "No")))},
)  # fmt: skip
ROWS = [("A1", "2014-03-03", 1, "2015-01-01"), ("A2", "2014-03-04", 2, -8), ("A3", "2019-03-04", 2, -8)]


@pytest.fixture
def received(study):
    """Three returns: A1 moved after the interview, A3 was interviewed years after its window."""
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(BOOK.to_json(), encoding="utf-8")
    with study.store.transaction() as connection:
        add_members(
            connection,
            [Member(urn, cohort="main", referral_date="2014-03-01") for urn in ("A1", "A2", "A3")],
            "test",
        )
    deliver(study, ROWS)
    return study


def deliver(study, rows, **more):
    path = study.root.parent / "delivery.sav"
    write_sav(path, BOOK, pd.DataFrame(rows, columns=BOOK.names))
    return receive(study, path, "baseline", **more)


def answered(study, **answers):
    """Answer by variable, as the field would."""
    path = study.root.parent / "fix.xlsx"
    problems(study, out=path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[4].value in answers:
            row[8].value, row[9].value, row[10].value = answers[row[4].value], "telephoned", "Nia"
    book.save(path)
    return decide(study, path)


def interviews(study):
    with study.store.reading() as connection:
        live = live_events(events_frame(connection))
    held = live[live["kind"] == "interview"]
    return dict(zip(held["urn"], held["on_date"], strict=True))


def test_a_corrected_date_beside_missing_codes_is_not_empty(received):
    table = answered(received, moved_on="2013-12-24")
    assert (table.facts["decided"], table.facts["found_now"]) == (1, 0)
    export(received, received.root.parent / "out.sav", wave="baseline")
    written = read(received.root.parent / "out.sav")
    assert written.frame["moved_on"].iloc[0] == pd.Timestamp("2013-12-24")
    assert written.raw["moved_on"].tolist()[1:] == [-8, -8]


def test_a_date_corrected_to_a_missing_code_keeps_the_other_dates(received):
    answered(received, int_date="2014-03-05", moved_on="not_applicable")
    export(received, received.root.parent / "out.sav", wave="baseline")
    written = read(received.root.parent / "out.sav")
    assert written.raw["moved_on"].tolist() == [-8, -8, -8]
    assert written.frame["int_date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2014-03-03", "2014-03-04", "2014-03-05",
    ]  # fmt: skip


def test_windows_are_counted_from_the_corrected_date(received):
    assert interviews(received)["A3"] == "2019-03-04"
    answered(received, int_date="2014-03-05")
    assert interviews(received) == {"A1": "2014-03-03", "A2": "2014-03-04", "A3": "2014-03-05"}
    targets = {
        one["urn"]: one["target"] for one in due(received, on="2015-03-05").rows if one["wave"] == "m12"
    }
    assert targets["A3"] == "2015-03-05"


def test_a_new_delivery_with_the_old_date_does_not_bring_it_back(received):
    answered(received, int_date="2014-03-05")
    again = deliver(received, [*ROWS[:1], ("A2", "2014-03-06", 2, -8), *ROWS[2:]])
    if again.facts["status"] == "needs_decision":
        again = deliver(
            received, [*ROWS[:1], ("A2", "2014-03-06", 2, -8), *ROWS[2:]], accept_diff=again.facts["token"]
        )
    assert again.facts["status"] == "accepted"
    assert interviews(received) == {"A1": "2014-03-03", "A2": "2014-03-06", "A3": "2014-03-05"}


def test_a_date_under_another_name_moves_the_interview_too(study):
    book = Dictionary((BOOK["urn"], Variable("seen_on", "Seen", "date", item="A1")))
    path = study.root.parent / "seen.sav"
    days = [("A1", "2014-03-03"), ("A2", "2014-03-04"), ("A3", "2014-03-05"), ("A4", "2019-03-06")]
    write_sav(path, book, pd.DataFrame(days, columns=book.names))
    with study.store.transaction() as connection:
        add_members(connection, [Member(urn, referral_date="2014-03-01") for urn, _ in days], "test")
    receive(study, path, "baseline", date="seen_on")
    assert interviews(study) == dict(days)
    with study.store.transaction() as connection:
        (delivery,) = all_deliveries(connection)
        assert [one["code"] for one in problems_of(connection, delivery.id)] == ["FP3048"]
    answered(study, seen_on="2014-03-06")
    assert interviews(study) == dict(days) | {"A4": "2014-03-06"}
