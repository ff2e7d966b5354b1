"""What can be answered to an item, as the solver takes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from ...study.config import MODES
from ...study.missing import Reason
from ..bank import AnswerList, Item
from ..solver import AnyOf, Day, Domain, FreeText, OneOf, Real, Whole

__all__ = ["administrative_domain", "domain_of"]


_EVER = (dt.date(1900, 1, 1), dt.date(2100, 12, 31))
"""Dates that a respondent can have lived through, or plan for."""


def domain_of(  # noqa: PLR0911  one a kind of answer
    item: Item, lists: Mapping[str, AnswerList], further: Iterable[Reason] = ()
) -> Domain | None:
    """Give the domain of an item; None for a note, and where its list is not there.

    Parameters
    ----------
    item : Item
        Of the bank.
    lists : mapping of str to AnswerList
        Every list by name.
    further : iterable of Reason
        Reasons that can stand there besides those the item allows.
    """
    reasons = tuple(dict.fromkeys((*item.allow, *further)))
    low, high = item.type.low, item.type.high
    known = lists.get(item.type.list or "")
    answers = known if known is not None and known.whole else None
    match item.type.kind:
        case "one" if answers is not None:
            return OneOf(answers.codes, reasons)
        case "any" if answers is not None:
            alone = tuple(code for code in item.exclusive if code in answers.codes)
            return AnyOf(answers.codes, alone, reasons)
        case "whole" if low is not None and high is not None:
            return Whole(int(low), int(high), reasons)
        case "number":
            return Real(low, high, reasons)
        case "text":
            return FreeText(_or_empty(reasons))
        case "date":
            return Day(*_EVER, _or_empty(reasons))
    return None


def _or_empty(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """A text and a date may be left empty, unlike a choice or a number."""
    return tuple(dict.fromkeys((*reasons, Reason.NO_ANSWER)))


def administrative_domain(name: str, languages: int) -> Domain:
    """Give the domain of a variable every wave begins with, where no item of the bank stores it."""
    match name:
        case "int_date":
            return Day(*_EVER)
        case "int_mode":
            return OneOf(tuple(range(1, len(MODES) + 1)))
        case "int_language":
            return OneOf(tuple(range(1, languages + 1)))
    return FreeText()
