"""An instrument as requirements: how every answer hangs together with the routing and with earlier waves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from ...study.missing import Reason
from ...study.routing import Answer, Compare, Name, Node, Text, walk
from .box import NUMBER, Bound, Box, Slot
from .domains import Asked, Domain, OneOf
from .formulas import Either, Formula, In
from .reading import Reader
from .search import Link, Requirement, Solution, Wish
from .subjects import Subject, Subjects
from .texts import distinguished
from .witness import told

__all__ = ["Model", "Vocabulary"]


class Vocabulary:
    """The texts that rules name, and how many names they compare with each other: what texts must be told apart."""

    def __init__(self, rules: Iterable[Node], domains: Iterable[Domain | None]) -> None:
        nodes = [node for rule in rules for node in walk(rule)]
        codes = (code for domain in domains if isinstance(domain, OneOf) for code in domain.codes)
        said = (node.value for node in nodes if isinstance(node, Text))
        self.texts = frozenset(text for text in (*said, *codes) if isinstance(text, str))
        self.compared = frozenset(name for node in nodes for name in _compared(node))

    def covers(self, rule: Node) -> bool:
        """Tell whether a rule brings nothing new."""
        other = Vocabulary([rule], [])
        return other.texts <= self.texts and other.compared <= self.compared


def _compared(node: Node) -> tuple[Name, ...]:
    if isinstance(node, Compare) and isinstance(node.left, Name) and isinstance(node.right, Name):
        return node.left, node.right
    return ()


class Model:
    """All slots of an instrument and, for each, what it must fulfil."""

    def __init__(
        self, sequence: Sequence[Asked], earlier: Mapping[str, Domain], facts: Sequence[Node], words: Vocabulary
    ) -> None:
        self.subjects = Subjects(distinguished(words.texts, max(1, len(words.compared))))
        self.reader = Reader(self.subjects)
        self.links: dict[int, Link] = {}
        self.rules: dict[int, tuple[tuple[Node, Formula], ...]] = {}
        self.demands: dict[int, list[Requirement]] = {}
        self._add_earlier(earlier)
        for asked in sequence:
            self._add(asked)
        for fact in facts:
            self._demand(Wish(self.reader.read(fact)))

    def _add(self, asked: Asked) -> None:
        """Add an item; its routing is read first, so that it can only look back."""
        rules = () if asked.routing is None else self.reader.conjuncts(asked.routing)
        if asked.domain is None:
            return
        routed = asked.routing is not None
        subject = self.subjects.add(asked.name, asked.domain, Reason.NOT_APPLICABLE, routed)
        self._limit_options(subject)
        if routed:
            index, conditions = subject.slot.index, tuple(formula for _, formula in rules)
            self.rules[index] = rules
            self.links[index] = Link(index, subject.past, subject.asked, conditions, conditions)

    def _add_earlier(self, earlier: Mapping[str, Domain]) -> None:
        """Add earlier waves; who never had one has no answer to anything in it."""
        had = {scope: self.subjects.flag() for scope in ("prior", "baseline")}
        for name, domain in earlier.items():
            subject = self.subjects.add(name, domain, Reason.NOT_IN_INSTRUMENT, routed=True)
            self._limit_options(subject)
            never = In(subject.slot, subject.past)
            self._demand(Wish(Either([In(had[name.partition(".")[0]], 2), never])), only=subject.slot.index)

    def _limit_options(self, subject: Subject) -> None:
        """An answer has one option or more; an exclusive one stands alone."""
        if not subject.options:
            return
        self._demand(Wish(Either([In(flag, 2) for flag in subject.options.values()])))
        for one, other in combinations(subject.options, 2):
            if one in subject.exclusive or other in subject.exclusive:
                pair = [In(subject.options[code], 1) for code in (one, other)]
                self._demand(Wish(Either(pair)))

    def _demand(self, requirement: Requirement, only: int | None = None) -> None:
        for index in requirement.slots if only is None else (only,):
            self.demands.setdefault(index, []).append(requirement)

    @cached_property
    def names(self) -> dict[int, str]:
        """The name of every slot that holds an answer."""
        return {subject.slot.index: subject.name for subject in self.subjects.by_name.values()}

    def first_answer(self, name: str) -> Answer:
        """Give one answer that is always possible."""
        subject = self.subjects.by_name[name]
        return told(subject, Solution(self.box(), {}))

    # What a search needs.

    def box(self) -> Box:
        """Give the box in which every variable can be everything."""
        return Box(self.subjects.slots, [_piece(slot) for slot in self.subjects.slots])

    def cone(self, requirements: Iterable[Requirement]) -> tuple[frozenset[int], list[Link], list[Requirement]]:
        """Collect everything the requirements depend on: slots, links, and what else the slots must fulfil."""
        waiting = [index for requirement in requirements for index in requirement.slots]
        slots: set[int] = set()
        links: list[Link] = []
        demands: dict[int, Requirement] = {}
        while waiting:
            index = waiting.pop()
            if index in slots:
                continue
            slots.add(index)
            found: list[Requirement] = [*self.demands.get(index, ())]
            demands |= {id(each): each for each in found}
            if index in self.links:
                links.append(self.links[index])
                found.append(self.links[index])
            waiting += [other for each in found for other in each.slots if other not in slots]
        return frozenset(slots), sorted(links, key=lambda link: link.index), [*demands.values()]


def _piece(slot: Slot) -> tuple[int, Bound, Bound]:
    empty = slot.ranged and slot.low > slot.high
    return slot.everything & ~(NUMBER if empty else 0), slot.low, slot.high
