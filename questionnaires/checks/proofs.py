"""What the solver proves of the rules, told with the place where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from ...study.problems import Place, Problem, problem
from ...study.routing import Has, Name, Node, names, show, walk
from ..bank import COUNTED, Rule
from ..folding import fold
from ..solver import AnyOf, Day, Domain, Finding, FreeText, OneOf, Real, Whole
from ..solver.findings import Kind, Part
from .context import Asked
from .roster_findings import IDLE, UNREACHABLE, Rows
from .sequences import Sequence, name_of

__all__ = ["findings"]

_CODES: Mapping[Kind, str] = MappingProxyType({
    "not_in_list": "FP2104", "text_against_number": "FP2105", "text_against_date": "FP2105",
    "several_as_one": "FP2106", "has_of_one": "FP2107", "out_of_range": "FP2108",
    "contradiction": "FP2351", "contradiction_through_parent": "FP2352", "empty_range": "FP2353",
    "always_asked": "FP2354", "dead_branch": "FP2355", "overlap": "FP2356", "gap": "FP2357",
    "no_earlier_wave": "FP2358", "empty_pipe": "FP2359", "check_never_fails": "FP2360",
    "check_always_fails": "FP2361", "not_a_date": "FP2362", "order_of_texts": "FP2363",
    "calculated_text": "FP2364",
})  # fmt: skip
"""What is not here (a name that is not there, or not yet) is told by the check of references."""

# What is wrong with one comparison, whatever else is in the rule.
_OF_ONE_COMPARISON = (
    "not_in_list", "text_against_number", "text_against_date", "several_as_one", "has_of_one", "out_of_range",
    "not_a_date", "order_of_texts", "calculated_text",
)  # fmt: skip


def findings(sequences: Iterable[Sequence]) -> Iterator[Problem]:
    """Find what the solver finds: wrong kinds of answers, contradictions, parts that make no difference."""
    for sequence in sequences:
        told = _Told(sequence)
        for found in sequence.examination.findings:
            yield from told.problem(found) if told.rows.told(found) else ()
        yield from _undecided(sequence)


def _undecided(sequence: Sequence) -> Iterator[Problem]:
    wave = sequence.placed.wave
    for item, answer in sequence.answers:
        if answer.status == "unknown":
            yield problem("FP2367", replace(item.place, wave=wave), wave=wave)


@dataclass(frozen=True)
class _Told:
    """The findings of one sequence as problems."""

    sequence: Sequence

    @cached_property
    def items(self) -> Mapping[str, Asked]:
        return {name_of(each.item): each for each in self.sequence.placed.asked}

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        own = {each.name: each.domain for each in self.sequence.asked if each.domain is not None}
        return own | self.sequence.earlier

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.sequence)

    def problem(self, found: Finding) -> Iterator[Problem]:
        if found.kind not in _CODES or self._elsewhere(found):
            return
        place, where = self._place(found)
        if where == COUNTED:
            yield from self._of_count(found, place)
        elif some := self.rows.some_rows(found):
            rows = ", ".join(map(str, some))
            yield problem("FP2211", place, rows=rows, explanation=found.explanation)
        else:
            yield problem(_CODES[found.kind], place, where=where, **self._facts(found))

    def _of_count(self, found: Finding, place: Place) -> Iterator[Problem]:
        """Tell what is found of a condition that nobody wrote: that the count reaches a row."""
        item = self.items[found.item].item
        if self.rows.beyond(found):
            number, roster = (item.row.number, item.row.roster) if item.row else (1, item.id)
            yield problem("FP2210", place, row=number, roster=roster, explanation=self._bounds(found))
        elif found.kind not in (*IDLE, "out_of_range"):
            yield problem(_CODES[found.kind], place, where="'count'", **self._facts(found))

    def _bounds(self, found: Finding) -> str:
        if found.kind != "out_of_range":
            return found.explanation
        limits = _limits(self.domains.get(found.names[0]))
        rule = found.explanation.partition(" in ")[2]
        return f"{rule}; {found.names[0]} from {limits['low']} to {limits['high']}"

    def _elsewhere(self, found: Finding) -> bool:
        """Tell whether a finding is only how a rule for several waves looks in one without the others.

        A routing that can never hold as its wave is too early is told by the check of placements.
        """
        if found.kind not in _OF_ONE_COMPARISON and self._hangs_on_what_is_unknown(found.item):
            return True
        if found.kind in UNREACHABLE and found.part == "ask":
            routing = next(each.routing for each in self.sequence.asked if each.name == found.item)
            return routing is not None and fold(routing, self.sequence.absent) is False
        absent = found.node is not None and any(map(self.sequence.absent, names(found.node)))
        return found.kind in IDLE and absent

    def _hangs_on_what_is_unknown(self, item: str) -> bool:
        """Tell whether a list or a type that an item depends on could not be read; that is told elsewhere."""
        asked = self.items[item].item
        needed = {_name(name).name for name in self.sequence.needed(asked)} | {asked.variable}
        needed |= {name.name for _, rule in self._all_rules(item) for name in self._names(rule)}
        return bool(needed & self.sequence.unknown)

    def _all_rules(self, item: str) -> tuple[tuple[str, Rule], ...]:
        return self.items[item].rules(self.sequence.placed.wave)

    def _names(self, rule: Rule) -> frozenset[Name]:
        tree = self.sequence.tree(rule)
        return frozenset() if tree is None else frozenset(names(tree))

    # Where.

    def _place(self, found: Finding) -> tuple[Place, str]:
        asked = self.items[found.item]
        key, rule = self._rule(asked, found)
        if rule is None:
            place = self._text_place(asked, found) if found.part == "text" else asked.item.place
        else:
            place = rule.at(0 if found.node is None else found.node.span.start)
        return replace(place, item=asked.item.id, wave=self.sequence.placed.wave), key

    def _text_place(self, asked: Asked, found: Finding) -> Place:
        """Say where a text has its pipe; an instruction is found by its item."""
        pipes = [f"{{{name}}}" for name in found.names]
        for language, text in asked.version.text.items():
            offset = next((text.find(pipe) for pipe in pipes if pipe in text), -1)
            if offset >= 0:
                return asked.item.value_at("versions", asked.version.name, language, offset=offset)
        return asked.version.place

    def _rule(self, asked: Asked, found: Finding) -> tuple[str, Rule | None]:
        """Find the rule a node stands in: an item is routed by its own rule and by its module's."""
        rules = self._rules(asked, found.part)
        exact = (each for each in rules if self._holds(each[1], found.node, exactly=True))
        spanned = (each for each in rules if self._holds(each[1], found.node, exactly=False))
        return next(chain(exact, spanned, rules), (f"the {found.part}", None))

    def _rules(self, asked: Asked, part: Part) -> list[tuple[str, Rule]]:
        item = asked.item
        wave = self.sequence.placed.wave
        within = item.rules_above(wave)
        routing = [("ask", item.ask_in(wave)), *within, ("the module's ask", asked.module.ask)]
        checks = {"soft": [("soft check", item.soft)], "hard": [("hard check", item.hard)]}
        found = routing if part == "ask" else checks.get(part, [])
        return [(key, rule) for key, rule in found if rule is not None]

    def _holds(self, rule: Rule, node: Node | None, *, exactly: bool) -> bool:
        tree = self.sequence.tree(rule)
        if tree is None or node is None:
            return False
        return any(part.span == node.span and (part == node or not exactly) for part in walk(tree))

    # What.

    def _facts(self, found: Finding) -> dict[str, object]:
        """Give everything a template can name; most need only some of it."""
        name = found.names[0] if found.names else found.item
        domain = self.domains.get(name)
        item = self.sequence.context.item_of(_name(name))
        facts: dict[str, object] = {
            "name": name,
            "names": " and ".join(found.names),
            "rule": "" if found.node is None else show(found.node),
            "value": _value(found.node),
            "explanation": found.explanation,
            "list": "" if item is None else item.type.list,
            "known": ", ".join(
                f"{code:g}" if isinstance(code, float) else str(code) for code in _codes(domain)
            ),
        }
        return facts | _kind_facts(domain) | _limits(domain)


def _value(node: Node | None) -> str:
    return "" if node is None else show(node.code if isinstance(node, Has) else node)


def _name(text: str) -> Name:
    return Name(text.rpartition(".")[2])


def _codes(domain: Domain | None) -> tuple[float | str, ...]:
    return domain.codes if isinstance(domain, OneOf | AnyOf) else ()


def _limits(domain: Domain | None) -> dict[str, object]:
    match domain:
        case OneOf(codes):
            low, high = min(codes, key=float), max(codes, key=float)
        case Whole(low, high) | Real(low, high):
            pass
        case Day(low, high):
            return {"low": low, "high": high}
        case _:
            return {}
    return {"low": "any" if low is None else f"{low:g}", "high": "any" if high is None else f"{high:g}"}


def _kind_facts(domain: Domain | None) -> dict[str, object]:
    match domain:
        case FreeText():
            kind, expected = "a text", 'a quoted text, such as "yes"'
        case Day():
            kind, expected = "a date", 'a quoted date, such as "2016-03-04"'
        case OneOf():
            kind, expected = "a code", "a code without quotation marks"
        case _:
            kind, expected = "a number", "a number without quotation marks"
    return {"kind": kind, "expected": expected}
