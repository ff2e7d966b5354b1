"""The syntax tree of a rule: plain, immutable values, equal where they say the same, wherever they stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

__all__ = [
    "And",
    "Arithmetic",
    "Call",
    "Compare",
    "Constant",
    "Has",
    "Is",
    "Member",
    "Name",
    "Node",
    "Not",
    "Number",
    "Or",
    "Scope",
    "Span",
    "Text",
    "children",
    "conjunction",
    "is_condition",
    "names",
    "walk",
]

Scope = Literal["prior", "baseline"] | None
Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
State = Literal["missing", "answered", "refused", "dont_know", "not_applicable"]
Function = Literal["count", "any", "all", "sum"]


class Span(NamedTuple):
    """Where a node stood: ``text[span.start:span.end]``; the column is ``span.start + 1``."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class _Placed:
    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Name(_Placed):
    """A variable or multiple response: of this wave, of the last wave answered, or of the baseline."""

    name: str
    scope: Scope = None

    def __str__(self) -> str:
        return f"{self.scope}.{self.name}" if self.scope else self.name


@dataclass(frozen=True, slots=True)
class Number(_Placed):
    """A number that stands in the rule."""

    value: float


@dataclass(frozen=True, slots=True)
class Text(_Placed):
    """A quoted text; a date is its ISO text."""

    value: str


Constant: TypeAlias = Number | Text


@dataclass(frozen=True, slots=True)
class Compare(_Placed):
    """``left operator right``; unknown where either side is missing."""

    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Member(_Placed):
    """``value in (options)``; unknown where the value is missing."""

    value: Node
    options: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Has(_Placed):
    """``name has code``: the multiple response includes the code; unknown where it is missing."""

    name: Name
    code: Constant


@dataclass(frozen=True, slots=True)
class Is(_Placed):
    """``name is state``; always true or false."""

    name: Name
    state: State


@dataclass(frozen=True, slots=True)
class And(_Placed):
    """Two or more conditions that must all hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(_Placed):
    """Two or more conditions of which one must hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(_Placed):
    """The opposite of a condition; the opposite of unknown is unknown."""

    part: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(_Placed):
    """``left operator right`` over numbers; missing where either side is missing."""

    operator: Literal["+", "-", "*"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call(_Placed):
    """``count``, ``any`` and ``all`` over conditions, ``sum`` over values; one part or more."""

    function: Function
    parts: tuple[Node, ...]


Node: TypeAlias = Name | Number | Text | Compare | Member | Has | Is | And | Or | Not | Arithmetic | Call


def is_condition(node: Node) -> bool:
    """Whether the node is true, false or unknown; otherwise it has a value."""
    if isinstance(node, Call):
        return node.function in ("any", "all")
    return isinstance(node, Compare | Member | Has | Is | And | Or | Not)


def children(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911  one a kind of node
    """Give the nodes directly below, in the order of the text.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> [str(child) for child in children(parse("adults >= children")) if isinstance(child, Name)]
    ['adults', 'children']
    """
    match node:
        case Compare() | Arithmetic():
            return (node.left, node.right)
        case Member():
            return (node.value, *node.options)
        case Has():
            return (node.name, node.code)
        case Is():
            return (node.name,)
        case And() | Or() | Call():
            return node.parts
        case Not():
            return (node.part,)
        case Name() | Number() | Text():
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Give the node and everything below it, in the order of the text; uses no recursion."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def names(node: Node) -> frozenset[Name]:
    """Collect the names a rule depends on.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> sorted(str(name) for name in names(parse("moved = 1 or prior.tenure in (2, 3)")))
    ['moved', 'prior.tenure']
    """
    return frozenset(found for found in walk(node) if isinstance(found, Name))


def conjunction(rules: Iterable[Node | None]) -> Node | None:
    """Join rules that must all hold, such as an item's own and those of its parents; None is no rule.

    Nothing is nested, so that a chain of parents stays one level, and nothing stands twice.

    Examples
    --------
    >>> from familypanel.study.routing import parse, show
    >>> show(conjunction([None, parse("adults >= 1 and moved = 1"), parse("moved = 1"), parse("lone = 1")]))
    'adults >= 1 and moved = 1 and lone = 1'
    """
    parts: dict[Node, None] = {}
    for rule in rules:
        if rule is not None:
            parts |= dict.fromkeys(rule.parts if isinstance(rule, And) else (rule,))
    return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)
