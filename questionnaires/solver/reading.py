"""Turn a rule into a formula over slots."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from ...study.missing import Reason
from ...study.routing import (
    And,
    Arithmetic,
    Call,
    Compare,
    Constant,
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
from ...study.routing.unknown import unknown_name
from .box import NUMBER, Kind
from .domains import OneOf
from .expressions import Counted, Difference, Expression, Fixed, Nothing, Product, Summed, Total, Value
from .formulas import BOTH, FAILS, Either, Every, Formula, Given, In, Within
from .relation import Relation, Sides
from .subjects import Subject, Subjects, exact
from .texts import date_cut

__all__ = ["Reader"]

Kinded: TypeAlias = tuple[Kind | Literal["nothing"], Expression]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
})  # fmt: skip
_FLIPPED = MappingProxyType({"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="})
_PAIRS: Mapping[str, Callable[[Expression, Expression], Expression]] = MappingProxyType(
    {"+": Total, "-": Difference, "*": Product}
)


class Reader:
    """Reads rules against the names there are; one method a form of the language."""

    def __init__(self, subjects: Subjects) -> None:
        self.subjects = subjects
        self._sides: dict[Hashable, Sides] = {}

    def read(self, node: Node) -> Formula:
        """Read a condition."""
        return self.condition(negation_normal(node))

    def conjuncts(self, node: Node) -> tuple[tuple[Node, Formula], ...]:
        """Read the conditions that must all hold, each with its text."""
        normal = negation_normal(node)
        parts = normal.parts if isinstance(normal, And) else (normal,)
        return tuple((part, self.condition(part)) for part in parts)

    def subject(self, name: Name) -> Subject:
        """Look a name up; one of another wave that is not there never has an answer."""
        known = self.subjects.by_name
        if str(name) not in known:
            if name.scope is None:
                raise unknown_name(name, known)
            return self.subjects.add(str(name), OneOf(()), Reason.NOT_IN_INSTRUMENT, routed=True)
        return known[str(name)]

    # Conditions.

    def condition(self, node: Node) -> Formula:
        """Read a condition in negation normal form."""
        match node:
            case And(parts) | Call("all", parts):
                return Every([self.condition(part) for part in parts])
            case Or(parts) | Call("any", parts):
                return Either([self.condition(part) for part in parts])
            case Not(part):
                return self.test(part, holds=False)
            case Compare(sign, left, right):
                return self.comparison(sign, left, right)
            case _:
                return self.test(node, holds=True)

    def test(self, node: Node, holds: bool) -> Formula:
        """Read a single test, or its opposite."""
        match node:
            case Member(value, options):
                sign, join = ("=", Either) if holds else ("!=", Every)
                return join([self.comparison(sign, value, option) for option in options])
            case Has(name, code):
                return self.possession(self.subject(name), code.value, holds)
            case Is(name, state):
                subject = self.subject(name)
                return In(subject.slot, _states(subject, state) ^ (0 if holds else subject.slot.everything))
        raise TypeError("a value is neither true nor false")

    def possession(self, subject: Subject, code: float | str, holds: bool) -> Formula:
        """Read whether a multiple response includes a code."""
        answered = In(subject.slot, subject.slot.values)
        if not subject.options:
            return _never(answered)
        flag = subject.options.get(code)
        if flag is None:
            return _never(answered) if holds else answered
        return Every([answered, In(flag, 2 if holds else 1)])

    def comparison(self, sign: str, left: Node, right: Node) -> Formula:
        """Read a comparison, with a constant on the right if there is one."""
        if isinstance(left, Number | Text) and not isinstance(right, Number | Text):
            return self.comparison(_FLIPPED[sign], right, left)
        if isinstance(left, Name) and isinstance(right, Number | Text):
            return self.with_constant(sign, self.subject(left), right)
        return self.between(sign, left, right)

    def with_constant(self, sign: str, subject: Subject, constant: Constant) -> Formula:
        """Compare one variable with a constant."""
        slot = subject.slot
        expected = {"number": Number, "text": Text, "date": Text}.get(slot.kind)
        if type(constant) is not expected:
            return _never(In(slot, slot.values))
        if slot.ranged and not slot.whole:
            return Relation(sign, self.sides(Value(slot), Fixed(_limit(constant)), (subject.name, constant)))
        if slot.ranged:
            return _bounded(sign, subject, _limit(constant))
        fits = (_COMPARE[sign](state, constant.value) for state in slot.states[: slot.values.bit_count()])
        return In(slot, sum(1 << bit for bit, fit in enumerate(fits) if fit))

    def between(self, sign: str, left: Node, right: Node) -> Formula:
        """Compare two values of any form."""
        (kind, one), (other_kind, other) = self.expression(left), self.expression(right)
        slots = one.slots | other.slots
        if kind == other_kind and kind != "nothing":
            return Relation(sign, self.sides(one, other, (left, right)))
        # A date held against an open text: the order of texts is known here only where rules name them.
        return Given(BOTH if {kind, other_kind} == {"date", "text"} else FAILS, slots)

    def sides(self, left: Expression, right: Expression, key: Hashable) -> Sides:
        """Give two values that are compared, the same for the same two."""
        return self._sides.setdefault(key, Sides(left, right))

    # Values.

    def expression(self, node: Node) -> Kinded:
        """Read a value, and say of what kind it is."""
        match node:
            case Number(value):
                return "number", Fixed(exact(value))
            case Text(value):
                return "text", Fixed(self.subjects.ranks[value])
            case Name():
                slot = self.subject(node).slot
                return (
                    ("nothing", Nothing(frozenset({slot.index})))
                    if slot.kind == "set"
                    else (slot.kind, Value(slot))
                )
            case Arithmetic(sign, left, right):
                return "number", _PAIRS[sign](self.number(left), self.number(right))
            case Call("count", parts):
                return "number", Counted([self.condition(part) for part in parts])
            case Call("sum", parts):
                return "number", Summed([self.number(part) for part in parts])
        raise TypeError("a condition has no value")

    def number(self, node: Node) -> Expression:
        """Read a value to calculate with; a text or a date is none."""
        kind, found = self.expression(node)
        return found if kind == "number" else Nothing(found.slots)


def _states(subject: Subject, state: str) -> int:
    values = subject.slot.values
    if state in ("missing", "answered"):
        return values if state == "answered" else subject.slot.everything ^ values
    return subject.mask(Reason.of(state))


def _limit(constant: Constant) -> int | Fraction:
    return exact(constant.value) if isinstance(constant, Number) else date_cut(constant.value)


def _bounded(sign: str, subject: Subject, limit: int | Fraction) -> Formula:
    """Compare a whole number, or a day, with a limit that can lie between two of them."""
    slot, below, above = subject.slot, math.ceil(limit) - 1, math.floor(limit) + 1
    if sign in ("=", "!=") and not isinstance(limit, int):
        return In(slot, 0 if sign == "=" else NUMBER)
    low = {"=": limit, "!=": limit, ">": above, ">=": below + 1}.get(sign, -math.inf)
    high = {"=": limit, "!=": limit, "<": below, "<=": above - 1}.get(sign, math.inf)
    return Within(slot, low, high, outside=sign == "!=")


def _never(about: Formula) -> Formula:
    return Given(FAILS, about.slots)
