"""Sheets as Excel and LibreOffice save them in countries that write 1,5 and 31.12.2014."""

from __future__ import annotations

import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.surveys import read, receive

BOOK = Dictionary(
    (
        Variable("urn", "", "text"),
        Variable("debt", "", "decimal", missing=(MissingRange(-9, -9, Reason.REFUSED),)),
        Variable("held", "", "date", missing=(MissingRange(-9, -9, Reason.REFUSED),)),
    )
)


def sheet(tmp_path, *rows, mark=";"):
    lines = [mark.join(("urn", "debt", "held")), *(mark.join(row) for row in rows)]
    (tmp_path / "r.csv").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return tmp_path / "r.csv"


def test_decimal_commas_between_semicolons(tmp_path):
    found = read(sheet(tmp_path, ("1", "12,50", ""), ("2", "-9", ""), ("3", "7", "")), dictionary=BOOK)
    assert found.frame["debt"].tolist() == [12.5, -9, 7]
    assert found.dictionary["debt"].type == "decimal"
    assert "'debt' was read with decimal commas." in found.remarks


@pytest.mark.parametrize(
    ("mark", "cells"),
    [(";", ("1,5", "2.5")), (";", ("1.234,5", "2")), (";", ("1,5 kg", "2")), (",", ('"1,234"', "2"))],
)
def test_what_may_be_read_in_two_ways_stays_text_and_the_row_is_named(tmp_path, mark, cells):
    found = read(sheet(tmp_path, *(("1", cell, "") for cell in cells), mark=mark), dictionary=BOOK)
    assert found.dictionary["debt"].is_text
    assert "'debt' should be of the type decimal and stays text, because of row 2." in found.remarks


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        (("03.04.2014", "1.12.2014"), ["2014-04-03", "2014-12-01"]),
        (("03/04/2014", "31/12/2014"), ["2014-04-03", "2014-12-31"]),
        (("03/04/2014", "12/31/2014"), ["2014-03-04", "2014-12-31"]),
    ],
)
def test_days_that_leave_one_way(tmp_path, written, iso):
    found = read(sheet(tmp_path, *(("1", "", day) for day in written), ("9", "", "-9")), dictionary=BOOK)
    assert found.frame["held"].dt.strftime("%Y-%m-%d").tolist()[:2] == iso
    assert found.raw["held"].tolist()[2] == -9


@pytest.mark.parametrize(
    "written", [("03/04/2014",), ("13/04/2014", "04/13/2014"), ("31.02.2014",), ("3.4.14",)]
)
def test_days_that_leave_two_ways_or_none_stay_text(tmp_path, written):
    found = read(sheet(tmp_path, *(("1", "", day) for day in written)), dictionary=BOOK)
    assert found.dictionary["held"].is_text and found.frame["held"].tolist() == list(written)


def test_receive_says_how_it_was_read(study, tmp_path):
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(BOOK.to_json(), encoding="utf-8")
    table = receive(study, sheet(tmp_path, ("A1", "12,5", "31.12.2014")), "baseline")
    assert table.facts["status"] == "accepted"
    assert "The dates of 'held' were read as day, month, year." in table.notes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_of_excel(tmp_path, encoding):
    mark = {"utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[encoding]
    (tmp_path / "r.csv").write_bytes(mark + "urn\tq\r\nA1\tä\r\n".encode(encoding))
    assert read(tmp_path / "r.csv").frame.values.tolist() == [["A1", "ä"]]


def test_a_line_that_names_the_separator_is_no_row(tmp_path):
    (tmp_path / "r.csv").write_text("sep=;\r\nurn;q, and more\r\nA1;2\r\n", encoding="utf-8", newline="")
    found = read(tmp_path / "r.csv")
    assert found.frame.values.tolist() == [["A1", 2]] and found.dictionary.names == ("urn", "q, and more")


def test_a_workbook_with_a_password_is_refused_by_name(tmp_path):
    (tmp_path / "r.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(ProblemError, match="password"):
        read(tmp_path / "r.xlsx")


CHOICE = Dictionary(
    (
        Variable("urn", "", "text"),
        Variable("q", "", "choice", "q", (MissingRange(-9, -9, Reason.REFUSED, "Refused"),)),
    ),
    {"q": CodeList("q", (Code(1, "Very good", {"cy": "Da iawn"}), Code(2, "Good", {"cy": "Da"})))},
)


def answers(tmp_path, *cells, book=CHOICE):
    (tmp_path / "r.csv").write_text("urn,q\n" + "".join(f"A,{cell}\n" for cell in cells), encoding="utf-8")
    return read(tmp_path / "r.csv", dictionary=book)


def test_labels_become_the_codes_they_stand_for(tmp_path):
    found = answers(tmp_path, "Very good", " GOOD", "Da", "2", "", "refused")
    assert found.frame["q"].dropna().tolist() == [1, 2, 2, 2, -9]
    assert found.dictionary["q"] == CHOICE["q"]
    assert any("stand as labels" in remark for remark in found.remarks)


def test_one_word_that_is_no_label_keeps_the_column_text(tmp_path):
    found = answers(tmp_path, "Very good", "splendid")
    assert found.frame["q"].tolist() == ["Very good", "splendid"]


def test_labels_that_two_codes_share_or_that_are_numbers_are_not_guessed(tmp_path):
    for labels in (("Good", "good"), ("Good", "1")):
        codes = tuple(Code(value, label) for value, label in enumerate(labels, start=1))
        book = Dictionary(CHOICE.variables, {"q": CodeList("q", codes)})
        assert answers(tmp_path, "Good", book=book).dictionary["q"].is_text
