"""Items that ask the same of different people, split by one number: does each number lead to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, permutations

from ...study.routing import And, Compare, Is, Name, Node, Number, Or, Text, conjunction, show
from .domains import Asked, Domain
from .findings import Finding
from .proofs import Proofs

__all__ = ["broken_splits"]


@dataclass(frozen=True, slots=True)
class _Share:
    """Whom an item is for: a range of one variable, among those who fulfil the rest."""

    asked: Asked
    name: Name
    range: Node
    rest: frozenset[Node]

    @property
    def family(self) -> tuple[Name, frozenset[Node], Domain | None]:
        """What siblings have in common."""
        return self.name, self.rest, self.asked.domain


def broken_splits(proofs: Proofs) -> Iterator[Finding]:
    """Find siblings whose ranges overlap, or leave a number out.

    Siblings follow each other, have the same answers and the same routing but for the range of one variable.
    Ranges that lie within each other and leave numbers out share nothing out: ``children >= 1`` and then
    ``children >= 2`` ask further questions of fewer people.
    """
    shares = [_share(asked) for asked in proofs.sequence]
    for _, run in groupby(shares, key=lambda share: None if share is None else share.family):
        siblings = [share for share in run if share is not None]
        if len({share.range for share in siblings}) > 1:
            gaps = [*_gaps(siblings, proofs)]
            if not (gaps and _nested(siblings, proofs)):
                yield from _overlaps(siblings, proofs)
                yield from gaps


def _nested(siblings: Sequence[_Share], proofs: Proofs) -> bool:
    pairs = ((one, other) for one, other in permutations(siblings, 2) if one.range != other.range)
    outside = (proofs.satisfiable(one.asked.routing, unless=other.range) for one, other in pairs)
    return any(answer.status == "none" for answer in outside)


def _overlaps(siblings: Sequence[_Share], proofs: Proofs) -> Iterator[Finding]:
    for one, other in combinations(siblings, 2):
        both = conjunction([one.asked.routing, other.asked.routing])
        if one.range != other.range and proofs.satisfiable(both).status == "some":
            said = f"{show(one.range)} ({one.asked.name}); {show(other.range)} ({other.asked.name})"
            yield Finding("overlap", other.asked.name, "ask", (str(one.name),), said, other.range)


def _gaps(siblings: Sequence[_Share], proofs: Proofs) -> Iterator[Finding]:
    last = siblings[-1]
    anyone = conjunction([*sorted(last.rest, key=show), Is(last.name, "answered")])
    left_out = proofs.satisfiable(anyone, unless=Or(tuple(share.range for share in siblings)))
    if left_out.witness is not None:
        said = f"{last.name} = {left_out.witness[str(last.name)]}: " + "; ".join(
            show(s.range) for s in siblings
        )
        yield Finding("gap", last.asked.name, "ask", (str(last.name),), said, last.range)


def _share(asked: Asked) -> _Share | None:
    if asked.routing is None:
        return None
    parts = asked.routing.parts if isinstance(asked.routing, And) else (asked.routing,)
    bounds = [part for part in parts if _bounded(part) is not None]
    found = {_bounded(part) for part in bounds}
    limits = conjunction(bounds)
    if len(found) != 1 or limits is None:
        return None
    (name,) = found
    return None if name is None else _Share(asked, name, limits, frozenset(parts) - frozenset(bounds))


def _bounded(node: Node) -> Name | None:
    """Give the name that a comparison bounds by a constant, such as an age."""
    match node:
        case Compare(sign, Name() as name, Number() | Text()) if sign not in ("=", "!="):
            return name
    return None
