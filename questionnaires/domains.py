"""What can be answered, as far as routing can tell: one value for all answers that rules treat alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

from ..study.missing import Reason
from ..study.routing import Answer, Compare, Has, Member, Name, Node, Number, Text, names, walk
from .instrument import Instrument, Question

__all__ = ["Domains"]

_EVERY_VALUE_UP_TO = 40
_NO_DATE = "0001-01-01"


class Domains:
    """Gives, for every name in an instrument's routing, the answers that have to be told apart.

    A code of a list stands for itself.  A number stands for all numbers between two bounds that rules name;
    where rules calculate with it, every whole number of its range is kept.  Every reason that is allowed, and
    ``not_in_instrument`` for an earlier wave, is an answer too.
    """

    def __init__(self, instrument: Instrument, rules: Iterable[Node]) -> None:
        self.instrument = instrument
        self.tests = [
            node for rule in rules for node in walk(rule) if isinstance(node, Compare | Member | Has)
        ]
        self._known: dict[Name, tuple[Answer, ...]] = {}

    def answers(self, name: Name) -> tuple[Answer, ...]:
        """Give the answers to tell apart; a question that is passed over is not among them."""
        if name not in self._known:
            self._known[name] = self._told_apart(name)
        return self._known[name]

    def _told_apart(self, name: Name) -> tuple[Answer, ...]:
        asked = self.instrument.by_variable.get(name.name)
        question = asked if name.scope is None else self.instrument.earlier.get(name.name, asked)
        never = (Reason.NOT_IN_INSTRUMENT,) if name.scope else ()
        if question is None:
            return (*self._constants(name), *never)
        reasons = tuple(each.reason for each in question.reasons if each.reason is not None)
        silent = (Reason.NO_ANSWER,) if question.kind in ("text", "date") and not reasons else ()
        return (*self._values(name, question), *reasons, *silent, *never)

    def _values(self, name: Name, question: Question) -> tuple[Answer, ...]:
        if question.kind == "one":
            return tuple(float(each.code) for each in question.choices)
        if question.kind == "any":
            return tuple(self._chosen(name, question))
        return (
            self._constants(name)
            if question.kind in ("text", "date")
            else tuple(self._numbers(name, question))
        )

    def _chosen(self, name: Name, question: Question) -> Iterator[frozenset[float | str]]:
        """Give the sets of codes that rules tell apart, with any other code in the place of all others."""
        tested = {node.code.value for node in self.tests if isinstance(node, Has) and node.name == name}
        alone = {float(each.code) for each in question.choices if each.exclusive}
        codes = [float(each.code) for each in question.choices]
        other = next((code for code in codes if code not in tested and code not in alone), None)
        free = [code for code in codes if code in tested and code not in alone]
        for some in chain.from_iterable(combinations(free, size) for size in range(len(free) + 1)):
            if some:
                yield frozenset(some)
            elif other is not None:
                yield frozenset((other,))
        yield from (frozenset((code,)) for code in codes if code in alone)

    def _numbers(self, name: Name, question: Question) -> Iterator[float]:
        bounds = sorted(value for value in self._beside(name) if isinstance(value, float))
        low = question.low if question.low is not None else min(bounds, default=0.0) - 1
        high = question.high if question.high is not None else max(bounds, default=0.0) + 1
        if question.kind == "whole" and high - low <= _EVERY_VALUE_UP_TO and self._calculated(name):
            yield from (low + step for step in range(int(high - low) + 1))
            return
        step = 1.0 if question.kind == "whole" else 0.5
        near = {value for bound in bounds for value in (bound - step, bound, bound + step)}
        yield from sorted({low, high} | {value for value in near if low <= value <= high})

    def _constants(self, name: Name) -> tuple[Answer, ...]:
        """Give the texts that rules name, and one before, between and behind them."""
        named = sorted(value for value in self._beside(name) if isinstance(value, str))
        return (_NO_DATE, *chain.from_iterable((value, value + "~") for value in named))

    def _beside(self, name: Name) -> Iterator[float | str]:
        """Give the constants that are compared with `name`."""
        for node in self.tests:
            if name in names(node):
                yield from (each.value for each in walk(node) if isinstance(each, Number | Text))

    def _calculated(self, name: Name) -> bool:
        """Whether a rule looks at the name together with something that is not a constant."""
        plain = (Name, Number, Text)
        for node in self.tests:
            if name in names(node) and not isinstance(node, Has):
                sides: Mapping[str, Node] = (
                    {"value": node.value} if isinstance(node, Member) else {"a": node.left, "b": node.right}
                )
                if len(names(node)) > 1 or not all(isinstance(side, plain) for side in sides.values()):
                    return True
        return False
