"""Numbers as other programs read them."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["exact"]


def exact(value: float) -> str:
    """Write a number in decimals, without an exponent or a needless point.

    Examples
    --------
    >>> exact(3.0), exact(1e-7)
    ('3', '0.0000001')
    """
    plain = Decimal(repr(float(value)))
    return format(plain.to_integral_value() if plain == plain.to_integral_value() else plain, "f")
