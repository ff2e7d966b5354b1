"""Codings point at the very words they were put on, and are never lost."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from interviews import CODEBOOK, put, tell

from familypanel.coding import tag, tag_quotes, untag
from familypanel.coding.codebook import read_codebook
from familypanel.coding.corpus import codings_of
from familypanel.coding.events.placing import CONTEXT, Wish, checked_coding
from familypanel.coding.plain_text import decode
from familypanel.study import ProblemError, Study
from familypanel.study.documents import Document
from familypanel.study.store.codings import find_coding

SAID = "MUM: We’re behind with the rent. Bedtime is at eight. The rent is high."


@pytest.fixture
def told(study: Study) -> Document:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    return tell(study, "t1", SAID)


def test_a_coding_keeps_its_words_and_what_stands_round_them(study: Study, told: Document) -> None:
    found = put(study, told, "Bedtime is at eight.", "sleep").rows[0]
    (stored,) = codings_of(study)
    assert found["status"] == "tagged"
    assert told.text[stored.start : stored.end] == stored.quote == "Bedtime is at eight."
    assert stored.before == told.text[: stored.start][-CONTEXT:]
    assert stored.after == told.text[stored.end :][:CONTEXT]


def test_thirty_two_characters_are_kept_on_either_side(study: Study) -> None:
    told = tell(study, "long", "MUM: " + "a" * 40 + " here " + "b" * 40)
    row = put(study, told, "here", "trust").rows[0]
    assert (row["before"], row["after"]) == ("a" * 31 + " ", " " + "b" * 31)


def test_blanks_at_the_ends_are_left_out(study: Study, told: Document) -> None:
    start = SAID.index(" Bedtime")
    row = tag(study, "t1", f"{start}:{start + 9}", "sleep", "ann").rows[0]
    assert (row["quote"], row["start"]) == ("Bedtime", start + 1)


def test_the_same_coding_twice_is_one(study: Study, told: Document) -> None:
    put(study, told, "Bedtime", "sleep")
    again = put(study, told, "Bedtime", "sleep")
    assert again.rows[0]["status"] == "same"
    put(study, told, "Bedtime", "sleep", coder="bea")
    assert [one.coder for one in codings_of(study)] == ["ann", "bea"]


def test_untag_supersedes_and_never_deletes(study: Study, told: Document) -> None:
    number = put(study, told, "Bedtime", "sleep").rows[0]["coding"]
    assert untag(study, number, "bea", dry_run=True).rows[0]["status"] == "untagged"
    assert len(codings_of(study)) == 1
    assert untag(study, number, "bea").rows[0]["status"] == "untagged"
    assert codings_of(study) == []
    with study.store.reading() as connection:
        coding, superseded = find_coding(connection, number) or pytest.fail("the coding is gone")
    assert (coding.quote, superseded is not None) == ("Bedtime", True)
    assert untag(study, number, "bea").rows[0]["status"] == "same"
    assert put(study, told, "Bedtime", "sleep").rows[0]["coding"] != number


@pytest.mark.parametrize(
    "document, span, code, coder, expected",
    [
        ("t1", "5:9", "trsut", "ann", "FP5011"),
        ("t2", "5:9", "trust", "ann", "FP5012"),
        ("t1", "9:5", "trust", "ann", "FP5013"),
        ("t1", "0:9999", "trust", "ann", "FP5013"),
        ("t1", (-3, 5), "trust", "ann", "FP5013"),
        ("t1", "4:5", "trust", "ann", "FP5013"),
        ("t1", "5-9", "trust", "ann", "FP5014"),
        ("t1", "5:9", "trust", " ", "FP5016"),
    ],
)
def test_a_coding_that_cannot_be_says_why(  # noqa: PLR0917
    study: Study, told: Document, document: str, span: str, code: str, coder: str, expected: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        tag(study, document, span, code, coder)
    assert caught.value.problems[0].code == expected
    assert codings_of(study) == []


def test_an_unknown_number_cannot_be_untagged(study: Study, told: Document) -> None:
    with pytest.raises(ProblemError, match="FP5015"):
        untag(study, 4, "ann")


def test_quotes_are_found_by_their_words_whatever_the_quotation_marks(
    study: Study, told: Document, tmp_path: Path
) -> None:
    path = tmp_path / "codings.csv"
    path.write_text("document,quote,code,coder\nt1,We're behind with the rent,money,ann\n")
    assert tag_quotes(study, path).rows[0]["quote"] == "We’re behind with the rent"
    assert tag_quotes(study, path).facts == {"codings": 1, "changed": 0, "dry_run": False}


def test_a_quote_that_is_not_there_exactly_once_stores_nothing(
    study: Study, told: Document, tmp_path: Path
) -> None:
    path = tmp_path / "codings.csv"
    path.write_text("document,quote,code,coder\nt1,Bedtime,sleep,a\nt1,rent,money,a\nt1,gone,money,a\n")
    with pytest.raises(ProblemError) as caught:
        tag_quotes(study, path)
    assert [(one.code, one.place.row) for one in caught.value.problems] == [("FP5018", 2), ("FP5018", 3)]
    assert codings_of(study) == []


pieces = st.one_of(
    st.sampled_from(["e\u0301", "\r\n", "\r", "👩‍👧", "שלום", "’", "n\u0303", "\u2028"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=5),
)


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data(), parts=st.lists(pieces, min_size=1, max_size=20), mark=st.booleans())
def test_offsets_count_code_points_of_the_canonical_text(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, parts: list[str], mark: bool
) -> None:
    codebook = tmp_path_factory.getbasetemp() / "codebook.yaml"
    codebook.write_text(CODEBOOK, encoding="utf-8")
    delivered = ("\ufeff" if mark else "") + "x" + "".join(parts)
    text, _ = decode(delivered.encode("utf-8"), "a.txt")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assume(text[start:end].strip())
    document = Document(1, "a", 1, "", "", text, None, None, None, None, None, "", "")
    found = checked_coding(Wish("a", start, end, "trust", "ann"), read_codebook(codebook), {"a": document})
    assert text[found.start : found.end] == found.quote == text[start:end].strip()
    assert text.startswith(found.before + found.quote + found.after, found.start - len(found.before))
    assert unicodedata.is_normalized("NFC", text)
