"""Names in rules that are not there, or not yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ...study.routing import Name, Node, walk
from .domains import Asked
from .findings import Finding, Kind, Part, rules_of

__all__ = ["without_broken_rules", "wrong_references"]


def wrong_references(sequence: Sequence[Asked]) -> Iterator[Finding]:
    """Find names that no item stores, that a later one stores, or the item itself.

    A check may use the item's own answer; routing may not.  Names of other waves are taken as they are: an
    answer that was never given is missing.
    """
    stored = [asked.name for asked in sequence if asked.domain is not None]
    order = {name: place for place, name in enumerate(stored)}
    before = 0
    for asked in sequence:
        for part, rule in rules_of(asked):
            seen = before + (part != "ask")
            yield from _wrong_names(asked.name, part, rule, order, stored[:seen])
        before += asked.domain is not None


def _wrong_names(
    item: str, part: Part, rule: Node, order: Collection[str], seen: Sequence[str]
) -> Iterator[Finding]:
    known = set(seen)
    for node in walk(rule):
        if isinstance(node, Name) and node.scope is None and node.name not in known:
            kind: Kind = "looks_ahead" if node.name in order else "unknown_name"
            kind = "self_reference" if node.name == item else kind
            yield Finding(kind, item, part, (node.name,), node.name, node)


def without_broken_rules(sequence: Sequence[Asked], found: Sequence[Finding]) -> tuple[Asked, ...]:
    """Take out the rules that cannot be followed, so that the others can still be proved."""
    broken = {(finding.item, finding.part) for finding in found}

    def kept(asked: Asked, part: Part, rule: Node | None) -> Node | None:
        return None if (asked.name, part) in broken else rule

    return tuple(
        replace(
            asked,
            routing=kept(asked, "ask", asked.routing),
            soft=kept(asked, "soft", asked.soft),
            hard=kept(asked, "hard", asked.hard),
        )
        for asked in sequence
    )
