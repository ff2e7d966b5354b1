"""What the languages of other programs have in common when a formula is printed in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from ...study.numbers import exact
from ...study.routing import Node, Number, Text
from .guarded import (
    FALSE,
    TRUE,
    All,
    Any,
    Calculation,
    Chosen,
    Coded,
    Count,
    Formula,
    Held,
    Holding,
    NotPrintableError,
    Own,
    Test,
    There,
    Total,
    Value,
    needed,
    surely,
)

__all__ = ["Dialect", "Printed"]

Printed = tuple[str, str]
"""Text, and the connective that holds its parts together; empty for a single test."""


class Dialect(ABC):
    """One language; a subclass says how it writes tests and values."""

    both = " and "
    either = " or "
    true = "1 = 1"
    false = "1 = 0"

    def rule(self, node: Node, holding: Holding) -> str:
        """Print where a rule is surely true."""
        return self.formula(surely(node, holding))[0]

    def formula(self, formula: Formula) -> Printed:
        """Print a formula."""
        match formula:
            case All(parts):
                return (self.true, "") if formula == TRUE else self.joined(self.both, needed(parts))
            case Any(parts):
                return (self.false, "") if formula == FALSE else self.joined(self.either, parts)
            case There(held, holds):
                return self.there(held, holds)
            case Coded(held, code, holds):
                return self.coded(held, code, holds)
            case Chosen(held, option, holds):
                return self.chosen(held, option, holds), ""
            case Test():
                return self.test(formula), ""

    def joined(self, word: str, parts: Iterable[Formula]) -> Printed:
        """Print the parts of a connective."""
        return word.join(_within(word, self.formula(part)) for part in parts), word

    def series(self, texts: Iterable[str], *, holds: bool) -> Printed:
        """Join tests that must all hold, or (their opposites) of which one must."""
        parts, word = [*texts], self.both if holds else self.either
        return word.join(parts), word if len(parts) > 1 else ""

    def value(self, value: Value) -> str:
        """Print a value."""
        match value:
            case Own(held):
                return self.own(held)
            case Number():
                return exact(value.value)
            case Text():
                return self.quoted(value.value)
            case Calculation(operator, left, right):
                return f"({self.value(left)} {operator} {self.value(right)})"
            case Count(parts):
                return self.count(parts)
            case Total(parts):
                return self.total(parts)

    def count(self, parts: tuple[Formula, ...]) -> str:
        """Print how many formulas hold."""
        return f"({' + '.join(self.choice(part, Number(1)) for part in parts)})"

    def total(self, parts: tuple[tuple[Formula, Value], ...]) -> str:
        """Print the sum of the values that are there."""
        return f"({' + '.join(self.choice(there, value) for there, value in parts)})"

    def choice(self, formula: Formula, value: Value) -> str:
        """Print a value that counts as 0 where a formula does not hold."""
        return f"if({self.formula(formula)[0]}, {self.value(value)}, 0)"

    def sides(self, test: Test) -> tuple[str, str]:
        """Print both sides of a comparison; the code of a list is a text there, unless it is put in order."""
        of_list = test.operator in ("=", "!=") and isinstance(test.left, Own) and test.left.held.kind == "one"
        if of_list and isinstance(test.right, Number):
            return self.value(test.left), self.listed(exact(test.right.value))
        return self.value(test.left), self.value(test.right)

    def listed(self, code: str) -> str:
        """Print the code of a list."""
        return self.quoted(code)

    def quoted(self, text: str) -> str:
        """Print a text; a language without an escape takes what quotation mark is free."""
        for mark in "\"'":
            if mark not in text and "\\" not in text:
                return f"{mark}{text}{mark}"
        raise NotPrintableError("a text cannot be quoted there")

    @abstractmethod
    def there(self, held: Held, holds: bool) -> Printed:
        """Print that there is (or is not) an answer."""

    @abstractmethod
    def coded(self, held: Held, code: int, holds: bool) -> Printed:
        """Print that a code stands (or does not stand) in place of the answer."""

    @abstractmethod
    def chosen(self, held: Held, option: int, holds: bool) -> str:
        """Print that an option is (or is not) chosen."""

    @abstractmethod
    def own(self, held: Held) -> str:
        """Print the answer."""

    @abstractmethod
    def test(self, test: Test) -> str:
        """Print a comparison."""


def _within(word: str, part: Printed) -> str:
    """Put brackets round what another connective holds together."""
    text, own = part
    return text if own in ("", word) else f"({text})"
