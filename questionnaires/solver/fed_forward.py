"""Answers of earlier waves that are used as if everybody had one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...study.routing import Is, Name, Node, Scope, conjunction, names, show, walk
from .domains import Asked
from .findings import Finding
from .proofs import Proofs

__all__ = ["missing_branches"]

_SCOPES: tuple[Scope, ...] = ("prior", "baseline")


def missing_branches(proofs: Proofs) -> Iterator[Finding]:
    """Find items that a family without the earlier wave silently misses, or sees with a hole in the text.

    Routing that uses an earlier answer is fine where such a family can also be asked, where it says itself
    what happens without one (``is answered``, ``is missing``), or where another item does so for the same
    answer.
    """
    for scope in _SCOPES:
        nobody = _never_had(scope, proofs.sequence)
        for asked in proofs.sequence:
            yield from _routing(asked, scope, nobody, proofs)
            yield from _pipes(asked, scope, nobody, proofs)


def _routing(asked: Asked, scope: Scope, nobody: Node | None, proofs: Proofs) -> Iterator[Finding]:
    used = {name for name in _names(asked) if name.scope == scope}
    if not used or asked.routing is None or _guards([asked], scope):
        return
    others = [other for other in proofs.sequence if other is not asked]
    if used & _guards(others, scope) or proofs.satisfiable(asked.routing).status == "none":
        return
    if proofs.satisfiable(conjunction([asked.routing, nobody])).status == "none":
        yield Finding("no_earlier_wave", asked.name, "ask", _sorted(used), show(asked.routing), asked.routing)


def _pipes(asked: Asked, scope: Scope, nobody: Node | None, proofs: Proofs) -> Iterator[Finding]:
    used = {name for name in map(_piped, asked.pipes) if name.scope == scope}
    if used and proofs.satisfiable(conjunction([asked.routing, nobody])).status == "some":
        yield Finding("empty_pipe", asked.name, "text", _sorted(used), ", ".join(_sorted(used)))


def _never_had(scope: Scope, sequence: Sequence[Asked]) -> Node | None:
    """Say that nothing the instrument uses of the earlier wave is there."""
    used = {name for asked in sequence for name in (*_names(asked), *map(_piped, asked.pipes))}
    return conjunction(Is(name, "missing") for name in sorted(used, key=str) if name.scope == scope)


def _guards(sequence: Sequence[Asked], scope: Scope) -> set[Name]:
    """Collect the earlier answers whose absence is considered."""
    nodes = (node for asked in sequence if asked.routing is not None for node in walk(asked.routing))
    return {node.name for node in nodes if isinstance(node, Is) and node.name.scope == scope}


def _names(asked: Asked) -> frozenset[Name]:
    return frozenset() if asked.routing is None else names(asked.routing)


def _piped(text: str) -> Name:
    scope, _, name = text.rpartition(".")
    return Name(name, next((each for each in _SCOPES if each == scope), None))


def _sorted(used: set[Name]) -> tuple[str, ...]:
    return tuple(sorted(map(str, used)))
