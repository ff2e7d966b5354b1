"""From the expressions of other programs to our rules, true for exactly the same respondents.

There a question that was not answered is empty and a comparison is true or false; here it is missing, and a
comparison with it is never true.  So ``x != 1`` of a form, true of an empty x, becomes
``x is missing or x != 1``.  A code of the study's missing scheme (-1 for "don't know") becomes a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...study.missing import Reason
from ...study.routing import And, Call, Compare, Has, Is, Name, Node, Not, Number, Or, Text
from ..bank import Kind
from .calculations import calculated, compared
from .expressions import Apply, Expression, Operation, Reference, Value
from .simplifying import Truth, both, either, simplified
from .tokens import OutsideError

__all__ = ["Known", "condition", "value"]

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRROR = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_CHOSEN, _NOT_CHOSEN = ("1", "Y"), ("0", "", "N")
# Functions that only say how to take what they hold.
_PLAIN = ("date", "number", "int", "string", "strtotime")
_REASONS_OF_RESPONDENTS = (Reason.DONT_KNOW, Reason.REFUSED)


@dataclass(frozen=True, slots=True)
class Known:
    """A question an expression may name: our name for it, and what its codes are here."""

    name: Name
    kind: Kind
    codes: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)


def condition(expression: Expression, known: Mapping[str, Known], own: str = "") -> Node | bool:
    """Translate a condition; True or False where it holds of everybody or nobody.

    Raises
    ------
    OutsideError
        Where our language has nothing that says the same.
    """
    return simplified(_Translator(known, own).truth(expression, True))


def value(expression: Expression, known: Mapping[str, Known]) -> Node:
    """Translate a value, such as the number of times that something is repeated.

    Raises
    ------
    OutsideError
        Where our language has nothing that says the same.
    """
    return _Translator(known, "").value(expression)


class _Translator:
    def __init__(self, known: Mapping[str, Known], own: str) -> None:
        self.known = known
        self.own = own

    def truth(self, e: Expression, wanted: bool) -> Truth:
        """Give the rule that is surely true exactly where `e` is `wanted`."""
        match e:
            case Operation("not", (part,)):
                return self.truth(part, not wanted)
            case Operation("and" | "or" as sign, (left, right)):
                join: Callable[..., Truth] = both if (sign == "and") == wanted else either
                return join([self.truth(left, wanted), self.truth(right, wanted)])
            case Operation(sign, (Apply("datediff", (late, early, Value("d"), *_)), Value("0"))):
                return self.truth(Operation(sign, (early, late)), wanted)
            case Operation(sign, (left, right)) if sign in _OPPOSITE:
                # Where nothing was answered, a form's != is true and every other comparison false.
                empty = (sign == "!=") == wanted
                return self.compare(sign if wanted else _OPPOSITE[sign], left, right, empty)
            case Apply():
                return self.function(e, wanted)
            case Value("1" | "0" as text):
                return (text == "1") == wanted
        raise OutsideError("it is not a condition")

    def function(self, e: Apply, wanted: bool) -> Truth:
        match e:
            case Apply("true" | "false" as word, ()):
                return (word == "true") == wanted
            case Apply("selected", (Reference() as of, Value(code))):
                return self.chosen(self.of(of), code, wanted)
            case Apply("is_empty", (Reference() as of,)):
                return self.nothing(self.of(of), wanted)
        raise OutsideError(f"the function {e.name} has no counterpart")

    def of(self, reference: Reference) -> Known:
        name = reference.name or self.own
        if name not in self.known:
            raise OutsideError(f"it asks about '{name}', which is not carried")
        return self.known[name]

    def chosen(self, of: Known, code: str, wanted: bool) -> Truth:
        if of.kind != "any":
            return self.against(of, "=" if wanted else "!=", code, not wanted)
        if code in of.reasons:
            return _reason(of, code, wanted)
        if code not in of.codes:
            raise OutsideError(f"'{of.name}' has no answer '{code}'")
        has = Has(of.name, Number(float(of.codes[code])))
        return has if wanted else either([Is(of.name, "missing"), Not(has)])

    def nothing(self, of: Known, wanted: bool) -> Truth:
        """Say that nothing stands in the field: a reason would."""
        there = either([Is(of.name, "answered"), *(_reason(of, code, True) for code in of.reasons)])
        return there if not wanted else _opposite(there)

    def compare(self, sign: str, left: Expression, right: Expression, empty: bool) -> Truth:
        """Compare two; `empty` says what holds where one of them is empty."""
        left, right = _bare(left), _bare(right)
        if isinstance(left, Value) and not isinstance(right, Value):
            sign, left, right = _MIRROR[sign], right, left
        if isinstance(left, Reference) and isinstance(right, Value):
            if left.code is not None:
                return self.ticked(left, sign, right.text)
            return self.against(self.of(left), sign, right.text, empty)
        return compared(Compare(sign, self.value(left), self.value(right)), empty)  # type: ignore[arg-type]

    def ticked(self, of: Reference, sign: str, text: str) -> Truth:
        """Read ``[x(1)] = '1'``: whether one of several answers is chosen."""
        if sign not in ("=", "!=") or text not in _CHOSEN + _NOT_CHOSEN:
            raise OutsideError("an answer of several can only be chosen or not")
        return self.chosen(self.of(of), of.code or "", (text in _CHOSEN) == (sign == "="))

    def against(self, of: Known, sign: str, text: str, empty: bool) -> Truth:
        """Compare an answer with a constant."""
        if text == "":
            if sign not in ("=", "!="):
                raise OutsideError("an empty text has no order")
            return self.nothing(of, sign == "=")
        if of.kind == "any":
            raise OutsideError(f"'{of.name}' takes several answers and is compared with one")
        if text in of.reasons:
            if sign not in ("=", "!="):
                raise OutsideError("a code of a missing answer is put in order")
            return _reason(of, text, sign == "=")
        return compared(Compare(sign, of.name, _constant(of, text)), empty)  # type: ignore[arg-type]

    def value(self, e: Expression) -> Node:
        match _bare(e):
            case Reference(code=None) as reference:
                of = self.of(reference)
                if of.kind == "any" or (of.codes and any(key != str(code) for key, code in of.codes.items())):
                    raise OutsideError(f"'{of.name}' is used as a number")
                return of.name
            case Value(text):
                return Number(_number(text)) if _is_number(text) else Text(text)
            case Operation("+" | "-" | "*" as sign, (left, right)):
                return calculated(sign, self.value(left), self.value(right))
            case Apply("if", (part, Value("1"), Value("0"))):
                counted = self.truth(part, True)
                return Number(float(counted)) if isinstance(counted, bool) else Call("count", (counted,))
            case Apply("if", (part, Reference(code=None) as of, Value("0"))):
                name = self.of(of).name
                if simplified(self.truth(part, True)) == Is(name, "answered"):
                    return Call("sum", (name,))
        raise OutsideError("it calculates in a way that has no counterpart")


def _bare(e: Expression) -> Expression:
    while isinstance(e, Apply) and e.name in _PLAIN and len(e.parts) == 1:
        e = e.parts[0]
    return e


def _reason(of: Known, code: str, wanted: bool) -> Truth:
    reason = of.reasons[code]
    if reason not in _REASONS_OF_RESPONDENTS and reason is not Reason.NOT_APPLICABLE:
        # What only an office can enter never stands in a form's field.
        return not wanted
    state: Any = reason.word
    return Is(of.name, state) if wanted else Not(Is(of.name, state))


def _opposite(rule: Truth) -> Truth:
    if isinstance(rule, bool):
        return not rule
    if isinstance(rule, Or):
        return both([_opposite(part) for part in rule.parts])
    if isinstance(rule, And):
        return either([_opposite(part) for part in rule.parts])
    return Is(rule.name, "missing") if isinstance(rule, Is) and rule.state == "answered" else Not(rule)


def _constant(of: Known, text: str) -> Number | Text:
    if of.kind == "one":
        if text in of.codes:
            return Number(float(of.codes[text]))
        if not _is_number(text):
            raise OutsideError(f"'{of.name}' has no answer '{text}'")
        return Number(_number(text))
    if of.kind in ("text", "date"):
        return Text(text)
    if not _is_number(text):
        raise OutsideError(f"'{of.name}' is a number and is compared with a text")
    return Number(_number(text))


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _number(text: str) -> float:
    return float(text)
