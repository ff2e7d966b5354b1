"""A rule that is printed for another program and adopted from there says the same of everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_questionnaires_dialects import form
from test_questionnaires_printers import CODES, NUMBERS, answers, conditions, fields

from familypanel.questionnaires.adopting.conditions import Known, condition
from familypanel.questionnaires.adopting.expressions import read_expression
from familypanel.questionnaires.adopting.tokens import Dialect, OutsideError
from familypanel.questionnaires.printers.limesurvey import code_of, print_limesurvey
from familypanel.questionnaires.printers.redcap import print_redcap
from familypanel.questionnaires.printers.xpath import print_xpath
from familypanel.study.missing import Reason
from familypanel.study.routing import Name, Node, one, parse, show

DAYS = ("2014-08-31", "2014-09-01", "2016-02-29")
PRINTERS: Mapping[Dialect, Callable[[Node], str]] = {
    "xlsform": lambda rule: print_xpath(rule, fields),
    "redcap": lambda rule: print_redcap(rule, form),
    "limesurvey": lambda rule: print_limesurvey(rule, form),
}


def known(code: Callable[[int], str]) -> dict[str, Known]:
    """Give the questions as an adopted form has them; `code` writes a code of a list."""
    reasons = {str(number): reason for reason, number in CODES.items()}
    listed = {code(number): reason for reason, number in CODES.items()}
    options = {code(number): number for number in (1, 2, 3)}
    return {name: Known(Name(name), "whole", {}, reasons) for name in NUMBERS} | {
        "set": Known(Name("set"), "any", options, listed),
        "choice": Known(Name("choice"), "one", options, listed),
        "day": Known(Name("day"), "date"),
    }


KNOWN = {"xlsform": known(str), "redcap": known(str), "limesurvey": known(code_of)}
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
written = st.one_of(
    st.builds("day {} '{}'".format, signs, st.sampled_from(DAYS)),
    st.builds("choice {} {}".format, st.sampled_from(["=", "!="]), st.integers(1, 3)),
    st.sampled_from(["choice in (1, 3)", "choice is refused", "day is answered", "not (choice = 2)"]),
)
more = conditions | written.map(parse)
respondents = st.builds(
    lambda told, day, choice: told | {"day": day, "choice": choice},
    answers,
    st.sampled_from([*DAYS, Reason.NOT_APPLICABLE]),
    st.sampled_from([1, 2, 3, Reason.REFUSED, Reason.DONT_KNOW, Reason.NOT_APPLICABLE]),
)


def adopted(text: str, dialect: Dialect) -> Node | bool:
    return condition(read_expression(text, dialect), KNOWN[dialect])


@pytest.mark.parametrize("dialect", PRINTERS)
@settings(max_examples=400, deadline=None)
@given(rule=more, told=respondents)
def test_what_was_printed_is_read_as_the_same_rule(dialect: Dialect, rule: Node, told: dict) -> None:
    try:
        back = adopted(PRINTERS[dialect](rule), dialect)
    except OutsideError as error:
        # A rule may put in order -1, which is the code for "don't know" there.
        assume("put in order" not in str(error))
        raise
    assert (back if isinstance(back, bool) else one(back, told) is True) is (one(rule, told) is True)


@pytest.mark.parametrize("dialect", PRINTERS)
@settings(max_examples=200, deadline=None)
@given(rule=more)
def test_an_adopted_rule_can_be_stored_as_it_is(dialect: Dialect, rule: Node) -> None:
    try:
        back = adopted(PRINTERS[dialect](rule), dialect)
    except OutsideError:
        assume(False)
    assert isinstance(back, bool) or parse(show(back)) == back


@pytest.mark.parametrize("dialect", PRINTERS)
@pytest.mark.parametrize(
    "rule",
    ["a = 1", "a >= 1 and b = 2", "a != 2", "set has 3", "set has 1 or set has 2", "choice = 2",
     "a is refused", "a is answered", "count(a = 1, b = 2) >= 1", "sum(a, b) > 3", "a + b > 3",
     'day >= "2014-09-01"'],
)  # fmt: skip
def test_plain_rules_come_back_word_by_word(dialect: Dialect, rule: str) -> None:
    assert show(adopted(PRINTERS[dialect](parse(rule)), dialect)) == rule
