"""Routing, or a part of it, that makes no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ...study.routing import And, Call, Node, Or, conjunction, names, negation_normal, show
from .domains import Asked
from .findings import Finding, Kind
from .proofs import Proofs

__all__ = ["always_asked", "dead_branches"]


def always_asked(proofs: Proofs) -> Iterator[Finding]:
    """Find routing that holds for everybody whom its parents let through: it might as well not be there."""
    for asked in proofs.sequence:
        own = _own(asked)
        if own is not None and proofs.satisfiable(asked.parent, unless=own).status == "none":
            yield _finding("always_asked", asked, own)


def _own(asked: Asked) -> Node | None:
    inherited = _parts(asked.parent)
    return conjunction(part for part in _parts(asked.routing) if part not in inherited)


def _parts(rule: Node | None) -> tuple[Node, ...]:
    return rule.parts if isinstance(rule, And) else () if rule is None else (rule,)


def dead_branches(proofs: Proofs) -> Iterator[Finding]:
    """Find parts of an ``or`` without which routing that can hold would hold for the same respondents."""
    for asked in proofs.sequence:
        if asked.routing is not None and proofs.satisfiable(asked.routing).status == "some":
            for part in _idle(proofs, negation_normal(asked.routing), lambda node: node):
                yield _finding("dead_branch", asked, part)


def _finding(kind: Kind, asked: Asked, node: Node) -> Finding:
    involved = tuple(sorted(map(str, names(node))))
    return Finding(kind, asked.name, "ask", involved, show(node), node)


def _idle(proofs: Proofs, node: Node, whole: Callable[[Node], Node]) -> Iterator[Node]:
    """Give the parts that make no difference; `whole` puts a node back into the rule it is a part of."""
    match node:
        case Or(parts) | Call("any", parts):
            kept = [*parts]
            # From the end, so that of two that say the same the first one stands.
            for part in reversed(parts):
                others = [each for each in kept if each is not part]
                if _adds_nothing(proofs, whole(part), [whole(each) for each in others]):
                    kept = others
                    yield part
                else:
                    yield from _idle(proofs, part, whole)
        case And(parts) | Call("all", parts):
            for place, part in enumerate(parts):
                yield from _idle(proofs, part, partial(_put_back, whole, node, place))


def _adds_nothing(proofs: Proofs, alone: Node, others: list[Node]) -> bool:
    """Tell whether nobody fulfils a part, or only those who fulfil the others anyway."""
    rest = Or(tuple(others)) if len(others) > 1 else next(iter(others), None)
    return proofs.satisfiable(alone, unless=rest).status == "none"


def _put_back(whole: Callable[[Node], Node], node: And | Call, place: int, part: Node) -> Node:
    return whole(replace(node, parts=(*node.parts[:place], part, *node.parts[place + 1 :])))
