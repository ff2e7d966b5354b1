"""What SPSS has room for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from familypanel.study.dictionary import Code, CodeList, MissingRange, Variable
from familypanel.study.spss import declared_missing, fitting, literal, missing_syntax

# missing codes (a..b is a range) | listed answers | lowest and highest number | what is declared
CASES = """
    -1 -8 -9          |        |        | -1, -8, -9
    -9 -8 -2 -1       | 1 2    |        | -9 THRU -1
    -9 -8 -2 -1       | 1 -5   |        | none
    -9 -8 -2 -1       | -2 1   |        | -9 THRU -1
    -9 -8 -1 99       |        | 0 96   | -9 THRU -1, 99
    -9 97 98 99       |        | 0 96   | 97 THRU 99, -9
    -9 -8 97 98       |        | 0 96   | none
    -9..-5 -1         | 1      |        | -9 THRU -5, -1
    -9..-5 -7..-1     | 1      |        | -9 THRU -1
    -inf..-1 99       | 1      |        | LOWEST THRU -1, 99
    97..inf           | 1      |        | 97 THRU HIGHEST
    0.5 1.5 2.5 3.5   | 1      |        | 1.5 THRU 3.5, 0.5
    0.5 1.5 2.5 3.5   | 4      |        | 0.5 THRU 3.5
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_missing_codes_are_declared_where_no_answer_lies_between(line: str) -> None:
    codes, listed, limits, wanted = (cell.strip() for cell in line.split("|"))
    spans = (each.partition("..") for each in codes.split())
    missing = tuple(MissingRange(float(low), float(high or low)) for low, _, high in spans)
    low, high = map(float, limits.split()) if limits else (None, None)
    answers = CodeList("l", tuple(Code(float(code), code) for code in listed.split()))
    found = declared_missing(Variable("v", missing=missing, low=low, high=high), answers if listed else None)
    assert ("none" if found is None else missing_syntax(found)) == wanted


numbers = st.integers(-20, 20).map(float)


@given(st.sets(numbers, max_size=6), st.sets(numbers, max_size=6))
def test_no_delivered_answer_ever_becomes_missing(codes: set[float], answers: set[float]) -> None:
    answers -= codes
    variable = Variable("v", missing=tuple(MissingRange(code, code) for code in codes))
    spans = declared_missing(variable, None, lambda low, high: any(low <= each <= high for each in answers))
    if spans is None:
        assert len(codes) > 3
        return
    assert not any(low <= each <= high for low, high in spans for each in answers)
    assert all(any(low <= code <= high for low, high in spans) for code in codes)
    ranges = [span for span in spans if span[0] != span[1]]
    assert len(ranges) <= 1 and len(spans) <= (2 if ranges else 3)


@pytest.mark.parametrize(("codes", "declared"), [("-9 -8", 2), ("-9 -8 -7 -1", 0), ("refused_to_say", 0)])
def test_texts_have_three_short_missing_values_or_none(codes: str, declared: int) -> None:
    missing = tuple(MissingRange(code, code) for code in codes.split())
    found = declared_missing(Variable("t", type="text", width=1000, missing=missing), None)
    assert found is not None and len(found) == declared
    assert missing_syntax(found) == ", ".join(f"'{code}'" for code in codes.split()[:declared])


def test_labels_fit_and_literals_are_quoted() -> None:
    assert fitting("ŵ" * 60, 120) == "ŵ" * 60
    assert fitting("ŵ" * 61, 120) == "ŵ" * 58 + "…" and len(fitting("ŵ" * 61, 120).encode()) <= 120
    assert literal("Don't\nknow") == "'Don''t know'"
    assert math.isinf(declared_missing(Variable("v", missing=(MissingRange(9, math.inf),)), None)[0][1])
