"""What coders do is kept as events: chained, undone by events, replayed to any day, safe in a crowd."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interviews import CODEBOOK, put, tell
from sqlalchemy import text

from familypanel.coding import codings, history, memo, memos, quotes, release, tag, undo, untag
from familypanel.coding.events.recording import settle
from familypanel.coding.events.replaying import replay
from familypanel.study import ProblemError, Study
from familypanel.study.coding_events import broken_links, make_event
from familypanel.study.documents import Document
from familypanel.study.folder import load
from familypanel.study.store import migrations
from familypanel.study.store.coding_log import logged_events
from familypanel.study.store.engine import Store

SAID = "MUM: We are behind with the rent. Bedtime is at eight. The rent is high."


@pytest.fixture
def told(study: Study) -> Document:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    return tell(study, "t1", SAID)


def events(study: Study):
    with study.store.reading() as connection:
        return logged_events(connection)


def live(study: Study, **how):
    return [(row["quote"], row["code"], row["coder"]) for row in codings(study, **how).rows]


class TestTheChain:
    def test_each_event_names_the_one_before_it(self, study, told):
        number = put(study, told, "Bedtime", "sleep").rows[0]["coding"]
        untag(study, number, "ann")
        first, second = events(study)
        assert (first.action, second.action) == ("tag", "untag")
        assert second.previous == first.hash and first.previous == ""
        assert history(study).facts["whole"]

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE coding_events SET coder = 'eve' WHERE number = 1",
            "UPDATE coding_events SET payload = replace(payload, 'sleep', 'money') WHERE number = 1",
            "UPDATE coding_events SET at = '2001-01-01' WHERE number = 2",
            "DELETE FROM coding_events WHERE number = 1",
        ],
    )
    def test_a_change_of_the_past_is_found(self, study, told, change):
        put(study, told, "Bedtime", "sleep")
        put(study, told, "rent is high", "money")
        with study.store.transaction() as connection:
            connection.execute(text(change))
        assert {one.code for one in history(study).problems} == {"FP5104"}

    def test_words_can_be_erased_and_the_chain_still_holds(self, study, told):
        put(study, told, "Bedtime", "sleep")
        put(study, told, "rent is high", "money")
        with study.store.transaction() as connection:
            connection.execute(text("UPDATE coding_events SET payload = NULL WHERE number = 1"))
        assert history(study).facts["whole"]
        assert not list(broken_links(events(study)))

    def test_the_hash_is_that_of_the_written_down_rule(self):
        from hashlib import sha256

        event = make_event(3, "2016-01-01T00:00:00+00:00", "Ann", "untag", {"codings": ["é"]}, "ab")
        body = sha256('{"codings":["é"]}'.encode()).hexdigest()
        line = f'[3,"2016-01-01T00:00:00+00:00","Ann","untag","{body}","ab"]'
        assert event.hash == sha256(line.encode()).hexdigest()


class TestUndo:
    def test_the_last_thing_first_and_only_ones_own(self, study, told):
        put(study, told, "Bedtime", "sleep")
        put(study, told, "rent is high", "money")
        put(study, told, "rent is high", "money", coder="bea")
        undo(study, "ann")
        assert live(study) == [("Bedtime", "sleep", "ann"), ("rent is high", "money", "bea")]
        undo(study, "ann")
        assert live(study) == [("rent is high", "money", "bea")]
        assert undo(study, "ann").notes == ("There is nothing to undo.",)

    def test_untag_is_undone_and_so_is_undo(self, study, told):
        number = put(study, told, "Bedtime", "sleep").rows[0]["coding"]
        untag(study, number, "ann")
        undo(study, "ann")
        assert live(study) == [("Bedtime", "sleep", "ann")]
        last = history(study).rows[-1]
        assert last["action"] == "undo"
        undo(study, "ann", last["event"])
        assert live(study) == []
        assert codings(study).facts["codings"] == 0 and history(study).facts["whole"]

    def test_nobody_undoes_what_another_did(self, study, told):
        put(study, told, "Bedtime", "sleep")
        (event,) = history(study).rows
        with pytest.raises(ProblemError, match="FP5101"):
            undo(study, "bea", event["event"])

    def test_a_dry_run_changes_nothing(self, study, told):
        put(study, told, "Bedtime", "sleep")
        assert undo(study, "ann", dry_run=True).rows[0]["status"] == "undone"
        assert len(live(study)) == 1

    def test_a_release_is_undone(self, study):
        said = tell(study, "m1", "INTERVIEWER: Who?\nMUM: Rhys broke the door.")
        number = put(study, said, "Rhys broke the door.", "trust").rows[0]["coding"]
        release(study, number, "ann")
        assert quotes(study).facts["withheld"] == 0
        undo(study, "ann")
        assert quotes(study).facts["withheld"] == 1


class TestMemos:
    def test_about_a_transcript_a_passage_a_code_and_a_coding(self, study, told):
        number = put(study, told, "Bedtime", "sleep").rows[0]["coding"]
        memo(study, "Quiet.", "ann", document="t1")
        memo(study, "Rent!", "ann", document="t1", span="5:20")
        memo(study, "Too wide?", "bea", code="sleep")
        memo(study, "Sure.", "ann", coding=number)
        assert [row["about"] for row in memos(study).rows] == ["document", "span", "code", "coding"]
        assert [row["text"] for row in memos(study, coding=number).rows] == ["Sure."]
        assert [row["text"] for row in memos(study, document="t1").rows] == ["Quiet.", "Rent!", "Sure."]

    def test_written_anew_taken_away_and_brought_back(self, study, told):
        first = memo(study, "Quiet.", "ann", document="t1").rows[0]["memo"]
        second = memo(study, "Loud.", "ann", replaces=first).rows[0]["memo"]
        assert [row["text"] for row in memos(study).rows] == ["Loud."]
        memo(study, "", "ann", replaces=second)
        assert memos(study).rows == ()
        undo(study, "ann")
        undo(study, "ann")
        assert [row["text"] for row in memos(study).rows] == ["Quiet."]

    @pytest.mark.parametrize(
        "about, code",
        [
            ({}, "FP5102"),
            ({"document": "t1", "code": "sleep"}, "FP5102"),
            ({"span": "1:2", "code": "sleep"}, "FP5102"),
            ({"document": "t2"}, "FP5012"),
            ({"document": "t1", "span": "5:999"}, "FP5013"),
            ({"code": "slep"}, "FP5011"),
            ({"coding": 7}, "FP5015"),
            ({"replaces": "abc"}, "FP5103"),
        ],
    )
    def test_what_cannot_be_written(self, study, told, about, code):
        with pytest.raises(ProblemError, match=code):
            memo(study, "x", "ann", **about)


def test_an_empty_memo_is_none(study, told):
    with pytest.raises(ProblemError, match="FP5119"):
        memo(study, " ", "ann", document="t1")


def test_a_name_is_the_same_whatever_keyboard_wrote_it(study, told):
    tag(study, "t1", "5:11", "trust", "Zoe\u0308 B")
    assert tag(study, "t1", "5:11", "trust", " Zo\u00eb  B").rows[0]["status"] == "same"
    assert undo(study, "Zo\u00eb B").facts["changed"] == 1


def test_the_codings_of_any_day_are_there(study, told, monkeypatch):
    for day, quote in ((10, "Bedtime"), (20, "rent is high")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_451_606_400 + day * 86_400))
        number = put(study, told, quote, "sleep").rows[0]["coding"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_451_606_400 + 30 * 86_400))
    untag(study, number, "ann")
    days = {
        "2016-01-10": 0,
        "2016-01-11": 1,
        "2016-01-20": 1,
        "2016-01-21": 2,
        "2016-01-30": 2,
        "2016-01-31": 1,
    }
    assert {day: len(codings(study, as_at=day).rows) for day in days} == days
    assert quotes(study, as_at="2016-01-21").facts["codings"] == 2
    assert history(study, as_at="2016-01-15").facts["events"] == 1
    with pytest.raises(ProblemError, match="FP1030"):
        codings(study, as_at="soon")
    for listing in (codings, history):
        with pytest.raises(ProblemError, match="FP5012"):
            listing(study, "t9")


def test_the_codings_of_an_older_store_are_taken_into_the_log(tmp_path, monkeypatch):
    store = Store(tmp_path / "store")
    with monkeypatch.context() as older:
        before = tuple(one for one in migrations.MIGRATIONS if one.name != "coding_log")
        older.setattr("familypanel.study.store.engine.MIGRATIONS", before)
        with store.transaction() as connection:
            connection.execute(
                text(
                    "INSERT INTO documents (id, name, version, raw_sha256, text_sha256, text, source,"
                    " added_at) VALUES (1, 't1', 1, 'r', 's', 'some words here', 'x', '2016-01-01')"
                )
            )
            for number, ended in ((1, "NULL, NULL"), (2, "'2016-03-01', 'bea'")):
                line = (
                    f"{number}, 1, 0, 4, 'trust', 'ann', 'some', '', ' words', '2016-02-0{number}', {ended}"
                )
                connection.execute(
                    text(
                        'INSERT INTO codings (id, document, start, "end", code, coder, quote, before, after,'
                        f" created_at, superseded_at, superseded_by) VALUES ({line})"
                    )
                )
            connection.execute(text("INSERT INTO releases VALUES (1, 1, 'cy', '2016-04-01')"))
    with Store(store.root).transaction() as connection:
        found = logged_events(connection)
        assert [(one.action, one.coder, one.at) for one in found] == [
            ("tag", "ann", "2016-02-01"),
            ("tag", "ann", "2016-02-02"),
            ("untag", "bea", "2016-03-01"),
            ("release", "cy", "2016-04-01"),
        ]
        assert not list(broken_links(found))
        rows = connection.execute(text("SELECT uid, superseded_by FROM codings ORDER BY id")).fetchall()
        assert [(row.uid, row.superseded_by) for row in rows] == [
            (found[0].hash, None),
            (found[1].hash, "bea"),
        ]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["tag", "tag", "tag", "untag", "undo", "redo"]),
        st.sampled_from(["ann", "bea"]),
        st.integers(5, 40),
        st.sampled_from(["trust", "money"]),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_stored_is_what_a_replay_gives(study, told, steps):
    for what, coder, at, code in steps:
        if what == "tag":
            tag(study, "t1", (at, at + 9), code, coder)
        elif what == "untag":
            mine = [row["coding"] for row in codings(study).rows]
            if mine:
                untag(study, mine[at % len(mine)], coder)
        elif what == "undo":
            undo(study, coder)
        else:
            undone = [r for r in history(study).rows if r["action"] == "undo" and r["coder"] == coder]
            if undone and not undone[-1]["undone"]:
                undo(study, coder, undone[-1]["event"])
    stored = _rows(study)
    replayed = replay(events(study))
    assert stored.keys() == replayed.keys()
    assert {uid for uid, ended in stored.items() if ended is None} == {
        uid for uid, one in replayed.items() if one.holds
    }
    with study.store.transaction() as connection:
        settle(connection)
    assert _rows(study) == stored and history(study).facts["whole"]


def _rows(study: Study) -> dict[str, str | None]:
    with study.store.reading() as connection:
        return dict(tuple(row) for row in connection.execute(text("SELECT uid, superseded_at FROM codings")))


# -- A crowd --

CODER = """
import sys
from familypanel.coding import tag
from familypanel.study.folder import load
study = load(sys.argv[1])
for at in range(int(sys.argv[3])):
    tag(study, "t1", (5 + at, 9 + at), "trust", sys.argv[2])
    print(at, flush=True)
"""


def start(study: Study, coder: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CODER, str(study.root), coder, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def long_talk(study: Study) -> Study:
    (study.root / "study.yaml").touch()
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t1", "MUM: " + "word" * 200)
    return study


def test_two_processes_at_once_lose_nothing(long_talk):
    both = [start(long_talk, coder, 25) for coder in ("ann", "bea")]
    for one in both:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said
    assert codings(long_talk).facts["codings"] == 50
    assert history(long_talk).facts == {"events": 50, "whole": True}
    assert len({event.previous for event in events(long_talk)}) == 50


def test_threads_at_once_lose_nothing(long_talk):
    failed: list[BaseException] = []

    def work(coder: str) -> None:
        try:
            for at in range(10):
                tag(long_talk, "t1", (5 + at, 9 + at), "trust", coder)
        except BaseException as error:
            failed.append(error)

    crowd = [threading.Thread(target=work, args=(f"c{n}",)) for n in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failed == [] and codings(long_talk).facts["codings"] == 80
    assert history(long_talk).facts["whole"]


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_a_coder_killed_at_any_moment_leaves_whole_codings(long_talk):
    for round_, pause in enumerate((0.0, 0.004, 0.011)):
        working = start(long_talk, f"c{round_}", 400)
        assert working.stdout is not None
        said = int(working.stdout.readline())
        time.sleep(pause)
        working.send_signal(signal.SIGKILL)
        rest, _ = working.communicate()
        done = max([said, *map(int, rest.split())]) + 1
        mine = [row for row in codings(load(long_talk.root)).rows if row["coder"] == f"c{round_}"]
        assert done <= len(mine) <= done + 1
    assert history(long_talk).facts["whole"]
    assert codings(long_talk).facts["codings"] == history(long_talk).facts["events"]


def test_a_tag_is_quick(long_talk):
    times = []
    for at in range(60):
        began = time.process_time()
        tag(long_talk, "t1", (5 + at, 9 + at), "trust", "ann")
        times.append(time.process_time() - began)
    assert sorted(times)[57] < 0.05


def test_the_log_is_json_that_anybody_can_read(study, told):
    put(study, told, "Bedtime", "sleep")
    payload = events(study)[0].payload
    assert json.loads(json.dumps(payload)) == payload
    assert payload is not None and payload["quote"] == "Bedtime" and payload["text"] == told.text_sha256
    assert Path(study.store.database).is_file()
