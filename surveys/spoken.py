"""Codes as people and other programs read them."""

from __future__ import annotations

import math

from ..study.dictionary import MissingRange, Value
from ..study.numbers import exact

__all__ = ["spoken", "spoken_range", "spoken_ranges"]


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
