"""What can be judged of a bank that could not be read in every part: everything that does not hang on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...study.problems import Problem
from ..bank import UNREAD, Bank

__all__ = ["judging"]

# Findings that something is not there; it may stand in what could not be read.
_ABSENT = frozenset({"FP2008", "FP2101", "FP2121", "FP2125"})
_UNUSED_LIST = "FP2011"
# A value that is wrong may have been a whole entry, where no item is named.
_WRONG_VALUE = "FP1004"


def judging(bank: Bank, unread: Sequence[Problem], whole: bool) -> Callable[[Problem], bool]:
    """Tell which findings stand, whatever becomes of the parts that could not be read.

    Parameters
    ----------
    bank : Bank
        As far as it could be read.
    unread : sequence of Problem
        What was wrong while it was read.
    whole : bool
        Whether every file could be read as a module.
    """
    items = {each.place.item for each in unread} - {None}
    lines = {_line(each) for each in unread}
    named = all(item.id and (item.variable or not item.stores) for item in bank.items)
    lost = any(each.code == _WRONG_VALUE and each.place.item is None for each in unread)
    typed = all(item.type != UNREAD for item in bank.items)
    hidden = frozenset() if whole and named and not lost else _ABSENT
    if hidden or not typed:
        hidden |= {_UNUSED_LIST}

    def stands(found: Problem) -> bool:
        return found.place.item not in items and _line(found) not in lines and found.code not in hidden

    return stands


def _line(found: Problem) -> tuple[str | None, int | None, str | None]:
    return found.place.file, found.place.line, found.place.cell
