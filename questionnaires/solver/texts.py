"""Texts and dates as numbers: which of them a proof must tell apart."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction

from ...study.routing import Compare, Name, Node, Text, walk
from .domains import Domain, OneOf

__all__ = ["Vocabulary", "date_cut"]

_DAYS = range(1, dt.date.max.toordinal() + 1)


class Vocabulary:
    """What rules say about texts: which they name, and which names they compare with each other."""

    def __init__(self, rules: Iterable[Node], domains: Iterable[Domain | None] = ()) -> None:
        nodes = [node for rule in rules for node in walk(rule)]
        codes = (code for domain in domains if isinstance(domain, OneOf) for code in domain.codes)
        said = (node.value for node in nodes if isinstance(node, Text))
        self.texts = frozenset(text for text in (*said, *codes) if isinstance(text, str))
        self.compared = frozenset(name for node in nodes for name in _compared(node))

    def covers(self, rules: Iterable[Node]) -> bool:
        """Tell whether further rules bring nothing new."""
        other = Vocabulary(rules)
        return other.texts <= self.texts and other.compared <= self.compared

    def distinguished(self) -> tuple[str, ...]:
        """Give texts that stand for all: those that are named, and several in every gap between them.

        Rules only compare texts, so that two texts in the same gap can be told apart by nothing but their
        order among each other, and as many as are compared with each other are enough.
        """
        copies = max(1, len(self.compared))
        edges = sorted({"", *self.texts})
        found = {*edges}
        for edge, following in zip(edges, [*edges[1:], None], strict=True):
            found |= {edge + _filler(edge, following, copies) * count for count in range(1, copies + 1)}
        return tuple(sorted(found))


def _compared(node: Node) -> tuple[Name, ...]:
    if isinstance(node, Compare) and isinstance(node.left, Name) and isinstance(node.right, Name):
        return node.left, node.right
    return ()


def _filler(edge: str, following: str | None, copies: int) -> str:
    """Choose a letter that keeps before `following`; a tab always does, as no rule can hold one."""
    return "a" if following is None or edge + "a" * copies < following else "\t"


def date_cut(text: str) -> int | Fraction:
    """Give the day whose ISO text this is, or the middle between the two days it would stand between.

    Examples
    --------
    >>> date_cut("0001-01-03"), date_cut("0001-01-03 or so")
    (3, Fraction(7, 2))
    """
    place = bisect_left(_DAYS, text, key=_iso)
    is_date = place < len(_DAYS) and _iso(_DAYS[place]) == text
    return place + 1 if is_date else Fraction(2 * place + 1, 2)


def _iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
