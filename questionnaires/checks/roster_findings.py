"""Which of the solver's findings about rows are findings about what was written.

A rule of a roster stands once and is proved in every row.  That it makes no difference, or cannot hold, in
one row alone is no fault of it: ``others >= 2`` says nothing new in the second row.  It is a fault where that
is so in every row that can be reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ...study.routing import Is, Node, Number, Span, names, walk
from ..bank import Item
from ..solver import Finding, Whole
from .sequences import Sequence, name_of

__all__ = ["IDLE", "UNREACHABLE", "Rows"]

UNREACHABLE = ("contradiction", "contradiction_through_parent", "empty_range")
IDLE = ("always_asked", "dead_branch", "check_never_fails")

_Key = tuple[str, str, str, Span | None]


@dataclass
class Rows:
    """What the findings of one sequence say of rows."""

    sequence: Sequence
    _items: dict[str, Item] = field(default_factory=dict)
    _found: dict[_Key, set[int]] = field(default_factory=dict)
    _reached: dict[str, set[int]] = field(default_factory=dict)
    _dead: dict[tuple[str, Span], set[frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._items = {name_of(each.item): each.item for each in self.sequence.placed.asked}
        for item, answer in self.sequence.answers:
            if item.row is not None and answer.status == "some":
                self._reached.setdefault(item.row.member, set()).add(item.row.number)
        for found in self.sequence.examination.findings:
            self._note(found)

    def _note(self, found: Finding) -> None:
        row = self._items[found.item].row if found.item in self._items else None
        if row is not None:
            self._found.setdefault(self._key(found, row.member), set()).add(row.number)
        if found.kind == "dead_branch" and found.node is not None:
            dead = self._dead.setdefault((found.item, found.node.span), set())
            dead.add(frozenset(map(str, names(found.node))))

    def _key(self, found: Finding, member: str) -> _Key:
        return found.kind, member, found.part, None if found.node is None else found.node.span

    def told(self, found: Finding) -> bool:
        """Tell whether an idle part of a rule is idle wherever it is written out."""
        if found.kind not in IDLE or found.item not in self._items:
            return True
        if found.node is not None and not self._everywhere(found, found.node):
            return False
        row = self._items[found.item].row
        if row is None:
            return True
        reached = self._reached.get(row.member, set())
        return row.number in reached and self._found[self._key(found, row.member)] >= reached

    def _everywhere(self, found: Finding, node: Node) -> bool:
        """Tell whether a part that stands for every row of a column is dead in each of them."""
        if isinstance(node, Is) and node.span == node.name.span:
            return False  # not written by anybody: a row that was not asked does not count
        if found.kind != "dead_branch":
            return True
        rule = next(each.routing for each in self.sequence.asked if each.name == found.item)
        written = self._written(node)
        # Rules of an item and of its module are joined, so a part of another may stand at the same place.
        copies = (each for each in _standing_at(rule, node.span) if self._written(each) == written)
        return self._dead[found.item, node.span] >= {frozenset(map(str, names(each))) for each in copies}

    def _written(self, node: Node) -> frozenset[str]:
        """Give the names in a part as they are written: a column for the variables of its rows."""
        columns = self.sequence.context.bank.columns
        lead = {variable: name for name, column in columns.items() for variable in column.variables}
        return frozenset(lead.get(str(name), str(name)) for name in names(node))

    def some_rows(self, found: Finding) -> list[int]:
        """Give the rows in which nobody is asked an item that others are asked in their rows."""
        item = self._items.get(found.item)
        if item is None or item.row is None or found.kind not in UNREACHABLE:
            return []
        member = item.row.member
        if not self._reached.get(member):
            return []
        kinds = (rows for key, rows in self._found.items() if key[0] in UNREACHABLE and key[1] == member)
        return sorted({row for rows in kinds for row in rows})

    def beyond(self, found: Finding) -> bool:
        """Tell whether a count that is never reached is the fault, not one that is always reached."""
        domain = next((each.domain for each in self.sequence.asked if each.name in found.names), None)
        below = (
            isinstance(domain, Whole) and isinstance(found.node, Number) and found.node.value <= domain.low
        )
        return found.kind in UNREACHABLE or (found.kind == "out_of_range" and not below)


def _standing_at(rule: Node | None, span: Span) -> Iterable[Node]:
    return () if rule is None else (node for node in walk(rule) if node.span == span)
