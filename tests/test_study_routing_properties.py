"""Rules in general: what every rule has in common, and its truth against an interpreter written here."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import (
    RESERVED,
    And,
    Arithmetic,
    Call,
    Compare,
    FrameAnswers,
    Has,
    Is,
    Member,
    Name,
    Not,
    Number,
    Or,
    Text,
    asked,
    children,
    evaluate,
    is_condition,
    negation_normal,
    one,
    parse,
    show,
    walk,
)

# --- trees and respondents -------------------------------------------------------------------------------

SCOPES = st.sampled_from([None, "prior", "baseline"])
CODES = st.sampled_from([-1.0, 0.0, 1.0, 2.0, 2.5])
WORDS = st.sampled_from(["", "a", "b", "2014-09-01"])
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
STATES = st.sampled_from(["missing", "answered", "refused", "dont_know", "not_applicable"])


@dataclass(frozen=True)
class Trees:
    """Draws any tree that `parse` can give, from the top down."""

    draw: st.DrawFn
    names: st.SearchStrategy[Name]
    numbers: st.SearchStrategy[Number]
    texts: st.SearchStrategy[Text]

    def condition(self, depth: int):
        tests = [self.comparison, self.membership, self.possession, self.state]
        forms = [self.chain, self.negation, self.quantified] if depth else []
        return self.one_of(tests + forms)(depth - 1)

    def comparison(self, depth: int):
        sides = self.value(depth), self.operand(depth)
        if isinstance(sides[1], Text) and not isinstance(sides[0], Name):
            sides = self.draw(self.names), sides[1]
        if self.draw(st.booleans()):
            sides = sides[1], sides[0]
        return Compare(self.draw(OPERATORS), *sides)

    def membership(self, depth: int):
        if self.draw(st.booleans()):
            return Member(self.value(depth), self.some(lambda: self.draw(self.numbers)))
        return Member(self.draw(self.names), self.some(lambda: self.draw(self.texts)))

    def possession(self, depth: int):
        return Has(self.draw(self.names), self.draw(self.numbers | self.texts))

    def state(self, depth: int):
        return Is(self.draw(self.names), self.draw(STATES))

    def chain(self, depth: int):
        return self.one_of([And, Or])(self.some(lambda: self.condition(depth), 2))

    def negation(self, depth: int):
        return Not(self.condition(depth))

    def quantified(self, depth: int):
        return Call(self.one_of(["any", "all"]), self.some(lambda: self.condition(depth)))

    def operand(self, depth: int):
        return self.draw(self.texts) if self.draw(st.booleans()) else self.value(depth)

    def value(self, depth: int):
        kind = self.one_of(
            ["name", "name", "number", *(["sum", "count", "+", "-", "*"] if depth > 0 else [])]
        )
        if kind in ("name", "number"):
            return self.draw(self.names if kind == "name" else self.numbers)
        if kind in ("sum", "count"):
            part = self.value if kind == "sum" else self.condition
            return Call(kind, self.some(lambda: part(depth - 1)))
        return Arithmetic(kind, self.value(depth - 1), self.value(depth - 1))

    def some(self, part, least: int = 1):
        return tuple(part() for _ in range(self.draw(st.integers(least, 3))))

    def one_of(self, choices):
        return self.draw(st.sampled_from(choices))


@st.composite
def trees(
    draw: st.DrawFn,
    names: st.SearchStrategy[str],
    numbers: st.SearchStrategy[float],
    texts: st.SearchStrategy[str],
):
    leaves = st.builds(Name, names, SCOPES), st.builds(Number, numbers), st.builds(Text, texts)
    return Trees(draw, *leaves).condition(3)


REASONS = st.sampled_from([reason for reason in Reason if reason is not Reason.VALUE])
GAPS = REASONS | st.none()
ANSWERS = {
    "n": CODES | GAPS | st.just(math.nan),
    "k": CODES | GAPS,
    "t": WORDS | GAPS,
    "m": st.frozensets(st.sampled_from([1.0, 2.0])) | REASONS,
}
RESPONDENT = st.fixed_dictionaries(
    {f"{prefix}{name}": answer for prefix in ("", "prior.", "baseline.") for name, answer in ANSWERS.items()}
)
RULES = trees(st.sampled_from(sorted(ANSWERS)), CODES, WORDS)


def framed(respondents: list[dict[str, object]]) -> FrameAnswers:
    prior, baseline = (wave(respondents, scope) for scope in ("prior.", "baseline."))
    return wave(respondents, "", prior, baseline)


def wave(respondents, prefix: str, prior=None, baseline=None) -> FrameAnswers:
    given = {name: [answers[prefix + name] for answers in respondents] for name in ANSWERS}
    for code in (1.0, 2.0):
        given[f"m{code:.0f}"] = [
            cell if isinstance(cell, Reason) else float(code in cell) for cell in given["m"]
        ]
    del given["m"]
    values = {name: [None if isinstance(c, Reason) else c for c in cells] for name, cells in given.items()}
    missing = {
        name: np.array([c if isinstance(c, Reason) else 0 for c in cells], dtype=np.int8)
        for name, cells in given.items()
    }
    return FrameAnswers(pd.DataFrame(values), missing, {"m": {1.0: "m1", 2.0: "m2"}}, prior, baseline)


# --- the judge: truth as 1, 0 and a half, so that `and` is the smaller and `or` the larger -----------------

HALF = 0.5


def judged(node, answers) -> float:
    kind = type(node)
    if kind is Not:
        return 1 - judged(node.part, answers)
    if kind in (And, Or) or (kind is Call and node.function in ("any", "all")):
        smaller = kind is And or (kind is Call and node.function == "all")
        return (min if smaller else max)(judged(part, answers) for part in node.parts)
    if kind is Is:
        return float(state_of(answers[str(node.name)], node.state))
    if kind is Has:
        chosen = answers[str(node.name)]
        return float(node.code.value in chosen) if isinstance(chosen, frozenset) else HALF
    if kind is Member:
        return max(compared("=", node.value, option, answers) for option in node.options)
    return compared(node.operator, node.left, node.right, answers)


def state_of(cell, state: str) -> bool:
    reason = cell if isinstance(cell, Reason) else Reason.NO_ANSWER if is_empty(cell) else None
    if state == "missing":
        return reason is not None
    return reason is None if state == "answered" else reason is not None and reason.word == state


def is_empty(cell) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def compared(operator: str, left, right, answers) -> float:
    pair = valued(left, answers), valued(right, answers)
    if None in pair or type(pair[0]) is not type(pair[1]):
        return HALF
    order = (pair[0] > pair[1]) - (pair[0] < pair[1])
    return float(
        {"=": [0], "!=": [-1, 1], "<": [-1], "<=": [-1, 0], ">": [1], ">=": [0, 1]}[operator].count(order)
    )


def valued(node, answers):
    if isinstance(node, Number | Text):
        return node.value
    if isinstance(node, Name):
        cell = answers[str(node)]
        return None if isinstance(cell, Reason | frozenset) or is_empty(cell) else cell
    if isinstance(node, Call) and node.function == "count":
        return float([judged(part, answers) for part in node.parts].count(1.0))
    terms = [valued(part, answers) for part in children(node)]
    terms = [None if isinstance(term, str) else term for term in terms]
    if isinstance(node, Call):
        return math.fsum(t for t in terms if t is not None) if any(t is not None for t in terms) else None
    if None in terms:
        return None
    left, right = terms
    return {"+": left + right, "-": left - right, "*": left * right}[node.operator]


TRUTH = {1.0: True, 0.0: False, HALF: None}


@settings(max_examples=400, deadline=None)
@given(RULES, st.lists(RESPONDENT, min_size=1, max_size=4))
def test_one_and_many_agree_with_the_judge(rule, respondents) -> None:
    expected = [TRUTH[judged(rule, answers)] for answers in respondents]
    assert [one(rule, answers) for answers in respondents] == expected
    found = evaluate(rule, framed(respondents))
    assert found.dtype == np.int8
    assert found.tolist() == [-1 if truth is None else int(truth) for truth in expected]
    assert asked(rule, framed(respondents)).tolist() == [truth is True for truth in expected]


@settings(max_examples=300, deadline=None)
@given(RULES, RESPONDENT)
def test_moving_negation_changes_no_truth(rule, answers) -> None:
    normal = negation_normal(rule)
    assert one(normal, answers) is one(rule, answers)
    negations = [node.part for node in walk(normal) if isinstance(node, Not)]
    assert all(isinstance(part, Member | Has | Is) for part in negations)


def surely(node, answers) -> bool:
    """Two-valued reading of a rule without inner negations: each test counts only where it is known."""
    if isinstance(node, And | Or) or (isinstance(node, Call) and is_condition(node)):
        every = isinstance(node, And) or (isinstance(node, Call) and node.function == "all")
        return (all if every else any)(surely(part, answers) for part in node.parts)
    return judged(node, answers) == 1


@settings(max_examples=300, deadline=None)
@given(RULES, RESPONDENT)
def test_two_values_suffice_once_negation_has_moved(rule, answers) -> None:
    assert surely(negation_normal(rule), answers) is (one(rule, answers) is True)


ANY_NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
ANY_NUMBER = st.integers(-(10**15) + 1, 10**15 - 1).map(float) | st.decimals(-999, 999, places=6).map(float)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=500, deadline=None)
@given(trees(ANY_NAME, ANY_NUMBER, ANY_TEXT))
def test_what_is_printed_reads_as_the_same_tree(rule) -> None:
    assert parse(show(rule)) == rule
    assert show(parse(show(rule))) == show(rule)


TOKENS = [
    "and",
    "or",
    "not",
    "in",
    "has",
    "is",
    "(",
    ")",
    ",",
    "=",
    "<",
    "+",
    "-",
    "*",
    "count",
    "sum",
    "any",
]
TOKENS += ["missing", "a", "prior.b", "1", "2.5", "'x'", '"', ".", "é", "\n", "!="]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_text_is_a_rule_or_a_refusal_within_it(text: str) -> None:
    try:
        rule = parse(text)
    except ProblemError as refused:
        place = refused.problems[0].place
        lines = text.split("\n")
        assert 1 <= place.column <= len(lines[(place.line or 1) - 1]) + 1
    else:
        assert is_condition(rule)
        assert parse(show(rule)) == rule
