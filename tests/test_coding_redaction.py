"""Redaction: pseudonyms that agree within a family, a second person's sign-off, codings that do not move."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import enrol, put, tell

from familypanel.coding import bundle, codings, history, merge, redact, undo
from familypanel.coding.redaction.spans import Hidden, moved, redacted
from familypanel.coding.turn_splitting import split_turns
from familypanel.study import ProblemError, Study
from familypanel.study.beginning import begin
from familypanel.study.store.documents import add_document
from familypanel.study.store.events import Event, add_events
from familypanel.study.store.members import Member, add_members

FIRST = "INTERVIEWER: Who helped?\nMUM: I rang Rhiannon at once. We told Okafor's boy, ring 01632 960123."
SECOND = "MUM: It was Rhiannon again, and then Okafor. I trust Rhiannon."


def fill(study: Study) -> Study:
    enrol(study, U1="F1", U2="F2")
    first = tell(study, "a", FIRST, "baseline", urn="U1")
    tell(study, "b", SECOND, "m12", urn="U1")
    tell(study, "c", "MUM: It was Rhiannon who came.", "baseline", urn="U2")
    put(study, first, "rang Rhiannon at once", "trust")
    put(study, first, "Rhi", "money")
    return study


@pytest.fixture
def told(study: Study) -> Study:
    """Two interviews of one family and one of another that speak of the same people."""
    return fill(study)


def words(study: Study, document: str) -> dict[str, str | None]:
    return {row["words"]: row["pseudonym"] for row in redact(study, document).rows}


def statuses(study: Study, **more: Any) -> dict[str, str]:
    return {row["document"]: row["status"] for row in redact(study, **more).rows}


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def test_a_name_reads_the_same_in_all_transcripts_of_a_family(told: Study) -> None:
    redact(told, propose=True, coder="Ann")
    assert words(told, "a") == {
        "Rhiannon": "[name 1]", "Okafor": "[name 2]", "01632 960123": "[telephone number 1]",
    }  # fmt: skip
    assert words(told, "b") == {"Rhiannon": "[name 1]", "Okafor": "[name 2]"}
    assert words(told, "c") == {"Rhiannon": "[name 1]"}


def test_only_a_second_person_signs_off(told: Study) -> None:
    redact(told, propose=True, coder="Ann")
    for who in ("Ann", " ann "):
        done = redact(told, sign_off=True, coder=who)
        assert {one.code for one in done.problems} == {"FP5183"} and done.facts["changed"] == 0
    with pytest.raises(ProblemError) as caught:
        redact(told, "a", sign_off=True, coder="Ann")
    assert caught.value.problems[0].code == "FP5183"
    assert set(statuses(told, sign_off=True, coder="Ben").values()) == {"signed off"}
    assert {row["signed_by"] for row in redact(told).rows} == {"Ben"}


def test_what_is_not_proposed_cannot_be_signed_off(told: Study) -> None:
    with pytest.raises(ProblemError) as caught:
        redact(told, "a", sign_off=True, coder="Ben")
    assert caught.value.problems[0].code == "FP5184"


def test_only_what_is_signed_off_is_written(told: Study, tmp_path: Path) -> None:
    redact(told, propose=True, coder="Ann")
    redact(told, "a", sign_off=True, coder="Ben")
    done = redact(told, export=tmp_path / "out")
    assert (done.facts["exported"], done.facts["held"]) == (1, 2)
    assert [one.code for one in done.problems] == ["FP5186", "FP5186"]
    assert read(tmp_path / "out") == {
        "interview_001.txt": "INTERVIEWER: Who helped?\nMUM: I rang [name 1] at once. "
        "We told [name 2]'s boy, ring [telephone number 1]."
    }


def test_codings_move_with_their_words_and_the_stored_ones_stay(told: Study, tmp_path: Path) -> None:
    before = codings(told).rows
    redact(told, propose=True, coder="Ann")
    redact(told, sign_off=True, coder="Ben")
    redact(told, export=tmp_path / "out")
    assert codings(told).rows == before
    texts = read(tmp_path / "out")
    with (tmp_path / "out" / "codings.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    quotes = {
        row["code"]: texts[row["document"] + ".txt"][int(row["start"]) : int(row["end"])] for row in rows
    }
    assert quotes == {row["code"]: row["quote"] for row in rows}
    assert quotes == {"trust": "rang [name 1] at once", "money": "[name 1]"}


def test_a_word_can_stay_and_another_be_hidden_in_the_whole_family(told: Study) -> None:
    redact(told, propose=True, coder="Ann")
    at = FIRST.index("Okafor")
    redact(told, "a", (at, at + 6), keep=True, coder="Ann")
    assert words(told, "a")["Okafor"] == words(told, "b")["Okafor"] == "(stays)"
    boy = FIRST.index("boy")
    redact(told, "a", f"{boy}:{boy + 3}", pseudonym="[child]", coder="Ann")
    assert words(told, "a")["boy"] == "[child]" and "boy" not in words(told, "b")


def test_a_new_decision_needs_a_new_sign_off(told: Study) -> None:
    redact(told, propose=True, coder="Ann")
    redact(told, sign_off=True, coder="Ben")
    boy = FIRST.index("boy")
    redact(told, "a", (boy, boy + 3), coder="Ben")
    assert statuses(told) == {"a": "proposed", "b": "signed off", "c": "signed off"}
    for who in ("Ann", "Ben"):
        with pytest.raises(ProblemError):
            redact(told, "a", sign_off=True, coder=who)
    assert statuses(told, sign_off=True, coder="Carl")["a"] == "signed off"


def test_proposing_twice_changes_nothing(told: Study) -> None:
    assert redact(told, propose=True, coder="Ann").facts["changed"] == 3
    assert redact(told, propose=True, coder="Ben").facts["changed"] == 0


def test_a_name_that_is_learned_later_opens_the_transcript_again(told: Study, tmp_path: Path) -> None:
    redact(told, propose=True, coder="Ann")
    redact(told, sign_off=True, coder="Ben")
    with told.store.transaction() as connection:
        add_members(connection, [Member("U9", facts={"surname": "Helped"})], "test")
    assert statuses(told) == {"a": "new findings", "b": "signed off", "c": "signed off"}
    assert redact(told, export=tmp_path / "out").facts["exported"] == 2


def test_a_corrected_transcript_is_proposed_and_signed_off_anew(told: Study) -> None:
    redact(told, propose=True, coder="Ann")
    redact(told, sign_off=True, coder="Ben")
    with told.store.transaction() as connection:
        add_document(
            connection, split_turns(FIRST + " Yes."), name="a", version=2, raw_sha256="2", text_sha256="2",
            text=FIRST + " Yes.", wave="baseline", source="test", urn="U1", role=None, project=None,
            language=None,
        )  # fmt: skip
    assert statuses(told) == {"a": "not proposed", "b": "signed off", "c": "signed off"}
    redact(told, propose=True, coder="Ann")
    assert words(told, "a")["Okafor"] == words(told, "b")["Okafor"]


def test_names_of_the_register_and_marks_of_speakers_are_found(study: Study) -> None:
    with study.store.transaction() as connection:
        add_members(connection, [Member("U1", family="F1", facts={"surname": "Zwyx"})], "test")
    tell(study, "a", "SIONED: we saw zwyx and U1 there.\nMUM: yes.", urn="U1")
    redact(study, propose=True, coder="Ann")
    assert words(study, "a") == {"SIONED": "[name 1]", "zwyx": "[name 2]", "U1": "[URN 1]"}


def test_withdrawn_interviews_are_not_touched(told: Study, tmp_path: Path) -> None:
    redact(told, propose=True, coder="Ann")
    redact(told, sign_off=True, coder="Ben")
    with told.store.transaction() as connection:
        add_events(connection, [Event("U1", "withdrawal", "2016-01-01", None, "use")], "test")
    assert redact(told, export=tmp_path / "out").facts["exported"] == 1
    assert read(tmp_path / "out") == {"interview_001.txt": "MUM: It was [name 1] who came."}


def test_a_dry_run_writes_nothing(told: Study, tmp_path: Path) -> None:
    assert redact(told, propose=True, coder="Ann", dry_run=True).facts["changed"] == 3
    assert set(statuses(told).values()) == {"not proposed"}
    redact(told, propose=True, coder="Ann")
    redact(told, sign_off=True, coder="Ben", dry_run=True)
    assert set(statuses(told).values()) == {"proposed"}
    redact(told, export=tmp_path / "out", dry_run=True)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_empty_is_refused(told: Study, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("old")
    with pytest.raises(ProblemError) as caught:
        redact(told, export=tmp_path)
    assert caught.value.problems[0].code == "FP5185"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"propose": True, "sign_off": True, "coder": "A"}, "FP5182"),
        ({"span": "0:1", "coder": "A"}, "FP5182"),
        ({"keep": True}, "FP5182"),
        ({"document": "a", "span": "0:3", "pseudonym": "x", "keep": True, "coder": "A"}, "FP5182"),
        ({"document": "a", "span": "0:999", "coder": "A"}, "FP5013"),
        ({"document": "a", "span": "36:37", "coder": "A"}, "FP5013"),
        ({"document": "a", "span": "26:28", "coder": "A"}, "FP5930"),
        ({"document": "a", "span": "36:40", "coder": "A"}, "FP5930"),
        ({"document": "a", "span": "31:40", "coder": "A"}, "FP5930"),
        ({"document": "a", "span": "17:45", "coder": "A"}, "FP5930"),
        ({"document": "a", "span": "25:32", "coder": "A"}, "FP5930"),
        ({"document": "a", "span": "37:45", "pseudonym": " ", "coder": "A"}, "FP5931"),
        ({"document": "a", "span": "37:45", "pseudonym": "a\nb", "coder": "A"}, "FP5931"),
        ({"document": "a", "span": "37:45", "pseudonym": "our RHIANNON", "coder": "A"}, "FP5931"),
        ({"pseudonym": ""}, "FP5182"),
        ({"document": "nobody", "propose": True, "coder": "A"}, "FP5012"),
        ({"propose": True}, "FP5016"),
    ],
)
def test_what_is_unclear_is_refused(told: Study, options: dict[str, Any], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        redact(told, **options)
    assert caught.value.problems[0].code == code


def test_blanks_at_the_ends_are_left_out(told: Study) -> None:
    start = FIRST.index("Rhiannon")
    redact(told, "a", (start - 1, start + 9), coder="Ann")
    assert words(told, "a")["Rhiannon"] == "[name 1]" and FIRST[start - 1] == " "


def test_what_is_hidden_in_a_longer_passage_stays_hidden(told: Study) -> None:
    at = SECOND.index("Rhiannon again")
    redact(told, "b", (at, at + 14), coder="Ann")
    start = SECOND.rindex("Rhiannon")
    redact(told, "b", (start, start + 8), keep=True, coder="Ann")
    assert words(told, "b") == {"Rhiannon again": "[name 1]", "Okafor": None, "Rhiannon": "(stays)"}
    with pytest.raises(ProblemError, match=f"part of what is hidden already, {at}:{at + 14}"):
        redact(told, "b", (at, at + 8), keep=True, coder="Ann")
    redact(told, "b", (at, at + 14), keep=True, coder="Ann")
    redact(told, "b", (at, at + 8), coder="Ann")
    assert words(told, "b")["Rhiannon"] == "[name 1]"


def test_an_empty_study_has_nothing_to_redact(study: Study) -> None:
    study.codebook.write_text("title: T\ncodes:\n  a: {label: A, definition: A.}\n")
    assert redact(study).facts["documents"] == 0
    assert redact(study, propose=True, coder="Ann").facts["changed"] == 0


def test_undo_takes_a_sign_off_back(told: Study) -> None:
    redact(told, propose=True, coder="Ann")
    redact(told, "a", sign_off=True, coder="Ben")
    undo(told, "Ben")
    assert statuses(told)["a"] == "proposed" and history(told).facts["whole"]


def test_bundles_carry_proposals_and_sign_offs(tmp_path: Path) -> None:
    here, there = fill(begin(tmp_path / "here")), fill(begin(tmp_path / "there"))
    redact(here, propose=True, coder="Ann")
    bundle(here, tmp_path / "1.zip")
    merge(there, tmp_path / "1.zip")
    redact(there, sign_off=True, coder="Ben")
    bundle(there, tmp_path / "2.zip")
    merge(here, tmp_path / "2.zip")
    assert set(statuses(here).values()) == {"signed off"}


def test_two_proposals_that_knew_nothing_of_each_other_are_brought_together(tmp_path: Path) -> None:
    here, there = fill(begin(tmp_path / "here")), fill(begin(tmp_path / "there"))
    redact(here, propose=True, coder="Ann")
    boy = FIRST.index("boy")
    redact(there, "a", (boy, boy + 3), coder="Ben")
    redact(there, propose=True, coder="Ben")
    bundle(there, tmp_path / "1.zip")
    merge(here, tmp_path / "1.zip")
    assert statuses(here)["a"] == "proposed twice"
    redact(here, propose=True, coder="Ann")
    assert statuses(here)["a"] == "proposed" and "boy" in words(here, "a")
    assert words(here, "a")["Rhiannon"] == words(here, "b")["Rhiannon"]
    assert statuses(here, sign_off=True, coder="Carl")["a"] == "signed off"


SPANS = st.lists(st.integers(0, 40), min_size=0, max_size=8, unique=True).map(sorted)


@given(st.text(min_size=40, max_size=40), SPANS, st.integers(0, 39), st.integers(1, 40))
def test_redaction_moves_every_passage_with_its_words(
    text: str, cuts: list[int], start: int, size: int
) -> None:
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    spans = [Hidden(a, b, "name", f"[name {n}]", "Ann") for n, (a, b) in enumerate(pairs)]
    end = min(40, start + size)
    hidden, (left, right) = redacted(text, spans), moved(spans, start, end)
    inside = [one for one in spans if one.meets(start, end)]
    first, last = min([start, *(one.start for one in inside)]), max([end, *(one.end for one in inside)])
    part = [Hidden(one.start - first, one.end - first, one.what, one.pseudonym, one.by) for one in inside]
    assert hidden[left:right] == redacted(text[first:last], part)
    if not inside:
        assert hidden[left:right] == text[start:end]
