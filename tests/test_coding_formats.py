"""Transcripts in every format, written by LibreOffice, by hand, and by those who mean harm."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from exchange_files import project_file
from hypothesis import given
from hypothesis import strategies as st

from familypanel.coding import extract_quotes, read_qdpx, read_transcript
from familypanel.study.problems import ProblemError

FILES = Path(__file__).parent / "fixtures" / "transcripts"
SAID = [
    ("interviewer", "How did it begin?"),
    ("mother", "With a letter. I’d no  idea – “none”, I said."),
    ("interviewer", "Sut oedd hynny?"),
    ("mother", "Anodd iawn. Tŷ bach oedd o, â’r glaw i mewn."),
    ("interviewer", "And now?"),
]


def _written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _said(path: Path) -> list[tuple[str | None, str]]:
    transcript = read_transcript(path)
    assert all(transcript.text[turn.start : turn.end] == turn.text for turn in transcript.turns)
    return [(turn.role, turn.text) for turn in transcript.turns]


def _codes(path: Path) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        read_transcript(path)
    return [found.code for found in caught.value.problems]


@pytest.mark.parametrize("ending", ["odt", "rtf", "pdf"])
def test_what_libreoffice_wrote_is_read_word_for_word(ending: str) -> None:
    assert _said(FILES / f"talk.{ending}")[:5] == SAID


@pytest.mark.parametrize("ending", ["odt", "rtf"])
def test_letters_beyond_the_first_plane_are_one_letter(ending: str) -> None:
    assert "Better 😀." in read_transcript(FILES / f"talk.{ending}").text


def test_tables_are_said() -> None:
    said = [warning.what for warning in read_transcript(FILES / "talk.odt").warnings]
    assert said == ["talk.odt also holds: 1 table."]


def test_pages_read_in_printed_order_are_said() -> None:
    assert [warning.code for warning in read_transcript(FILES / "talk.pdf").warnings] == ["FP5071"]


# -- captions --------------------------------------------------------------------------------------

VTT = """WEBVTT - an interview

NOTE made by hand

1
00:00:01.000 --> 00:00:04.000
<v Interviewer>How did it <i>begin</i>?</v>

2
00:00:05.000 --> 00:00:08.000 align:start
<v.loud Mother>With a letter &amp; a call.
<v Interviewer>And then?</v>

00:01:09.000 --> 00:01:11.500
<v Mother>Nothing for

01:00:00.000 --> 01:00:02.000
<v Mother>nine weeks.</v>
"""


def test_voices_of_captions_are_turns(tmp_path: Path) -> None:
    path = _written(tmp_path, "t.vtt", VTT)
    assert _said(path) == [
        ("interviewer", "How did it begin?"),
        ("mother", "With a letter & a call."),
        ("interviewer", "And then?"),
        ("mother", "Nothing for nine weeks."),
    ]
    assert read_transcript(path).text.startswith(
        "[00:00:01] Interviewer: How did it begin?\n\n[00:00:05] Mother:"
    )


SRT = """1
00:00:01,000 --> 00:00:03,000
INTERVIEWER: How did
it begin?

2
00:00:03,500 --> 00:00:05,000
MOTHER: With a letter.

3
00:00:05,100 --> 00:00:06,000
Then nothing.

4
00:00:06,000 --> 00:00:08,000
INTERVIEWER: I see.
MOTHER: Nothing at all.
"""


def test_names_in_subtitles_are_voices_and_go_on_until_the_next(tmp_path: Path) -> None:
    assert _said(_written(tmp_path, "t.srt", SRT)) == [
        ("interviewer", "How did it begin?"),
        ("mother", "With a letter. Then nothing."),
        ("interviewer", "I see."),
        ("mother", "Nothing at all."),
    ]


def test_captions_without_names_are_parted_by_pauses(tmp_path: Path) -> None:
    cues = [
        "00:00:01,000 --> 00:00:02,000\nOne",
        "00:00:02,500 --> 00:00:03,000\ntwo.",
        "00:00:09,000 --> 00:00:10,000\nThree.",
    ]
    path = _written(tmp_path, "t.srt", "\n\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1)))
    assert [text for _, text in _said(path)] == ["One two.", "Three."]


def test_what_are_no_captions_is_refused(tmp_path: Path) -> None:
    assert _codes(_written(tmp_path, "t.vtt", "MOTHER: I said.")) == ["FP1021"]


# -- lists of turns --------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_is_a_turn_whoever_speaks(tmp_path: Path, separator: str) -> None:
    rows = [
        ["Time", "Speaker", "Text"],
        ["1:05", "Interviewer", "How?"],
        ["", "mrs. b and her sister ann", '"Well: slowly.\nVery."'],
    ]
    path = _written(tmp_path, "t.csv", "\n".join(separator.join(row) for row in rows))
    transcript = read_transcript(path)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("Interviewer", "How?"),
        ("mrs. b and her sister ann", "Well: slowly. Very."),
    ]
    assert transcript.text == "[00:01:05] Interviewer: How?\n\nmrs. b and her sister ann: Well: slowly. Very."


def test_a_line_that_looks_like_a_mark_is_no_speaker_where_the_file_says_who_speaks(tmp_path: Path) -> None:
    assert _said(_written(tmp_path, "t.csv", "speaker,text\n,FATHER: he said\n")) == [
        (None, "FATHER: he said")
    ]


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = _written(tmp_path, "t.csv", "speaker,text,mood\nMUM,Well.,calm\n")
    assert "mood" in read_transcript(path).warnings[0].what


def test_a_list_without_words_is_refused(tmp_path: Path) -> None:
    assert _codes(_written(tmp_path, "t.csv", "speaker,mood\nMUM,calm\n")) == ["FP5074"]


def test_an_open_quotation_mark_is_refused(tmp_path: Path) -> None:
    assert _codes(_written(tmp_path, "t.csv", 'speaker,text\nMUM,"Well\n')) == ["FP1021"]


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [r"\deleted", r"\v"])
def test_rich_text_with_words_that_may_not_have_been_said_is_refused(tmp_path: Path, sign: str) -> None:
    assert _codes(_written(tmp_path, "t.rtf", rf"{{\rtf1 MUM: I {{{sign} never}} said.}}")) == ["FP5070"]


def test_rich_text_that_switches_hiding_off_is_read(tmp_path: Path) -> None:
    assert _said(_written(tmp_path, "t.rtf", r"{\rtf1 MUM: I {\v0 said} \viewkind4 so.}")) == [
        ("mother", "I said so.")
    ]


def test_a_scan_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "scan.pdf")
    assert _codes(tmp_path / "scan.pdf") == ["FP5073"]


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(FILES / "talk.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "t.pdf")
    assert _codes(tmp_path / "t.pdf") == ["FP1023"]


ODT = (
    '<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text>{}</office:text>'
    "</office:body></office:document-content>"
)


def _odt(body: str, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", body)
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_what_stands_apart_in_an_open_document_is_counted_and_not_said(tmp_path: Path) -> None:
    body = ODT.format(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>MUM: I<text:s text:c="2"/>was <text:span>heard</text:span>'
        "<office:annotation><text:p>check</text:p></office:annotation>"
        "<text:note><text:note-body><text:p>see over</text:p></text:note-body></text:note>.</text:p>"
    )
    path = _written(tmp_path, "t.odt", _odt(body))
    assert _said(path) == [("mother", "I  was heard.")]
    said = read_transcript(path).warnings[0].what
    assert all(part in said for part in ("1 tracked deletion", "1 comment", "1 footnote"))


@pytest.mark.parametrize(
    "content, code",
    [
        (_odt('<!DOCTYPE x [<!ENTITY a "b">]>' + ODT.format("")), "FP1023"),
        (
            _odt(ODT.format("<text:p>x</text:p>"), **{"META-INF/manifest.xml": b"<m:encryption-data/>"}),
            "FP1023",
        ),
        (_odt(ODT.format("<text:p>x</text:p>"), **{"../up.xml": b""}), "FP1023"),
        (_odt("<x/>"), "FP1021"),
        (b"PK\x03\x04 cut off", "FP1021"),
    ],
)
def test_hostile_open_documents_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert _codes(_written(tmp_path, "t.odt", content)) == [code]


# -- mutants ---------------------------------------------------------------------------------------

MEGABYTES, SECONDS, HUNG, EACH = 1024, 10, 120, 110


def _limited() -> None:
    import resource
    import signal

    # Beyond what the process has inherited from the one that runs all tests.
    inherited = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = inherited + (MEGABYTES << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # Projects are read in a process of their own, which has the same limit and no inheritance.
    os.environ["FAMILYPANEL_READ_MEMORY_MB"] = str(MEGABYTES)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _tried(path: str) -> str:
    """Read one mutant in at most ten seconds of the processor; one that hangs ends this process."""
    import signal

    signal.alarm(HUNG)
    began = sum(os.times()[:4])
    try:
        (read_qdpx if path.endswith(".qdpx") else read_transcript)(path)
    except ProblemError as error:
        return error.problems[0].code
    finally:
        signal.alarm(0)
        # Its own processor seconds and those of the processes it started.
        assert sum(os.times()[:4]) - began < SECONDS
    return "read"


def _mutants(content: bytes, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(EACH):
        mutant = bytearray(content)
        kind = chance.randrange(4)
        if kind == 0:
            del mutant[chance.randrange(len(mutant)) :]
        elif kind == 1:
            for _ in range(chance.randrange(1, 30)):
                mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        elif kind == 2:
            start = chance.randrange(len(mutant))
            mutant[start:start] = mutant[: chance.randrange(1, 4000)] * chance.randrange(1, 20)
        else:
            start = chance.randrange(len(mutant))
            del mutant[start : start + chance.randrange(1, 500)]
        yield bytes(mutant)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="measures itself as Linux does")
def test_mutated_files_are_read_or_clearly_refused(tmp_path: Path) -> None:
    word = io.BytesIO()
    paper = Document()
    for line in VTT.splitlines():
        paper.add_paragraph(line)
    paper.save(word)
    sources = {
        "docx": word.getvalue(),
        "qdpx": project_file(),
        "odt": (FILES / "talk.odt").read_bytes(),
        "rtf": (FILES / "talk.rtf").read_bytes(),
        "pdf": (FILES / "talk.pdf").read_bytes(),
        "vtt": VTT.encode(),
        "srt": SRT.encode(),
        "csv": b'time,speaker,text\n1:00,MUM,Well.\n1:20,INT,"And, then?"\n',
    }
    paths = [
        str(_written(tmp_path, f"{ending}{number}.{ending}", mutant))
        for ending, content in sources.items()
        for number, mutant in enumerate(_mutants(content, 7))
    ]
    with ProcessPoolExecutor(2, initializer=_limited) as pool:
        answers = list(pool.map(_tried, paths, chunksize=20))
    assert len(answers) == len(paths) >= 500
    assert set(answers) <= {"read", "FP1021", "FP1022", "FP1023", "FP5001", "FP5070", "FP5073", "FP5074"}


# -- quotes in reports -----------------------------------------------------------------------------

QUOTES = [
    ('It helped: "I was heard." (Mother)', [("I was heard.", "Mother")]),
    ("“We’re fine now” [Father, +12 months]", [("We’re fine now", "Father, +12 months")]),
    ("‘I didn't know who’d come’ (Mam)", [("I didn't know who’d come", "Mam")]),
    ("“One.” (Mother)\n“Two.”\n(Practitioner)", [("One.", "Mother"), ("Two.", "Practitioner")]),
    ('The word "support" was common. "Yes." (Mother)', [("Yes.", "Mother")]),
    ('A "quote" without a role.', []),
    ('"Half of them" (50%)', []),
    ("« Oui. » (Mère)", [("Oui.", "Mère")]),
    ("„Es war gut“ (Mutter), „Tak” (Matka)", [("Es war gut", "Mutter"), ("Tak", "Matka")]),
    ("»Es war gut« (Mutter)", [("Es war gut", "Mutter")]),
    ("“She said “stop” and left” (Mother)", [("She said “stop” and left", "Mother")]),
    ('"I was heard". (Mother)', [("I was heard", "Mother")]),
]


@pytest.mark.parametrize("text, expected", QUOTES)
def test_quotes_of_reports(text: str, expected: list[tuple[str, str]]) -> None:
    found = extract_quotes(text)
    assert [(one["text"], one["role"]) for one in found] == expected


@given(st.text(alphabet="aé😀 .\"“”„«»‘’'()[]\n", max_size=200))
def test_a_quote_stands_where_it_says(text: str) -> None:
    found = extract_quotes(text)
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)
    assert all(a["end"] <= b["start"] for a, b in pairwise(found))
