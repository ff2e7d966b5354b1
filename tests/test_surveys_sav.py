"""Write and read .sav: the same content, the same bytes; nothing lost, nothing silently changed."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.missing import SCHEMES
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.surveys import read
from familypanel.surveys.spss_formats import moments_of, seconds_of
from familypanel.surveys.spss_header import read_header
from familypanel.surveys.spss_read import read_file
from familypanel.surveys.spss_write import LABEL_BYTES, fitting, write_sav

UKHLS = tuple(MissingRange(code, code, reason) for code, reason in SCHEMES["ukhls"].codes.items())
YES_NO = CodeList("yn", (Code(1, "Yes"), Code(2, "No")))


def book(*variables: Variable) -> Dictionary:
    return Dictionary(variables, {"yn": YES_NO})


def test_no_rows_keep_widths_labels_and_missing_values(tmp_path):
    wide = book(
        Variable("urn", "URN", "text", width=7),
        Variable("talk", "Own words", "text", width=1000),
        Variable("lone", "Lone parent?", "choice", "yn", UKHLS, "nominal"),
        Variable("held", "Date", "date"),
    )
    write_sav(tmp_path / "empty.sav", wide)
    found = read(tmp_path / "empty.sav")
    assert (found.n_rows, found.n_columns, found.declared_rows) == (0, 4, 0)
    assert [v.width for v in found.dictionary] == [7, 1000, None, None]
    assert [v.label for v in found.dictionary] == ["URN", "Own words", "Lone parent?", "Date"]
    labels = {part.low: part.label for part in found.dictionary["lone"].missing if part.low == part.high}
    assert labels == {code: reason.label for code, reason in SCHEMES["ukhls"].codes.items()}
    assert found.dictionary.code_list("lone").labels() == {1: "Yes", 2: "No"}
    assert found.formats["held"] == "DATE11"


def test_same_content_same_bytes_and_no_moment_of_writing(tmp_path):
    lone = book(Variable("lone", "Lone parent?", "choice", "yn", UKHLS))
    frame = pd.DataFrame({"lone": [1, 2, -9]})
    for name in ("a.sav", "b.sav"):
        write_sav(tmp_path / name, lone, frame)
    one, other = ((tmp_path / name).read_bytes() for name in ("a.sav", "b.sav"))
    assert one == other
    assert one[92:109] == b"01 Jan 8000:00:00"


def test_dates_may_be_dates_texts_or_delivered_missing_codes(tmp_path):
    held = book(Variable("held", "Date", "date", missing=(MissingRange(-9, -9),)))
    write_sav(
        tmp_path / "d.sav", held, pd.DataFrame({"held": [dt.date(2016, 2, 29), "1899-12-31", -9, None]})
    )
    found = read(tmp_path / "d.sav")
    assert found.frame["held"].tolist()[:2] == [pd.Timestamp("2016-02-29"), pd.Timestamp("1899-12-31")]
    assert found.frame["held"].isna().tolist() == [False, False, True, True]
    assert found.raw["held"].tolist()[2] == -9


def test_seconds_are_counted_from_14_october_1582():
    # 115,861 days lie between the start of the Gregorian calendar and 1900.
    seconds = seconds_of(pd.Series(pd.to_datetime(["1582-10-15", "1900-01-01"])))
    assert seconds.tolist() == [86_400, 115_861 * 86_400]


@pytest.mark.parametrize("wild", [np.inf, -np.inf, np.nan, 1e300, -5.0, 99.0, 9e11])
def test_a_number_that_is_no_date_is_no_error(wild):
    assert np.isnat(moments_of(np.array([wild]))).all()


def test_missing_codes_never_swallow_an_answer(tmp_path):
    spread = tuple(MissingRange(code, code) for code in (-9, -8, 97, 98))
    ages = book(Variable("age", "Age", "integer", low=0, high=96, missing=spread))
    with pytest.raises(ProblemError) as stopped:
        write_sav(tmp_path / "x.sav", ages, pd.DataFrame({"age": [30]}))
    assert stopped.value.problems[0].code == "FP3011"
    assert not (tmp_path / "x.sav").exists()


def test_a_range_and_a_single_code_are_found_where_they_fit(tmp_path):
    codes = tuple(MissingRange(code, code) for code in (-9, -8, -1, 99))
    ages = book(Variable("age", "Age", "integer", low=0, high=96, missing=codes))
    write_sav(tmp_path / "x.sav", ages, pd.DataFrame({"age": [30, -8, 99]}))
    declared = read(tmp_path / "x.sav").dictionary["age"].missing
    assert declared == (MissingRange(-9, -1), MissingRange(99, 99))


def test_a_text_longer_than_declared_is_refused_not_cut(tmp_path):
    with pytest.raises(ProblemError) as stopped:
        write_sav(tmp_path / "x.sav", book(Variable("t", "", "text", width=3)), pd.DataFrame({"t": ["cŵn"]}))
    assert stopped.value.problems[0].code == "FP3012"


def test_data_and_dictionary_must_name_the_same_variables(tmp_path):
    with pytest.raises(ProblemError) as stopped:
        write_sav(tmp_path / "x.sav", book(Variable("a")), pd.DataFrame({"a": [1], "b": [2]}))
    assert stopped.value.problems[0].code == "FP3010"


def test_long_labels_end_in_an_ellipsis_on_a_whole_character():
    cut = fitting("ŵ" * 300, LABEL_BYTES)
    assert cut == "ŵ" * 126 + "…"
    assert fitting("short", LABEL_BYTES) == "short"


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=40).map(str.rstrip)
NUMBERS = st.floats(-1e15, 1e15) | st.none()
ROWS = st.lists(st.tuples(TEXTS, NUMBERS, st.sampled_from([1, 2, -1, -2, -7, -8, -9, None])), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_round_trip_of_any_values(rows, tmp_path):
    variables = book(
        Variable("t", "Text", "text", width=200),
        Variable("n", "Number", "decimal", decimals=2),
        Variable("c", "Code", "choice", "yn", UKHLS),
    )
    frame = pd.DataFrame(rows, columns=["t", "n", "c"])
    path = tmp_path / "r.sav"
    write_sav(path, variables, frame)
    content, meta = in_this_process(path)
    assert content["t"].fillna("").tolist() == [text for text, _, _ in rows]
    for name, at in (("n", 1), ("c", 2)):
        wanted = np.array([np.nan if row[at] is None else row[at] for row in rows], dtype=float)
        np.testing.assert_array_equal(content[name].to_numpy(dtype=float), wanted)
    assert [v.width for v in meta] == [200, None, None]


def in_this_process(path: Path) -> tuple[pd.DataFrame, Dictionary]:
    """Read without a child process, which would only cost time here."""
    import io

    import pyarrow as pa

    stream = io.BytesIO()
    answer = read_file(stream, path)
    stream.seek(0)
    return pa.ipc.open_stream(stream).read_pandas(), Dictionary.from_json(answer["dictionary"])


def small(path: Path) -> bytes:
    write_sav(
        path,
        book(Variable("urn", "", "text", width=8), Variable("a", "A")),
        pd.DataFrame({"urn": ["1", "2"], "a": [1, 2]}),
    )
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"\x00" * 400, "Word (.docx)"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 400, "old Word or Excel"),
        (b"%PDF-1.7" + b"\x00" * 400, "PDF"),
        (b"", "it is empty"),
        (b"\x1c\x00\x00\x00\x00\x00\x00\x00ENCRYPTEDSAV" + b"\x00" * 400, "encrypted"),
        (b"id,answer\n1,2\n", "does not begin as an SPSS file"),
    ],
)
def test_what_is_no_spss_file_is_named(content, said, tmp_path):
    path = tmp_path / "answers.sav"
    path.write_bytes(content)
    with pytest.raises(ProblemError) as stopped:
        read(path)
    (found,) = stopped.value.problems
    assert (found.code, found.exit) == ("FP1021", ExitCode.FILE)
    assert said in found.what


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "cut.sav"
    content = small(path)
    for size in (100, 300, len(content) - 40, len(content) - 8):
        path.write_bytes(content[:size])
        with pytest.raises(ProblemError) as stopped:
            read(path)
        assert stopped.value.exit_code == ExitCode.FILE


def test_a_header_that_lies_about_its_cases_is_refused(tmp_path):
    path = tmp_path / "lie.sav"
    content = bytearray(small(path))
    content[80:84] = struct.pack("<i", 1)
    path.write_bytes(content)
    with pytest.raises(ProblemError) as stopped:
        read(path)
    assert stopped.value.exit_code == ExitCode.FILE


def test_header_counts_very_long_texts_once(tmp_path):
    path = tmp_path / "long.sav"
    variables = book(*(Variable(f"t{width}", "", "text", width=width) for width in (8, 255, 256, 600, 5000)))
    write_sav(path, variables, pd.DataFrame({name: ["x"] for name in variables.names}))
    header = read_header(path)
    assert (header.cases, header.variables) == (1, 5)


def test_unknown_ending_and_missing_file(tmp_path):
    (tmp_path / "a.doc").write_bytes(b"x")
    for name, code in (("a.doc", "FP1026"), ("none.sav", "FP1020")):
        with pytest.raises(ProblemError) as stopped:
            read(tmp_path / name)
        assert stopped.value.problems[0].code == code


def test_an_answer_labelled_with_nothing_keeps_its_label(tmp_path):
    book = Dictionary(
        (Variable("q", "", "choice", "q"), Variable("t", "", "text", "t", width=12)),
        {
            "q": CodeList("q", (Code(1, "Yes"), Code(2, ""))),
            "t": CodeList("t", (Code("a", ""), Code("something", "b"))),
        },
    )
    write_sav(tmp_path / "a.sav", book, pd.DataFrame({"q": [1, 2], "t": ["a", "something"]}))
    found = read(tmp_path / "a.sav").dictionary
    assert found.code_list("q").labels() == {1: "Yes", 2: ""}
    assert found.code_list("t").labels() == {"a": "", "something": "b"}


def test_all_cases_beyond_the_declared_ones_are_counted(tmp_path):
    book = Dictionary((Variable("q", "", "integer"),))
    write_sav(tmp_path / "a.sav", book, pd.DataFrame({"q": range(7)}))
    content = (tmp_path / "a.sav").read_bytes()
    (tmp_path / "a.sav").write_bytes(content[:80] + struct.pack("<i", 3) + content[84:])
    with pytest.raises(ProblemError) as stopped:
        read(tmp_path / "a.sav")
    assert stopped.value.problems[0].what.endswith("declares 3 cases, but 7 arrived.")
