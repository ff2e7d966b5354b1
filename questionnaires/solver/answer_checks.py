"""Checks of answers that catch nothing, or everything."""

from __future__ import annotations

from collections.abc import Iterator

from ...study.routing import Is, Name, Node, Not, conjunction, names, show
from .domains import Asked
from .findings import Finding, Part, rules_of
from .proofs import Proofs

__all__ = ["idle_checks"]


def idle_checks(proofs: Proofs) -> Iterator[Finding]:
    """Find checks that no answer, or every answer, of those who are asked breaks.

    A check is broken where it is surely false; where an answer in it is missing it is not.
    """
    for asked in proofs.sequence:
        if proofs.reachable(asked.name).status == "some":
            for part, rule in rules_of(asked):
                if part != "ask":
                    yield from _idle(asked, part, rule, proofs)


def _idle(asked: Asked, part: Part, rule: Node, proofs: Proofs) -> Iterator[Finding]:
    involved = tuple(sorted(map(str, names(rule))))
    broken = Not(rule)
    answered = None if asked.domain is None else Is(Name(asked.name), "answered")
    if proofs.satisfiable(conjunction([asked.routing, broken])).status == "none":
        yield Finding("check_never_fails", asked.name, part, involved, show(rule), rule)
    elif proofs.satisfiable(conjunction([asked.routing, answered]), unless=broken).status == "none":
        yield Finding("check_always_fails", asked.name, part, involved, show(rule), rule)
