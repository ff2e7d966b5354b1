"""Print a rule in a spoken language; each language brings its own patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...study.routing import (
    And,
    Arithmetic,
    Call,
    Compare,
    Has,
    Is,
    Member,
    Name,
    Node,
    Not,
    Number,
    Or,
    Text,
    negation_normal,
)

__all__ = ["Patterns", "Subject", "print_spoken"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name is to a reader: the words for it, and the words for its codes."""

    words: str
    codes: Mapping[float, str]
    is_interview: bool = False
    is_date: bool = False


Subjects = Callable[[Name], Subject]
_SIGNS = {"+": "+", "-": "−", "*": "×"}


@dataclass(frozen=True)
class Patterns:
    """The patterns of one language; ``{left}``, ``{right}`` and ``{name}`` are filled in.

    `compare` and `compare_dates` go by operator, `states` and `not_states` by state, `interview` says whether
    a family was interviewed, by wave and state.
    """

    both: str
    either: str
    last_or: str
    compare: Mapping[str, str]
    compare_dates: Mapping[str, str]
    within: str
    not_within: str
    has: str
    has_not: str
    states: Mapping[str, str]
    not_states: Mapping[str, str]
    interview: Mapping[str, str]
    total: str
    count: str


def print_spoken(node: Node, subjects: Subjects, patterns: Patterns) -> str:
    """Print a rule as the rest of a sentence that begins with "Ask if".

    Parameters
    ----------
    node : Node
        A condition.
    subjects : callable
        Gives the words for a name.
    patterns : Patterns
        The language.
    """
    return _Printer(subjects, patterns).condition(negation_normal(node))


class _Printer:
    def __init__(self, subjects: Subjects, patterns: Patterns) -> None:
        self.subjects = subjects
        self.patterns = patterns

    def condition(self, node: Node) -> str:  # noqa: PLR0911  one a kind of node
        match node:
            case And(parts) | Call("all", parts):
                return self.patterns.both.join(self.part(part) for part in self.needed(parts))
            case Or(parts) | Call("any", parts):
                return self.patterns.either.join(self.part(part) for part in parts)
            case Compare():
                return self.comparison(node)
            case Member():
                return self.membership(node, self.patterns.within)
            case Not(Member() as part):
                return self.membership(part, self.patterns.not_within)
            case Has():
                return self.possession(node, self.patterns.has)
            case Not(Has() as part):
                return self.possession(part, self.patterns.has_not)
            case Is():
                return self.state(node, self.patterns.states)
            case Not(Is() as part):
                return self.state(part, self.patterns.not_states)
        return self.value(node)

    def needed(self, parts: Sequence[Node]) -> list[Node]:
        """Leave out "x is answered" beside a test of x, which nobody passes without an answer."""
        tested = frozenset(name for part in parts for name in _tested(part))
        return [
            part
            for part in parts
            if not (name := _answered(part)) or name not in tested or self.subjects(name).is_interview
        ]

    def part(self, node: Node) -> str:
        compound = isinstance(node, And | Or) or (isinstance(node, Call) and len(node.parts) > 1)
        return f"({self.condition(node)})" if compound else self.condition(node)

    def comparison(self, node: Compare) -> str:
        left, right = self.value(node.left), self.value(node.right, node.left)
        dates = any(
            isinstance(each, Name) and self.subjects(each).is_date for each in (node.left, node.right)
        )
        patterns = self.patterns.compare_dates if dates else self.patterns.compare
        return patterns[node.operator].format(left=left, right=right)

    def membership(self, node: Member, pattern: str) -> str:
        options = [self.value(option, node.value) for option in node.options]
        listed = ", ".join(options[:-1])
        right = f"{listed}{self.patterns.last_or}{options[-1]}" if listed else options[-1]
        return pattern.format(left=self.value(node.value), right=right)

    def possession(self, node: Has, pattern: str) -> str:
        return pattern.format(name=self.subjects(node.name).words, right=self.value(node.code, node.name))

    def state(self, node: Is, patterns: Mapping[str, str]) -> str:
        subject = self.subjects(node.name)
        positive = patterns is self.patterns.states
        if subject.is_interview and node.state in ("missing", "answered"):
            held = (node.state == "answered") == positive
            return self.patterns.interview[f"{node.name.scope} {'held' if held else 'none'}"]
        return patterns[node.state].format(name=subject.words)

    def value(self, node: Node, beside: Node | None = None) -> str:  # noqa: PLR0911  one a kind of node
        """Print a value; a code is followed by its words where the other side tells whose it is."""
        match node:
            case Name():
                return self.subjects(node).words
            case Text(text):
                return f"“{text}”"
            case Number(number):
                codes = self.subjects(beside).codes if isinstance(beside, Name) else {}
                return f"{_number(number)} ({codes[number]})" if number in codes else _number(number)
            case Arithmetic(sign, left, right):
                return f"{self.value(left)} {_SIGNS[sign]} {self.value(right)}"
            case Call("sum", parts):
                return self.patterns.total.format(parts=", ".join(self.value(part) for part in parts))
            case Call("count", parts):
                return self.patterns.count.format(parts="; ".join(self.condition(part) for part in parts))
        return self.condition(node)


def _answered(node: Node) -> Name | None:
    """Give the name of which a part says that it is answered, and nothing else."""
    match node:
        case Is(name, "answered") | Not(Is(name, "missing")):
            return name
    return None


def _tested(node: Node) -> Iterator[Name]:
    """Give the names that must be answered for a test to hold."""
    match node:
        case Compare(_, left, right):
            yield from (each for each in (left, right) if isinstance(each, Name))
        case Member(Name() as name) | Not(Member(Name() as name)) | Has(name) | Not(Has(name)):
            yield name


def _number(value: float) -> str:
    exact = Decimal(repr(value))
    return format(exact.to_integral_value() if exact == exact.to_integral_value() else exact, "f")
