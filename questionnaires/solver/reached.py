"""Who sees what: a witness for every item that can be reached, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...study.routing import Compare, Name, Node, Number, Text, names
from .findings import Finding, Kind
from .proofs import Answer, Proofs
from .query import Ground
from .witness import Witness

__all__ = ["reachability", "unreachable", "witnesses"]


def reachability(proofs: Proofs) -> dict[str, Answer]:
    """Tell of every item whether anybody is asked it, in the order asked."""
    return {asked.name: proofs.reachable(asked.name) for asked in proofs.sequence}


def witnesses(proofs: Proofs, answers: Mapping[str, Answer]) -> dict[str, Witness]:
    """Give for every reachable item one respondent who sees it, from the first question to the last."""
    found = ((name, answer.witness) for name, answer in answers.items())
    return {name: proofs.respondent(witness) for name, witness in found if witness is not None}


def unreachable(answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """Find the items nobody is asked, with the conditions that contradict each other."""
    for name, answer in answers.items():
        if answer.status == "none":
            involved = sorted(
                {str(each) for ground in answer.core if ground.rule for each in names(ground.rule)}
            )
            said = "; ".join(map(str, answer.core))
            yield Finding(_kind(answer.core), name, "ask", tuple(involved), said, _own(answer.core))


def _kind(core: Sequence[Ground]) -> Kind:
    if any(ground.variable is not None for ground in core):
        return "contradiction_through_parent"
    ranges = len(core) > 1 and all(_is_bound(ground) for ground in core)
    return "empty_range" if ranges else "contradiction"


def _is_bound(ground: Ground) -> bool:
    rule = ground.rule
    return (
        isinstance(rule, Compare)
        and rule.operator not in ("=", "!=")
        and (isinstance(rule.left, Name) and isinstance(rule.right, Number | Text))
    )


def _own(core: Sequence[Ground]) -> Node | None:
    return next((ground.rule for ground in core if ground.variable is None), None)
