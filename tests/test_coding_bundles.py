"""Coders on separate computers: bundles merge by union, in any order, twice, and lose nothing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interviews import CODEBOOK, tell

from familypanel.coding import (
    add,
    add_code,
    assign,
    bundle,
    codings,
    history,
    memo,
    memos,
    merge,
    rename,
    tag,
    undo,
    untag,
)
from familypanel.coding.events.replaying import replay
from familypanel.study import ProblemError, Study
from familypanel.study.coding_events import in_order, make_event
from familypanel.study.folder import load

SAID = "MUM: We are behind with the rent. Bedtime is at eight. The rent is high."


@pytest.fixture
def laptops(tmp_path_factory, study: Study) -> list[Study]:
    """Three computers with the same transcripts and codebook."""
    found = []
    for name in ("one", "two", "three"):
        root = tmp_path_factory.mktemp(name)
        (root / "study.yaml").write_text((study.root / "study.yaml").read_text())
        (root / "codebook.yaml").write_text(CODEBOOK)
        found.append(load(root))
        tell(found[-1], "t1", SAID)
    return found


def live(study: Study) -> list[tuple[object, ...]]:
    keys = ("document", "start", "end", "code", "coder", "quote", "uid")
    return [tuple(row[key] for key in keys) for row in codings(study).rows]


def carry(one: Study, other: Study, path: Path) -> dict[str, object]:
    bundle(one, path)
    return dict(merge(other, path).facts)


def test_count_in_is_count_out(laptops, tmp_path):
    one, two, _ = laptops
    tag(one, "t1", "5:20", "money", "ann")
    tag(one, "t1", "34:41", "sleep", "ann")
    tag(two, "t1", "5:20", "money", "bea")
    facts = carry(one, two, tmp_path / "b.zip")
    assert (facts["events"], facts["new"], facts["known"], facts["held"]) == (2, 2, 0, 0)
    assert (facts["codings"], facts["before"], facts["after"]) == (2, 1, 3)
    assert [row[4] for row in live(two)] == ["ann", "bea", "ann"]


def test_merging_twice_changes_nothing(laptops, tmp_path):
    one, two, _ = laptops
    tag(one, "t1", "5:20", "money", "ann")
    carry(one, two, tmp_path / "b.zip")
    before = live(two)
    again = merge(two, tmp_path / "b.zip")
    assert (again.facts["new"], again.facts["known"], live(two)) == (0, 1, before)
    assert "Nothing has changed" in again.notes[-1]


def test_what_was_untagged_stays_untagged_and_undone_undone(laptops, tmp_path):
    one, two, _ = laptops
    number = tag(one, "t1", "5:20", "money", "ann").rows[0]["coding"]
    carry(one, two, tmp_path / "1.zip")
    untag(one, number, "ann")
    tag(one, "t1", "34:41", "sleep", "ann")
    undo(one, "ann")
    carry(one, two, tmp_path / "2.zip")
    merge(two, tmp_path / "1.zip")
    assert live(two) == live(one) == []
    assert history(two).facts == {"events": 4, "whole": True}


def test_the_same_coding_on_two_computers_is_one_and_is_taken_back_as_one(laptops, tmp_path, monkeypatch):
    one, two, _ = laptops
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1451606400")
    tag(one, "t1", "5:20", "money", "ann")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1451606500")
    tag(two, "t1", "5:20", "money", "ann")
    carry(one, two, tmp_path / "b.zip")
    (row,) = codings(two).rows
    untag(two, row["coding"], "ann")
    assert live(two) == []
    carry(two, one, tmp_path / "c.zip")
    assert live(one) == []


def test_a_copy_of_a_study_that_goes_its_own_way_can_be_merged_back(laptops, tmp_path, tmp_path_factory):
    import shutil

    one = laptops[0]
    tag(one, "t1", "5:20", "money", "ann")
    copy = tmp_path_factory.mktemp("copy") / "s"
    shutil.copytree(one.root, copy)
    other = load(copy)
    tag(one, "t1", "34:41", "sleep", "ann")
    tag(other, "t1", "34:41", "trust", "bea")
    carry(other, one, tmp_path / "b.zip")
    assert len(live(one)) == 3 and history(one).facts["whole"]


def test_a_rename_takes_along_codings_that_come_later(laptops, tmp_path):
    one, two, _ = laptops
    rename(one, "money", "income", "ann")
    for at in range(5):
        tag(two, "t1", (5 + at, 20), "money", "bea")
    carry(two, one, tmp_path / "b.zip")
    assert {row[3] for row in live(one)} == {"income"}
    add_code(one, "money", "Coins and notes.", "ann")
    tag(one, "t1", "34:41", "money", "ann")
    assert sorted({row[3] for row in live(one)}) == ["income", "money"]


def test_a_memo_about_a_code_that_was_renamed_elsewhere_follows(laptops, tmp_path):
    one, two, _ = laptops
    memo(one, "Too wide?", "ann", code="money")
    rename(two, "money", "income", "bea")
    bundle(one, tmp_path / "b.zip")
    merge(two, tmp_path / "b.zip")
    assert [(row["code"], row["text"]) for row in memos(two).rows] == [("income", "Too wide?")]


def test_memos_travel(laptops, tmp_path):
    one, two, _ = laptops
    number = tag(one, "t1", "5:20", "money", "ann").rows[0]["coding"]
    memo(one, "Mark this.", "ann", coding=number)
    carry(one, two, tmp_path / "b.zip")
    (row,) = memos(two).rows
    assert (row["text"], row["coding"]) == ("Mark this.", codings(two).rows[0]["coding"])


@pytest.mark.parametrize("there", ["another text", "nothing"])
def test_codings_of_another_text_are_held_until_it_is_there(laptops, tmp_path, there):
    one, two, _ = laptops
    said = tell(one, "t2", "MUM: Nobody came.")
    tag(one, "t2", "5:16", "trust", "ann")
    tag(one, "t1", "5:20", "money", "ann")
    if there == "another text":
        tell(two, "t2", "MUM: Somebody came.")
    bundle(one, tmp_path / "b.zip")
    answer = merge(two, tmp_path / "b.zip")
    assert (answer.facts["codings"], answer.facts["held"]) == (2, 1)
    assert [one.code for one in answer.problems] == ["FP5110"] and there.split()[-1] in ("text", "nothing")
    assert [row[0] for row in live(two)] == ["t1"]
    if there == "nothing":
        tell(two, "t2", said.text)
        merge(two, tmp_path / "b.zip")
        assert [row[0] for row in live(two)] == ["t1", "t2"]


def altered(path: Path, change) -> Path:
    """Write the bundle again with its events changed."""
    with zipfile.ZipFile(path) as archive:
        head = json.loads(archive.read("bundle.json"))
        lines = [json.loads(line) for line in archive.read("events.jsonl").decode().splitlines()]
    lines = change(lines)
    head["events"] = len(lines)
    out = path.with_name("altered.zip")
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("bundle.json", json.dumps(head))
        archive.writestr("events.jsonl", "\n".join(map(json.dumps, lines)))
    return out


class TestWhatIsRefused:
    @pytest.fixture
    def made(self, laptops, tmp_path):
        one, two, _ = laptops
        tag(one, "t1", "5:20", "money", "ann")
        tag(one, "t1", "34:41", "sleep", "ann")
        bundle(one, tmp_path / "b.zip")
        return two, tmp_path / "b.zip"

    @pytest.mark.parametrize(
        "change, code",
        [
            (lambda lines: [{**lines[0], "coder": "eve"}, lines[1]], "FP5108"),
            (lambda lines: lines[1:], "FP5108"),
            (lambda lines: [{**lines[0], "number": 9}, lines[1]], "FP5108"),
            (lambda lines: [{**lines[0], "payload": {"document": 1}}, lines[1]], "FP1021"),
            (lambda lines: [{**lines[0], "more": 1}, lines[1]], "FP1021"),
            (lambda lines: [{**lines[0], "number": "1"}, lines[1]], "FP1021"),
            (lambda lines: [[]], "FP1021"),
        ],
    )
    def test_an_altered_bundle(self, made, change, code):
        two, path = made
        with pytest.raises(ProblemError, match=code):
            merge(two, altered(path, change))
        assert live(two) == [] and history(two).facts["events"] == 0

    def test_words_swapped_in_a_known_event(self, made):
        two, path = made
        merge(two, path)

        def swap(lines):
            return [{**lines[0], "payload": {**lines[0]["payload"], "code": "trust"}}, lines[1]]

        with pytest.raises(ProblemError, match="FP5108"):
            merge(two, altered(path, swap))

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}", b"\xff" * 99])
    def test_something_else(self, made, tmp_path, content):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(ProblemError, match="FP1021"):
            merge(made[0], tmp_path / "x.zip")

    def test_a_bomb(self, made, tmp_path, monkeypatch):
        with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bundle.json", "{}")
            archive.writestr("events.jsonl", b" " * (201 << 20))
        with pytest.raises(ProblemError, match="FP1023"):
            merge(made[0], tmp_path / "x.zip")

    def test_a_bundle_of_another_study(self, made, laptops, study):
        tell(study, "other", SAID)
        with pytest.raises(ProblemError, match="FP5109"):
            merge(study, made[1])

    def test_a_bundle_that_would_show_blind_work(self, laptops, tmp_path):
        one = laptops[0]
        assign(one, ["ann", "bea"], "lead")
        tag(one, "t1", "5:20", "money", "ann")
        bundle(one, tmp_path / "b.zip")
        bundle(one, tmp_path / "b.zip", coder=" ann")
        for other in ("bea", "lead"):
            with pytest.raises(ProblemError, match="FP5107"):
                bundle(one, tmp_path / "c.zip", coder=other)
        tag(one, "t1", "5:20", "money", "bea")
        with pytest.raises(ProblemError, match="FP5107"):
            bundle(one, tmp_path / "c.zip")
        assert not (tmp_path / "c.zip").exists()


def test_whatever_is_written_blind_stops_a_bundle(laptops, tmp_path):
    one = laptops[0]
    assign(one, ["ann", "bea"], "lead")
    tag(one, "t1", "5:20", "money", "ann")
    memo(one, "What is it?", "bea", code="money")
    with pytest.raises(ProblemError, match="FP5107"):
        bundle(one, tmp_path / "c.zip")
    undo(one, "bea")
    with pytest.raises(ProblemError, match="FP5107"):
        bundle(one, tmp_path / "c.zip")
    assert not (tmp_path / "c.zip").exists()


def test_what_was_coded_before_an_assignment_does_not_stop_a_bundle(laptops, tmp_path):
    one = laptops[0]
    tag(one, "t1", "5:20", "money", "bea")
    assign(one, ["ann", "bea"], "lead")
    tag(one, "t1", "5:20", "money", "ann")
    assert bundle(one, tmp_path / "b.zip").facts["events"] == 3


def test_held_codings_count_as_soon_as_their_transcript_is_added(laptops, tmp_path):
    one, two, _ = laptops
    (tmp_path / "t9.txt").write_text("MUM: Nobody came.\n")
    add(one, tmp_path / "t9.txt", wave="baseline", role="mother")
    tag(one, "t9", "5:16", "trust", "ann")
    carry(one, two, tmp_path / "b.zip")
    assert live(two) == []
    add(two, tmp_path / "t9.txt", wave="baseline", role="mother")
    assert [row[:4] for row in live(two)] == [("t9", 5, 16, "trust")]


def test_a_colleagues_codings_are_carried_to_a_transcript_corrected_here(laptops, tmp_path):
    one, two, _ = laptops
    for study, said in ((one, "Nobody came."), (two, "Nobody came."), (two, "Well, nobody came.")):
        (tmp_path / "t9.txt").write_text(f"MUM: {said}\n")
        add(study, tmp_path / "t9.txt", wave="baseline", role="mother")
    tag(one, "t9", "12:16", "trust", "ann")
    facts = carry(one, two, tmp_path / "b.zip")
    assert (facts["codings"], facts["held"]) == (1, 0)
    assert [(row[0], row[1], row[5]) for row in live(two)] == [("t9", 18, "came")]


def test_what_is_undone_after_a_correction_comes_back_in_the_corrected_transcript(laptops, tmp_path):
    one = laptops[0]
    path = tmp_path / "t9.txt"
    path.write_text("MUM: Nobody came.\n")
    add(one, path, wave="baseline", role="mother")
    number = tag(one, "t9", "12:16", "trust", "ann").rows[0]["coding"]
    untag(one, number, "ann")
    path.write_text("MUM: Well, nobody came.\n")
    add(one, path, wave="baseline", role="mother")
    assert live(one) == []
    undo(one, "ann")
    assert [(row[1], row[5]) for row in live(one)] == [(18, "came")]


def test_the_same_log_gives_the_same_bytes_and_a_dry_run_none(laptops, tmp_path):
    one, two, _ = laptops
    tag(one, "t1", "5:20", "money", "ann")
    bundle(one, tmp_path / "a.zip")
    bundle(one, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    bundle(one, tmp_path / "c.zip", dry_run=True)
    assert not (tmp_path / "c.zip").exists()
    assert merge(two, tmp_path / "a.zip", dry_run=True).facts["after"] == 1 and live(two) == []


# -- Merging is the union of sets: commutative, associative, idempotent --


def deeds(coder: str, length: int, picks: list[int]):
    """Give the events of one computer: tags, and now and then an untag, an undo or a rename."""
    found, previous = [], ""
    for number, pick in enumerate(picks[:length], start=1):
        uids = [event.hash for event in found if event.action == "tag"]
        action, payload = "tag", {
            "document": "t1", "text": "x", "start": pick, "end": pick + 4, "code": "ab"[pick % 2],
            "quote": "word", "before": "", "after": "", "codebook": 0,
        }  # fmt: skip
        if pick % 5 == 1 and uids:
            action, payload = "untag", {"codings": [uids[pick % len(uids)]]}
        elif pick % 5 == 2 and found:
            action, payload = "undo", {"event": found[pick % len(found)].hash}
        elif pick % 7 == 3:
            action, payload = "rename", {"old": ["a"], "new": "c"}
        event = make_event(number, f"2016-01-{1 + pick % 28:02}", coder, action, payload, previous)
        previous = event.hash
        found.append(event)
    return found


LOGS = st.tuples(*(st.lists(st.integers(0, 60), max_size=12) for _ in range(3))).map(
    lambda picks: [deeds(coder, 12, one) for coder, one in zip("xyz", picks, strict=True)]
)


@given(logs=LOGS)
def test_the_order_of_merging_does_not_matter(logs):
    x, y, z = logs
    one = replay(in_order([*in_order([*x, *y]), *z]))
    other = replay(in_order([*z, *in_order([*y, *x]), *x]))
    assert one == other


@given(logs=LOGS)
def test_merging_is_idempotent_and_keeps_every_event(logs):
    union = in_order([event for log in logs for event in log])
    assert in_order([*union, *union]) == union
    assert {event.hash for event in union} == {event.hash for log in logs for event in log}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_computers_that_exchanged_everything_have_the_same_codings(laptops, tmp_path, data):
    for number, study in enumerate(laptops):
        for _ in range(data.draw(st.integers(0, 3))):
            at = data.draw(st.integers(5, 40))
            tag(study, "t1", (at, at + 9), data.draw(st.sampled_from(["trust", "money"])), f"c{number}")
        if data.draw(st.booleans()):
            undo(study, f"c{number}")
    for here in laptops:
        for there in data.draw(st.permutations(laptops)):
            if there is not here:
                carry(there, here, tmp_path / "b.zip")
    assert live(laptops[0]) == live(laptops[1]) == live(laptops[2])
