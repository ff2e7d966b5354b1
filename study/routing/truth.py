"""Hold a rule against the answers of many respondents at once, in Kleene's three-valued logic.

Source: S. C. Kleene, *Introduction to Metamathematics*, 1952, section 64 (the strong tables).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from ..missing import Reason
from .answers import Answers, Truth
from .tree import And, Arithmetic, Call, Compare, Constant, Has, Is, Member, Name, Node, Not, Number, Or, Text

__all__ = ["asked", "evaluate"]

_REASONS: Mapping[str, Reason] = {
    "answered": Reason.VALUE,
    "refused": Reason.REFUSED,
    "dont_know": Reason.DONT_KNOW,
    "not_applicable": Reason.NOT_APPLICABLE,
}

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_COMPUTE: Mapping[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@dataclass(frozen=True, slots=True)
class _Cells:
    """Values and where they are known, both (n,)."""

    values: NDArray[Any]
    known: NDArray[np.bool_]

    @property
    def is_text(self) -> bool:
        return bool(self.values.dtype == object)


def evaluate(node: Node, answers: Answers) -> Truth:  # noqa: PLR0911  one a kind of node
    """Tell for every respondent whether a rule holds.

    Parameters
    ----------
    node : Node
        A condition.
    answers : Answers
        Of n respondents.

    Returns
    -------
    Truth, (n,) int8
        1 true, 0 false, -1 unknown.

    Raises
    ------
    ProblemError
        FP1041 where the rule names what is not among the answers; nothing else.

    Examples
    --------
    >>> import pandas as pd
    >>> from familypanel.study.routing import FrameAnswers, parse
    >>> families = FrameAnswers(pd.DataFrame({"adults": [1, 2, None], "moved": [1, 2, 2]}))
    >>> evaluate(parse("adults = 1 or moved = 1"), families).tolist()
    [1, 0, -1]
    """
    match node:
        case And(parts):
            return _all([evaluate(part, answers) for part in parts])
        case Or(parts):
            return _any([evaluate(part, answers) for part in parts])
        case Not(part):
            return _not(evaluate(part, answers))
        case Call(function, parts):
            join = _all if function == "all" else _any
            return join([evaluate(part, answers) for part in parts])
        case Compare(sign, left, right):
            return _compare(_COMPARE[sign], _cells(left, answers), _cells(right, answers))
        case Member(value, options):
            return _member(_cells(value, answers), options)
        case Has(name, code):
            return answers.has(name.scope, name.name, code.value)
        case Is(name, state):
            return _is(answers.reasons(name.scope, name.name), state)
        case Name() | Number() | Text() | Arithmetic():
            raise TypeError("a value is neither true nor false")
        case _:
            assert_never(node)


def asked(node: Node | None, answers: Answers) -> NDArray[np.bool_]:
    """Tell who is asked: those for whom the rule is surely true; without a rule, everybody.

    Examples
    --------
    >>> import pandas as pd
    >>> from familypanel.study.routing import FrameAnswers, parse
    >>> asked(parse("not moved = 1"), FrameAnswers(pd.DataFrame({"moved": [1, 2, None]}))).tolist()
    [False, True, False]
    """
    if node is None:
        return np.ones(answers.n, dtype=np.bool_)
    return np.asarray(evaluate(node, answers) == 1, dtype=np.bool_)


def _truth(true: NDArray[np.bool_], known: NDArray[np.bool_] | bool) -> Truth:
    return np.where(known, true, -1).astype(np.int8)


def _all(parts: list[Truth]) -> Truth:
    stacked = np.stack(parts)
    false, true = (stacked == 0).any(axis=0), (stacked == 1).all(axis=0)
    return _truth(true, false | true)


def _any(parts: list[Truth]) -> Truth:
    return _not(_all([_not(part) for part in parts]))


def _not(part: Truth) -> Truth:
    return _truth(part == 0, part >= 0)


def _is(reasons: NDArray[np.int8], state: str) -> Truth:
    met = reasons != Reason.VALUE if state == "missing" else reasons == _REASONS[state]
    return _truth(met, known=True)


def _compare(sign: Callable[[Any, Any], Any], left: _Cells, right: _Cells) -> Truth:
    """Compare where both are known; a text and a number are never comparable, so that is unknown."""
    known = left.known & right.known & (left.is_text == right.is_text)
    held = np.zeros(len(known), dtype=np.bool_)
    held[known] = sign(left.values[known], right.values[known])
    return _truth(held, known)


def _member(cells: _Cells, options: tuple[Constant, ...]) -> Truth:
    n = len(cells.known)
    return _any([_compare(operator.eq, cells, _constant(option, n)) for option in options])


def _constant(node: Constant, n: int) -> _Cells:
    kind = object if isinstance(node, Text) else np.float64
    return _Cells(np.full(n, node.value, dtype=kind), np.ones(n, dtype=np.bool_))


def _cells(node: Node, answers: Answers) -> _Cells:
    match node:
        case Name(name, scope):
            known = answers.reasons(scope, name) == Reason.VALUE
            return _present(answers.values(scope, name), known)
        case Number() | Text():
            return _constant(node, answers.n)
        case Arithmetic(sign, left, right):
            return _compute(_COMPUTE[sign], _number(left, answers), _number(right, answers))
        case Call("count", parts):
            true = np.stack([evaluate(part, answers) == 1 for part in parts])
            return _Cells(true.sum(axis=0, dtype=np.float64), np.ones(answers.n, dtype=np.bool_))
        case Call("sum", parts):
            return _sum([_number(part, answers) for part in parts])
    raise TypeError("a condition has no value")


def _present(values: NDArray[Any], known: NDArray[np.bool_]) -> _Cells:
    """Count NaN as missing, whatever the reasons say: it compares as false, which would be a guess."""
    return _Cells(values, known if values.dtype == object else known & ~np.isnan(values))


def _number(node: Node, answers: Answers) -> _Cells:
    """Give numbers to calculate with: 0 where there is none, and none at all where the values are texts."""
    cells = _cells(node, answers)
    if cells.is_text:
        return _Cells(np.zeros(answers.n), np.zeros(answers.n, dtype=np.bool_))
    return _Cells(np.where(cells.known, cells.values, 0.0), cells.known)


def _compute(sign: Callable[[Any, Any], Any], left: _Cells, right: _Cells) -> _Cells:
    """Calculate; a result beyond the range of numbers is missing."""
    with np.errstate(all="ignore"):
        values = sign(left.values, right.values)
    return _Cells(values, left.known & right.known & np.isfinite(values))


def _sum(parts: list[_Cells]) -> _Cells:
    with np.errstate(all="ignore"):
        values = np.sum([part.values for part in parts], axis=0)
    answered = np.any([part.known for part in parts], axis=0)
    return _Cells(values, answered & np.isfinite(values))
