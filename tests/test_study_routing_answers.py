"""Rules over the answers of many respondents, however their answers are stored."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from familypanel.study.cells import Cells
from familypanel.study.dictionary import Code, CodeList, Dictionary, ResponseSet, Variable
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import (
    FrameAnswers,
    asked,
    evaluate,
    one,
    option_variables,
    parse,
)


def truths(rule: str, answers: FrameAnswers) -> str:
    return "".join({1: "T", 0: "F", -1: "U"}[truth] for truth in evaluate(parse(rule), answers).tolist())


def test_everybody_is_asked_where_there_is_no_rule() -> None:
    assert asked(None, FrameAnswers(pd.DataFrame({"a": [1, None]}))).tolist() == [True, True]


def test_a_missing_answer_never_routes_anybody_in() -> None:
    answers = FrameAnswers(pd.DataFrame({"a": [1, 2, None]}))
    assert asked(parse("a = 1"), answers).tolist() == [True, False, False]
    assert asked(parse("not a = 1"), answers).tolist() == [False, True, False]


def test_a_delivered_code_is_not_read_where_there_is_a_reason() -> None:
    reasons = {"income": np.array([0, Reason.REFUSED, Reason.DONT_KNOW, 0], dtype=np.int8)}
    answers = FrameAnswers(pd.DataFrame({"income": [300.0, -2.0, -1.0, np.nan]}), reasons)
    assert truths("income > 100", answers) == "TUUU"
    assert truths("income < 0", answers) == "FUUU"
    assert truths("income is refused", answers) == "FTFF"
    assert truths("income is missing", answers) == "FTTT"
    assert truths("sum(income) = 300", answers) == "TUUU"


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, 2, 3]),
        pd.Series([1.0, 2.0, 3.0]),
        pd.Series([1, 2, 3], dtype="Int64"),
        pd.Series([1, 2, 3], dtype="object"),
        pd.Series([1, 2, 3], dtype="int8"),
        pd.Series([1, 2, 3], dtype="float32"),
        pd.Series([1, 2, 3], dtype="category"),
    ],
    ids=lambda series: str(series.dtype),
)
def test_numbers_however_they_are_stored(values: pd.Series) -> None:
    answers = FrameAnswers(pd.DataFrame({"a": values, "b": values}))
    assert truths("a >= 2 and b * 2 > 5", answers) == "FFT"


def test_truths_stored_as_booleans_are_one_and_zero() -> None:
    answers = FrameAnswers(pd.DataFrame({"a": [True, False], "b": pd.array([True, None], dtype="boolean")}))
    assert truths("a = 1", answers) == "TF"
    assert truths("b = 1", answers) == "TU"


@pytest.mark.parametrize("dtype", ["object", "str", "string", "category"])
def test_texts_however_they_are_stored(dtype: str) -> None:
    values = pd.Series(["north", None, "south"], dtype=dtype)
    answers = FrameAnswers(pd.DataFrame({"region": values}))
    assert truths('region = "north"', answers) == "TUF"
    assert truths('region in ("south", "east")', answers) == "FUT"
    assert truths("region is missing", answers) == "FTF"
    assert truths("region = 1", answers) == "UUU"
    assert truths("region + 1 = 2", answers) == "UUU"
    assert truths("region < 3 or region is answered", answers) == "TUT"


def test_dates_are_compared_as_iso_texts() -> None:
    days = [dt.date(2014, 8, 31), dt.date(2014, 9, 1), None]
    stamps = pd.to_datetime(["2014-08-31", "2014-09-01 10:30", None], format="mixed")
    texts = ["2014-08-31", "2014-09-01", None]
    answers = FrameAnswers(pd.DataFrame({"day": days, "stamp": stamps, "text": texts}))
    for name in ("day", "stamp", "text"):
        assert truths(f'{name} >= "2014-09-01"', answers) == "FTU"
    assert truths("day = text", answers) == "TTU"
    assert truths('stamp = "2014-08-31"', answers) == "TFU"
    single = [{"day": day} for day in (*days, pd.NaT, dt.datetime(2014, 9, 1))]
    assert [one(parse('day >= "2014-09-01"'), told) for told in single] == [False, True, None, None, True]


HELPERS = CodeList("helpers", (Code(1, "Health visitor"), Code(3, "School"), Code(9, "Nobody")))
BOOK = Dictionary(
    variables=(Variable("moved"), Variable("help_1"), Variable("help_3"), Variable("help_9")),
    lists={"helpers": HELPERS},
    sets=(
        ResponseSet("helped", "Who helped?", ("help_1", "help_3", "help_9"), "helpers", exclusive=(9,)),
        ResponseSet("plain", "Without a list", ("help_1", "help_3")),
        ResponseSet("twos", "Counts 2", ("help_1",), counted=2.0),
        ResponseSet("empty", "Of nothing", ()),
    ),
)
STORED = Cells(
    frame=pd.DataFrame(
        {
            "urn": ["A", "B", "C", "D"],
            "moved": [1.0, 2.0, -8.0, np.nan],
            "help_1": [1.0, 0.0, -8.0, 1.0],
            "help_3": [0.0, 1.0, -8.0, np.nan],
            "help_9": [0.0, 0.0, -8.0, np.nan],
        }
    ),
    dictionary=BOOK,
    reasons={
        name: np.array([0, 0, Reason.NOT_APPLICABLE, 0], dtype=np.int8)
        for name in ("moved", "help_1", "help_3", "help_9")
    },
)


def test_a_multiple_response_of_a_stored_wave() -> None:
    answers = FrameAnswers.of(STORED)
    assert truths("helped has 3", answers) == "FTUU"
    assert truths("helped has 1 and not helped has 9", answers) == "TFUU"
    assert truths("helped has 4", answers) == "FFUF"
    assert truths("helped is answered", answers) == "TTFT"
    assert truths("helped is not_applicable", answers) == "FFTF"
    assert truths("plain has 2", answers) == "FTUU"
    assert truths("helped = 1", answers) == "UUUU"
    assert truths("moved has 1", answers) == "UUUU"
    assert truths("urn = 'B'", answers) == "FTFF"


def test_the_variables_of_a_multiple_response() -> None:
    assert option_variables(BOOK) == {
        "helped": {1: "help_1", 3: "help_3", 9: "help_9"},
        "plain": {1: "help_1", 2: "help_3"},
    }


def test_other_waves_row_by_row() -> None:
    baseline = FrameAnswers(pd.DataFrame({"children": [1, 2, None]}))
    prior = FrameAnswers(pd.DataFrame({"children": [2, 2, 2]}))
    answers = FrameAnswers(pd.DataFrame({"children": [3, 2, 2]}), prior=prior, baseline=baseline)
    assert truths("prior.children < children", answers) == "TFF"
    assert truths("baseline.children = children - 2", answers) == "TFU"
    assert truths("baseline.children is missing", answers) == "FFT"


def test_where_there_is_no_earlier_wave_everything_in_it_is_missing() -> None:
    answers = FrameAnswers(pd.DataFrame({"children": [3, 2]}))
    assert truths("prior.children = 3 or baseline.helped has 1", answers) == "UU"
    assert truths("prior.anything is missing", answers) == "TT"
    assert truths("prior.anything is not_applicable", answers) == "FF"


def test_other_waves_have_the_same_rows() -> None:
    with pytest.raises(ValueError, match="same rows"):
        FrameAnswers(pd.DataFrame({"a": [1, 2]}), prior=FrameAnswers(pd.DataFrame({"a": [1]})))


@pytest.mark.parametrize(
    "rule", ["childen = 1", "childen has 1", "childen is missing", "prior.childen + 1 = 2"]
)
def test_an_unknown_name_is_a_problem(rule: str) -> None:
    earlier = FrameAnswers(pd.DataFrame({"children": [1]}))
    with pytest.raises(ProblemError, match=r"FP1041 .*childen'.* Did you mean 'children'\?"):
        evaluate(parse(rule), FrameAnswers(pd.DataFrame({"children": [1]}), prior=earlier))


def test_nobody_at_all() -> None:
    answers = FrameAnswers(pd.DataFrame({"a": pd.Series([], dtype="float64")}), sets={"m": {1: "a"}})
    rule = parse('count(a = 1, m has 1) + sum(a, 1) > 2 or a in (1) or a = "x" or m is missing')
    assert evaluate(rule, answers).tolist() == []


def test_results_beyond_the_range_of_numbers_are_missing() -> None:
    huge = {"a": 1e308}
    answers = FrameAnswers(pd.DataFrame({name: [value] for name, value in huge.items()}))
    for rule in ("a * a > 0", "a + a > 0", "sum(a, a) > 0", "a * a - a * a = 0"):
        assert one(parse(rule), huge) is None
        assert truths(rule, answers) == "U"
