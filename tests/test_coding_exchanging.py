"""Codings to and from other programs, through the study: all is counted, nothing is guessed in silence."""

from __future__ import annotations

import csv
import zipfile
from xml.etree import ElementTree

import pytest
from exchange_files import QUOTES, TALK, guid, project_file, taguette_file
from interviews import CODEBOOK, tell, with_example

from familypanel.coding import (
    Project,
    ProjectCode,
    add,
    adjudicate,
    codes,
    codings,
    exchange,
    memo,
    memos,
    quotes,
    read_codebook,
    read_qdpx,
    rename,
    tag,
    untag,
    write_qdpx,
    write_qdpx_file,
)  # fmt: skip
from familypanel.coding.corpus import stored_documents
from familypanel.coding.interchange.project import AppliedCode, Note, Source
from familypanel.study import ProblemError, Study

SAID = "MUM: We are 👪 behind with the rent. Bedtime is at eight."


@pytest.fixture
def talks(study: Study) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t1", SAID, role="mother")
    tag(study, "t1", "5:11", "trust", "ann")
    tag(study, "t1", "14:20", "money", "bea")
    return study


@pytest.fixture
def other(tmp_path_factory, study: Study) -> Study:
    """Another study that knows nothing yet."""
    from familypanel.study.folder import load

    root = tmp_path_factory.mktemp("other")
    (root / "study.yaml").write_text((study.root / "study.yaml").read_text())
    (root / "codebook.yaml").write_text("codes: {}\n")
    return load(root)


def table(answer):
    return {row["what"]: (row["in_file"], row["new"], row["same"], row["left_out"]) for row in answer.rows}


def live(study):
    return [(r["document"], r["quote"], r["code"], r["coder"]) for r in codings(study).rows]


class TestRefiQda:
    def test_what_is_written_can_be_taken_in_elsewhere(self, talks, other, tmp_path):
        memo(talks, "A thought.", "ann", document="t1", span="5:11")
        memo(talks, "Too wide?", "bea", code="trust")
        exchange(talks, tmp_path / "a.qdpx")
        found = exchange(other, tmp_path / "a.qdpx", to=False)
        assert table(found) == {
            "transcripts": (1, 1, 0, 0), "codes": (3, 3, 0, 0),
            "codings": (2, 2, 0, 0), "memos": (2, 2, 0, 0),
        }  # fmt: skip
        assert live(other) == live(talks)
        assert sorted((row["text"], row["coder"]) for row in memos(other).rows) == [
            ("A thought.", "ann"), ("Too wide?", "bea"),
        ]  # fmt: skip
        (document,) = stored_documents(other)
        assert (document.wave, document.role, document.text) == ("baseline", "mother", SAID)

    def test_our_own_fields_survive(self, study, other, tmp_path):
        with_example(study)
        write_qdpx(study, tmp_path / "a.qdpx")
        exchange(other, tmp_path / "a.qdpx", to=False)
        keys = ("name", "label", "definition", "include", "exclude", "example", "colour", "parent")
        ours, theirs = (
            [tuple(getattr(code, key) for key in keys) for code in read_codebook(one.codebook).codes]
            for one in (study, other)
        )
        assert ours == theirs and live(study) == live(other)
        write_qdpx(other, tmp_path / "b.qdpx")
        assert [len(one.selections) for one in read_qdpx(tmp_path / "b.qdpx").sources] == [
            len(one.selections) for one in read_qdpx(tmp_path / "a.qdpx").sources
        ]

    def test_twice_changes_nothing_and_a_dry_run_neither(self, talks, other, tmp_path):
        exchange(talks, tmp_path / "a.qdpx")
        assert table(exchange(other, tmp_path / "a.qdpx", to=False, dry_run=True))["codings"] == (2, 2, 0, 0)
        assert live(other) == [] and other.codebook.read_text() == "codes: {}\n"
        assert not (other.store.root / "raw").exists()
        exchange(other, tmp_path / "a.qdpx", to=False)
        before = other.codebook.read_text()
        again = table(exchange(other, tmp_path / "a.qdpx", to=False))
        assert all(in_file == same for in_file, _, same, _ in again.values())
        assert other.codebook.read_text() == before and len(live(other)) == 2

    def test_memos_come_back_about_what_they_were_about(self, talks, other, tmp_path):
        first, _ = (row["coding"] for row in codings(talks).rows)
        memo(talks, "Of the transcript.", "ann", document="t1")
        memo(talks, "Of a passage.", "bea", document="t1", span="14:20")
        memo(talks, "Of a code.", "bea", code="trust")
        memo(talks, "Of a coding.", "bea", coding=first)
        exchange(talks, tmp_path / "a.qdpx")
        for found in (
            exchange(other, tmp_path / "a.qdpx", to=False),
            exchange(talks, tmp_path / "a.qdpx", False),
        ):
            assert table(found)["memos"][0] == 4 == sum(table(found)["memos"][1:])
        keys = ("text", "about", "document", "start", "end", "code", "coder")
        ours, theirs = (
            sorted(tuple(row[key] for key in keys) for row in memos(one).rows) for one in (talks, other)
        )
        assert ours == theirs and len(ours) == 4
        (coding,) = {row["coding"] for row in memos(other).rows} - {None}
        assert next(row["code"] for row in codings(other).rows if row["coding"] == coding) == "trust"

    def test_a_memo_that_came_in_follows_a_corrected_transcript(self, talks, other, tmp_path):
        memo(talks, "Of a passage.", "bea", document="t1", span="14:20")
        exchange(talks, tmp_path / "a.qdpx")
        exchange(other, tmp_path / "a.qdpx", to=False)
        (tmp_path / "t1.txt").write_text("Top.\n" + SAID, encoding="utf-8")
        add(other, tmp_path / "t1.txt")
        (row,), (document,) = memos(other).rows, stored_documents(other)
        assert document.text[row["start"] : row["end"]] == "behind" and document.text.startswith("Top.")

    def test_notes_of_a_code_on_a_whole_source_are_kept(self, other, tmp_path):
        note = Note(guid(60), "memo", "All of it.")
        code = ProjectCode(guid(10), "Calm")
        whole = AppliedCode(guid(70), code.guid, None, None, (note,))
        project = Project("P", "X", (), (code,), (Source(guid(30), "t9", "MUM: Calm.", codings=(whole,)),))
        write_qdpx_file(project, tmp_path / "a.qdpx")
        found = table(exchange(other, tmp_path / "a.qdpx", to=False, coder="ann"))
        assert found["memos"] == (1, 1, 0, 0) and found["codings"] == (1, 1, 0, 0)
        assert [row["about"] for row in memos(other).rows] == ["coding"]

    def test_a_memo_whose_coding_is_settled_or_taken_back_is_written_at_its_place(self, talks, tmp_path):
        first, second = (row["coding"] for row in codings(talks).rows)
        memo(talks, "Settled.", "ann", coding=first)
        memo(talks, "Taken back.", "ann", coding=second)
        adjudicate(talks, "t1", "5:11", "trust", "lead", "Because.")
        untag(talks, second, "bea")
        assert table(exchange(talks, tmp_path / "a.qdpx"))["memos"][0] == 2
        (source,) = read_qdpx(tmp_path / "a.qdpx").sources
        marks = {
            source.text[one.start : one.end]: [note.text for note in one.notes] for one in source.selections
        }
        assert marks == {"We are": ["Settled."], "behind": ["Taken back."]}

    def test_a_memo_about_a_code_that_nobody_defines_any_more_is_written(self, talks, tmp_path):
        memo(talks, "What was it?", "ann", code="sleep")
        talks.codebook.write_text(CODEBOOK.replace("  sleep: {label: Sleep, definition: Bedtimes.}\n", ""))
        exchange(talks, tmp_path / "a.qdpx")
        notes = {code.name: [one.text for one in code.notes] for code in read_qdpx(tmp_path / "a.qdpx").codes}
        assert notes == {"Trust": [], "Money": [], "sleep": ["What was it?"]}

    def test_another_programs_project(self, other, tmp_path):
        (tmp_path / "a.qdpx").write_bytes(project_file())
        found = exchange(other, tmp_path / "a.qdpx", to=False)
        assert {row["quote"] for row in codings(other).rows} == set(QUOTES)
        assert [(row["code"], row["parent"], row["label"]) for row in codes(other).rows] == [
            ("family", "", "Family"), ("calm", "family", "Calm"),
        ]  # fmt: skip
        assert "not defined there" in codes(other).rows[1]["definition"]
        assert found.facts["positions"][0].startswith("Positions count code points")
        (document,) = stored_documents(other)
        assert document.text == TALK and {row["coder"] for row in codings(other).rows} == {"Ann"}

    def test_a_transcript_of_that_name_with_other_words_is_left_out_and_said(self, talks, other, tmp_path):
        tell(other, "t1", "MUM: Something else.")
        exchange(talks, tmp_path / "a.qdpx")
        found = exchange(other, tmp_path / "a.qdpx", to=False)
        assert table(found)["transcripts"] == (1, 0, 0, 1) and table(found)["codings"] == (2, 0, 0, 2)
        assert [one.code for one in found.problems] == ["FP5121"] and live(other) == []

    def test_a_transcript_is_known_by_its_words(self, talks, other, tmp_path):
        tell(other, "renamed", SAID + "\n\n")
        exchange(talks, tmp_path / "a.qdpx")
        assert table(exchange(other, tmp_path / "a.qdpx", to=False))["transcripts"] == (1, 0, 1, 0)
        assert [row[:2] for row in live(other)] == [("renamed", "We are"), ("renamed", "behind")]

    def test_a_member_or_wave_that_is_not_known_is_left_out_and_said(self, talks, other, tmp_path):
        exchange(talks, tmp_path / "a.qdpx")
        text = (other.root / "study.yaml").read_text()
        assert "baseline" in text
        with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["project.qde"] = parts["project.qde"].replace(b">baseline<", b">m99<")
        with zipfile.ZipFile(tmp_path / "b.qdpx", "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        found = exchange(other, tmp_path / "b.qdpx", to=False)
        assert [one.code for one in found.problems] == ["FP5120"]
        assert stored_documents(other)[0].wave is None

    def test_the_file_is_the_same_bytes_and_sound_xml(self, talks, tmp_path):
        for name in ("a.qdpx", "b.qdpx"):
            write_qdpx(talks, tmp_path / name)
        assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
        with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
            root = ElementTree.fromstring(archive.read("project.qde"))
        guids = [one.get("guid") for one in root.iter() if one.get("guid")]
        assert len(guids) == len(set(guids))
        targets = {one.get("targetGUID") for one in root.iter() if one.get("targetGUID")}
        assert targets <= set(guids)

    def test_what_was_taken_back_is_not_written(self, talks, tmp_path):
        untag(talks, codings(talks).rows[0]["coding"], "ann")
        rename(talks, "money", "income", "ann")
        write_qdpx(talks, tmp_path / "a.qdpx")
        (source,) = read_qdpx(tmp_path / "a.qdpx").sources
        assert [source.text[mark.start : mark.end] for mark in source.selections] == ["behind"]


class TestCodebookFile:
    def test_there_and_back(self, study, other, tmp_path):
        with_example(study)
        exchange(study, tmp_path / "a.qdc")
        found = table(exchange(other, tmp_path / "a.qdc", to=False))
        assert found["codes"] == (11, 11, 0, 0) and found["codings"] == (0, 0, 0, 0)
        keys = ("name", "definition", "include", "exclude", "example", "colour")
        assert [tuple(getattr(c, k) for k in keys) for c in read_codebook(other.codebook).codes] == [
            tuple(getattr(c, k) for k in keys) for c in read_codebook(study.codebook).codes
        ]

    def test_what_has_no_place_here_is_counted_and_who_wrote_it_is_said(self, other, tmp_path):
        guids = [f"00000000-0000-0000-0000-00000000000{n}" for n in range(4)]
        (tmp_path / "a.qdc").write_text(
            '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="ATLAS.ti Win 23"><Codes>'
            f'<Code guid="{guids[0]}" name="Trust" isCodable="true"/></Codes><Sets>'
            f'<Set guid="{guids[1]}" name="Group 1"><MemberCode guid="{guids[0]}"/>'
            f'</Set><Set guid="{guids[2]}" name="Group 2"/></Sets></CodeBook>'
        )
        found = exchange(other, tmp_path / "a.qdc", to=False)
        assert [(one["what"], one["where"], one["times"]) for one in found.facts["unread"]] == [
            ("Set", "Group 1", 1), ("Set", "Group 2", 1),
        ]  # fmt: skip
        assert "Not taken over: Set, 2 times: it has no counterpart here." in found.notes
        assert "ATLAS.ti Win 23" in read_codebook(other.codebook).codes[0].definition

    def test_no_codes_are_no_codebook(self, other, tmp_path):
        with pytest.raises(ProblemError, match="FP5933"):
            exchange(other, tmp_path / "a.qdc")
        assert not (tmp_path / "a.qdc").exists()


class TestTables:
    def test_there_and_back(self, talks, tmp_path):
        exchange(talks, tmp_path / "a.csv")
        rows = list(csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
        assert [(row["code"], row["quote"]) for row in rows] == [("trust", "We are"), ("money", "behind")]
        for row in codings(talks).rows:
            untag(talks, row["coding"], row["coder"])
        assert table(exchange(talks, tmp_path / "a.csv", to=False))["codings"] == (2, 2, 0, 0)
        assert [row[1:] for row in live(talks)] == [("We are", "trust", "ann"), ("behind", "money", "bea")]

    def test_rows_without_a_place_are_counted(self, talks, tmp_path):
        head, rows = "document,start,end,code,coder,quote", ["t1,5,11,trust,cy,We are", "t9,0,4,trust,cy,"]
        (tmp_path / "a.csv").write_text("\n".join([head, *rows, "t1,5,9,trust,cy,no"]))
        found = exchange(talks, tmp_path / "a.csv", to=False)
        assert table(found)["codings"] == (1, 1, 0, 0)
        assert [(one["where"], one["reason"]) for one in found.facts["unread"]] == [
            ("t1", "other words stand there"), ("t9", "there is no such transcript"),
        ]  # fmt: skip

    def test_a_new_code_and_nobodys_coding(self, talks, tmp_path):
        (tmp_path / "a.csv").write_text("document;start;end;code\nt1;5;11;Späte Hilfe 2\n", encoding="utf-8")
        exchange(talks, tmp_path / "a.csv", to=False, coder="cy")
        assert ("t1", "We are", "spate_hilfe_2", "cy") in live(talks)
        assert read_codebook(talks.codebook).code("spate_hilfe_2").label == "Späte Hilfe 2"
        (tmp_path / "a.csv").write_text("document,start,end,code\nt1,14,20,trust\n", encoding="utf-8")
        found = exchange(talks, tmp_path / "a.csv", to=False)
        assert (
            found.facts["unnamed"] == 1
            and "1 codings name nobody and are put down to 'a table'" in found.notes[-1]
        )


def test_taguette(other, tmp_path):
    html = "<p>Café talk about the rent.</p>"
    taguette_file(tmp_path / "a.sqlite3", [(html, [(0, 5, [1]), (21, 25, [1, 2])])])
    found = exchange(other, tmp_path / "a.sqlite3", to=False)
    in_file, new, same, left_out = table(found)["codings"]
    assert in_file == new + same + left_out and new > 0
    assert {row["quote"] for row in codings(other).rows} == {"Café", "rent"}


@pytest.mark.parametrize(
    "name, to, there, code",
    [("a.qdpx", None, True, "FP5123"), ("a.nvp", None, False, "FP5122"), ("a.sqlite3", True, False, "FP5122"),
     ("a.qdpx", False, False, "FP1020"), ("a.qdpx", False, True, "FP1021")],
)  # fmt: skip
def test_what_cannot_be_exchanged(talks, tmp_path, name, to, there, code):  # noqa: PLR0917
    if there:
        (tmp_path / name).write_bytes(b"nothing")
    with pytest.raises(ProblemError, match=code):
        exchange(talks, tmp_path / name, to)
    assert quotes(talks).facts["codings"] == 2
