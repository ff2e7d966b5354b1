"""What every check looks at: the bank, the study's declarations, and each rule parsed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ...study.config import StudyConfig
from ...study.problems import Place, Problem, ProblemError, problem
from ...study.routing import Name, Node
from ..bank import AnswerList, Bank, Item, Module, Rule, Version
from ..compiler import baseline_of
from ..instrument import ADMINISTRATIVE

__all__ = ["Asked", "Context", "Placed", "Use"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as a wave asks it."""

    module: Module
    item: Item
    version: Version

    def rules(self, wave: str) -> tuple[tuple[str, Rule], ...]:
        """Its conditions, its roster's and its module's, each with its key."""
        parent = () if self.module.ask is None else (("the module's ask", self.module.ask),)
        return (*parent, *self.item.rules_above(wave), *self.item.rules_in(wave))


@dataclass(frozen=True)
class Placed:
    """What one wave asks by one mode, in order."""

    wave: str
    mode: str
    asked: tuple[Asked, ...]

    def position(self, variable: str) -> int | None:
        """Count the items before the one that stores `variable`; administrative variables come first (-1)."""
        for index, each in enumerate(self.asked):
            if each.item.stores and each.item.variable == variable:
                return index
        return -1 if variable in ADMINISTRATIVE else None


@dataclass(frozen=True)
class Use:
    """One rule where a wave uses it: at which position, for which item, under which key."""

    placed: Placed
    index: int
    item: Item
    key: str
    rule: Rule
    tree: Node

    def place(self, node: Node) -> Place:
        """Say where a part of the rule stands."""
        return replace(self.rule.at(node.span.start), item=self.item.id, wave=self.placed.wave)

    def problem(self, code: str, node: Node, /, **facts: object) -> Problem:
        """Make a problem at a part of the rule."""
        return problem(code, self.place(node), where=self.key, **facts)


@dataclass(frozen=True)
class Context:
    """The bank with everything that is looked up more than once."""

    bank: Bank
    config: StudyConfig
    placed: tuple[Placed, ...]
    _trees: dict[Rule, Node | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def baseline(self) -> str:
        """The wave that ``baseline.`` leads to."""
        return baseline_of(self.config)

    @property
    def lists(self) -> Mapping[str, AnswerList]:
        """Every answer list by name."""
        return self.bank.lists

    def tree(self, rule: Rule) -> Node | None:
        """Give the tree of a rule; None where it cannot be understood (the syntax check says why)."""
        if rule not in self._trees:
            self._trees[rule] = self._parsed(rule)
        return self._trees[rule]

    def _parsed(self, rule: Rule) -> Node | None:
        try:
            return rule.tree()
        except ProblemError:
            return None

    def used(self) -> Iterator[Use]:
        """Give every rule that can be understood, wherever it is used."""
        for placed in self.placed:
            for index, asked in enumerate(placed.asked):
                for key, rule in asked.rules(placed.wave):
                    tree = self.tree(rule)
                    if tree is not None:
                        yield Use(placed, index, asked.item, key, rule, tree)

    def item_of(self, name: Name) -> Item | None:
        """Find the item that stores what a name stands for."""
        return self.bank.by_variable.get(name.name)
