"""Hold answers against the routing: asked but empty, answered though not asked, not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.dictionary import Dictionary, ResponseSet, Variable
from ..study.missing import Reason
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.routing import FrameAnswers, Truth, evaluate, option_variables, parse
from .broken_off import LAST_QUESTION, answered_after, is_question, last_filled, last_named
from .findings import Rows
from .reasons import Reasons

__all__ = ["Answered", "Routed", "route"]

_YES, _NO = 1, 0
Mask = NDArray[np.bool_]


@dataclass
class Routed:
    """What the routing says about the cells.

    Parameters
    ----------
    reasons : dict of str to int8 array, (n_rows,)
        For every variable; the empty cells explained.
    partial : bool array, (n_rows,)
        Interviews that broke off.
    problems : list of Problem
        Routing violated, checks failed.
    """

    reasons: dict[str, Reasons]
    partial: Mask
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Answered:
    """The accepted rows, with what their missing codes say.

    Parameters
    ----------
    frame : DataFrame, (n_rows, n_variables)
        As delivered.
    book : Dictionary
        With the routing (``ask``) and the checks of each variable, in the order of the questionnaire.
    coded : mapping of str to int8 array
        Reasons from delivered missing codes.
    empty : mapping of str to bool array
        Cells in which nothing was delivered.
    rows : Rows
        Where the rows come from.
    before : pair of FrameAnswers
        The last wave answered, and the baseline, of the same respondents.
    """

    frame: pd.DataFrame
    book: Dictionary
    coded: Mapping[str, Reasons]
    empty: Mapping[str, Mask]
    rows: Rows
    before: tuple[FrameAnswers | None, FrameAnswers | None] = (None, None)

    @cached_property
    def given(self) -> dict[str, Reasons]:
        """The reasons before the routing is looked at: an empty cell is no answer."""
        return {name: self._given(name) for name in self.book.names}

    def _given(self, name: str) -> Reasons:
        empty = self.empty[name]
        return (
            np.where(empty, np.int8(Reason.NO_ANSWER), self.coded[name]) if empty.any() else self.coded[name]
        )

    def has_value(self, name: str) -> Mask:
        """Mark the rows with an answer."""
        return np.asarray(self.given[name] == Reason.VALUE)


def route(answered: Answered) -> Routed:
    """Explain empty cells and find answers that contradict the routing or fail a check."""
    rules = _Rules(answered)
    compiled = any(variable.item for variable in answered.book)
    beyond, found = _reached(answered, rules, compiled)
    told = _tells(answered)
    late = np.zeros(len(answered.frame), dtype=bool)
    routed = Routed({}, np.zeros(len(answered.frame), dtype=bool), found)
    for index, variable in enumerate(answered.book):
        asked = rules.truth(variable.ask, variable.name)
        question = is_question(variable, compiled)
        after = (beyond < index) & question
        if told and question:
            late |= (beyond < index) & answered.has_value(variable.name)
        _explain(variable.name, asked, after, answered, routed)
        routed.problems += _violations(variable, asked, after, answered) if question else []
        routed.problems += _checked(variable, rules, answered)
    routed.problems += [*answered_after(late, answered.rows), *_multiple(rules, answered), *rules.problems]
    return routed


class _Rules:
    """Evaluates each rule once, however many variables share it."""

    def __init__(self, answered: Answered) -> None:
        sets = option_variables(answered.book)
        self.answers = FrameAnswers(answered.frame, answered.given, sets, *answered.before)
        self.wave = answered.rows.wave
        self.problems: list[Problem] = []
        self._known: dict[str, Truth | None] = {}

    def truth(self, rule: str | None, variable: str) -> Truth:
        """Tell for whom the rule holds; one that cannot be evaluated is reported, and unknown."""
        if rule is None:
            return np.ones(self.answers.n, dtype=np.int8)
        if rule not in self._known:
            self._known[rule] = self._evaluate(rule)
        found = self._known[rule]
        if found is None:
            place = Place(wave=self.wave, variable=variable)
            self.problems.append(problem("FP3041", place, variable=variable))
            return np.full(self.answers.n, -1, dtype=np.int8)
        return found

    def _evaluate(self, rule: str) -> Truth | None:
        try:
            return evaluate(parse(rule), self.answers)
        except ProblemError:
            return None


def _tells(answered: Answered) -> bool:
    """Say whether the file has a variable that names the last question reached."""
    return LAST_QUESTION in answered.frame.columns and answered.book[LAST_QUESTION].is_text


def _reached(answered: Answered, rules: _Rules, compiled: bool) -> tuple[NDArray[np.int64], list[Problem]]:
    """Give for each row the place of the last question reached; beyond the end after a whole interview."""
    book, rows = answered.book, answered.rows
    if _tells(answered):
        return last_named(answered.frame[LAST_QUESTION], book, rows)
    if compiled:
        return last_filled(book, answered.empty.__getitem__, lambda v: rules.truth(v.ask, v.name), rows)
    return np.full(len(answered.frame), len(book)), []


def _explain(name: str, asked: Truth, after: Mask, answered: Answered, routed: Routed) -> None:
    routed.reasons[name] = answered.given[name]
    if not answered.empty[name].any():
        return
    passed = answered.empty[name] & (asked == _NO)
    unreached = answered.empty[name] & after & ~passed
    reasons = answered.given[name].copy()
    reasons[passed] = Reason.NOT_APPLICABLE
    reasons[unreached] = Reason.NOT_REACHED
    routed.reasons[name] = reasons
    routed.partial |= unreached


def _violations(variable: Variable, asked: Truth, after: Mask, answered: Answered) -> list[Problem]:
    if variable.ask is None and variable.item is None:
        return []
    name, rows, empty = variable.name, answered.rows, answered.empty[variable.name]
    by_code = (answered.given[name] == Reason.NOT_APPLICABLE) & ~empty
    omitted = empty & (asked == _YES) & ~after & (variable.item is not None)
    return [
        *rows.where(answered.has_value(name) & (asked == _NO), "FP3042", name),
        *rows.where(omitted, "FP3043", name),
        *rows.where(by_code & (asked == _YES) & (variable.ask is not None), "FP3044", name),
        *rows.where(_said_no_answer(answered, name) & (asked == _NO), "FP3221", name),
    ]


def _said_no_answer(answered: Answered, name: str) -> Mask:
    """Mark codes that say 'refused' or 'don't know', as only somebody who was asked can."""
    coded = answered.coded[name]
    return np.asarray((coded == Reason.DONT_KNOW) | (coded == Reason.REFUSED)) & ~answered.empty[name]


def _multiple(rules: _Rules, answered: Answered) -> list[Problem]:
    """Find multiple responses that were left out, or answered in part, though each option has a cell."""
    found: list[Problem] = []
    for answers in answered.book.sets:
        if not answers.categories and {*answers.variables} <= {*answered.given}:
            found += _partly(answers, answered)
            found += _unticked(answers, rules, answered) if answers.exclusive else []
    return found


def _unticked(answers: ResponseSet, rules: _Rules, answered: Answered) -> list[Problem]:
    """Find those without a tick although 'none of these' could have been ticked."""
    first = answered.book[answers.variables[0]]
    blank = rules.truth(first.ask, first.name) == _YES
    for name in answers.variables:
        blank &= answered.has_value(name) & (answered.frame[name] != answers.counted).to_numpy(dtype=bool)
    return answered.rows.where(blank, "FP3224", first.name, answers=answers.name)


def _partly(answers: ResponseSet, answered: Answered) -> list[Problem]:
    """Find those who gave an answer in some options and refused it, or did not know it, in others."""
    given = np.logical_or.reduce([answered.has_value(name) for name in answers.variables])
    said = np.logical_or.reduce([_said_no_answer(answered, name) for name in answers.variables])
    return answered.rows.where(given & said, "FP3227", answers.variables[0], answers=answers.name)


def _checked(variable: Variable, rules: _Rules, answered: Answered) -> list[Problem]:
    found: list[Problem] = []
    for kind, code in (("hard", "FP3046"), ("soft", "FP3047")):
        if kind in variable.checks:
            rule = variable.checks[kind]
            fails = answered.has_value(variable.name) & (rules.truth(rule, variable.name) == _NO)
            found += answered.rows.where(fails, code, variable.name, rule=rule)
    return found
