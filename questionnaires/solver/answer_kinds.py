"""Rules that treat an answer as what it is not: a text as a number, several answers as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from ...study.routing import Arithmetic, Call, Compare, Has, Member, Name, Node, Text, show, walk
from .domains import AnyOf, Asked, Day, Domain, FreeText, OneOf
from .findings import Finding, Kind, rules_of

__all__ = ["wrong_kinds"]

Nature: TypeAlias = Literal["number", "text", "date", "several", "constant text"]


def wrong_kinds(sequence: Sequence[Asked], domains: Mapping[str, Domain]) -> Iterator[Finding]:
    """Find uses of a variable that can never be true, because of the kind of answer that it has."""
    for asked in sequence:
        for part, rule in rules_of(asked):
            for node in walk(rule):
                for kind, name in _faults(node, domains):
                    yield Finding(kind, asked.name, part, (str(name),), show(node), node)


def _faults(node: Node, domains: Mapping[str, Domain]) -> Iterator[tuple[Kind, Name]]:
    match node:
        case Has(name):
            if _nature(name, domains) not in ("several", None):
                yield "has_of_one", name
        case Compare(sign, left, right):
            yield from _compared(left, right, sign not in ("=", "!="), domains)
        case Member(value, options):
            yield from _compared(value, options[0], False, domains)
        case Arithmetic(_, left, right):
            yield from _calculated((left, right), domains)
        case Call("sum", parts):
            yield from _calculated(parts, domains)


def _compared(
    left: Node, right: Node, ordered: bool, domains: Mapping[str, Domain]
) -> Iterator[tuple[Kind, Name]]:
    name = left if isinstance(left, Name) else right
    natures = {_nature(left, domains), _nature(right, domains)}
    if not isinstance(name, Name) or None in natures:
        return
    if "several" in natures:
        several = left if _nature(left, domains) == "several" else right
        yield "several_as_one", several if isinstance(several, Name) else name
    elif "number" in natures and len(natures) > 1:
        yield "text_against_number", name
    elif natures == {"date", "text"}:
        yield "text_against_date", name
    elif ordered and "text" in natures:
        yield "order_of_texts", name


def _calculated(parts: Sequence[Node], domains: Mapping[str, Domain]) -> Iterator[tuple[Kind, Name]]:
    for part in parts:
        if isinstance(part, Name) and (nature := _nature(part, domains)) not in ("number", None):
            yield "several_as_one" if nature == "several" else "calculated_text", part


def _nature(node: Node, domains: Mapping[str, Domain]) -> Nature | None:  # noqa: PLR0911  one a domain
    """Tell what kind of answer a side of a comparison has; None where it is not known."""
    if not isinstance(node, Name):
        return "constant text" if isinstance(node, Text) else "number"
    match domains.get(str(node)):
        case None:
            return None
        case AnyOf():
            return "several"
        case Day():
            return "date"
        case FreeText():
            return "text"
        case OneOf(codes) if any(isinstance(code, str) for code in codes):
            return "text"
    return "number"
