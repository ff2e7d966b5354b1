"""Hold a rule against the answers of one respondent, without numpy; the same logic as `evaluate`."""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any, assert_never

from ..missing import Reason
from .tree import And, Arithmetic, Call, Compare, Has, Is, Member, Name, Node, Not, Number, Or, State, Text
from .unknown import unknown_name

__all__ = ["Answer", "one"]

Answer = float | str | dt.date | frozenset[float | str] | set[float | str] | Reason | None
"""A value, the codes of a multiple response, or the reason why there is none; None is ``no_answer``."""

Value = float | str | None

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_COMPUTE: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def one(node: Node, answers: Mapping[str, Answer]) -> bool | None:  # noqa: PLR0911  one a kind of node
    """Tell whether a rule holds for one respondent.

    Parameters
    ----------
    node : Node
        A condition.
    answers : mapping of str to Answer
        Keys are names as a rule writes them: ``"moved"``, ``"prior.moved"``, ``"baseline.moved"``.  A name of
        another wave that is not there is ``not_in_instrument``.

    Returns
    -------
    bool or None
        None where it is unknown.

    Raises
    ------
    ProblemError
        FP1041 where the rule names what is not among the answers; nothing else.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> one(parse("moved = 1"), {"moved": 1}), one(parse("moved = 1"), {"moved": Reason.REFUSED})
    (True, None)
    """
    match node:
        case And(parts):
            return _all(one(part, answers) for part in parts)
        case Or(parts):
            return _any(one(part, answers) for part in parts)
        case Not(part):
            return _not(one(part, answers))
        case Call(function, parts):
            join = _all if function == "all" else _any
            return join(one(part, answers) for part in parts)
        case Compare(sign, left, right):
            return _compare(_COMPARE[sign], _value(left, answers), _value(right, answers))
        case Member(value, options):
            found = _value(value, answers)
            return _any(_compare(operator.eq, found, option.value) for option in options)
        case Has(name, code):
            told = _answer(name, answers)
            return code.value in told if isinstance(told, frozenset) else None
        case Is(name, state):
            return _is(_answer(name, answers), state)
        case Name() | Number() | Text() | Arithmetic():
            raise TypeError("a value is neither true nor false")
        case _:
            assert_never(node)


def _all(parts: Iterable[bool | None]) -> bool | None:
    truths = [*parts]
    if False in truths:
        return False
    return None if None in truths else True


def _any(parts: Iterable[bool | None]) -> bool | None:
    return _not(_all(map(_not, parts)))


def _not(part: bool | None) -> bool | None:
    return None if part is None else not part


def _is(told: float | str | frozenset[Any] | Reason, state: State) -> bool:
    reason = told if isinstance(told, Reason) else Reason.VALUE
    if state in ("missing", "answered"):
        return (reason is Reason.VALUE) == (state == "answered")
    return reason is Reason.of(state)


def _compare(sign: Callable[[Any, Any], bool], left: Value, right: Value) -> bool | None:
    if left is None or right is None or isinstance(left, str) != isinstance(right, str):
        return None
    return sign(left, right)


def _value(node: Node, answers: Mapping[str, Answer]) -> Value:
    match node:
        case Name():
            told = _answer(node, answers)
            return None if isinstance(told, Reason | frozenset) else told
        case Number(value) | Text(value):
            return value
        case Arithmetic(sign, left, right):
            sides = _number(left, answers), _number(right, answers)
            return None if None in sides else _finite(_COMPUTE[sign](*sides))  # type: ignore[arg-type]
        case Call("count", parts):
            return float(sum(one(part, answers) is True for part in parts))
        case Call("sum", parts):
            known = [number for part in parts if (number := _number(part, answers)) is not None]
            return _finite(sum(known)) if known else None
    raise TypeError("a condition has no value")


def _number(node: Node, answers: Mapping[str, Answer]) -> float | None:
    value = _value(node, answers)
    return None if isinstance(value, str) else value


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _answer(name: Name, answers: Mapping[str, Answer]) -> float | str | frozenset[Any] | Reason:
    """Look a name up; what is neither a number, a text, a date nor a set of codes counts as no answer."""
    if str(name) not in answers:
        if name.scope is None:
            raise unknown_name(name, answers)
        return Reason.NOT_IN_INSTRUMENT
    return _plain(answers[str(name)])


def _plain(told: Any) -> float | str | frozenset[Any] | Reason:
    match told:
        case Reason():
            plain: float | str | frozenset[Any] | Reason = told or Reason.NO_ANSWER
        case Real() if not math.isnan(told):
            plain = float(told)
        case str():
            plain = told
        case set() | frozenset():
            plain = frozenset(told)
        case dt.date() if str(told) != "NaT":
            plain = told.isoformat().removesuffix("T00:00:00")
        case _:
            plain = Reason.NO_ANSWER
    return plain
