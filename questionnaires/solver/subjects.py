"""Every name a rule can use, with the slots it has in a box."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...study.missing import Reason
from .box import NUMBER, Bound, Kind, Piece, Slot
from .domains import AnyOf, Code, Day, Domain, FreeText, OneOf, Real, Whole

__all__ = ["Subject", "Subjects", "exact"]


@dataclass(frozen=True)
class Subject:
    """A name: the slot of its answer and, for a multiple response, one for each option.

    `past` is the mask of the reason that stands there where the question was not asked, `asked` of all
    others.
    """

    name: str
    slot: Slot
    past: int = 0
    asked: int = 0
    options: Mapping[Code, Slot] = field(default_factory=dict)
    exclusive: tuple[Code, ...] = ()

    @property
    def kind(self) -> Kind:
        """What kind of answer it has."""
        return self.slot.kind

    def mask(self, reason: Reason) -> int:
        """Give the mask of one reason; 0 where it cannot stand there."""
        return self.slot.bits.get(reason, 0)


class Subjects:
    """Makes slots, in the order in which they are asked for."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self.ranks = {text: rank for rank, text in enumerate(texts)}
        self.slots: list[Slot] = []
        self.pieces: list[Piece] = []
        self.by_name: dict[str, Subject] = {}

    def add(self, name: str, domain: Domain, past: Reason, routed: bool) -> Subject:
        """Add a variable; `past` is its reason where it was not asked, possible where it is `routed`."""
        reasons = (*domain.reasons, past) if routed else domain.reasons
        slot = self._slot(domain, tuple(dict.fromkeys(reasons)))
        declared = sum({slot.bits[reason] for reason in domain.reasons})
        options = {code: self.flag() for code in domain.codes} if isinstance(domain, AnyOf) else {}
        exclusive = domain.exclusive if isinstance(domain, AnyOf) else ()
        subject = Subject(name, slot, slot.bits.get(past, 0), slot.values | declared, options, exclusive)
        self.by_name[name] = subject
        return subject

    def flag(self) -> Slot:
        """Add something that is so or is not; no is its first state."""
        return self._added("set", (False, True), 0)

    @property
    def names(self) -> dict[int, str]:
        """The name of every slot that holds an answer."""
        return {subject.slot.index: subject.name for subject in self.by_name.values()}

    def _slot(self, domain: Domain, reasons: tuple[Reason, ...]) -> Slot:
        match domain:
            case OneOf(codes):
                return self._chosen(codes, reasons)
            case AnyOf():
                return self._added("set", (True,), 1, reasons)
            case FreeText():
                ranks = tuple(range(len(self.texts)))
                return self._added("text", self.texts, len(ranks), reasons, numbers=ranks)
            case Whole(low, high):
                return self._ranged("number", low, high, reasons)
            case Day(low, high):
                return self._ranged("date", low.toordinal(), high.toordinal(), reasons)
            case Real(low, high):
                bounds = -math.inf if low is None else exact(low), math.inf if high is None else exact(high)
                return self._ranged("number", *bounds, reasons, whole=False)

    def _chosen(self, codes: tuple[Code, ...], reasons: tuple[Reason, ...]) -> Slot:
        if any(isinstance(code, str) for code in codes):
            texts = sorted({str(code) for code in codes})
            ranks = tuple(self.ranks[text] for text in texts)
            return self._added("text", tuple(texts), len(texts), reasons, numbers=ranks)
        found = sorted({float(code) for code in codes})
        return self._added("number", tuple(found), len(found), reasons, numbers=tuple(map(exact, found)))

    def _ranged(
        self, kind: Kind, low: Bound, high: Bound, reasons: tuple[Reason, ...], whole: bool = True
    ) -> Slot:
        return self._added(kind, (None,), 1, reasons, ranged=True, whole=whole, low=low, high=high)

    def _added(
        self,
        kind: Kind,
        states: tuple[Any, ...],
        values: int,
        reasons: tuple[Reason, ...] = (),
        **fields: Any,
    ) -> Slot:
        bits = {reason: 1 << len(states) + place for place, reason in enumerate(reasons)}
        slot = Slot(len(self.slots), kind, states + reasons, (1 << values) - 1, bits=bits, **fields)
        self.slots.append(slot)
        self.pieces.append(_piece(slot))
        return slot


def _piece(slot: Slot) -> Piece:
    """Everything a variable can be; an empty range leaves no number."""
    empty = slot.ranged and slot.low > slot.high
    return slot.everything & ~(NUMBER if empty else 0), slot.low, slot.high


def exact(number: float) -> int | Fraction:
    """Take a number as it is written: 0.1 is a tenth."""
    return int(number) if float(number).is_integer() else Fraction(repr(float(number)))
