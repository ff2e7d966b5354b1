"""Taguette databases in, and codings as CSV both ways."""

from __future__ import annotations

import html
import sqlite3
import unicodedata

import pytest
from exchange_files import QUOTES, TALK, project_file, taguette_file
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.coding import CodedSpan, coded_spans, read_codings_csv, read_taguette, write_codings_csv
from familypanel.coding.interchange.codings_csv import codings_csv, parse_codings_csv
from familypanel.coding.interchange.html_text import html_text
from familypanel.coding.interchange.project import Unread
from familypanel.coding.interchange.qdpx_reading import parse_qdpx
from familypanel.study.problems import ProblemError

PAGE = "<h1>Café talk</h1>\n<p>My <i>home</i> is quiet 🙂 now<br>and calm.</p><p>We &amp; they</p>"
WORDS = "Café talk\nMy home is quiet 🙂 nowand calm.We & they"


def at(words):
    start = len(WORDS[: WORDS.index(words)].encode())
    return start, start + len(words.encode())


def test_a_database_is_read_with_places_in_bytes(tmp_path):
    marks = [(*at("home is quiet 🙂"), [1, 2]), (*at("calm"), [2]), (*at("We & they"), []), (500, 510, [1])]
    path = taguette_file(tmp_path / "talks.sqlite3", [(PAGE, marks)])
    talks, other = read_taguette(path)
    assert (talks.name, talks.memo, other.name, other.sources) == ("Talks", "About home", "Other", ())
    (source,) = talks.sources
    assert source.text == "Café talk\n\nMy home is quiet 🙂 now\nand calm.\nWe & they\n"
    found = [source.text[mark.start : mark.end] for mark in source.selections]
    assert found == ["home is quiet 🙂", "calm", "We & they"]
    (care,) = talks.codes
    assert (care.name, care.definition) == ("care", "about care")
    assert [code.name for code in care.children] == ["care.family"]
    assert [len(mark.codings) for mark in source.selections] == [2, 1, 0]
    assert talks.unread == (Unread("highlight", "talk 1", 1, "it is empty or lies outside its document"),)
    assert (talks.positions.fitting, talks.positions.selections) == (3, 4)


def test_who_made_a_highlight_is_taken_from_the_log(tmp_path):
    documents = [("<p>Hello there</p>", [(0, 5, [1]), (6, 11, [1])])]
    (talks, _) = read_taguette(taguette_file(tmp_path / "with.sqlite3", documents))
    assert [span.coder for span in coded_spans(talks)] == ["coder1", "coder0"]
    (talks, _) = read_taguette(taguette_file(tmp_path / "without.sqlite3", documents, log=False))
    assert [span.coder for span in coded_spans(talks)] == ["", ""]


def test_a_log_that_says_nonsense_does_no_harm(tmp_path):
    path = taguette_file(tmp_path / "talks.sqlite3", [("<p>Hello there</p>", [(0, 5, [1])])])
    database = sqlite3.connect(path)
    database.execute("UPDATE commands SET payload = '[1, 2'")
    database.commit()
    database.close()
    (talks, _) = read_taguette(path)
    assert [span.coder for span in coded_spans(talks)] == [""]


LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "M", "Zs")), min_size=1, max_size=8
)
TAGS = st.sampled_from(["p", "b", "i", "li", "h2"])


@settings(deadline=None)
@given(st.lists(st.tuples(TAGS, LETTERS), min_size=1, max_size=6), st.data())
def test_any_place_in_bytes_leads_to_its_words(blocks, data):
    page = "".join(f"<{tag}>{html.escape(words)}</{tag}>" for tag, words in blocks)
    at_block = data.draw(st.integers(0, len(blocks) - 1))
    start = len("".join(words for _, words in blocks[:at_block]).encode())
    words = blocks[at_block][1]
    found = html_text(page)
    first, last = found.span(start, start + len(words.encode()))
    assert found.text[first:last] == unicodedata.normalize("NFC", words)
    assert found.span(start, start) is None


# -- CSV --


def test_codings_of_a_project_as_a_table_and_back(tmp_path):
    spans = list(coded_spans(parse_qdpx(project_file(), "talks.qdpx")))
    assert [span.quote for span in spans] == list(QUOTES)
    assert spans[0] == CodedSpan(
        "Talk 1", spans[0].start, spans[0].end, "Calm", "Ann", QUOTES[0], "memo 0", "2025-03-01T10:00:00Z"
    )
    assert TALK[spans[0].start : spans[0].end] == QUOTES[0]
    write_codings_csv(spans, tmp_path / "codings.csv")
    assert read_codings_csv(tmp_path / "codings.csv") == tuple(spans)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff")
).map(lambda text: unicodedata.normalize("NFC", text))
NAMES = CELLS.filter(str.strip)


@settings(deadline=None)
@given(
    st.lists(st.builds(CodedSpan, NAMES, st.just(3), st.integers(4, 99), NAMES, CELLS, CELLS, CELLS, CELLS))
)
def test_any_codings_survive_and_no_cell_is_a_formula(spans):
    written = codings_csv(spans)
    assert parse_codings_csv(written.encode(), "c.csv") == tuple(spans)


def test_a_cell_that_would_be_a_formula_is_written_as_text():
    assert "'=1+1" in codings_csv([CodedSpan("d", 0, 1, "=1+1", "Ann")])


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_tables_as_spreadsheets_save_them(sign, encoding):
    table = f"Code{sign} Document {sign}START{sign}End\r\nCafé{sign}m01{sign}3{sign}9\r\n"
    assert parse_codings_csv(table.encode(encoding), "c.csv") == (CodedSpan("m01", 3, 9, "Café", ""),)


@pytest.mark.parametrize(
    ("table", "codes", "said"),
    [
        ("document,start,code\nm01,3,trust\n", ["FP5040"], "'end'"),
        ("", ["FP5040"] * 4, "'document'"),
        ("document,start,end,code\nm01,x,9,trust\n,3,9,trust\n", ["FP5041"] * 2, "not whole numbers"),
        ("document,start,end,code\nm01,9,9,trust\n", ["FP5041"], "the span is empty"),
        ("document,start,end,code\nm01,3,9,trust,oops\n", ["FP5041"], "more cells than the heading"),
        ("document,start,end,code\nm01,3,,\n", ["FP5041"], "end and code are empty"),
        ('document,start,end,code\nm01,3,9,"trust\n', ["FP1021"], "not a table"),
    ],
)
def test_a_table_that_is_not_of_codings_is_refused(table, codes, said):
    with pytest.raises(ProblemError) as caught:
        parse_codings_csv(table.encode(), "c.csv")
    assert [found.code for found in caught.value.problems] == codes
    assert said in caught.value.problems[0].what
    assert all(found.place.file == "c.csv" for found in caught.value.problems)
