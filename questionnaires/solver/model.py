"""An instrument as requirements: how every answer hangs together with the routing and with earlier waves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from ...study.missing import Reason
from ...study.routing import Answer, Node, names, one
from .box import Box
from .domains import Asked, Domain
from .formulas import Either, Formula, In
from .reading import Reader
from .search import Link, Requirement, Solution, Wish
from .subjects import Subject, Subjects
from .texts import Vocabulary
from .witness import Witness, told

__all__ = ["Model"]


class Model:
    """All slots of an instrument and, for each, what is said about it."""

    def __init__(
        self,
        sequence: Sequence[Asked],
        earlier: Mapping[str, Domain],
        facts: Sequence[Node],
        words: Vocabulary,
    ) -> None:
        self.subjects = Subjects(words.distinguished())
        self.reader = Reader(self.subjects)
        self.links: dict[int, Link] = {}
        self.rules: dict[int, tuple[tuple[Node, Formula], ...]] = {}
        self.demands: dict[int, list[Requirement]] = {}
        self.needs: dict[str, frozenset[str]] = {}
        self._asked: dict[str, Asked] = {}
        self._add_earlier(earlier)
        for asked in sequence:
            self._add(asked)
        self.facts = [Wish(self.reader.read(fact)) for fact in facts]
        self._fact_names = self.depends_on(facts)

    def _add(self, asked: Asked) -> None:
        """Add an item; its routing is read first, so that it can only look back."""
        rules = () if asked.routing is None else self.reader.conjuncts(asked.routing)
        if asked.domain is None:
            return
        routed = asked.routing is not None
        subject = self.subjects.add(asked.name, asked.domain, Reason.NOT_APPLICABLE, routed)
        self._asked[asked.name] = asked
        self.needs[asked.name] = self.depends_on([asked.routing]) | {asked.name}
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
            self._demand(Wish(Either([In(had[name.partition(".")[0]], 2), never])), [subject.slot.index])

    def _limit_options(self, subject: Subject) -> None:
        """An answer has one option or more; an exclusive one stands alone."""
        flags = {code: flag.index for code, flag in subject.options.items()}
        if flags:
            self._demand(Wish(Either([In(flag, 2) for flag in subject.options.values()])), flags.values())
        for pair in combinations(flags, 2):
            if not set(pair).isdisjoint(subject.exclusive):
                apart = Either([In(subject.options[code], 1) for code in pair])
                self._demand(Wish(apart), [flags[code] for code in pair])

    def _demand(self, requirement: Requirement, indexes: Iterable[int]) -> None:
        for index in indexes:
            self.demands.setdefault(index, []).append(requirement)

    def depends_on(self, rules: Iterable[Node | None]) -> frozenset[str]:
        """Collect the names that rules depend on, through all routing before them."""
        found = {str(name) for rule in rules if rule is not None for name in names(rule)}
        return frozenset(found).union(*(self.needs.get(name, ()) for name in found))

    def box(self) -> Box:
        """Give the box in which every variable can be everything."""
        return Box(self.subjects.slots, self.subjects.pieces[:])

    def first_answer(self, name: str) -> Answer:
        """Give an answer to a question that is asked."""
        subject = self.subjects.by_name[name]
        found = Solution(self.box(), {})
        found.box.keep(subject.slot.index, subject.asked)
        return told(subject, found)

    def witness(self, found: Solution, wanted: Iterable[str]) -> Witness:
        """Let a solution go through the instrument, in the order asked; what it leaves open gets an answer.

        What is `wanted` must come with all it depends on.
        """
        chosen = self._fact_names.union(wanted)
        witness: Witness = {}
        for name, subject in [*self.subjects.by_name.items()]:
            if name in chosen:
                self._route(subject, found, witness)
                witness[name] = told(subject, found)
        return witness

    def _route(self, subject: Subject, found: Solution, witness: Witness) -> None:
        """Settle what the search had no need to: a question by its routing, an earlier wave as none."""
        slot = subject.slot
        mask = found.box.pieces[slot.index][0]
        if not mask & subject.past or not mask & ~subject.past:
            return
        asked = self._asked.get(subject.name)
        routed = asked is not None and (asked.routing is None or one(asked.routing, witness) is True)
        found.box.keep(slot.index, subject.asked if routed else subject.past)
