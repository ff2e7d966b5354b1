"""Transcripts as delivered: encodings, Word files, and files that are not what they say."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interviews import docx, paragraph

from familypanel.coding import add, read_transcript
from familypanel.coding.plain_text import canonical
from familypanel.coding.transcript_files.word import read_docx
from familypanel.study import ProblemError, Study
from familypanel.study import archives as archives_module

SAID = "MAM: Dw i’n hoffi’r tŷ.\nI am proud – truly."


def written(tmp_path: Path, content: bytes, name: str = "a.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "encoding, mark",
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
    ],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, encoding: str, mark: bytes) -> None:
    content = mark + SAID.replace("\n", "\r\n").encode(encoding)
    found = read_transcript(written(tmp_path, content))
    assert found.text == SAID
    assert found.warnings == ()


def test_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    found = read_transcript(written(tmp_path, "MUM: I’m fine – café.".encode("cp1252")))
    assert found.text == "MUM: I’m fine – café."
    assert [warning.code for warning in found.warnings] == ["FP5002"]


def test_accents_in_two_code_points_become_one(tmp_path: Path) -> None:
    path = written(tmp_path, unicodedata.normalize("NFD", "MUM: café").encode())
    assert read_transcript(path).text == "MUM: café"


@given(st.text())
def test_canonical_text_is_stable(text: str) -> None:
    once = canonical(text)
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    if not once.startswith("\ufeff"):
        assert canonical(once) == once


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("a.txt", docx(paragraph("MUM: Hello")), "FP1021"),
        ("a.txt", b"%PDF-1.7 ...", "FP1021"),
        ("a.txt", b"MUM: a\x00b", "FP1021"),
        ("a.txt", b"\xff\xfeM", "FP1021"),
        ("a.txt", b"MUM: \x81\xfe", "FP1021"),
        ("a.txt", b" \n\n", "FP5001"),
        ("a.docx", b"MUM: plain text", "FP1021"),
        ("a.docx", docx(""), "FP5001"),
        ("a.pdf", b"%PDF-1.7", "FP1021"),
        ("a.doc", b"MUM: x", "FP1026"),
        ("a", b"MUM: x", "FP1026"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        read_transcript(written(tmp_path, content, name))
    assert [found.code for found in caught.value.problems] == [code]


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ProblemError, match="FP1020"):
        read_transcript("nowhere.txt")


def test_word_files_of_python_docx_are_read(tmp_path: Path) -> None:
    book = WordDocument()
    book.add_paragraph("INTERVIEWER: How are you?")
    book.add_paragraph("MOTHER: Better.\tMuch better.")
    cell = book.add_table(1, 1).cell(0, 0)
    cell.text = "In a table"
    book.save(str(tmp_path / "a.docx"))
    found = read_transcript(tmp_path / "a.docx")
    assert found.text == "INTERVIEWER: How are you?\nMOTHER: Better.\tMuch better.\nIn a table"
    assert [turn.role for turn in found.turns] == ["interviewer", "mother"]
    assert [warning.what for warning in found.warnings] == ["a.docx also holds: 1 table."]


def test_tracked_changes_read_as_accepted_and_everything_else_is_counted() -> None:
    changed = (
        "<w:p><w:r><w:t>MUM: I </w:t></w:r><w:del><w:r><w:t>never </w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>always</w:t></w:r></w:ins><w:r><w:br/><w:t>rang.</w:t></w:r></w:p>"
    )
    notes = '<w:footnote w:type="separator"/><w:footnote/><w:footnote/>'
    text, found = read_docx(docx(changed, footnotes=notes, comments="<w:comment/>"), "a.docx")
    assert text == "MUM: I always\nrang."
    counted = "1 tracked deletion, 1 tracked insertion, 2 footnotes, 1 comment"
    assert found[0].what == f"a.docx also holds: {counted}."


def test_pictures_and_symbols_cannot_be_read_and_are_counted() -> None:
    body = paragraph("MUM: a") + "<w:p><w:r><w:drawing/><w:sym/><w:sym/></w:r></w:p>"
    text, found = read_docx(docx(body), "a.docx")
    assert text == "MUM: a\n"
    assert found[0].what == "a.docx also holds: 1 picture, 2 symbols."


HIDDEN = {
    "a run": ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>her name is</w:t></w:r>", 3),
    "a word in two runs": (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>her na</w:t></w:r><w:r><w:rPr><w:vanish w:val='1'/></w:rPr>"
        "<w:t>me</w:t></w:r><w:r><w:t>x</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>y</w:t></w:r>", 3,
    ),
    "inside a link": ("<w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>here</w:t></w:r></w:hyperlink>", 1),
    "switched off": ("<w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>shown</w:t></w:r>", 0),
    "a style": ("<w:r><w:rPr><w:rStyle w:val='Note'/></w:rPr><w:t>two words</w:t></w:r>", 2),
    "a style, switched off": (
        "<w:r><w:rPr><w:rStyle w:val='Note'/><w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r>", 0,
    ),
    "a style of the paragraph": ("<w:pPr><w:pStyle w:val='Note'/></w:pPr><w:r><w:t>two words</w:t></w:r>", 2),
    "the end of a paragraph": ("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>shown</w:t></w:r>", 0),
}  # fmt: skip


@pytest.mark.parametrize("where", HIDDEN)
def test_hidden_text_is_read_and_counted(where: str) -> None:
    inside, words = HIDDEN[where]
    styles = "<w:style w:styleId='Note'><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId='Body'/>"
    _, found = read_docx(docx(f"<w:p>{inside}</w:p>", styles=styles), "a.docx")
    assert [one.what for one in found if one.code == "FP5065"] == (
        [f"a.docx holds hidden text ({words} words); it was read as if it were shown."] if words else []
    )


def test_a_text_box_is_read_once() -> None:
    box = paragraph("in the box").join(("<w:txbxContent>", "</w:txbxContent>"))
    both = f"<w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback>"
    text, _ = read_docx(docx(f"<w:p><w:r><w:t>MUM: a</w:t>{both}</w:r></w:p>"), "a.docx")
    assert text == "MUM: a\nin the box"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(300 << 20))
    return out.getvalue()


def zipped(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
        archive.writestr("word/document.xml", "<document><body/></document>")
    return out.getvalue()


DTD = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d><body><p><t>&b;</t></p></body></d>'
HOSTILE = {
    "expands to 300 MB": (bomb, "FP1023"),
    "name that climbs": (lambda: zipped("../../evil.txt", "x"), "FP1023"),
    "Windows path": (lambda: zipped("C:\\evil.txt", "x"), "FP1023"),
    "absolute path": (lambda: zipped("/etc/evil", "x"), "FP1023"),
    "a million levels deep": (lambda: docx("<w:p>" * 10**6 + "</w:p>" * 10**6), "FP1023"),
    "millions of elements": (lambda: docx("<w:p/>" * 2_100_000), "FP1023"),
    "not XML": (lambda: docx("<w:p>"), "FP1021"),
    "no Word file": (lambda: zipped("other.xml", "x").replace(b"word/document", b"wxrd/document"), "FP1021"),
    "truncated": (lambda: docx(paragraph("MUM: Hello"))[:-30], "FP1021"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_word_files_are_refused_and_nothing_is_stored(
    study: Study, tmp_path: Path, what: str
) -> None:
    make, code = HOSTILE[what]
    good = written(tmp_path, b"MUM: Hello.", "good.txt")
    bad = written(tmp_path, make(), "bad.docx")
    with pytest.raises(ProblemError) as caught:
        add(study, [good, bad])
    assert [found.code for found in caught.value.problems] == [code]
    assert not (study.store.root / "raw").exists()
    assert add(study, [good]).facts["added"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_whatever_the_encoding(encoding: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", DTD.encode(encoding))
    with pytest.raises(ProblemError, match="FP1023"):
        read_docx(out.getvalue(), "a.docx")


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "MOST_MEMBERS", 1)
    with pytest.raises(ProblemError, match="FP1023"):
        read_docx(zipped("b.xml", "x"), "a.docx")


WHOLE = docx(paragraph("MUM: Hello") * 3, comments="<w:comment/>")


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cut=st.integers(0, len(WHOLE)),
    changes=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8),
)
def test_a_damaged_word_file_is_read_or_refused_but_never_crashes(
    cut: int, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(WHOLE)
    for at, value in changes:
        content[at] = value
    try:
        text, _ = read_docx(bytes(content[:cut]), "a.docx")
    except ProblemError as error:
        assert {found.code for found in error.problems} <= {"FP1021", "FP1023"}
    else:
        assert text == canonical(text)
