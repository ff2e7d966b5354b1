"""A wave of the bank as the solver takes it: items with domains, routing as authored, and pipes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ...study.missing import Reason
from ...study.routing import And, Compare, Is, Name, Node, Or, conjunction, names
from .. import solver
from ..bank import Item, Rule
from ..compiler import absent_in, waves_before
from ..instrument import ADMINISTRATIVE
from ..solver import Answer, AnyOf, Domain, Examination
from ..wording import names_piped
from .context import Asked, Context, Placed
from .domains import administrative_domain, domain_of

__all__ = ["Sequence", "name_of"]


def name_of(item: Item) -> str:
    """Name an item for the solver: by its variable; a note without one by its id, in a way no variable is."""
    return item.variable or f"note {item.id}"


@dataclass(frozen=True)
class Sequence:
    """What one wave asks by one mode, ready to be proved."""

    context: Context
    placed: Placed

    @cached_property
    def asked(self) -> tuple[solver.Asked, ...]:
        """Every variable of the wave, in the order asked; those every wave begins with come first."""
        own = {each.item.variable for each in self.placed.asked}
        head = [name for name in ADMINISTRATIVE if name not in own]
        languages = len(self.context.config.languages)
        begun = (solver.Asked(name, administrative_domain(name, languages)) for name in head)
        return (*begun, *map(self._step, self.placed.asked))

    @cached_property
    def earlier(self) -> dict[str, Domain]:
        """What the answers of earlier waves that are used here can be."""
        used = sorted({name for asked in self.asked for name in _used(asked)}, key=str)
        found = ((name, self._earlier(name)) for name in used if name.scope and not self.absent(name))
        return {str(name): domain for name, domain in found if domain is not None}

    @cached_property
    def facts(self) -> tuple[Node, ...]:
        """Where there is only one earlier wave, the last answered is the baseline."""
        if len(waves_before(self.context.config, self.placed.wave)) != 1:
            return ()
        twice = (name.removeprefix("prior.") for name in self.earlier if name.startswith("prior."))
        return tuple(_same(name) for name in twice if self._single(f"baseline.{name}"))

    @cached_property
    def examination(self) -> Examination:
        """What is wrong with the rules, and who is asked what."""
        return solver.examination(self.asked, self.earlier, self.facts)

    @property
    def answers(self) -> list[tuple[Item, Answer]]:
        """Tell for each item whether anybody is asked it; without those whose routing cannot be followed."""
        known = self.examination.answers
        followed = [(each.item, name_of(each.item)) for each in self.placed.asked if self._followed(each)]
        return [(item, known[name]) for item, name in followed if name in known]

    def _followed(self, asked: Asked) -> bool:
        wave = self.placed.wave
        rules = (asked.module.ask, *asked.item.within_in(wave), asked.item.ask_in(wave))
        return all(rule is None or self.tree(rule) is not None for rule in rules)

    def needed(self, item: Item) -> frozenset[str]:
        """Name what the routing of an item depends on, through all routing before it."""
        routing = {asked.name: asked.routing for asked in self.asked}
        found: set[str] = set()
        waiting = [name_of(item)]
        while waiting:
            rule = routing.get(waiting.pop())
            told = () if rule is None else (name for name in names(rule) if not self.absent(name))
            new = {str(name) for name in told} - found
            found |= new
            waiting += new
        return frozenset(found)

    @cached_property
    def unknown(self) -> frozenset[str]:
        """Name the variables of which nobody can say what the answers are."""
        lists = self.context.lists
        stored = (item for item in self.context.bank.items if item.stores)
        return frozenset(item.variable for item in stored if domain_of(item, lists) is None)

    def absent(self, name: Name) -> bool:
        """Tell whether nobody can have an answer to a name of an earlier wave."""
        return absent_in(self.context.bank, self.context.config, self.placed.wave)(name)

    def tree(self, rule: Rule | None) -> Node | None:
        """Give the tree of a rule, as the other checks see it."""
        return None if rule is None else self.context.tree(rule)

    def _step(self, asked: Asked) -> solver.Asked:
        item = asked.item
        above = (asked.module.ask, *item.within_in(self.placed.wave))
        parent = conjunction(map(self.tree, above))
        texts = (*asked.version.text.values(), *item.instruct_by(self.placed.mode).values())
        return solver.Asked(
            name_of(item),
            domain_of(item, self.context.lists),
            conjunction([self.tree(item.ask_in(self.placed.wave)), parent]),
            self.tree(item.soft),
            self.tree(item.hard),
            sorted({name for text in texts for name in names_piped(text)}),
            parent,
        )

    def _earlier(self, name: Name) -> Domain | None:
        item = self.context.bank.by_variable.get(name.name)
        if item is not None:
            return domain_of(item, self.context.lists, [Reason.NOT_APPLICABLE])
        languages = len(self.context.config.languages)
        return administrative_domain(name.name, languages) if name.name in ADMINISTRATIVE else None

    def _single(self, name: str) -> bool:
        return name in self.earlier and not isinstance(self.earlier[name], AnyOf)


def _used(asked: solver.Asked) -> Iterable[Name]:
    for rule in (asked.routing, asked.soft, asked.hard):
        yield from () if rule is None else names(rule)
    for pipe in asked.pipes:
        scope, _, name = pipe.rpartition(".")
        yield Name(name, "prior" if scope == "prior" else "baseline" if scope else None)


def _same(name: str) -> Node:
    last, first = Name(name, "prior"), Name(name, "baseline")
    neither = And((Is(last, "missing"), Is(first, "missing")))
    return Or((Compare("=", last, first), neither))
