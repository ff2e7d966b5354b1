"""Settle what a rule says about answers that cannot exist: ``baseline.x`` within the baseline, for instance.

Routing asks only whether a rule is surely true.  In negation normal form every connective is monotone, so
there unknown counts as false, and what is unknown for everybody can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..study.routing import (
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
    negation_normal,
)

__all__ = ["Folded", "fold"]

Absent = Callable[[Name], bool]
Folded = Node | bool
"""What is left of a condition: a condition, or whether it is surely true of everybody."""

# Every absent answer is missing because its wave, or its question, does not exist for this instrument.
_TRUE_OF_ABSENT = "missing"


def fold(node: Node, absent: Absent) -> Folded:
    """Settle `node` where its names are `absent` (missing for everybody, reason ``not_in_instrument``).

    Returns
    -------
    Node or bool
        In negation normal form, surely true exactly where `node` is; False where it never is.

    Examples
    --------
    >>> from familypanel.study.routing import parse, show
    >>> show(fold(parse("prior.age is missing and adults >= 2"), lambda name: name.scope is not None))
    'adults >= 2'
    """
    return _fold(negation_normal(node), absent)


def _fold(node: Node, absent: Absent) -> Folded:  # noqa: PLR0911  one a kind of node
    match node:
        case And(parts) | Call("all", parts):
            return _all([_fold(part, absent) for part in parts])
        case Or(parts) | Call("any", parts):
            return _any([_fold(part, absent) for part in parts])
        case Not(Is(name, state)):
            return state != _TRUE_OF_ABSENT if absent(name) else node
        case Not(part):
            return False if _fold(part, absent) is False else node
        case Is(name, state):
            return state == _TRUE_OF_ABSENT if absent(name) else node
        case Has(name):
            return False if absent(name) else node
        case Compare(_, left, right):
            return _test(node, [left, right], absent)
        case Member(value):
            return _test(node, [value], absent)
    return node


def _all(parts: list[Folded]) -> Folded:
    kept = _open(parts)
    if False in parts or not kept:
        return False not in parts
    return kept[0] if len(kept) == 1 else And(kept)


def _any(parts: list[Folded]) -> Folded:
    kept = _open(parts)
    if True in parts or not kept:
        return True in parts
    return kept[0] if len(kept) == 1 else Or(kept)


def _open(parts: list[Folded]) -> tuple[Node, ...]:
    return tuple(part for part in parts if not isinstance(part, bool))


def _test(node: Compare | Member, sides: Iterable[Node], absent: Absent) -> Folded:
    values = [_value(side, absent) for side in sides]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return False
    if isinstance(node, Member):
        return replace(node, value=known[0])
    return replace(node, left=known[0], right=known[1])


def _value(node: Node, absent: Absent) -> Node | None:
    """Settle a value; None where it is missing for everybody."""
    match node:
        case Name():
            return None if absent(node) else node
        case Arithmetic(_, left, right):
            first, second = _value(left, absent), _value(right, absent)
            return None if first is None or second is None else replace(node, left=first, right=second)
        case Call("count", parts):
            return _count([_fold(part, absent) for part in parts], node)
        case Call("sum", parts):
            kept = tuple(value for part in parts if (value := _value(part, absent)) is not None)
            return replace(node, parts=kept) if kept else None
    return node


def _count(parts: list[Folded], node: Call) -> Node:
    certain = float(sum(part is True for part in parts))
    kept = _open(parts)
    if not kept:
        return Number(certain)
    counted = replace(node, parts=kept)
    return Arithmetic("+", counted, Number(certain)) if certain else counted
