"""Columns of a roster in rules: within a row they are that row's answers, elsewhere one argument a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..study.routing import (
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
    Or,
    names,
)

__all__ = ["Column", "Reading"]


@dataclass(frozen=True, slots=True)
class Column:
    """One question of a roster: the variables that store its answers, row by row."""

    roster: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """How one rule of a bank with rosters is read.

    Parameters
    ----------
    columns : mapping of str to Column
        Every column of every roster of the bank, by its authored variable.
    row : mapping of str to str
        The columns of the rule's own row, and the variable each is there; empty outside of rosters.
    turned : bool
        Whether the opposite of what stands there is meant, as for ``until``.

    Examples
    --------
    >>> from familypanel.study.routing import parse, show
    >>> age = {"age": Column("people", ("age_1", "age_2"))}
    >>> show(Reading(age).of(parse("count(age < 5) >= 1")))
    'count(age_1 < 5, age_2 < 5) >= 1'
    >>> show(Reading(age, {"age": "age_2"}).of(parse("age >= 16")))
    'age_2 >= 16'

    What holds of all need not hold of a row that was not asked:

    >>> show(Reading(age).of(parse("all(age < 5)")))
    'all(age_1 is not_applicable or age_1 < 5, age_2 is not_applicable or age_2 < 5)'
    """

    columns: Mapping[str, Column] = field(hash=False)
    row: Mapping[str, str] = field(default_factory=dict, hash=False)
    turned: bool = False

    def of(self, rule: Node) -> Node:
        """Give the rule with variables in the place of columns; a column that stands alone is left."""
        own = _renamed(rule, self.row)
        spread = _rewritten(own, self._spread)
        return Not(spread) if self.turned else spread

    def _spread(self, node: Node) -> Node | None:
        if not isinstance(node, Call):
            return None
        parts = (each for part in node.parts for each in self._rows(part, node.function == "all"))
        return replace(node, parts=tuple(parts))

    def _rows(self, part: Node, of_all: bool) -> tuple[Node, ...]:
        """Give one argument a row; columns of two rosters have no row in common, so they are left."""
        used = {name.name: self.columns[name.name] for name in names(part) if name.name in self.columns}
        if len({column.roster for column in used.values()}) != 1:
            return (part,)
        rows = len(next(iter(used.values())).variables)
        asked = _or_not_asked(part, self.columns) if of_all else part
        return tuple(
            _renamed(asked, {name: column.variables[row] for name, column in used.items()})
            for row in range(rows)
        )


def _or_not_asked(part: Node, columns: Mapping[str, Column]) -> Node:
    """Let a condition hold of rows in which none of the columns it names was asked."""
    named = sorted((name for name in names(part) if name.name in columns), key=str)
    past = tuple(Is(name, "not_applicable", span=name.span) for name in named)
    either = part.parts if isinstance(part, Or) else (part,)
    return Or((past[0] if len(past) == 1 else And(past), *either), span=part.span)


def _renamed(rule: Node, variables: Mapping[str, str]) -> Node:
    def change(node: Node) -> Node | None:
        if isinstance(node, Name) and node.name in variables:
            return replace(node, name=variables[node.name])
        return None

    return _rewritten(rule, change) if variables else rule


def _rewritten(node: Node, change: Callable[[Node], Node | None]) -> Node:  # noqa: PLR0911  one a kind of node
    """Change what `change` has an answer for, from the top; everything else keeps its place in the text."""
    changed = change(node)
    if changed is not None:
        return changed

    def inner(part: Node) -> Node:
        return _rewritten(part, change)

    match node:
        case Compare() | Arithmetic():
            return replace(node, left=inner(node.left), right=inner(node.right))
        case Member():
            return replace(node, value=inner(node.value))
        case Has() | Is():
            name = inner(node.name)
            return replace(node, name=name) if isinstance(name, Name) else node
        case And() | Or() | Call():
            return replace(node, parts=tuple(map(inner, node.parts)))
        case Not():
            return replace(node, part=inner(node.part))
    return node
