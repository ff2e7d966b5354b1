"""Write a tree as the text of a rule, in its one canonical form."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from .tree import And, Arithmetic, Call, Compare, Constant, Has, Is, Member, Name, Node, Not, Number, Or, Text

__all__ = ["show"]

_OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _ATOM = range(7)
"""How tightly a form binds; what binds more loosely than its surroundings is bracketed."""


def show(node: Node) -> str:
    """Write a rule so that ``parse(show(tree)) == tree``.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> show(parse("(a=1)or not(b in(1,2)and c is not missing)"))
    'a = 1 or not (b in (1, 2) and c is not missing)'
    """
    return _write(node)[0]


def _within(node: Node, binding: int) -> str:
    text, own = _write(node)
    return text if own >= binding else f"({text})"


def _write(node: Node) -> tuple[str, int]:  # noqa: PLR0911  one a kind of node
    match node:
        case Or(parts):
            return " or ".join(_within(part, _AND) for part in parts), _OR
        case And(parts):
            return " and ".join(_within(part, _NOT) for part in parts), _AND
        case Not(part):
            return _negated(part)
        case Compare(operator, left, right):
            return f"{_within(left, _SUM)} {operator} {_within(right, _SUM)}", _TEST
        case Member() | Has() | Is():
            return _test(node, ""), _TEST
        case Arithmetic():
            return _arithmetic(node)
        case Call(function, parts):
            return f"{function}({', '.join(map(show, parts))})", _ATOM
        case Name():
            return str(node), _ATOM
        case Number() | Text():
            return _constant(node), _ATOM
        case _:
            assert_never(node)


def _negated(part: Node) -> tuple[str, int]:
    """Write ``x is not missing`` and ``x not in (1)``; anything else is bracketed, as people read it."""
    if isinstance(part, Is | Member):
        return _test(part, "not "), _TEST
    return f"not {_within(part, _ATOM)}", _NOT


def _test(node: Member | Has | Is, negation: str) -> str:
    match node:
        case Is(name, state):
            return f"{name} is {negation}{state}"
        case Has(name, code):
            return f"{name} has {_constant(code)}"
        case Member(value, options):
            return f"{_within(value, _SUM)} {negation}in ({', '.join(map(_constant, options))})"


def _arithmetic(node: Arithmetic) -> tuple[str, int]:
    own = _PRODUCT if node.operator == "*" else _SUM
    return f"{_within(node.left, own)} {node.operator} {_within(node.right, own + 1)}", own


def _constant(node: Constant) -> str:
    if isinstance(node, Text):
        return '"' + node.value.replace('"', '""') + '"'
    # Never an exponent: neither this language nor XPath 1.0 reads one.
    exact = Decimal(repr(float(node.value)))
    return format(exact.to_integral_value() if exact == exact.to_integral_value() else exact, "f")
