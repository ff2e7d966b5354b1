"""From what the field wrote to a value of the variable: a code, its label, a number, a date, or a reason."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from ..study.dictionary import Dictionary, Variable
from ..study.missing import Reason
from .likeness import folded
from .spoken import spoken

__all__ = ["CONFIRMED", "DISCARD", "UnclearError", "value_of"]

CONFIRMED, DISCARD = "confirmed", "discard"


class UnclearError(Exception):
    """The answer is none that the variable can have; the message says what it may be, never what it is."""


def value_of(text: str, book: Dictionary, name: str, old: Any) -> Any:
    """Read an answer about one cell.

    Parameters
    ----------
    text : str
        As filled in.
    book : Dictionary
        Of the wave.
    name : str
        The variable.
    old : number, text or None
        The delivered value.

    Raises
    ------
    UnclearError
        If it is none of the answers the variable can have.

    Examples
    --------
    >>> value_of("2016-03-04", Dictionary((Variable("day", type="date"),)), "day", None)
    '2016-03-04'
    """
    variable = book[name]
    if folded(text) == CONFIRMED:
        return old
    if (reason := _reason(text)) is not None:
        return _missing(reason, variable)
    if text in (declared := _declared(variable)):
        return declared[text]
    codes = book.code_list(name)
    if variable.type == "choice" and codes is not None:
        return _coded(text, book, name)
    if variable.type in ("date", "datetime"):
        return _moment(text, variable)
    return text if variable.is_text else _number(text, variable)


def _reason(text: str) -> Reason | None:
    word = folded(text).replace(" ", "_").replace("'", "")
    known = {reason.word: reason for reason in Reason if reason is not Reason.VALUE}
    return known.get(word)


def _declared(variable: Variable) -> dict[str, Any]:
    """Give the single missing codes of a variable as people write them."""
    single = [part.low for part in variable.missing if part.low == part.high]
    return {spoken(code): code if isinstance(code, str) else float(code) for code in single}


def _missing(reason: Reason, variable: Variable) -> Any:
    """Give the code that is declared for a reason; no answer may also be an empty cell."""
    declared = [part.low for part in variable.missing if part.reason is reason and part.low == part.high]
    if declared:
        return declared[0] if isinstance(declared[0], str) else float(declared[0])
    if reason is Reason.NO_ANSWER:
        return None
    raise UnclearError(f"the variable declares no code for '{reason.word}'")


def _coded(text: str, book: Dictionary, name: str) -> Any:
    codes = book.code_list(name)
    assert codes is not None  # noqa: S101  # the caller looked
    for code in codes.codes:
        spellings = {code.label, *code.translations.values(), spoken(code.value)}
        if folded(text) in map(folded, spellings):
            return code.value if isinstance(code.value, str) else float(code.value)
    raise UnclearError("it must be a code of the list, or its label")


def _moment(text: str, variable: Variable) -> str:
    try:
        return (
            date.fromisoformat(text[:10]).isoformat()
            if variable.type == "date"
            else datetime.fromisoformat(text).isoformat()
        )
    except ValueError as error:
        raise UnclearError("it must be a date such as 2016-03-04") from error


def _number(text: str, variable: Variable) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise UnclearError("it must be a number") from error
    low, high = (
        (-math.inf if variable.low is None else variable.low),
        (math.inf if variable.high is None else variable.high),
    )
    if not math.isfinite(number) or not low <= number <= high:
        raise UnclearError(f"it must be a number from {spoken(low)} to {spoken(high)}")
    if variable.type == "integer" and not number.is_integer():
        raise UnclearError("it must be a whole number")
    return number
