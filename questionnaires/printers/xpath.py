"""Print a rule as XPath 1.0 for ODK forms, true exactly where the rule is surely true.

In a form a question that was not asked is empty, and a reason is one more code.  XPath has two truth values,
so every test says first that the answers in it are there: a "don't know" coded -1 never satisfies ``x != 1``.
Rules are printed from negation normal form, under whose connectives nothing more is needed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

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
from ..bank import Kind

__all__ = ["Field", "NoXPathError", "print_xpath", "quoted"]


class NoXPathError(ValueError):
    """The rule says what XPath 1.0 cannot."""


@dataclass(frozen=True, slots=True)
class Field:
    """How a form holds an answer.

    Parameters
    ----------
    reference : str
        Such as ``${hh_tenure}``.
    kind : Kind
        What is answered.
    codes : mapping of Reason to int
        The codes that may stand in the field in place of an answer.
    reason_field : str, optional
        Reference of the question that asks why the field is empty; the codes then stand there.
    asked : str, optional
        XPath of the routing of the question; None where everybody is asked.
    fed : bool
        Whether it is fed forward, and so text until it is made a number or a date.
    """

    reference: str
    kind: Kind
    codes: Mapping[Reason, int] = field(default_factory=dict)
    reason_field: str | None = None
    asked: str | None = None
    fed: bool = False

    @property
    def answered(self) -> str:
        """XPath that is true where there is an answer."""
        codes = self.codes.values() if self.reason_field is None else ()
        return " and ".join([f"{self.reference} != ''", *map(self._is_not, codes)])

    def _is_not(self, code: int) -> str:
        return f"not({self.holds(code)})" if self.kind == "any" else f"{self.reference} != {self._code(code)}"

    def holds(self, code: int) -> str:
        """XPath that is true where `code` stands in the field."""
        if self.kind == "any":
            return f"selected({self.reference}, '{code}')"
        return f"{self.reference} = {self._code(code)}"

    def _code(self, code: int) -> str:
        return f"'{code}'" if self.kind in ("text", "date") else str(code)

    @property
    def value(self) -> str:
        """The answer, as a date where it is one."""
        return f"date({self.reference})" if self.kind == "date" else self.reference


Fields = Callable[[Name], Field]
_LOOSE, _TIGHT = 0, 1
_PASSES: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
Printed = tuple[str, int]
"""Text, and whether it must be bracketed among other parts."""


def print_xpath(node: Node, fields: Fields, own: str | None = None) -> str:
    """Print a rule.

    Parameters
    ----------
    node : Node
        A condition.
    fields : callable
        Gives the form field of a name.
    own : str, optional
        The variable whose answer is being entered: ``.`` in a constraint.

    Raises
    ------
    NoXPathError
        Where texts are put in order, or a text holds both kinds of quotation marks.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> fields = lambda name: Field("${" + name.name + "}", "one", {Reason.DONT_KNOW: -1})
    >>> print_xpath(parse("not (moved = 1)"), fields)
    "${moved} != '' and ${moved} != -1 and ${moved} != 1"
    """
    return _Printer(fields, own).condition(negation_normal(node))[0]


def quoted(text: str) -> str:
    """Write a text literal; XPath 1.0 has no way to escape a quotation mark."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise NoXPathError("a text holds both kinds of quotation marks")


class _Printer:
    def __init__(self, fields: Fields, own: str | None) -> None:
        self.fields = fields
        self.own = own

    def field(self, name: Name) -> Field:
        found = self.fields(name)
        return replace(found, reference=".") if name.scope is None and name.name == self.own else found

    def condition(self, node: Node) -> Printed:  # noqa: PLR0911  one a kind of node
        match node:
            case And(parts) | Call("all", parts):
                return self.joined(" and ", parts)
            case Or(parts) | Call("any", parts):
                return self.joined(" or ", parts)
            case Compare():
                return self.comparison(node)
            case Member():
                return self.membership(node, negated=False)
            case Not(Member() as part):
                return self.membership(part, negated=True)
            case Has():
                return self.possession(node, negated=False)
            case Not(Has() as part):
                return self.possession(part, negated=True)
            case Is():
                return self.state(node)
            case Not(Is() as part):
                return f"not({self.state(part)[0]})", _TIGHT
        raise NoXPathError("a value stands where a condition is needed")

    def joined(self, word: str, parts: Iterable[Node]) -> Printed:
        printed = [self.condition(part) for part in parts]
        if len(printed) == 1:
            return printed[0]
        return word.join(_bracketed(part) for part in printed), _LOOSE

    def comparison(self, node: Compare) -> Printed:
        left, left_known = self.value(node.left)
        right, right_known = self.value(node.right)
        if node.operator not in ("=", "!=") and self.is_text(node):
            raise NoXPathError("texts cannot be put in order there")
        if self.is_date(node):
            left, right = _dated(left), _dated(right)
        guards = [] if self.says_it_is_there(node) else [*left_known, *right_known]
        return _guarded(guards, f"{left} {node.operator} {right}")

    def says_it_is_there(self, node: Compare) -> bool:
        """Whether only an answer can pass: no code for a reason does, and what is empty never does."""
        if (
            not isinstance(node.left, Name)
            or not isinstance(node.right, Number)
            or node.operator not in _PASSES
        ):
            return False
        passes, found = _PASSES[node.operator], self.field(node.left)
        return not any(passes(code, node.right.value) for code in found.codes.values())

    def membership(self, node: Member, *, negated: bool) -> Printed:
        value, known = self.value(node.value)
        dates = isinstance(node.value, Name) and self.field(node.value).kind == "date"
        options = [_dated(_constant(each)) if dates else _constant(each) for each in node.options]
        tests = [f"{value} {'!=' if negated else '='} {option}" for option in options]
        test = (" and " if negated else " or ").join(tests)
        return _guarded(known, test if negated or len(tests) == 1 else f"({test})")

    def possession(self, node: Has, *, negated: bool) -> Printed:
        found = self.field(node.name)
        code = node.code.value
        test = f"selected({found.reference}, '{code:g}')" if isinstance(code, float) else "false()"
        return _guarded([found.answered], f"not({test})") if negated else (test, _TIGHT)

    def state(self, node: Is) -> Printed:
        found = self.field(node.name)
        match node.state:
            case "answered":
                return found.answered, _LOOSE
            case "missing":
                return f"not({found.answered})", _TIGHT
            case "not_applicable" if not found.fed:
                return ("false()" if found.asked is None else f"not({found.asked})"), _TIGHT
        return self.reason(found, Reason.of(node.state)), _TIGHT

    def reason(self, found: Field, reason: Reason) -> str:
        code = found.codes.get(reason)
        if code is None:
            return "false()"
        return found.holds(code) if found.reason_field is None else f"{found.reason_field} = {code}"

    def value(self, node: Node) -> tuple[str, list[str]]:
        """Print a value, and the conditions under which there is one."""
        match node:
            case Name():
                found = self.field(node)
                return found.value, [found.answered]
            case Number() | Text():
                return _constant(node), []
            case Arithmetic(sign, left, right):
                first, first_known = self.value(left)
                second, second_known = self.value(right)
                return f"({first} {sign} {second})", [*first_known, *second_known]
            case Call("count", parts):
                terms = (f"if({self.condition(part)[0]}, 1, 0)" for part in parts)
                return f"({' + '.join(terms)})", []
            case Call("sum", parts):
                return self.sum([self.value(part) for part in parts])
        raise NoXPathError("a condition stands where a value is needed")

    def sum(self, parts: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
        known = [" and ".join(dict.fromkeys(guards)) or "true()" for _, guards in parts]
        terms = (f"if({there}, {value}, 0)" for (value, _), there in zip(parts, known, strict=True))
        return f"({' + '.join(terms)})", [" or ".join(f"({there})" for there in known)]

    def is_text(self, node: Compare) -> bool:
        return self._any_kind(node, "text")

    def is_date(self, node: Compare) -> bool:
        return self._any_kind(node, "date")

    def _any_kind(self, node: Compare, kind: Kind) -> bool:
        sides = (side for side in (node.left, node.right) if isinstance(side, Name))
        return any(self.field(side).kind == kind for side in sides)


def _guarded(known: list[str], test: str) -> Printed:
    guards = [f"({guard})" if " or " in guard else guard for guard in dict.fromkeys(known)]
    return " and ".join([*guards, test]), _LOOSE


def _bracketed(part: Printed) -> str:
    text, binding = part
    return f"({text})" if binding == _LOOSE else text


def _dated(text: str) -> str:
    return text if text.startswith("date(") else f"date({text})"


def _constant(node: Constant) -> str:
    if isinstance(node, Text):
        return quoted(node.value)
    exact = Decimal(repr(node.value))
    return format(exact.to_integral_value() if exact == exact.to_integral_value() else exact, "f")
