"""Files that are no .sav: portable SPSS, Stata, sheets; and .sav files of other encodings."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.store.waves import read_wave
from familypanel.surveys import lineage, read, receive, write
from familypanel.surveys.por_parse import parse_portable

HERE = Path(__file__).parent / "fixtures"


# -- portable files --------------------------------------------------------------------------------


def test_a_portable_file_keeps_what_its_sav_keeps():
    por, sav = read(HERE / "portable.por"), read(HERE / "portable.sav")
    sav_frame = sav.frame.rename(columns=str.upper)
    pd.testing.assert_frame_equal(por.frame, sav_frame)
    pd.testing.assert_frame_equal(por.raw, sav.raw.rename(columns=str.upper))
    for one, other in zip(por.dictionary, sav.dictionary, strict=True):
        assert (one.name, one.label, one.type, one.missing) == (
            other.name.upper(),
            other.label,
            other.type,
            other.missing,
        )
        labels = [book.code_list(v.name) for book, v in ((por.dictionary, one), (sav.dictionary, other))]
        first, second = (found and found.labels() for found in labels)
        assert first == second
    assert {k.lower(): v for k, v in por.formats.items()} == sav.formats
    assert (por.layout.weight, por.notes[0]) == ("LONE", "A note")


def test_declared_missing_codes_of_a_portable_file_become_reasons(study):
    receive(study, HERE / "portable.por", "baseline")
    cells = read_wave(study.store, "baseline")
    assert cells.frame["LONE"].tolist() == [1, -9, -1]
    assert [Reason(int(r)).word for r in cells.reason("LONE")] == ["value", "error", "dont_know"]


def portable(body: str) -> str:
    plain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    whole = "X" * 200 + "0" * 64 + plain.ljust(192, "0") + "SPSSPORT" + "A8/202601016/000000" + body
    return "\r\n".join(whole[i : i + 80] for i in range(0, len(whole), 80))


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("0", 0),
        ("-T", -29),
        ("10", 30),
        (".F", 0.5),
        ("1.F", 1.5),
        ("1+2", 900),
        ("1-1", 1 / 30),
        ("*.", math.nan),
    ],
)
def test_numbers_of_base_30(digits, value):
    end = "" if digits.startswith("*") else "/"
    found = parse_portable(portable(f"41/70/1/X5/8/2/5/8/2/F{digits}{end}ZZZ"))
    assert found.rows == [[value]] or (math.isnan(value) and math.isnan(found.rows[0][0]))


def test_ranges_of_every_form():
    found = parse_portable(portable("42/70/1/X5/8/2/5/8/2/9-5/8T/70/1/Y5/8/2/5/8/2/AT/F1/2/ZZ"))
    assert found.variables[0].missing == [{"lo": -math.inf, "hi": -5}, {"lo": 29, "hi": 29}]
    assert found.variables[1].missing == [{"lo": 29, "hi": math.inf}]


@pytest.mark.parametrize(
    "body",
    [
        "41/",
        "41/70/1/X5/8/2/5/8/2/F1/",
        "41/71/1/X1/1/0/1/1/0/FT/xZ",
        "Q",
        "41/70/1/X5/8/2/5/8/2/F1Z",
        "F/Z",
        "81/",
    ],
)
def test_a_portable_file_that_ends_or_lies_is_refused(body, tmp_path):
    (tmp_path / "x.por").write_text(portable(body), encoding="latin-1", newline="")
    with pytest.raises(ProblemError) as stopped:
        read(tmp_path / "x.por")
    assert stopped.value.problems[0].code in ("FP1021", "FP3001")


# -- Stata -----------------------------------------------------------------------------------------


def test_stata_keeps_its_missing_values_apart(tmp_path):
    frame = pd.DataFrame(
        {"urn": ["A1", "A2", "A3", "A4"], "x": [1.0, 2, np.nan, np.nan], "y": [-150.0, 1, 2, 3]}
    )
    frame["x"] = frame["x"].astype(object)
    frame.loc[2, "x"], frame.loc[3, "x"] = "a", "r"
    pyreadstat.write_dta(
        frame,
        str(tmp_path / "a.dta"),
        missing_user_values={"x": ["a", "r"]},
        column_labels={"x": "How much"},
        variable_value_labels={"x": {1: "Little", 2: "Much", "r": "Refused"}},
    )
    found = read(tmp_path / "a.dta")
    x = found.dictionary["x"]
    # -150 is an answer in this file, so that the codes begin below the next hundred.
    assert found.frame["x"].tolist() == [1, 2, -201, -218]
    assert x.missing == (MissingRange(-201, -201, label=".a"), MissingRange(-218, -218, label="Refused"))
    assert (x.label, x.type) == ("How much", "choice")
    assert found.dictionary.code_list("x").labels() == {1: "Little", 2: "Much"}
    assert "-218" in found.remarks[0]


def test_stata_dates(tmp_path):
    days = pd.DataFrame({"d": [0.0, 19_785.0], "m": [0.0, 650.0], "c": [0.0, 1_709_458_215_000.0]})
    pyreadstat.write_dta(days, str(tmp_path / "d.dta"), variable_format={"d": "%td", "m": "%tm", "c": "%tc"})
    found = read(tmp_path / "d.dta")
    assert [str(value) for value in found.frame.iloc[1]] == [
        "2014-03-03 00:00:00",
        "2014-03-01 00:00:00",
        "2014-03-03 09:30:15",
    ]
    assert found.frame.iloc[0].tolist() == [pd.Timestamp("1960-01-01")] * 3
    assert [v.type for v in found.dictionary] == ["date", "date", "datetime"]


# -- sheets ----------------------------------------------------------------------------------------

YN = CodeList("yn", (Code(1, "Yes"), Code(2, "No")))
BOOK = Dictionary(
    (
        Variable("urn", "URN", "text"),
        Variable("lone", "Lone parent?", "choice", "yn", (MissingRange(-9, -9, Reason.REFUSED),)),
        Variable("held", "Date", "date"),
        Variable("code", "A code that is a text", "text"),
    ),
    {"yn": YN},
)
CSV = "urn,lone,held,code\n007,1,2014-03-03,12\n008,-9,,\n009,,-9,x\n"


def test_a_sheet_is_read_as_the_dictionary_says(tmp_path):
    (tmp_path / "r.csv").write_text(CSV, encoding="utf-8")
    found = read(tmp_path / "r.csv", dictionary=BOOK)
    assert found.frame["urn"].tolist() == ["007", "008", "009"]
    assert found.frame["code"].tolist() == ["12", "", "x"]
    np.testing.assert_array_equal(found.frame["lone"], [1, -9, math.nan])
    assert found.frame["held"][0] == pd.Timestamp("2014-03-03")
    assert found.raw["held"].tolist()[2] == -9
    assert (found.dictionary["lone"], found.remarks) == (BOOK["lone"], ())


def test_without_a_dictionary_ids_and_leading_zeros_stay_text(tmp_path):
    (tmp_path / "r.csv").write_bytes(b"\xef\xbb\xbfcase;n;zip;free;none\n1;2,5;07;a;\n2;3;08;;\n")
    found = read(tmp_path / "r.csv", id="case")
    assert [v.type for v in found.dictionary] == ["text", "text", "text", "text", "text"]
    (tmp_path / "s.csv").write_text("case\tn\tm\n1\t2.5\t3\n2\t\t4\n", encoding="utf-8")
    found = read(tmp_path / "s.csv", id="case")
    assert [v.type for v in found.dictionary] == ["text", "decimal", "integer"]
    assert "n, m" in found.remarks[-1]


def test_a_column_that_does_not_fit_stays_text_and_the_file_is_refused(study, tmp_path):
    (tmp_path / "sound.csv").write_text(CSV, encoding="utf-8")
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(BOOK.to_json(), encoding="utf-8")
    (tmp_path / "bad.csv").write_text(CSV.replace(",1,", ",often,"), encoding="utf-8")
    table = receive(study, tmp_path / "bad.csv", "baseline")
    assert (table.facts["status"], table.facts["rows_in"]) == ("refused", 3)
    assert "FP3022" in {row["code"] for row in table.rows}
    table = receive(study, tmp_path / "sound.csv", "baseline")
    assert (table.facts["status"], table.facts["accepted"]) == ("accepted", 3)
    cells = read_wave(study.store, "baseline")
    assert [Reason(int(r)).word for r in cells.reason("lone")] == ["value", "refused", "no_answer"]
    assert cells.frame["urn"].tolist() == ["007", "008", "009"]


def test_a_workbook_is_read_like_a_csv(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["urn", "lone", "held", "code"])
    book.active.append(["007", 1, pd.Timestamp("2014-03-03").to_pydatetime(), 12])
    book.active.append(["008", -9, None, None])
    book.create_sheet("second")
    book.save(tmp_path / "r.xlsx")
    found = read(tmp_path / "r.xlsx", dictionary=BOOK)
    assert found.frame["code"].tolist() == ["12", ""]
    assert found.frame["lone"].tolist() == [1, -9]
    assert found.frame["held"][0] == pd.Timestamp("2014-03-03")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FP1021"),
        (b"a,a\n1,2\n", "FP1021"),
        (b"a,b\n1\n", "FP3151"),
        (b'a,b\n1,"2\n', "FP1021"),
        (b"a,\n1,2\n", "FP1021"),
    ],
)
def test_a_sheet_that_could_be_misread_is_refused(content, code, tmp_path):
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(ProblemError) as stopped:
        read(tmp_path / "r.csv")
    assert stopped.value.problems[0].code == code


def test_a_workbook_that_is_none_is_refused(tmp_path):
    (tmp_path / "r.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ProblemError) as stopped:
        read(tmp_path / "r.xlsx")
    assert stopped.value.problems[0].code == "FP1021"


# -- encodings, sizes, names -----------------------------------------------------------------------


def test_a_wrongly_declared_encoding_is_said(tmp_path):
    found = read(HERE / "features.sav")
    old = replace(
        found,
        frame=found.frame.assign(talk=["café au lait", "", ""]),
        layout=replace(found.layout, encoding="windows-1252"),
    )
    old = replace(
        old, dictionary=replace(old.dictionary, variables=tuple(replace(v, label="") for v in old.dictionary))
    )
    write(old, tmp_path / "old.sav")
    content = (tmp_path / "old.sav").read_bytes().replace(b"windows-1252", b"UTF-8       ")
    (tmp_path / "lie.sav").write_bytes(content)
    lie = read(tmp_path / "lie.sav")
    assert lie.frame["talk"][0] == "café au lait"
    assert "UTF-8, which is not true" in lie.remarks[0]


@pytest.mark.parametrize("declared", ["cp850", "ascii"])
def test_utf8_that_is_declared_as_something_else_is_no_gibberish(declared, tmp_path):
    """Nearly all bytes can be read as code page 850, wrongly; as ASCII none of these can."""
    words = ["Siân, tŷ", "“quoted”", ""]
    found = read(HERE / "features.sav")
    write(replace(found, frame=found.frame.assign(talk=words)), tmp_path / "true.sav")
    content = (tmp_path / "true.sav").read_bytes()
    lying = content.replace(b"UTF-8", declared.encode().ljust(5))
    assert lying.count(declared.encode()) == 1
    (tmp_path / "lie.sav").write_bytes(lying)
    lie = read(tmp_path / "lie.sav")
    assert lie.frame["talk"].tolist() == words
    assert (lie.layout.encoding, lie.dictionary) == ("UTF-8", found.dictionary)
    assert "were read as UTF-8" in lie.remarks[0]


def test_an_encrypted_file_is_named(tmp_path):
    (tmp_path / "x.sav").write_bytes(b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + b"\x15\0\0\0" + b"\x9d" * 300)
    with pytest.raises(ProblemError) as stopped:
        read(tmp_path / "x.sav")
    assert "encrypted" in stopped.value.problems[0].what


def test_names_that_differ_only_by_case_are_kept_apart(tmp_path):
    book = Dictionary(
        (Variable("urn", type="text", width=4), Variable("Age"), Variable("age"), Variable("AGE"))
    )
    frame = pd.DataFrame({"urn": ["A"], "Age": [1.0], "age": [2.0], "AGE": [3.0]})
    found = read(HERE / "baseline.sav")
    write(replace(found, frame=frame, dictionary=book, raw=pd.DataFrame(index=[0])), tmp_path / "c.sav")
    again = read(tmp_path / "c.sav")
    assert again.frame.iloc[0].tolist() == ["A", 1.0, 2.0, 3.0]


@pytest.mark.slow
def test_many_thousand_columns(tmp_path):
    names = [f"variable_{i}" for i in range(20_000)]
    book = Dictionary(tuple(Variable(name, f"Question {name}", "integer") for name in names))
    found = read(HERE / "m24.zsav")
    frame = pd.DataFrame(np.arange(40_000, dtype=float).reshape(2, -1), columns=names)
    write(replace(found, frame=frame, dictionary=book, raw=pd.DataFrame(index=[0, 1])), tmp_path / "wide.sav")
    again = read(tmp_path / "wide.sav")
    assert (again.n_rows, again.n_columns) == (2, 20_000)
    assert again.frame.iloc[1, -1] == 39_999
    assert again.dictionary["variable_19999"].label == "Question variable_19999"


def test_durations_of_a_sheet_are_seconds_even_beyond_a_day(tmp_path):
    book = Dictionary((Variable("urn", "", "text"), Variable("talk", "Talked for", "duration")))
    (tmp_path / "r.csv").write_text("urn,talk\nA1,29:14\nA2,0:05:30\nA3,90\nA4,\n", encoding="utf-8")
    assert read(tmp_path / "r.csv", dictionary=book).frame["talk"].tolist()[:3] == [105240.0, 330.0, 90.0]
    sheet = openpyxl.Workbook()
    for row in (["urn", "talk"], ["A1", dt.timedelta(hours=29, minutes=14)], ["A2", dt.time(0, 5, 30)]):
        sheet.active.append(row)
    sheet.save(tmp_path / "r.xlsx")
    assert read(tmp_path / "r.xlsx", dictionary=book).frame["talk"].tolist() == [105240.0, 330.0]


def test_rows_of_a_sheet_are_counted_as_a_spreadsheet_shows_them(study, tmp_path):
    (tmp_path / "r.csv").write_text("urn,q\nA1,1\n,2\n", encoding="utf-8")
    table = receive(study, tmp_path / "r.csv", "baseline")
    assert [(row["code"], row["row"]) for row in table.rows] == [("FP3004", 3)]
    assert lineage(study, "A1", "q", "baseline").facts["row"] == 2


def test_empty_rows_of_a_sheet_are_said(tmp_path):
    (tmp_path / "r.csv").write_text("urn,q\nA1,1\n,\n\nA2,2\n\n", encoding="utf-8")
    found = read(tmp_path / "r.csv")
    assert found.frame["urn"].tolist() == ["A1", "A2"]
    assert "Empty rows of the sheet were left out: 2" in found.remarks[0]


def test_without_a_dictionary_iso_dates_are_dates_and_that_is_said(tmp_path):
    content = "urn,int_date,at,born\nA1,2014-05-06,2014-05-06T10:30:00,4.5.1980\nA2,,2014-05-07,1980\n"
    (tmp_path / "r.csv").write_text(content, encoding="utf-8")
    found = read(tmp_path / "r.csv")
    assert [v.type for v in found.dictionary] == ["text", "date", "datetime", "text"]
    assert found.frame["int_date"].dropna().dt.strftime("%Y-%m-%d").tolist() == ["2014-05-06"]
    assert "int_date, at" in found.remarks[1]


def test_a_day_that_is_none_leaves_the_column_text(tmp_path):
    (tmp_path / "r.csv").write_text("urn,day\nA1,2014-02-30\n", encoding="utf-8")
    assert read(tmp_path / "r.csv").frame["day"].tolist() == ["2014-02-30"]
