"""What a solution of the search means: the answers of one respondent."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from ...study.missing import Reason
from ...study.routing import Answer as Told
from .box import Bound, Slot
from .search import Solution
from .subjects import Subject

__all__ = ["Witness", "told"]

Witness: TypeAlias = dict[str, Told]
"""One respondent: for each name, as a rule writes it, a value or the reason why there is none."""


def told(subject: Subject, found: Solution) -> Told:
    """Give the answer to one question; of a multiple response on which nothing depends, its first option."""
    bit, number = found.state(subject.slot.index)
    answer = _answer(subject.slot, bit, number)
    if not subject.options or isinstance(answer, Reason):
        return answer
    chosen = frozenset(code for code, flag in subject.options.items() if found.state(flag.index)[0] == 1)
    return chosen or frozenset([*subject.options][:1])


def _answer(slot: Slot, bit: int, number: Bound | None) -> Told:
    if number is None:
        state: Told = slot.states[bit]
        return state
    if slot.kind == "date":
        return dt.date.fromordinal(int(number))
    return int(number) if slot.whole else float(number)
