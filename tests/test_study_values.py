"""Plain values of the ground floor: problems, missing reasons, dictionary, table, URNs, dates."""

from __future__ import annotations

import json
import math
import pickle
import re
import string

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from familypanel.study import (
    Code,
    CodeList,
    Column,
    Dictionary,
    ExitCode,
    MissingRange,
    Place,
    ProblemError,
    Reason,
    ResponseSet,
    Scale,
    Severity,
    Table,
    Variable,
)
from familypanel.study.catalogue import CATALOGUE
from familypanel.study.clock import now, parse_date
from familypanel.study.missing import SCHEMES
from familypanel.study.problems import problem
from familypanel.study.table import rounded
from familypanel.study.table_text import display_width
from familypanel.study.urn import ALPHABET, DEFAULT, UrnScheme, generate, normalise

FIELDS = re.compile(r"{(\w+)")


class TestProblems:
    def test_every_entry_says_what_why_and_what_to_do(self):
        for code, entry in CATALOGUE.items():
            assert re.fullmatch(r"FP[1-6]\d{3}", code)
            for text in (entry.what, entry.why, entry.remedy):
                assert len(text) > 12, code
                assert text[-1] in ".}", code

    def test_a_place_reads_as_file_line_column_then_names(self):
        assert str(Place("bank.yaml", 3, 7, item="PAR010")) == "bank.yaml:3:7, item PAR010"
        assert str(Place(row=4, urn="AB2")) == "row 4, URN AB2"
        assert str(Place()) == ""

    def test_the_first_problem_decides_the_exit_code(self):
        first, second = problem("FP1020", file="x.sav"), problem("FP1030", value="3/4")
        assert ProblemError([first, second]).exit_code is ExitCode.FILE

    def test_a_problem_error_survives_pickling(self):
        error = ProblemError(problem("FP1030", value="3/4"))
        assert pickle.loads(pickle.dumps(error)).problems == error.problems

    def test_a_missing_fact_is_an_error_of_the_programmer(self):
        with pytest.raises(KeyError):
            problem("FP1030")


class TestMissing:
    def test_the_same_code_means_different_things_in_different_schemes(self):
        assert SCHEMES["ukhls"].codes[-1] is Reason.DONT_KNOW
        assert SCHEMES["ukds"].codes[-1] is Reason.NOT_APPLICABLE

    @pytest.mark.parametrize("name", SCHEMES)
    def test_every_code_leads_to_its_reason_and_back(self, name):
        for code, reason in SCHEMES[name].codes.items():
            assert SCHEMES[name].code_for(reason) == code

    def test_words_and_reasons(self):
        assert [Reason.of(reason.word) for reason in Reason] == list(Reason)


names = st.text(string.ascii_lowercase, min_size=1, max_size=8)
texts = st.text(max_size=20)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers(-99, 99)
codes = st.builds(Code, numbers | texts, texts, st.dictionaries(st.sampled_from(["cy"]), texts.filter(bool)))
lists = st.dictionaries(names, st.builds(CodeList, names, st.lists(codes, max_size=3).map(tuple)), max_size=2)
ranges = st.builds(MissingRange, numbers, numbers, st.none() | st.sampled_from(Reason), texts)
variables = st.builds(
    Variable,
    name=names,
    label=texts,
    type=st.sampled_from(["choice", "integer", "text", "date"]),
    missing=st.lists(ranges, max_size=2).map(tuple),
    width=st.none() | st.integers(1, 300),
    low=st.none() | numbers,
    ask=st.none() | texts.filter(bool),
    allow=st.lists(st.sampled_from(Reason), max_size=2).map(tuple),
    sensitive=st.booleans(),
)
dictionaries = st.builds(
    Dictionary,
    variables=st.lists(variables, max_size=3).map(tuple),
    lists=lists,
    sets=st.lists(st.builds(ResponseSet, names, texts, st.just(("a", "b")), exclusive=st.just((0,)))).map(
        tuple
    ),
    scales=st.lists(st.builds(Scale, names, st.just(("a",)), min_answered=st.integers(0, 3))).map(tuple),
    title=texts,
)


class TestDictionary:
    @given(dictionaries)
    def test_json_keeps_everything(self, book):
        assert Dictionary.from_json(book.to_json()) == book

    def test_a_code_of_zero_is_not_nothing(self):
        book = Dictionary(lists={"l": CodeList("l", (Code(0, "None"),))}, variables=(Variable("a", low=0.0),))
        again = Dictionary.from_json(book.to_json())
        assert 0 in again.lists["l"] and again["a"].low == 0

    def test_ranges_hold_numbers_and_texts(self):
        assert -5 in MissingRange(-9, -1) and 0 not in MissingRange(-9, -1)
        assert "NA" in MissingRange("NA", "NA") and "N" not in MissingRange("NA", "NA")


class TestTable:
    table = Table.of(
        [
            {"wave": "m12", "n": 177, "rate": 177 / 368, "p": 0.00001},
            {"wave": "m24", "n": 1105, "rate": None, "p": 0.05},
        ],
        [
            Column("wave"),
            Column("n", kind="count"),
            Column("rate", kind="percent"),
            Column("p", kind="p_value"),
        ],
        title="Rates",
        notes=("Base: 368.",),
        facts={"base": np.int64(368)},
    )

    def test_text(self):
        assert self.table.to_text().splitlines() == [
            "Rates",
            "wave      n   rate       p",
            "m12     177  48.1%  <0.001",
            "m24   1,105          0.050",
            "Base: 368.",
        ]

    def test_json_is_unrounded_and_has_no_nan(self):
        table = self.table.with_(facts={"nothing": math.nan, "base": np.int64(368)})
        read = json.loads(table.to_json("panel attrition", "s"))
        assert read["rows"][0]["rate"] == 177 / 368
        assert read["nothing"] is None and read["base"] == 368 and read["command"] == "panel attrition"

    def test_csv_guards_against_formulas(self):
        text = Table.of([{"a": "=1+1", "b": -1, "c": "-1"}]).to_csv()
        assert text == "a,b,c\n'=1+1,-1,'-1\n"

    def test_html_escapes(self):
        html = Table.of([{"a": "<b>", "b": "&"}], title="x<y").to_html()
        assert "<b>" not in html and "&lt;b&gt;" in html and "x&lt;y" in html and 'scope="col"' in html

    def test_xlsx_holds_numbers_as_numbers_and_has_the_same_bytes_twice(self, tmp_path):
        for name in ("one.xlsx", "two.xlsx"):
            self.table.save(tmp_path / name)
        assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
        sheet = openpyxl.load_workbook(tmp_path / "one.xlsx").active
        assert (
            sheet["C2"].value == pytest.approx(177 / 368, rel=1e-14) and sheet["C2"].number_format == "0.0%"
        )
        assert sheet["A4"].value is None and sheet["A5"].value == "Base: 368."

    @pytest.mark.parametrize("ending", ["csv", "json", "html", "txt", "xlsx"])
    def test_save_by_ending(self, tmp_path, ending):
        self.table.save(tmp_path / f"t.{ending}")
        assert (tmp_path / f"t.{ending}").stat().st_size > 0

    def test_save_refuses_other_endings(self, tmp_path):
        with pytest.raises(ProblemError, match="FP1024"):
            self.table.save(tmp_path / "t.doc")

    def test_wide_tables_wrap_within_the_terminal(self):
        table = Table.of([{"a": "word " * 30, "b": "other " * 30}])
        assert max(map(display_width, table.to_text(60).splitlines())) <= 60

    def test_errors_in_the_data_make_the_exit_code_1(self):
        assert self.table.status is ExitCode.FINE
        found = problem("FP1031", urn="X", reason="it is blank")
        assert found.severity is Severity.ERROR
        assert self.table.with_(problems=(found,)).status is ExitCode.PROBLEMS

    @pytest.mark.parametrize(
        ("value", "decimals", "shown"),
        [
            (0.5, 0, "1"),
            (2.5, 0, "3"),
            (36.945, 2, "36.95"),
            (-0.645, 2, "-0.65"),
            (1.005, 2, "1.01"),
            (48.0978, 1, "48.1"),
        ],
    )
    def test_rounds_half_up_as_published_tables_do(self, value, decimals, shown):
        assert rounded(value, decimals) == shown


class TestUrn:
    def test_drawn_urns_are_valid_distinct_and_easy_to_read_aloud(self):
        draw = generate(np.random.default_rng(7))
        urns = [next(draw) for _ in range(2000)]
        assert len(set(urns)) == 2000
        assert all(DEFAULT.fault(urn) is None and set(urn) <= set(ALPHABET) for urn in urns)
        assert not set(ALPHABET) & set("ILOU01")

    def test_every_wrong_character_and_every_swap_of_neighbours_is_found(self):
        urn = next(generate(np.random.default_rng(3)))
        wrong = {urn[:i] + c + urn[i + 1 :] for i in range(7) for c in ALPHABET} - {urn}
        swapped = {urn[:i] + urn[i + 1] + urn[i] + urn[i + 2 :] for i in range(6)} - {urn}
        assert all(DEFAULT.fault(text) for text in wrong | swapped)

    @pytest.mark.parametrize(
        ("check", "good", "bad"),
        [
            ("luhn", "78949", "78948"),
            ("damm", "5724", "5725"),
            ("iso7064_97_10", "79444", "79445"),
            ("none", "anything", " "),
        ],
    )
    def test_declared_schemes(self, check, good, bad):
        scheme = UrnScheme(check=check)
        assert scheme.fault(good) is None and scheme.fault(bad) is not None

    @given(st.text(max_size=12))
    def test_normalising_twice_changes_nothing_more(self, text):
        assert normalise(normalise(text)) == normalise(text)


class TestClock:
    def test_the_moment_can_be_fixed(self, monkeypatch):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1456704000")
        assert now().isoformat() == "2016-02-29T00:00:00+00:00"
        assert parse_date(None).isoformat() == "2016-02-29"

    @pytest.mark.parametrize("text", ["3/4/2016", "2015-02-29", "", "yesterday"])
    def test_other_dates_are_refused(self, text):
        with pytest.raises(ProblemError, match="FP1030"):
            parse_date(text)
