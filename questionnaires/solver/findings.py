"""What is wrong with an instrument's rules, as plain values; places and messages are given elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ...study.routing import Node
from .domains import Asked

__all__ = ["Finding", "Kind", "Part", "rules_of"]

Kind: TypeAlias = Literal[
    "unknown_name",
    "looks_ahead",
    "self_reference",
    "contradiction",
    "contradiction_through_parent",
    "empty_range",
    "always_asked",
    "dead_branch",
    "not_in_list",
    "out_of_range",
    "never_in_range",
    "not_a_date",
    "text_against_number",
    "text_against_date",
    "several_as_one",
    "has_of_one",
    "order_of_texts",
    "calculated_text",
    "overlap",
    "gap",
    "no_earlier_wave",
    "empty_pipe",
    "check_never_fails",
    "check_always_fails",
]

Part: TypeAlias = Literal["ask", "soft", "hard", "type", "text"]
"""Which part of an item is concerned."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one item.

    Parameters
    ----------
    kind : Kind
        What is wrong.
    item : str
        The name of the item, as in `Asked`.
    part : {'ask', 'soft', 'hard', 'type', 'text'}
        Where in the item.
    names : tuple of str
        The variables involved.
    explanation : str
        The rules and values concerned; no answer of any respondent, as nobody has been asked yet.
    node : Node, optional
        The piece of the rule; its span tells the column.
    """

    kind: Kind
    item: str
    part: Part
    names: tuple[str, ...]
    explanation: str
    node: Node | None = None


def rules_of(asked: Asked) -> Iterator[tuple[Part, Node]]:
    """Give the rules of an item, each with its part."""
    parts: tuple[tuple[Part, Node | None], ...] = (
        ("ask", asked.routing),
        ("soft", asked.soft),
        ("hard", asked.hard),
    )
    return ((part, rule) for part, rule in parts if rule is not None)
