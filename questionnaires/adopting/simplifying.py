"""Say a rule in fewer words: what one part of it settles need not be said by another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from ...study.routing import And, Compare, Has, Is, Member, Name, Node, Not, Or, names

__all__ = ["Truth", "both", "either", "simplified"]

Truth: TypeAlias = Node | bool


def both(parts: Iterable[Truth]) -> Truth:
    """Join with ``and``, without what is always true and what stands twice."""
    return _joined(parts, And, neutral=True)


def either(parts: Iterable[Truth]) -> Truth:
    """Join with ``or``, without what is never true and what stands twice."""
    return _joined(parts, Or, neutral=False)


def _joined(parts: Iterable[Truth], kind: type[And] | type[Or], neutral: bool) -> Truth:
    kept: dict[Node, None] = {}
    for part in parts:
        if isinstance(part, bool):
            if part is not neutral:
                return part
        else:
            kept |= dict.fromkeys(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(kept)) if len(kept) > 1 else next(iter(kept), neutral)


def simplified(rule: Truth) -> Truth:
    """Drop from every ``and`` what its other parts settle; the rule stays true of the same respondents.

    Examples
    --------
    >>> from familypanel.study.routing import parse, show
    >>> show(simplified(parse("x is answered and x is not dont_know and (x is missing or x != 1)")))
    'x != 1'
    """
    if isinstance(rule, Or):
        return either(simplified(part) for part in rule.parts)
    if not isinstance(rule, And):
        return rule
    parts = [simplified(part) for part in rule.parts]
    for _ in parts:
        before, parts = parts, _settled(parts)
        if parts == before:
            break
    return both(parts)


def _settled(parts: Sequence[Truth]) -> list[Truth]:
    """Replace in each part what the others say about why a name is missing."""
    found: list[Truth] = list(parts)
    for index in range(len(found)):
        others = [part for place, part in enumerate(found) if place != index and not isinstance(part, bool)]
        found[index] = _replaced(found[index], _knowledge(others))
    return found


Knowledge: TypeAlias = Callable[[Is], bool | None]


def _knowledge(parts: Iterable[Node]) -> Knowledge:
    surely: set[Name] = set()
    false: set[Node] = set()
    for part in parts:
        surely |= _answered(part)
        if isinstance(part, Not) and isinstance(part.part, Is):
            false.add(part.part)

    def known(state: Is) -> bool | None:
        if state.name in surely:
            return state.state == "answered"
        return False if state in false else None

    return known


def _answered(part: Node) -> frozenset[Name]:
    """Names that are answered wherever the part is true."""
    if isinstance(part, Is):
        return frozenset({part.name} if part.state == "answered" else ())
    if isinstance(part, Not) and isinstance(part.part, Has | Member | Compare):
        return names(part.part)
    return names(part) if isinstance(part, Has | Member | Compare) else frozenset()


def _replaced(part: Truth, known: Knowledge) -> Truth:
    match part:
        case Is():
            settled = known(part)
            return part if settled is None else settled
        case Not(Is() as inner):
            settled = known(inner)
            return part if settled is None else not settled
        case Or(parts):
            return either(_replaced(each, known) for each in parts)
        case And(parts):
            return both(_replaced(each, known) for each in parts)
    return part
