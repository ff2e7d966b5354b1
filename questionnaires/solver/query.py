"""One question put to a model: a respondent or, where there is none, what the proof rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...study.routing import Node, show
from .model import Model
from .search import Link, Requirement, Search, Solution, Wish
from .witness import Witness

__all__ = ["Ground", "Query"]

_SLACK = Fraction(1, 10**6)
"""Wider than the rounding of calculations with answers up to a thousand million."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A condition a contradiction rests on.

    Without a `variable` it is what was asked for, or `denied` where it was asked not to hold.  With one,
    whoever is asked the variable fulfils the rule, or (`obliges`) whoever fulfils all its rules is asked it.
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
    """A condition to be met, and one not to be met."""

    def __init__(self, model: Model, condition: Node | None, unless: Node | None) -> None:
        self.model = model
        self.rules = [rule for rule in (condition, unless) if rule is not None]
        self.elements = [_Element(ground, wish) for ground, wish in _wishes(model, condition, unless)]
        self.used: set[int] = set()

    def run(self) -> tuple[Solution | None, bool]:
        """Search; without a solution, tell whether that is a proof.  One may hold only with rounding."""
        return self._search(self.elements, self.model.links)

    def witness(self, found: Solution) -> Witness:
        """Give the respondent that was found, as far as the question depends on the answers."""
        return self.model.witness(found, self.model.depends_on(self.rules))

    def core(self) -> tuple[Ground, ...]:
        """Leave out one condition after the other for as long as the rest still contradict each other."""
        links = [self.model.links[index] for index in sorted(self.used & self.model.links.keys())]
        kept = [*self.elements, *(half for link in links for half in self._halves(link))]
        size = len(kept)
        while size := size // 2:
            for start in range(len(kept) - size, -size, -size):
                rest = kept[: max(start, 0)] + kept[start + size :]
                if self._refuted(rest):
                    kept = rest
        return tuple(element.ground for element in kept)

    def _refuted(self, elements: Sequence[_Element]) -> bool:
        links = {
            index: self._reduced(self.model.links[index], elements)
            for index in {e.link for e in elements} - {-1}
        }
        found, complete = self._search(elements, links)
        return found is None and complete

    def _search(
        self, elements: Sequence[_Element], links: Mapping[int, Link]
    ) -> tuple[Solution | None, bool]:
        wanted = [element.wish for element in elements if element.wish is not None]
        found, search = self._once(wanted, links, 0)
        if found is not None or not search.complete or not search.rounded:
            return found, search.complete
        blurred, search = self._once(wanted, links, _SLACK)
        return blurred, search.complete

    def _once(
        self, wanted: Sequence[Requirement], links: Mapping[int, Link], slack: Fraction | int
    ) -> tuple[Solution | None, Search]:
        def about(index: int) -> list[Requirement]:
            own = [links[index]] if index in links else []
            return [*own, *self.model.demands.get(index, ())]

        box = self.model.box()
        box.slack = slack
        search = Search([*wanted, *self.model.facts], about)
        found = search.run(box)
        self.used |= search.used
        return found, search

    def _halves(self, link: Link) -> list[_Element]:
        name = self.model.subjects.names[link.index]
        rules = enumerate(self.model.rules[link.index])
        parts = [_Element(Ground(rule, name), link=link.index, part=place) for place, (rule, _) in rules]
        return [*parts, _Element(Ground(None, name), link=link.index)]

    def _reduced(self, link: Link, elements: Sequence[_Element]) -> Link:
        """Give a link as far as the elements name its halves."""
        own = [element for element in elements if element.link == link.index]
        needed = tuple(link.needed[element.part] for element in own if element.part is not None)
        obliges = any(element.part is None for element in own)
        return Link(link.index, link.past, link.asked, needed, link.enough if obliges else None)


def _wishes(model: Model, condition: Node | None, unless: Node | None) -> list[tuple[Ground, Wish]]:
    found = [] if condition is None else model.reader.conjuncts(condition)
    wishes = [(Ground(rule), Wish(formula)) for rule, formula in found]
    if unless is not None:
        wishes.append((Ground(unless, denied=True), Wish(model.reader.read(unless), holds=False)))
    return wishes
