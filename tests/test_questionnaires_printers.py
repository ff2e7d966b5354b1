"""Rules printed for forms and for people: the same meaning in every language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from familypanel.questionnaires.folding import fold
from familypanel.questionnaires.printers.english import ENGLISH
from familypanel.questionnaires.printers.guarded import Held, NotPrintableError
from familypanel.questionnaires.printers.spoken import Subject, print_spoken
from familypanel.questionnaires.printers.welsh import WELSH
from familypanel.questionnaires.printers.xpath import print_xpath
from familypanel.study.missing import Reason
from familypanel.study.routing import (
    And,
    Arithmetic,
    Call,
    Compare,
    Has,
    Is,
    Member,
    Name,
    Node,
    Not,
    Number,
    Or,
    one,
    parse,
    show,
)

CODES = {Reason.DONT_KNOW: -1, Reason.REFUSED: -2}
NUMBERS = ("a", "b", "c")
FIELDS = {name: Held(name, "whole", CODES) for name in NUMBERS} | {
    "set": Held("set", "any", CODES, (1, 2, 3)),
    "choice": Held("choice", "one", CODES),
    "day": Held("day", "date", CODES, why="day__why"),
    "word": Held("word", "text"),
}


def fields(name: Name) -> Held:
    return FIELDS[name.name]


# An independent XPath 1.0 engine (libxml2) with the functions that ODK adds.
FUNCTIONS = {
    (None, "selected"): lambda _, text, code: code in _text(text).split(),
    (None, "if"): lambda _, test, yes, no: yes if test else no,
    (None, "date"): lambda _, text: float(_text(text).replace("-", "") or "nan"),
}


def _text(value: object) -> str:
    return "".join(node.text or "" for node in value) if isinstance(value, list) else str(value)


def true_in_form(xpath: str, held: dict[str, str]) -> bool:
    """Evaluate a printed rule over what stands in the fields of a form; empty where there is nothing."""
    root = etree.Element("form")
    for name in sorted(set(re.findall(r"\$\{(\w+)\}", xpath))):
        etree.SubElement(root, name).text = held.get(name, "")
    found = root.xpath(re.sub(r"\$\{(\w+)\}", r"\1", xpath), extensions=FUNCTIONS)
    assert isinstance(found, bool), xpath
    return found


names = st.sampled_from(NUMBERS).map(Name)
constants = st.integers(-1, 3).map(float).map(Number)
conditions = st.deferred(lambda: tests | junctions)
values = st.deferred(lambda: names | constants | sums)
sums = st.one_of(
    st.builds(Arithmetic, st.sampled_from("+-*"), names, constants | names),
    st.builds(lambda parts: Call("sum", tuple(parts)), st.lists(names, min_size=1, max_size=3)),
    st.builds(lambda parts: Call("count", tuple(parts)), st.lists(conditions, min_size=1, max_size=3)),
)
tests = st.one_of(
    st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), values, values),
    st.builds(Member, names, st.lists(constants, min_size=1, max_size=3).map(tuple)),
    st.builds(Has, st.just(Name("set")), st.sampled_from([1.0, 2.0, 3.0]).map(Number)),
    st.builds(
        Is,
        st.sampled_from([*NUMBERS, "set"]).map(Name),
        st.sampled_from(["missing", "answered", "refused", "dont_know"]),
    ),
)
junctions = st.one_of(
    st.builds(Not, conditions),
    st.builds(And, st.lists(conditions, min_size=2, max_size=3).map(tuple)),
    st.builds(Or, st.lists(conditions, min_size=2, max_size=3).map(tuple)),
    st.builds(lambda parts: Call("any", tuple(parts)), st.lists(conditions, min_size=1, max_size=2)),
    st.builds(lambda parts: Call("all", tuple(parts)), st.lists(conditions, min_size=1, max_size=2)),
)
reasons = st.sampled_from([Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE])
answers = st.fixed_dictionaries(
    {name: st.integers(0, 3) | reasons for name in NUMBERS}
    | {"set": st.frozensets(st.sampled_from([1.0, 2.0, 3.0]), min_size=1) | reasons}
)


def held(answer: object) -> str:
    """Write an answer as a form holds it."""
    if isinstance(answer, Reason):
        return str(CODES.get(answer, ""))
    if isinstance(answer, frozenset):
        return " ".join(f"{code:g}" for code in sorted(answer))
    return str(answer)


@settings(max_examples=400, deadline=None)
@given(conditions, answers)
def test_a_form_shows_a_question_exactly_where_its_rule_is_surely_true(rule: Node, told: dict) -> None:
    printed = print_xpath(rule, fields)
    assert true_in_form(printed, {name: held(value) for name, value in told.items()}) is (
        one(rule, told) is True
    )


@settings(max_examples=300, deadline=None)
@given(conditions, answers, st.sets(st.sampled_from(NUMBERS)))
def test_settling_absent_answers_changes_nothing(rule: Node, told: dict, absent: set[str]) -> None:
    known = told | dict.fromkeys(absent, Reason.NOT_IN_INSTRUMENT)
    left = fold(rule, lambda name: name.name in absent)
    assert (left if isinstance(left, bool) else one(left, known) is True) is (one(rule, known) is True)


def test_a_dont_know_does_not_satisfy_unequal() -> None:
    printed = print_xpath(parse("a != 1"), fields)
    assert [true_in_form(printed, {"a": value}) for value in ("2", "1", "-1", "-2", "")] == [True] + [
        False
    ] * 4


@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        ("a = 1", "${a} = 1"),
        ("a >= 1 and b = 2", "${a} >= 1 and ${b} = 2"),
        ("a <= 4", "${a} != '' and ${a} != -1 and ${a} != -2 and ${a} <= 4"),
        ("set has 3", "selected(${set}, '3')"),
        ("day >= '2015-03-01'", "${day} != '' and date(${day}) >= date('2015-03-01')"),
        ("day is refused", "${day__why} = -2"),
        ("word = 'yes'", "${word} != '' and ${word} = 'yes'"),
        ("word is refused", "false()"),
    ],
)
def test_forms(rule: str, printed: str) -> None:
    assert print_xpath(parse(rule), fields) == printed


def test_the_answer_being_entered_is_a_dot() -> None:
    assert print_xpath(parse("a > b"), fields, own="a").endswith(". > ${b}")


@pytest.mark.parametrize("rule", ["word < 'm'", """word = 'it''s a "word"'"""])
def test_what_a_form_cannot_say_is_refused(rule: str) -> None:
    with pytest.raises(NotPrintableError):
        print_xpath(parse(rule), fields)


def subject(name: Name) -> Subject:
    number = {"a": 1, "b": 2, "set": 3}.get(name.name, 9)
    words = f"Q{number}" + (" last time" if name.scope else "")
    interview = name.name == "int_date" and name.scope is not None
    return Subject(words, {1.0: "Yes", 2.0: "No"}, interview, is_date=name.name in ("int_date", "day"))


@pytest.mark.parametrize(
    ("rule", "english", "welsh"),
    [
        ("a = 1", "Q1 is 1 (Yes)", "yw Q1 yn 1 (Yes)"),
        ("not (a = 1)", "Q1 is not 1 (Yes)", "nad yw Q1 yn 1 (Yes)"),
        ("a in (1, 2)", "Q1 is 1 (Yes) or 2 (No)", "yw Q1 yn 1 (Yes) neu 2 (No)"),
        ("a >= 3", "Q1 is 3 or more", "yw Q1 yn 3 neu fwy"),
        ("set has 1", "Q3 includes 1 (Yes)", "yw Q3 yn cynnwys 1 (Yes)"),
        ("a = 1 and (b = 2 or b is refused)", "Q1 is 1 (Yes) and (Q2 is 2 (No) or Q2 was refused)",
         "yw Q1 yn 1 (Yes) ac os (yw Q2 yn 2 (No) neu os gwrthodwyd ateb Q2)"),
        ("prior.a > b", "Q1 last time is more than Q2", "yw Q1 last time yn fwy na Q2"),
        ("prior.a is answered and a < prior.a", "Q1 is less than Q1 last time",
         "yw Q1 yn llai na Q1 last time"),
        ("a is not missing and set has 2 and b = 1",
         "Q1 is answered and Q3 includes 2 (No) and Q2 is 1 (Yes)",
         "oes ateb i Q1 ac os yw Q3 yn cynnwys 2 (No) ac os yw Q2 yn 1 (Yes)"),
        ("a is answered or a = 1", "Q1 is answered or Q1 is 1 (Yes)",
         "oes ateb i Q1 neu os yw Q1 yn 1 (Yes)"),
        ("day > int_date", "Q9 is later than Q9", "yw Q9 yn hwyrach na Q9"),
        ("day < '2014-09-01'", "Q9 is earlier than “2014-09-01”", "yw Q9 yn gynharach na “2014-09-01”"),
        ("not (day > int_date)", "Q9 is Q9 or earlier", "yw Q9 yn Q9 neu'n gynharach"),
        ("baseline.int_date is missing", "the family was not interviewed at the baseline",
         "na chafodd y teulu ei gyfweld yn y don gyntaf"),
    ],
)  # fmt: skip
def test_people_read_rules_in_their_language(rule: str, english: str, welsh: str) -> None:
    assert print_spoken(parse(rule), subject, ENGLISH) == english
    assert print_spoken(parse(rule), subject, WELSH) == welsh


@settings(max_examples=100, deadline=None)
@given(conditions)
def test_every_rule_can_be_said(rule: Node) -> None:
    for patterns in (ENGLISH, WELSH):
        said = print_spoken(rule, subject, patterns)
        assert said and "{" not in said, show(rule)
