"""The question bank as a plain value: modules, items with versions, lists, and where each is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from ..study.missing import Reason
from ..study.problems import Place
from ..study.routing import Node, locate, parse
from ..study.yaml_places import Written
from .places import Places
from .roster_rules import Column, Reading
from .rosters import COUNTED, Row, Rows, columns_of, unrolled

__all__ = [
    "ALL",
    "COUNTED",
    "UNREAD",
    "AnswerList",
    "AnswerType",
    "Bank",
    "Item",
    "Module",
    "Option",
    "Reminder",
    "Rule",
    "ScaleDefinition",
    "Texts",
    "Version",
]

Kind = Literal["one", "any", "whole", "number", "text", "date", "note"]
ALL = ""
"""Stands for every wave, or every mode, that has no entry of its own."""

Texts = Mapping[str, str]
"""A text in every language it has: language code to words."""


def _nowhere() -> Place:
    return Place()


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition as authored, and where its first character stands.

    `say` is what the interviewer reads where a check does not hold; empty where the condition itself is said.
    `reading` says how names of columns are read, in a bank that has rosters.
    """

    text: str
    place: Place = field(default_factory=_nowhere, compare=False)
    say: Texts = field(default_factory=dict, hash=False)
    written: Written | None = field(default=None, compare=False, repr=False)
    reading: Reading | None = None

    def at(self, offset: int) -> Place:
        """Say where character `offset` of the condition stands, counted from 0."""
        return locate(self.text, offset, self.place) if self.written is None else self.written.at(offset)

    def tree(self) -> Node:
        """Read the condition; FP1040 where it cannot be understood."""
        found = parse(self.text, self.place)
        return found if self.reading is None else self.reading.of(found)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list."""

    code: int
    label: Texts
    place: Place = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class AnswerList:
    """A named list of answers, in the order shown; not `whole` where a code of it could not be read."""

    name: str
    options: tuple[Option, ...]
    place: Place = field(default_factory=_nowhere, compare=False)
    whole: bool = True

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes, in the order shown."""
        return tuple(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What can be answered: `list` for ``one of`` and ``any of``, a range for ``whole`` and ``number``.

    A roster is a note, which is said before its rows, with the ids of its `members`.
    """

    kind: Kind
    list: str | None = None
    low: float | None = None
    high: float | None = None
    members: tuple[str, ...] = ()

    @property
    def is_choice(self) -> bool:
        """Whether answers come from a list."""
        return self.list is not None

    def __str__(self) -> str:
        if self.members:
            return f"roster of {', '.join(self.members)}"
        if self.list is not None:
            return f"{self.kind} of {self.list}"
        if self.low is None or self.high is None:
            return self.kind
        return f"{self.kind} {_exact(self.low)}..{_exact(self.high)}"


UNREAD = AnswerType("one")
"""Stands for a type that could not be read: nothing is known of the answers."""


def _exact(value: float) -> str:
    """Write a limit with all its digits and no exponent, as a type is read."""
    return format(Decimal(int(value)) if value == int(value) else Decimal(repr(value)), "f")


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of an item; versions are appended, never edited.

    `answers` are those it offers, where they are fewer than all the item has ever offered (its type).
    """

    name: str
    text: Texts
    replaces: str | None = None
    because: str | None = None
    comparable: str | None = None
    answers: AnswerType | None = None
    place: Place = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Before the question, say what was answered last time to item `source`.

    The question itself is asked of everybody (``if_changed: ask``), and an unchanged answer is entered again,
    so that every wave stands on its own.
    """

    source: str
    say: Texts
    sensitivity: Literal["ordinary", "sensitive"] = "ordinary"
    if_changed: Literal["ask"] = "ask"
    place: Place = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True)
class Item:
    """One question: a permanent id, a storage name, and the versions of its wording.

    `use` says by wave which version is asked: one for all modes, or one by mode (modes left out do not ask).
    `ask` holds the routing by wave and `instruct` the instruction by mode; what holds for all stands under
    ``ALL``.  `called` stands in a text for an answer that is not known there (on paper, in labels of data),
    such as "the child".  An `exclusive` code goes with no other answer.  The `variable` of a note names it in
    a form and stores nothing.

    A roster has `rows`, and `called` is what one of them is called ("Person").  In a `Bank`, each of its
    questions is an item for every `row`, asked `within` the conditions of the roster (by wave, as `ask`).
    """

    id: str
    variable: str
    type: AnswerType
    versions: Mapping[str, Version]
    use: Mapping[str, str | Mapping[str, str]]
    module: str = ""
    allow: tuple[Reason, ...] = ()
    exclusive: tuple[int, ...] = ()
    ask: Mapping[str, Rule] = field(default_factory=dict)
    soft: Rule | None = None
    hard: Rule | None = None
    remind: Reminder | None = None
    card: str | None = None
    instruct: Mapping[str, Texts] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    sensitive: bool = False
    called: Texts = field(default_factory=dict)
    rows: Rows | None = None
    row: Row | None = None
    within: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)
    place: Place = field(default_factory=_nowhere, compare=False)
    places: Places | None = field(default=None, compare=False, repr=False)

    def place_of(self, *keys: str) -> Place:
        """Say where a key stands, such as ``("use", "m12")``; else where the item does."""
        return self.place if self.places is None else self.places.key(*keys)

    def value_at(self, *keys: str, offset: int = 0) -> Place:
        """Say where a value stands, or a character of it; else where the item does."""
        return self.place if self.places is None else self.places.value(*keys, offset=offset)

    def version_in(self, wave: str, mode: str) -> Version | None:
        """Give the wording asked in `wave` by `mode`; None where it is not asked (or is not defined)."""
        used = self.use.get(wave)
        name = used.get(mode) if isinstance(used, Mapping) else used
        return None if name is None else self.versions.get(name)

    def ask_in(self, wave: str) -> Rule | None:
        """Give the item's own routing in `wave`; None where everybody who gets here is asked."""
        return self.ask.get(wave, self.ask.get(ALL))

    def rules_above(self, wave: str) -> tuple[tuple[str, Rule], ...]:
        """The conditions of its roster in `wave`, which hold for the whole row, each with its key."""
        found = ((key, rules.get(wave, rules.get(ALL))) for key, rules in self.within.items())
        return tuple((key, rule) for key, rule in found if rule is not None)

    def within_in(self, wave: str) -> tuple[Rule, ...]:
        """Give the conditions of `rules_above`."""
        return tuple(rule for _, rule in self.rules_above(wave))

    def instruct_by(self, mode: str) -> Texts:
        """Give the interviewer's instruction for `mode`; empty where there is none."""
        return self.instruct.get(mode, self.instruct.get(ALL, {}))

    def rules_in(self, wave: str) -> tuple[tuple[str, Rule], ...]:
        """The item's own conditions in `wave`, each with its key."""
        named = (("ask", self.ask_in(wave)), ("soft check", self.soft), ("hard check", self.hard))
        return tuple((key, rule) for key, rule in named if rule is not None)

    @property
    def stores(self) -> bool:
        """Whether an answer is stored."""
        return self.type.kind != "note"


@dataclass(frozen=True, slots=True)
class ScaleDefinition:
    """Items that together measure one thing, by item id, and how they are scored."""

    id: str
    items: tuple[str, ...]
    reverse: tuple[str, ...] = ()
    how: Literal["mean", "sum"] = "mean"
    min_answered: int = 1
    place: Place = field(default_factory=_nowhere, compare=False)
    places: Places | None = field(default=None, compare=False, repr=False)

    def place_of(self, *keys: str) -> Place:
        """Say where a key or a word of a list stands, such as ``("items", "PAR010")``."""
        return self.place if self.places is None else self.places.key(*keys)


@dataclass(frozen=True)
class Module:
    """One file of the bank; its `ask` is the parent of every item's own."""

    name: str
    title: Texts = field(default_factory=dict)
    ask: Rule | None = None
    lists: tuple[AnswerList, ...] = ()
    items: tuple[Item, ...] = ()
    scales: tuple[ScaleDefinition, ...] = ()
    place: Place = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True)
class Bank:
    """All modules, in the order of their files' names, which is the order of the questionnaire.

    `modules` are as authored; every item is given with the rows of rosters as items of their own, except by
    `authored`.
    """

    modules: tuple[Module, ...]

    @cached_property
    def lists(self) -> Mapping[str, AnswerList]:
        """Every answer list by name; a list may be used by any module."""
        return {answers.name: answers for module in self.modules for answers in module.lists}

    @cached_property
    def unrolled(self) -> tuple[Module, ...]:
        """The modules with every row of every roster."""
        return unrolled(self.modules)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns of rosters, by their authored variable."""
        return columns_of(self.modules)

    @property
    def authored(self) -> Iterator[Item]:
        """Every item as authored: rosters, and each of their questions once."""
        return (item for module in self.modules for item in module.items)

    @property
    def items(self) -> Iterator[Item]:
        """Every item, in questionnaire order."""
        return (item for module in self.unrolled for item in module.items)

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Every item by its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def by_variable(self) -> Mapping[str, Item]:
        """Every item that stores something, by its variable."""
        return {item.variable: item for item in self.items if item.stores}

    def asked(self, wave: str, mode: str) -> tuple[tuple[Module, Item, Version], ...]:
        """Give what is asked in `wave` by `mode`, in order; each item with the answers its version offers."""
        placed = (
            (module, item, item.version_in(wave, mode)) for module in self.unrolled for item in module.items
        )
        return tuple(
            (module, item if version.answers is None else replace(item, type=version.answers), version)
            for module, item, version in placed
            if version is not None
        )
