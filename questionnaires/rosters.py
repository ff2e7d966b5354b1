"""Rosters: the same few questions for each person of a household, or each of several things.

Authored are the questions, once; asked, checked and stored is every row: `rel` of a roster of at most eight
is `rel_1` to `rel_8`.  So whatever is proved of items, printed or received holds for rows as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .roster_rules import Column, Reading

if TYPE_CHECKING:
    from .bank import Item, Module, Reminder, Rule, Texts, Version

    Within = Mapping[str, Mapping[str, Rule]]

__all__ = ["COUNTED", "NUMBER", "Row", "Rows", "columns_of", "members_of", "row_name", "unrolled"]

NUMBER = "row"
"""``{row}`` in a text of a roster is the number of the row."""

COUNTED = "the roster's count"
"""Names the condition that a row is reached, which nobody has written."""

_ASKED, _UNTIL = "the roster's ask", "the roster's until"
_PIPE = re.compile(r"\{((?:prior\.|baseline\.)?)(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a roster has: at most `most`, and as many as `count` says or `until` stops at.

    `count` is a value (``adults + children``), `until` a condition on a row after which no more is asked.
    """

    most: int
    count: Rule | None = None
    until: Rule | None = None

    def reaching(self, number: int) -> Rule | None:
        """Give the rule under which `count` reaches row `number`."""
        return None if self.count is None else replace(self.count, text=f"{self.count.text} >= {number}")


@dataclass(frozen=True, slots=True)
class Row:
    """Where an item of a roster stands: in which row of which roster, and which authored item it is.

    `variable` is that of the roster, which names its rows in forms; `called` is what a row is called.
    """

    roster: str
    variable: str
    member: str
    number: int
    called: Texts = field(default_factory=dict, hash=False)


def row_name(name: str, number: int) -> str:
    """Name an item, or a variable, of one row.

    Examples
    --------
    >>> row_name("rel", 3)
    'rel_3'
    """
    return f"{name}_{number}"


def members_of(module: Module, roster: Item) -> tuple[Item, ...]:
    """Give the items of a roster, in order."""
    known = {item.id: item for item in module.items}
    return tuple(known[name] for name in roster.type.members if name in known)


def columns_of(modules: Iterable[Module]) -> dict[str, Column]:
    """Give every column of every roster by its authored variable."""
    return {
        member.variable: Column(roster.id, tuple(row_name(member.variable, n) for n in _numbers(roster)))
        for module in modules
        for roster in module.items
        if roster.rows is not None
        for member in members_of(module, roster)
        if member.stores
    }


def unrolled(modules: tuple[Module, ...]) -> tuple[Module, ...]:
    """Give the modules with every row of every roster as items of their own; without rosters, as they are."""
    if not any(item.rows for module in modules for item in module.items):
        return modules
    columns = columns_of(modules)
    return tuple(_module(module, columns) for module in modules)


def _module(module: Module, columns: Mapping[str, Column]) -> Module:
    outside = Reading(columns)
    inside = {name for item in module.items for name in item.type.members}
    items: list[Item] = []
    for item in module.items:
        if item.rows is not None:
            items += _Roster(item, item.rows, members_of(module, item), columns).items()
        elif item.id not in inside:
            items.append(_read(item, outside))
    return replace(module, ask=_rule(module.ask, outside), items=tuple(items))


@dataclass(frozen=True)
class _Roster:
    """One roster being written out."""

    item: Item
    rows: Rows
    members: tuple[Item, ...]
    columns: Mapping[str, Column]

    def items(self) -> Iterator[Item]:
        """Give the note before the rows, then row by row every question."""
        note = replace(self.item, type=replace(self.item.type, members=()), rows=None)
        outside = Reading(self.columns)
        first = _rule(self.rows.reaching(1), outside)
        yield replace(_read(note, outside), within=_within({}, COUNTED, first))
        for number in _numbers(self.item):
            within = self.reached(number)
            yield from (self.in_row(member, number, within) for member in self.members)

    def own(self, number: int) -> dict[str, str]:
        """Map the columns to their variables in one row."""
        return {each.variable: row_name(each.variable, number) for each in self.members if each.stores}

    def reached(self, number: int) -> Within:
        """Give the conditions of a whole row: those of the roster, by wave, and what leads on to this row."""
        outside = Reading(self.columns)
        asked = _rules(self.item.ask, outside)
        if self.rows.until is not None and number > 1:
            before = Reading(self.columns, self.own(number - 1), turned=True)
            return _within(asked, _UNTIL, _rule(self.rows.until, before))
        return _within(asked, COUNTED, _rule(self.rows.reaching(number), outside))

    def in_row(self, member: Item, number: int, within: Within) -> Item:
        there = _read(member, Reading(self.columns, self.own(number)), number)
        roster = self.item
        return replace(
            there,
            id=row_name(member.id, number),
            variable=row_name(member.variable, number) if member.variable else "",
            use=_used(member, roster),
            remind=_remind(there.remind, {each.id for each in self.members}, number),
            within=within,
            sensitive=member.sensitive or roster.sensitive,
            row=Row(roster.id, roster.variable, member.id, number, roster.called),
        )


def _numbers(roster: Item) -> range:
    return range(1, roster.rows.most + 1) if roster.rows else range(0)


def _used(member: Item, roster: Item) -> dict[str, str | Mapping[str, str]]:
    """Give the versions asked: a row is asked only by the modes that ask the roster."""
    used: dict[str, str | Mapping[str, str]] = {}
    for wave, version in member.use.items():
        modes = roster.use.get(wave)
        if isinstance(modes, str):
            used[wave] = version
        elif modes is not None:
            named = {mode: version.get(mode) if isinstance(version, Mapping) else version for mode in modes}
            used[wave] = {mode: name for mode, name in named.items() if name is not None}
    return used


# Conditions.


def _within(asked: Mapping[str, Rule], key: str, led: Rule | None) -> Within:
    """Join the conditions of a roster, each with the words a finding names it by."""
    led_by = {} if led is None else {key: {"": led}}
    return ({_ASKED: asked} if asked else {}) | led_by


def _rule(rule: Rule | None, reading: Reading) -> Rule | None:
    return None if rule is None else replace(rule, reading=reading)


def _rules(rules: Mapping[str, Rule], reading: Reading) -> dict[str, Rule]:
    return {wave: replace(rule, reading=reading) for wave, rule in rules.items()}


# Texts.


def _read(item: Item, reading: Reading, number: int | None = None) -> Item:
    """Give an item whose rules and texts name variables; `number` is that of its row, if it has one."""

    def said(texts: Texts) -> Texts:
        return {language: _piped(text, reading.row, number) for language, text in texts.items()}

    def check(rule: Rule | None) -> Rule | None:
        return None if rule is None else replace(rule, reading=reading, say=said(rule.say))

    def worded(version: Version) -> Version:
        return replace(version, text=said(version.text))

    return replace(
        item,
        versions={name: worded(version) for name, version in item.versions.items()},
        ask=_rules(item.ask, reading),
        soft=check(item.soft),
        hard=check(item.hard),
        remind=replace(item.remind, say=said(item.remind.say)) if item.remind else None,
        instruct={mode: said(texts) for mode, texts in item.instruct.items()},
    )


def _piped(text: str, row: Mapping[str, str], number: int | None) -> str:
    """Let pipes lead to the answers of the row.

    Examples
    --------
    >>> _piped("Is {name} the {row}. of {people}?", {"name": "name_2"}, 2)
    'Is {name_2} the 2. of {people}?'
    """

    def written(found: re.Match[str]) -> str:
        scope, name = found.groups()
        if number is not None and name == NUMBER and not scope:
            return str(number)
        return f"{{{scope}{row.get(name, name)}}}"

    return _PIPE.sub(written, text)


def _remind(remind: Reminder | None, members: Iterable[str], number: int) -> Reminder | None:
    """Let a reminder of a roster tell what was answered in the same row."""
    if remind is None or remind.source not in members:
        return remind
    return replace(remind, source=row_name(remind.source, number))
