"""Hold answers against the routing: asked but empty, answered though not asked, not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..study.dictionary import Dictionary, Variable
from ..study.missing import Reason
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.routing import FrameAnswers, Truth, evaluate, option_variables, parse
from .findings import Rows
from .reasons import Reasons

__all__ = ["LAST_QUESTION", "Routed", "route"]

LAST_QUESTION = "last_q"
"""The variable that names the last question reached, by variable or item; empty after a whole interview."""

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


def route(
    frame: pd.DataFrame,
    book: Dictionary,
    coded: Mapping[str, Reasons],
    empty: Mapping[str, Mask],
    rows: Rows,
    before: tuple[FrameAnswers | None, FrameAnswers | None] = (None, None),
) -> Routed:
    """Explain empty cells and find answers that contradict the routing.

    Parameters
    ----------
    frame : DataFrame, (n_rows, n_variables)
        Accepted rows, as delivered.
    book : Dictionary
        With the routing (``ask``) and the checks of each variable.
    coded : mapping of str to int8 array
        Reasons from delivered missing codes.
    empty : mapping of str to bool array
        Cells in which nothing was delivered.
    rows : Rows
        Where the rows come from.
    before : pair of FrameAnswers
        The last wave answered, and the baseline, of the same respondents.
    """
    given = {n: np.where(empty[n], np.int8(Reason.NO_ANSWER), coded[n]).astype(np.int8) for n in book.names}
    answers = FrameAnswers(frame, given, option_variables(book), *before)
    rules = _Rules(answers, rows.wave)
    beyond, found = _beyond(frame, book, rows)
    routed = Routed({}, np.zeros(len(frame), dtype=bool), found)
    for index, variable in enumerate(book):
        asked = rules.truth(variable.ask, variable.name)
        _explain(variable.name, asked, beyond < index, given, empty, routed)
        if variable.name != LAST_QUESTION:
            routed.problems += _violations(variable, asked, given, empty, beyond < index, rows)
        routed.problems += _checked(variable.name, variable.checks, rules, given, rows)
    routed.problems += rules.problems
    return routed


class _Rules:
    """Evaluates each rule once, however many variables share it."""

    def __init__(self, answers: FrameAnswers, wave: str) -> None:
        self.answers = answers
        self.wave = wave
        self.problems: list[Problem] = []
        self._known: dict[str, Truth | None] = {}

    def truth(self, rule: str | None, variable: str) -> Truth:
        """Tell for whom the rule holds; unknown for everybody where it cannot be evaluated, which is reported."""
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


def _beyond(frame: pd.DataFrame, book: Dictionary, rows: Rows) -> tuple[NDArray[Any], list[Problem]]:
    """Give for each row the position of the last question reached; all of them where none is named."""
    end = np.full(len(frame), len(book))
    if LAST_QUESTION not in frame.columns or not book[LAST_QUESTION].is_text:
        return end, []
    told = frame[LAST_QUESTION].fillna("").str.strip().str.casefold()
    position: dict[str, int] = {}
    for index, variable in enumerate(book):
        for name in (variable.name, variable.item):
            position |= {name.casefold(): index} if name else {}
    reached = told.map(position)
    strange = (told != "").to_numpy() & reached.isna().to_numpy()
    return reached.fillna(len(book)).to_numpy(dtype=int), rows.where(strange, "FP3045", LAST_QUESTION)


def _explain(
    name: str,
    asked: Truth,
    after: Mask,
    given: Mapping[str, Reasons],
    empty: Mapping[str, Mask],
    routed: Routed,
) -> None:
    passed = empty[name] & (asked == _NO)
    unreached = empty[name] & after & ~passed & (name != LAST_QUESTION)
    reasons = given[name].copy()
    reasons[passed] = Reason.NOT_APPLICABLE
    reasons[unreached] = Reason.NOT_REACHED
    routed.reasons[name] = reasons
    routed.partial |= unreached


def _violations(
    variable: Variable,
    asked: Truth,
    given: Mapping[str, Reasons],
    empty: Mapping[str, Mask],
    after: Mask,
    rows: Rows,
) -> list[Problem]:
    name = variable.name
    answered = given[name] == Reason.VALUE
    by_code = (given[name] == Reason.NOT_APPLICABLE) & ~empty[name]
    # A variable that no questionnaire item stores (an id, a date stamp, a file without an instrument) is not asked.
    omitted = empty[name] & (asked == _YES) & ~after & (variable.item is not None)
    return [
        *rows.where(answered & (asked == _NO), "FP3042", name),
        *rows.where(omitted, "FP3043", name),
        *rows.where(by_code & (asked == _YES) & (variable.ask is not None), "FP3044", name),
    ]


def _checked(
    name: str, checks: Mapping[str, str], rules: _Rules, given: Mapping[str, Reasons], rows: Rows
) -> list[Problem]:
    found: list[Problem] = []
    answered = given[name] == Reason.VALUE
    for kind, code in (("hard", "FP3046"), ("soft", "FP3047")):
        if kind in checks:
            found += rows.where(answered & (rules.truth(checks[kind], name) == _NO), code, name)
    return found
