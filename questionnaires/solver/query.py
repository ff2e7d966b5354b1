"""One question put to a model: the search for a respondent and, where there is none, what the proof rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...study.routing import Node, show
from .model import Model
from .search import Link, Requirement, Search, Solution, Wish
from .witness import Witness, told

__all__ = ["Ground", "Query"]

_SLACK = Fraction(1, 10**6)
"""Wider than the rounding of calculations with answers up to a thousand million."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A condition a contradiction rests on.

    Without a `variable` it is what was asked for, or `denied` where it was asked not to hold.  With one, whoever
    is asked the variable fulfils the rule, or (`obliges`) whoever fulfils all its rules is asked it.
    """

    rule: Node | None
    variable: str | None = None
    denied: bool = False

    @property
    def obliges(self) -> bool:
        """Whether it says that somebody is asked, not of whom."""
        return self.rule is None

    def __str__(self) -> str:
        if self.rule is None:
            return f"{self.variable} is asked wherever its routing holds"
        said = f"not ({show(self.rule)})" if self.denied else show(self.rule)
        return said if self.variable is None else f"{said}, required by {self.variable}"


@dataclass(frozen=True, slots=True)
class _Element:
    """A part of the question that a proof may do without: a wish, or one half of a link."""

    ground: Ground
    wish: Wish | None = None
    link: int = -1
    part: int | None = None


class Query:
    """A condition to be met, and one not to be met, with all they depend on."""

    def __init__(self, model: Model, condition: Node | None, unless: Node | None) -> None:
        self.model = model
        wishes = _wishes(model, condition, unless)
        self.slots, links, self.demands = model.cone([wish for _, wish in wishes])
        self.links = {link.index: link for link in links}
        self.elements = [_Element(ground, wish) for ground, wish in wishes]

    def run(self) -> tuple[Solution | None, bool]:
        """Search; without a solution, tell whether that is a proof."""
        wishes = [element.wish for element in self.elements if element.wish is not None]
        return self._search([*wishes, *self.links.values(), *self.demands])

    def _search(self, requirements: Sequence[Requirement]) -> tuple[Solution | None, bool]:
        found, complete = self._once(requirements, Fraction(0))
        if found is None and complete and any(each.rounded for each in requirements):
            blurred, complete = self._once(requirements, _SLACK)
            complete &= blurred is None
        return found, complete

    def _once(self, requirements: Sequence[Requirement], slack: Fraction) -> tuple[Solution | None, bool]:
        box = self.model.box()
        if not all(box.pieces[index][0] for index in self.slots):
            return None, True
        box.slack = slack
        search = Search(requirements)
        found = search.run(box)
        return found, search.complete

    def core(self) -> tuple[Ground, ...]:
        """Leave out one condition after the other for as long as the rest still contradict each other."""
        kept = [*self.elements, *(each for link in self.links.values() for each in self._halves(link))]
        for element in reversed(kept[:]):
            rest = [each for each in kept if each is not element]
            found, complete = self._search(self._requirements(rest))
            if found is None and complete:
                kept = rest
        return tuple(element.ground for element in kept)

    def _halves(self, link: Link) -> list[_Element]:
        name = self.model.names[link.index]
        rules = enumerate(self.model.rules[link.index])
        parts = [_Element(Ground(rule, name), link=link.index, part=place) for place, (rule, _) in rules]
        return [*parts, _Element(Ground(None, name), link=link.index)]

    def _requirements(self, elements: Sequence[_Element]) -> list[Requirement]:
        wishes = [element.wish for element in elements if element.wish is not None]
        links = [self._reduced(link, elements) for link in self.links.values()]
        return [*wishes, *links, *self.demands]

    def _reduced(self, link: Link, elements: Sequence[_Element]) -> Link:
        own = [element for element in elements if element.link == link.index]
        needed = tuple(link.needed[element.part] for element in own if element.part is not None)
        obliges = any(element.part is None for element in own)
        return Link(link.index, link.past, link.asked, needed, link.enough if obliges else None)

    def witness(self, found: Solution) -> Witness:
        """Give the respondent that was found, as far as the question depends on the answers."""
        subjects = self.model.subjects.by_name.values()
        return {each.name: told(each, found) for each in subjects if each.slot.index in self.slots}


def _wishes(model: Model, condition: Node | None, unless: Node | None) -> list[tuple[Ground, Wish]]:
    found = [] if condition is None else model.reader.conjuncts(condition)
    wishes = [(Ground(rule), Wish(formula)) for rule, formula in found]
    if unless is not None:
        wishes.append((Ground(unless, denied=True), Wish(model.reader.read(unless), holds=False)))
    return wishes

