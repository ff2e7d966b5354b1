"""Routing, or a part of it, that makes no difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
    """Find parts of an ``or`` that hold for nobody who fulfils the rest, in routing that can hold."""
    for asked in proofs.sequence:
        if asked.routing is not None and proofs.satisfiable(asked.routing).status == "some":
            for part, alone in _branches(negation_normal(asked.routing)):
                if proofs.satisfiable(alone).status == "none":
                    yield _finding("dead_branch", asked, part)


def _finding(kind: Kind, asked: Asked, node: Node) -> Finding:
    involved = tuple(sorted(map(str, names(node))))
    return Finding(kind, asked.name, "ask", involved, show(node), node)


def _branches(node: Node) -> Iterator[tuple[Node, Node]]:
    """Give every part of an ``or``, with the whole rule in which it is the only part left."""
    match node:
        case Or(parts) | Call("any", parts):
            for part in parts:
                yield (part, part)
                yield from _branches(part)
        case And(parts) | Call("all", parts):
            for place, part in enumerate(parts):
                for found, alone in _branches(part):
                    yield found, replace(node, parts=(*parts[:place], alone, *parts[place + 1 :]))
