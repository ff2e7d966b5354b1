"""Rules with two truth values only, for languages that have no third.

`surely` turns a rule into a formula, true exactly where the rule is surely true, of tests that look at what a
field holds.  Every test on an answer stands beside a test that there is one, so a "don't know" coded -1 never
satisfies ``x != 1``.  A formula has an exact opposite, which a rule has not: "not surely true" is not "surely
false".
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from ...study.missing import Reason
from ...study.routing import (
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
    Text,
    negation_normal,
)
from ..bank import Kind

__all__ = [
    "FALSE",
    "TRUE",
    "All",
    "Any",
    "Calculation",
    "Chosen",
    "Coded",
    "Count",
    "Formula",
    "Held",
    "Holding",
    "NotPrintableError",
    "Own",
    "Test",
    "There",
    "Total",
    "Value",
    "ValueKind",
    "needed",
    "opposite",
    "surely",
]

ValueKind = Literal["number", "text", "date"]
_KINDS: Mapping[Kind, ValueKind] = {
    "one": "number", "whole": "number", "number": "number", "text": "text", "date": "date",
}  # fmt: skip
_PASSES: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class NotPrintableError(ValueError):
    """The rule says what the other language cannot."""


@dataclass(frozen=True, slots=True)
class Held:
    """How an answer is held.

    Parameters
    ----------
    name : str
        Of the field or variable.
    kind : Kind
        What is answered.
    codes : mapping of Reason to int
        The codes that may stand in place of an answer.
    options : tuple of int
        The answers of a multiple response.
    why : str, optional
        The field that holds the code where `name` itself stays empty.
    asked : Node or bool
        The routing of the question, if what is not asked is simply empty; a code may say it instead.
    """

    name: str
    kind: Kind
    codes: Mapping[Reason, int] = field(default_factory=dict, hash=False)
    options: tuple[int, ...] = ()
    why: str | None = None
    asked: Node | bool = True


Holding = Callable[[Name], Held]


@dataclass(frozen=True, slots=True)
class There:
    """There is (or is not) an answer."""

    held: Held
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Coded:
    """A code for a reason stands (or does not stand) in place of the answer."""

    held: Held
    code: int
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option of a multiple response is chosen (or is not)."""

    held: Held
    option: int
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of two values of one kind that are there."""

    operator: str
    left: Value
    right: Value
    kind: ValueKind


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The answer that is held."""

    held: Held


@dataclass(frozen=True, slots=True)
class Calculation:
    """Two numbers, and ``+``, ``-`` or ``*``."""

    operator: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Count:
    """How many formulas hold."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of those values that are there: pairs of "it is there" and the value."""

    parts: tuple[tuple[Formula, Value], ...]


Value: TypeAlias = Own | Number | Text | Calculation | Count | Total
Formula: TypeAlias = There | Coded | Chosen | Test | All | Any
TRUE, FALSE = All(()), Any(())


def opposite(formula: Formula) -> Formula:
    """Give the formula that holds exactly where `formula` does not."""
    match formula:
        case All(parts):
            return Any(tuple(map(opposite, parts)))
        case Any(parts):
            return All(tuple(map(opposite, parts)))
        case Test():
            return replace(formula, operator=_OPPOSITE[formula.operator])
    return replace(formula, holds=not formula.holds)


def surely(node: Node, holding: Holding) -> Formula:
    """Say where a rule is surely true.

    Parameters
    ----------
    node : Node
        A condition.
    holding : callable
        Tells how the answer to a name is held.

    Raises
    ------
    NotPrintableError
        Where a date is compared with what is no date.
    """
    return _Reader(holding).condition(negation_normal(node))


@dataclass(frozen=True, slots=True)
class _Read:
    """A value, what it is, and what must be there for it; no kind means it never has a value."""

    kind: ValueKind | None
    value: Value = Number(0)  # noqa: RUF009  immutable
    known: tuple[Formula, ...] = ()


_NEVER = _Read(None)


class _Reader:
    def __init__(self, holding: Holding) -> None:
        self.holding = holding

    def condition(self, node: Node) -> Formula:  # noqa: PLR0911  one a kind of node
        match node:
            case And(parts) | Call("all", parts):
                return _every(map(self.condition, parts))
            case Or(parts) | Call("any", parts):
                return _some(map(self.condition, parts))
            case Compare(sign, left, right):
                return _tested(sign, self.value(left), self.value(right))
            case Member(value, options):
                return _some(_tested("=", self.value(value), self.value(option)) for option in options)
            case Not(Member(value, options)):
                return _every(_tested("!=", self.value(value), self.value(option)) for option in options)
            case Has() | Not(Has()):
                return self.possession(node)
            case Is():
                return self.state(node)
            case Not(Is() as part):
                return opposite(self.state(part))
        raise NotPrintableError("a value stands where a condition is needed")

    def possession(self, node: Node) -> Formula:
        has, holds = (node.part, False) if isinstance(node, Not) else (node, True)
        assert isinstance(has, Has)  # noqa: S101  from the only caller
        held, code = self.holding(has.name), has.code.value
        if held.kind != "any":
            return FALSE
        if not isinstance(code, float) or code not in held.options:
            return FALSE if holds else There(held)
        chosen = Chosen(held, int(code), holds)
        return chosen if holds else All((There(held), chosen))

    def state(self, node: Is) -> Formula:
        held = self.holding(node.name)
        if node.state in ("answered", "missing"):
            return There(held, node.state == "answered")
        code = held.codes.get(Reason.of(node.state))
        if code is not None:
            return Coded(held, code)
        return opposite(self.asked(held)) if node.state == "not_applicable" else FALSE

    def asked(self, held: Held) -> Formula:
        if isinstance(held.asked, bool):
            return TRUE if held.asked else FALSE
        return self.condition(negation_normal(held.asked))

    def value(self, node: Node) -> _Read:
        match node:
            case Name():
                held = self.holding(node)
                return _Read(_KINDS.get(held.kind), Own(held), (There(held),))
            case Number():
                return _Read("number", node)
            case Text():
                return _Read("text", node)
            case Arithmetic(sign, left, right):
                return _calculated(sign, self.value(left), self.value(right))
            case Call("count", parts):
                return _Read("number", Count(tuple(map(self.condition, parts))))
            case Call("sum", parts):
                return _summed(map(self.value, parts))
        raise NotPrintableError("a condition stands where a value is needed")


def _calculated(sign: str, left: _Read, right: _Read) -> _Read:
    if (left.kind, right.kind) != ("number", "number"):
        return _NEVER
    return _Read("number", Calculation(sign, left.value, right.value), (*left.known, *right.known))


def _summed(parts: Iterable[_Read]) -> _Read:
    terms = tuple((_every(part.known), part.value) for part in parts if part.kind == "number")
    return _Read("number", Total(terms), (_some(there for there, _ in terms),)) if terms else _NEVER


def _tested(sign: str, left: _Read, right: _Read) -> Formula:
    kind = _common(left, right)
    if kind is None:
        return FALSE
    test = Test(sign, left.value, right.value, kind)
    return test if _says_it_is_there(test) else _every([*left.known, *right.known, test])


def _common(left: _Read, right: _Read) -> ValueKind | None:
    """Say as what two values are compared; None where their comparison is never true."""
    kinds = {left.kind, right.kind}
    if kinds == {"date", "text"}:
        other = left.value if left.kind == "text" else right.value
        if not isinstance(other, Text) or not _is_date(other.value):
            raise NotPrintableError("a date is compared with what is no date")
        return "date"
    return left.kind if len(kinds) == 1 else None


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _says_it_is_there(test: Test) -> bool:
    """Whether only an answer can pass, and all else passes the opposite."""
    return test.operator == "=" and _only_an_answer_passes(test) is not None


def _only_an_answer_passes(formula: Formula) -> Held | None:
    """Give the field of a test that neither passes empty (which may count as 0) nor with a code."""
    match formula:
        case Test(sign, Own(held), Number(limit)) if sign in _PASSES:
            passes = _PASSES[sign]
            return None if any(passes(code, limit) for code in (0, *held.codes.values())) else held
    return None


def needed(parts: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """Leave out of parts that all must hold that an answer is there, where another part says so.

    It is left out only where a formula is printed: the opposite of ``x > 3`` alone is false of an empty one.
    """
    said = {There(held) for held in map(_only_an_answer_passes, parts) if held is not None}
    return tuple(part for part in parts if part not in said)


def _every(parts: Iterable[Formula]) -> Formula:
    kept = tuple(dict.fromkeys(_flat(parts, All)))
    if FALSE in kept:
        return FALSE
    return kept[0] if len(kept) == 1 else All(kept)


def _some(parts: Iterable[Formula]) -> Formula:
    kept = tuple(dict.fromkeys(_flat(parts, Any)))
    if TRUE in kept:
        return TRUE
    return kept[0] if len(kept) == 1 else Any(kept)


def _flat(parts: Iterable[Formula], kind: type[All] | type[Any]) -> Iterator[Formula]:
    """Give the parts, those of the same connective taken in; an empty one of the kind vanishes."""
    for part in parts:
        if isinstance(part, All | Any) and isinstance(part, kind):
            yield from part.parts
        else:
            yield part
