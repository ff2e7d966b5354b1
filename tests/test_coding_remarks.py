"""What stands beside the text of Word and OpenDocument files: kept, counted, and shown at its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from interviews import docx
from test_coding_formats import ODT, _odt

from familypanel.coding import Remark, add, read_transcript, remarks
from familypanel.coding.plain_text import canonical
from familypanel.coding.transcript_files.remarks import placed
from familypanel.study import ProblemError, Study

BODY = """
<w:p><w:r><w:t>MUM: Nobody came </w:t></w:r><w:commentRangeStart w:id="1"/><w:r><w:t>for weeks</w:t></w:r>
<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>
<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>School</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>MUM: I </w:t></w:r>
<w:del w:author="Ty"><w:r><w:delText>never </w:delText></w:r></w:del>
<w:ins w:author="Ty"><w:r><w:t>always</w:t></w:r></w:ins><w:r><w:t> rang.</w:t></w:r>
<w:r><w:endnoteReference w:id="5"/></w:r></w:p>
"""
PARTS = {
    "comments": '<w:comment w:id="1" w:author="Ann"><w:p><w:r><w:t>Which weeks?</w:t></w:r></w:p>'
    "</w:comment>",
    "footnotes": '<w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2"><w:p><w:r><w:t>In May.</w:t>'
    "</w:r></w:p><w:p><w:r><w:t>And June.</w:t></w:r></w:p></w:footnote>",
    "endnotes": '<w:endnote w:id="5"><w:p><w:r><w:t>Twice.</w:t></w:r></w:p></w:endnote>',
    "header1": "<w:p><w:r><w:t>Kitchen, 3 May</w:t></w:r></w:p>",
    "footer1": "<w:p><w:r><w:t>7</w:t></w:r></w:p>",
}


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_everything_beside_the_text_of_a_word_file_is_kept_with_its_place(tmp_path: Path) -> None:
    found = read_transcript(_written(tmp_path, "t.docx", docx(BODY, **PARTS)))
    assert found.text == "MUM: Nobody came for weeks.\nSchool\nMUM: I always rang."
    told = [
        (one.kind, None if one.start is None else found.text[one.start : one.end], one.words, one.author)
        for one in found.remarks
    ]
    assert told == [
        ("table", "School", "", None),
        ("tracked deletion", "", "never ", "Ty"),
        ("tracked insertion", "always", "", "Ty"),
        ("footnote", "", "In May.\nAnd June.", None),
        ("endnote", "", "Twice.", None),
        ("comment", "for weeks", "Which weeks?", "Ann"),
        ("header", None, "Kitchen, 3 May", None),
    ]
    footnote = found.remarks[3]
    assert found.text[: footnote.start].endswith("for weeks")


def test_the_words_of_an_open_document_are_kept_too(tmp_path: Path) -> None:
    body = ODT.format(
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>'
        "<dc:creator>Ty</dc:creator></office:change-info><text:p>never</text:p></text:deletion>"
        '</text:changed-region><text:changed-region text:id="c2"><text:insertion/></text:changed-region>'
        "</text:tracked-changes>"
        '<text:p>MUM: I <text:change text:change-id="c1"/>was <office:annotation office:name="a">'
        "<dc:creator>Ann</dc:creator><dc:date>2024</dc:date><text:p>By whom?</text:p></office:annotation>"
        '<text:change-start text:change-id="c2"/>heard<text:change-end text:change-id="c2"/>'
        '<office:annotation-end office:name="a"/>.<text:note text:note-class="endnote"><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>see over</text:p></text:note-body></text:note></text:p>"
    ).replace("<office:document-content", '<office:document-content xmlns:dc="d"')
    found = read_transcript(_written(tmp_path, "t.odt", _odt(body)))
    assert found.text == "MUM: I was heard."
    told = {
        (one.kind, one.start, found.text[one.start : one.end], one.words, one.author)
        for one in found.remarks
    }  # fmt: skip
    assert told == {
        ("tracked deletion", 7, "", "never", "Ty"),
        ("tracked insertion", 11, "heard", "", None),
        ("comment", 11, "heard", "By whom?", "Ann"),
        ("endnote", 17, "", "see over", None),
    }


def test_the_notes_of_rich_text_are_kept_too(tmp_path: Path) -> None:
    rich = (
        r"{\rtf1\ansi\ansicpg1252 MUM: I was heard.{\super 1}"
        r"{\footnote \pard In caf\'e9 \{two\}, {\b May}.}\par "
        r"{\*\atnauthor Ann}{\*\annotation \pard By whom?}Yes.\par {\pict 00}\trowd\cell\row}"
    )
    found = read_transcript(_written(tmp_path, "t.rtf", rich.encode("ascii")))
    assert "café" not in found.text and "By whom" not in found.text
    told = [(one.kind, one.words, one.start) for one in found.remarks]
    assert told == [
        ("footnote", "In café {two}, May.", None),
        ("comment", "By whom?", None),
        ("picture", "", None),
        ("table row", "", None),
    ]
    assert "1 footnote, 1 comment, 1 picture, 1 table row" in found.warnings[0].what


@pytest.mark.parametrize("inside", [r"{\footnote ", r"\footnote", r"{\footnote a}"])
def test_rich_text_full_of_notes_is_read_in_a_moment(tmp_path: Path, inside: str) -> None:
    rich = (r"{\rtf1 MUM: a" + inside * 3_000 + "}").encode("ascii")
    began = time.process_time()
    found = read_transcript(_written(tmp_path, "t.rtf", rich))
    assert len(found.remarks) == 3_000
    assert time.process_time() - began < 3


def test_a_person_can_read_them_once_the_file_is_in_the_study(study: Study, tmp_path: Path) -> None:
    path = _written(tmp_path, "t1.docx", docx(BODY, **PARTS))
    added = add(study, [path], wave="baseline")
    assert [one.code for one in added.problems if "remarks" in one.remedy] == ["FP5003"]
    add(study, [_written(tmp_path, "t2.txt", b"MUM: Nothing beside it.")], wave="baseline")
    path.unlink()
    found = remarks(study)
    assert found.facts["files"] == 1
    assert sum(found.facts["kinds"].values()) == len(found.rows) == 7
    (comment,) = remarks(study, "t1", "comment").rows
    assert (comment["passage"], comment["words"], comment["author"]) == ("for weeks", "Which weeks?", "Ann")
    assert "Which weeks?" in remarks(study).to_text()
    assert remarks(study, "t2").rows == ()
    for wrong in ({"document": "t3"}, {"kind": "joke"}):
        with pytest.raises(ProblemError, match="FP5022"):
            remarks(study, **wrong)


def test_a_file_that_is_gone_from_the_store_is_told(study: Study, tmp_path: Path) -> None:
    add(study, [_written(tmp_path, "t1.docx", docx(BODY))], wave="baseline")
    for kept in (study.store.root / "raw").iterdir():
        kept.unlink()
    found = remarks(study)
    assert [one.code for one in found.problems] == ["FP5900"] and found.rows == ()


def test_what_word_itself_writes_is_found(tmp_path: Path) -> None:
    book = Document()
    line = book.add_paragraph("MUM: It was hard")
    book.add_comment(line.runs, text="Pause here", author="Ann", initials="A")
    book.save(str(tmp_path / "a.docx"))
    (one,) = read_transcript(tmp_path / "a.docx").remarks
    assert one == Remark("comment", 0, 16, "Pause here", "Ann")


@given(st.text(alphabet="ae\u0301\u0323\n é"), st.lists(st.integers(0, 30)))
def test_places_follow_the_text_to_its_canonical_form(text: str, places: list[int]) -> None:
    inside = [min(place, len(text)) for place in places]
    moved = placed(text, [Remark("comment", place, place) for place in inside])
    for place, one in zip(inside, moved, strict=True):
        # What stands behind an accent belongs behind the letter that carries it.
        rest = text[place:].lstrip("\u0301\u0323")
        assert canonical(text)[one.start :] == canonical(rest)
