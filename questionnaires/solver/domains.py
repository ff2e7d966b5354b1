"""What can be answered to a question: a domain, that is its values and the reasons for giving none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...study.missing import Reason
from ...study.routing import Node

__all__ = ["AnyOf", "Asked", "Code", "Day", "Domain", "FreeText", "OneOf", "Real", "Whole"]

Code: TypeAlias = float | str
Reasons: TypeAlias = tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One code of a list; all codes are numbers, or all are texts."""

    codes: tuple[Code, ...]
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One code or more of a list; an `exclusive` code goes with no other."""

    codes: tuple[Code, ...]
    exclusive: tuple[Code, ...] = ()
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`, both included."""

    low: int
    high: int
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class Real:
    """Any number from `low` to `high`, both included; None is no bound."""

    low: float | None = None
    high: float | None = None
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class FreeText:
    """Any text, the empty one included."""

    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A date from `low` to `high`, both included."""

    low: dt.date = dt.date.min
    high: dt.date = dt.date.max
    reasons: Reasons = ()


Domain: TypeAlias = OneOf | AnyOf | Whole | Real | FreeText | Day


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of an instrument, as far as proofs need it.

    Parameters
    ----------
    name : str
        The variable that stores the answer, or the name of a note.
    domain : Domain, optional
        What can be answered; None for a note.
    routing : Node, optional
        The item's whole routing, its parents' included; None asks everybody.
    parent : Node, optional
        The part of the routing that the item has from its parents.
    soft, hard : Node, optional
        What an answer should, or must, fulfil.
    pipes : sequence of str
        Names whose answers its texts put in, such as ``"prior.hh_child"``.
    """

    name: str
    domain: Domain | None = None
    routing: Node | None = None
    soft: Node | None = None
    hard: Node | None = None
    pipes: Sequence[str] = ()
    parent: Node | None = None
