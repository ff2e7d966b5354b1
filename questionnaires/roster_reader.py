"""Reading what a roster says of its rows, and that its questions stand where they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .authored import Authored
from .bank import AnswerType, Item, Rule
from .rosters import NUMBER, Rows

__all__ = ["ROSTER_KEYS", "check_rosters", "read_rows"]

ROSTER_KEYS = ("most", "count", "until")
MOST_ROWS = 99


def read_rows(authored: Authored, node: Mapping[Any, Any], answers: AnswerType, section: str) -> Rows | None:
    """Read how many rows a roster has; None for any other item."""
    if not answers.members:
        meant = str(node.get("type", "")).casefold().startswith("roster")
        for key in (key for key in ROSTER_KEYS if key in node and not meant):
            authored.report("FP2202", node, key, key=key, type=answers)
        return None
    for key, example in (("most", "8"), ("called", "{en: Person}")):
        if key not in node:
            authored.absent(node, key, section, example)
    if "count" in node and "until" in node:
        authored.report("FP2203", node, "until")
    count = _count(authored, node, section)
    return Rows(_most(authored, node, section), count, authored.rule(node, "until", section))


def _count(authored: Authored, node: Mapping[Any, Any], section: str) -> Rule | None:
    if not str(node.get("count", "")).strip().isdecimal():
        return authored.rule(node, "count", section)
    expected = "a value of earlier answers; without 'count' every row is asked"
    authored.wrong(node, "count", section, expected, "count: adults - 1")
    return None


def _most(authored: Authored, node: Mapping[Any, Any], section: str) -> int:
    value = node.get("most", 1)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_ROWS:
        return int(value)
    authored.wrong(node, "most", section, f"a whole number from 1 to {MOST_ROWS}", "most: 8")
    return 1


def check_rosters(authored: Authored, nodes: Sequence[Mapping[Any, Any]], items: Sequence[Item]) -> None:
    """Collect a problem where the questions of a roster are not the items directly below it, in order."""
    for index, (node, roster) in enumerate(zip(nodes, items, strict=True)):
        if roster.rows is None:
            continue
        below = items[index + 1 : index + 1 + len(roster.type.members)]
        for name, reason in _misplaced(roster, below):
            authored.report("FP2204", node, "type", item=name, roster=roster.id, reason=reason)
        for offset, member in enumerate(below, start=1):
            _check_member(authored, nodes[index + offset], roster, member)


def _misplaced(roster: Item, below: Sequence[Item]) -> Iterator[tuple[str, str]]:
    for position, name in enumerate(roster.type.members):
        found = below[position].id if position < len(below) else None
        if found != name:
            yield name, f"{found} stands in its place" if found else "there is no item in its place"
            return


def _check_member(authored: Authored, node: Mapping[Any, Any], roster: Item, member: Item) -> None:
    if member.rows is not None:
        authored.report("FP2205", node, "type", item=member.id, roster=roster.id)
    if member.variable.casefold() == NUMBER:
        authored.report("FP2206", node, "variable", item=member.id, name=member.variable)
    for wave in member.use:
        if wave not in roster.use:
            facts = {"item": member.id, "roster": roster.id, "wave": wave}
            authored.report("FP2207", node["use"], wave, **facts)
