"""Rewrite a rule so that ``not`` stands only on single tests."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from .tree import And, Arithmetic, Call, Compare, Comparison, Function, Has, Is, Member, Node, Not, Or

__all__ = ["negation_normal"]

_OPPOSITE: MappingProxyType[Comparison, Comparison] = MappingProxyType({
    "=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
})  # fmt: skip

_DUAL: MappingProxyType[Function, Function] = MappingProxyType({"any": "all", "all": "any"})


def negation_normal(node: Node) -> Node:
    """Rewrite a rule so that ``Not`` stands only on `Member`, `Has` and `Is`; its truth never changes.

    De Morgan's laws, double negation and ``not (a = b)`` being ``a != b`` hold in Kleene's logic as they do
    with two values.  What is left is built from tests with ``and``, ``or``, ``any``, ``all`` and ``count``
    alone, and those are surely true exactly when enough of their parts are.  A printer into a language with
    only two truth values (XPath, SPSS) therefore prints "surely true" by printing each test, negated or not,
    as "the names in it are answered, and it holds"; under the connectives nothing more is needed.

    Parameters
    ----------
    node : Node
        A condition, or a value with conditions in it (``count``).

    Returns
    -------
    Node
        Equal to `node` under `evaluate`, for any answers.

    Examples
    --------
    >>> from familypanel.study.routing import parse, show
    >>> show(negation_normal(parse("not (moved = 1 and not (helped_by has 3 or age is missing))")))
    'moved != 1 or helped_by has 3 or age is missing'
    """
    return _rewrite(node, negated=False)


def _rewrite(node: Node, *, negated: bool) -> Node:  # noqa: PLR0911  one a kind of node
    match node:
        case Not(part):
            return _rewrite(part, negated=not negated)
        case And(parts) | Or(parts):
            return _chain(node, parts, negated)
        case Call(function, parts):
            dual = _DUAL[function] if negated else function
            return replace(node, function=dual, parts=_all(parts, negated))
        case Compare(operator, left, right):
            chosen = _OPPOSITE[operator] if negated else operator
            return replace(node, operator=chosen, left=negation_normal(left), right=negation_normal(right))
        case Arithmetic(_, left, right):
            return replace(node, left=negation_normal(left), right=negation_normal(right))
        case Member(value):
            return _leaf(replace(node, value=negation_normal(value)), negated)
        case Has() | Is():
            return _leaf(node, negated)
    return node


def _all(parts: tuple[Node, ...], negated: bool) -> tuple[Node, ...]:
    return tuple(_rewrite(part, negated=negated) for part in parts)


def _leaf(node: Member | Has | Is, negated: bool) -> Node:
    return Not(node, span=node.span) if negated else node


def _chain(node: And | Or, parts: tuple[Node, ...], negated: bool) -> And | Or:
    """Rewrite the parts and take in those that have become the same connective."""
    kind = Or if isinstance(node, And) == negated else And
    rewritten = _all(parts, negated)
    flat = [inner for part in rewritten for inner in (part.parts if isinstance(part, kind) else (part,))]
    return kind(tuple(flat), span=node.span)
