"""What a form calculates: counts and sums, and what becomes of a comparison where answers are missing.

A form adds ones and noughts to count, and puts a nought in the place of an answer that is not there; here
``count`` and ``sum`` say so, and a sum of nothing is missing.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from ...study.routing import Arithmetic, Call, Compare, Is, Name, Node, Number, names
from .simplifying import Truth, both, either
from .tokens import OutsideError

__all__ = ["calculated", "compared"]

MOST_SUMS = 4
_SIGNS: dict[str, Any] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip


def calculated(sign: str, left: Node, right: Node) -> Node:
    """Join two values."""
    match sign, left, right:
        case "+", Call("count" | "sum" as how, first), Call(other, second) if how == other:
            return Call(how, (*first, *second))
    return Arithmetic(sign, left, right)  # type: ignore[arg-type]


def compared(rule: Compare, empty: bool) -> Truth:
    """Give the rule that holds where the comparison of the form does.

    Parameters
    ----------
    rule : Compare
        The comparison.
    empty : bool
        Whether the form's holds where an answer is missing.
    """
    sums = [*dict.fromkeys(_sums(rule.left)), *dict.fromkeys(_sums(rule.right))]
    if len(sums) > MOST_SUMS:
        raise OutsideError("it compares too many sums")
    subsets = (each for size in range(len(sums) + 1) for each in combinations(sums, size))
    return either(_where_nothing(rule, gone, empty) for gone in subsets)


def _where_nothing(rule: Compare, gone: tuple[Call, ...], empty: bool) -> Truth:
    """Give the rule where there is nothing to sum in some of its sums."""
    nothing = [Is(name, "missing") for each in gone for name in sorted(names(each), key=str)]
    return both([*nothing, _or_missing(_zeroed(rule, gone), empty)])


def _or_missing(rule: Compare, empty: bool) -> Truth:
    if isinstance(rule.left, Number) and isinstance(rule.right, Number):
        return bool(_SIGNS[rule.operator](rule.left.value, rule.right.value))
    valued = _names_of_values(rule.left) | _names_of_values(rule.right)
    return either([*(Is(name, "missing") for name in sorted(valued, key=str) if empty), rule])


def _names_of_values(node: Node) -> frozenset[Name]:
    """Name what must be answered for a value to be there; a count always is."""
    if isinstance(node, Arithmetic):
        return _names_of_values(node.left) | _names_of_values(node.right)
    return frozenset() if isinstance(node, Call) else names(node)


def _sums(node: Node) -> Iterator[Call]:
    match node:
        case Arithmetic(_, left, right):
            yield from _sums(left)
            yield from _sums(right)
        case Call("sum"):
            yield node


def _zeroed(rule: Compare, gone: tuple[Call, ...]) -> Compare:
    return replace(rule, left=_without(rule.left, gone), right=_without(rule.right, gone))


def _without(node: Node, gone: tuple[Call, ...]) -> Any:
    if isinstance(node, Arithmetic):
        return replace(node, left=_without(node.left, gone), right=_without(node.right, gone))
    return Number(0.0) if node in gone else node
