"""Codes as people and other programs read them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..study.dictionary import Dictionary, MissingRange, Value, Variable
from ..study.numbers import exact

__all__ = ["range_of", "spoken", "spoken_codes", "spoken_range", "spoken_ranges"]


def spoken(value: Value) -> str:
    """Give a code as it is written: a text as it is, a number with all its digits.

    Examples
    --------
    >>> spoken(-9.0), spoken(1234567.0), spoken("DK"), spoken(float("-inf"))
    ('-9', '1234567', 'DK', 'lowest')
    """
    if isinstance(value, str):
        return value
    if math.isinf(value):
        return "lowest" if value < 0 else "highest"
    return exact(value)


def spoken_range(low: Value, high: Value) -> str:
    """Give a missing value, or a range of them.

    Examples
    --------
    >>> spoken_range(-9, -9), spoken_range(float("-inf"), -1)
    ('-9', 'lowest to -1')
    """
    return spoken(low) if low == high else f"{spoken(low)} to {spoken(high)}"


def spoken_ranges(parts: tuple[MissingRange, ...]) -> str:
    """Give the missing values of a variable, one after the other."""
    return ", ".join(spoken_range(part.low, part.high) for part in parts)


def spoken_codes(variable: Variable, book: Dictionary) -> Iterator[tuple[str, str, str]]:
    """Give each code of a variable with its label and, for a missing one, the reason."""
    codes = book.code_list(variable.name)
    for code in codes.codes if codes else ():
        yield spoken(code.value), code.label, ""
    for part in variable.missing:
        reason = part.reason.label if part.reason else "not said"
        yield spoken_range(part.low, part.high), part.label, reason


def range_of(variable: Variable) -> str:
    """Give the range of the answers to a question; empty where it has none.

    Examples
    --------
    >>> range_of(Variable("adults", type="integer", low=1, high=12)), range_of(Variable("debt", low=0))
    ('1 to 12', '0 or more')
    """
    low, high = variable.low, variable.high
    if low is None or high is None:
        return (
            f"{spoken(low)} or more"
            if low is not None
            else f"up to {spoken(high)}"
            if high is not None
            else ""
        )
    return spoken_range(low, high)
