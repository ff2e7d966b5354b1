"""Values in rules: that a code is in the list, and that like is compared with like."""

from __future__ import annotations

from collections.abc import Iterator

from ...study.problems import Problem
from ...study.routing import Compare, Constant, Has, Is, Member, Name, Node, Number, Text, walk
from ..bank import AnswerList, Item
from .context import Context, Use

__all__ = ["findings"]

_SPOKEN = {"text": "a text", "date": "a date", "one": "a code", "whole": "a number", "number": "a number"}
_EXPECTED = {
    "text": 'a quoted text, such as "yes"', "date": 'a quoted date, such as "2016-03-04"',
    "one": "a code without quotation marks", "whole": "a number", "number": "a number",
}  # fmt: skip


def findings(context: Context) -> Iterator[Problem]:
    """Find codes outside their list (FP2104), wrong types (FP2105), and sets as values (FP2106, FP2107)."""
    for use in context.used():
        yield from _Values(context, use).findings()


class _Values:
    """The values in one rule where it is used."""

    def __init__(self, context: Context, use: Use) -> None:
        self.context = context
        self.problem = use.problem
        self.tree = use.tree

    def findings(self) -> Iterator[Problem]:
        for node in walk(self.tree):
            match node:
                case Compare(_, left, right):
                    yield from self.comparison(left, right)
                    yield from self.comparison(right, left)
                case Member(value, options):
                    yield from (each for option in options for each in self.comparison(value, option))
                case Has(name, code):
                    yield from self.possession(name, code)
        yield from self.sets()

    def comparison(self, left: Node, right: Node) -> Iterator[Problem]:
        item = self.context.item_of(left) if isinstance(left, Name) else None
        if not isinstance(left, Name) or item is None or item.type.kind == "any":
            return
        if isinstance(right, Number | Text):
            yield from self.constant(left, item, right)
        elif isinstance(right, Name):
            yield from self.two_names(left, item, right)

    def constant(self, name: Name, item: Item, value: Constant) -> Iterator[Problem]:
        kind = item.type.kind
        if isinstance(value, Text) != (kind in ("text", "date")):
            other = "a text" if isinstance(value, Text) else "a number"
            facts = {"kind": _SPOKEN[kind], "other": other, "expected": _EXPECTED[kind]}
            yield self.problem("FP2105", value, name=name, **facts)
        elif isinstance(value, Number):
            yield from self.number(name, item, value)

    def number(self, name: Name, item: Item, value: Number) -> Iterator[Problem]:
        answers = self.context.lists.get(item.type.list or "")
        if answers is not None:
            yield from self.code(name, answers, value)
        elif item.type.low is not None and item.type.high is not None:
            yield from self.range(name, item.type.low, item.type.high, value)

    def range(self, name: Name, low: float, high: float, value: Number) -> Iterator[Problem]:
        """Find numbers beyond the next one after the range, which a rule may name as its limit."""
        if not low - 1 <= value.value <= high + 1:
            facts = {"value": f"{value.value:g}", "low": f"{low:g}", "high": f"{high:g}"}
            yield self.problem("FP2108", value, name=name, **facts)

    def code(self, name: Name, answers: AnswerList, value: Constant) -> Iterator[Problem]:
        if value.value not in answers.codes:
            shown = f"{value.value:g}" if isinstance(value, Number) else f'"{value.value}"'
            known = ", ".join(map(str, answers.codes))
            yield self.problem("FP2104", value, value=shown, list=answers.name, name=name, known=known)

    def two_names(self, left: Name, item: Item, right: Name) -> Iterator[Problem]:
        other = self.context.item_of(right)
        if other is None or other.type.kind == "any":
            return
        of_text = {each.type.kind for each in (item, other) if each.type.kind in ("text", "date")}
        if of_text and item.type.kind != other.type.kind:
            kind, against = _SPOKEN[item.type.kind], _SPOKEN[other.type.kind]
            facts = {"kind": kind, "other": f"'{right}', {against}", "expected": f"{kind} on both sides"}
            yield self.problem("FP2105", right, name=left, **facts)

    def possession(self, name: Name, code: Constant) -> Iterator[Problem]:
        item = self.context.item_of(name)
        if item is None:
            return
        if item.type.kind != "any":
            yield self.problem("FP2107", name, name=name, value=_written(code))
        elif (answers := self.context.lists.get(item.type.list or "")) is not None:
            yield from self.code(name, answers, code)

    def sets(self) -> Iterator[Problem]:
        """Find sets of answers used as one value, anywhere but in ``has`` and ``is``."""
        fitting = [each.name for each in walk(self.tree) if isinstance(each, Has | Is)]
        for node in walk(self.tree):
            item = self.context.item_of(node) if isinstance(node, Name) else None
            if item is not None and item.type.kind == "any" and not any(each is node for each in fitting):
                yield self.problem("FP2106", node, name=node)


def _written(code: Constant) -> str:
    return f"{code.value:g}" if isinstance(code, Number) else f'"{code.value}"'
