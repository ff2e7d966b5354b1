"""Coefficients that count as the numbers they are, and still say what they rest on."""

from __future__ import annotations

from numbers import Real
from typing import Any

__all__ = ["NumberLike"]


class NumberLike:
    """A result with a ``value`` that takes part in arithmetic and comparisons as that number.

    Where it is undefined, it equals no number, and arithmetic raises ValueError with the reason.

    Examples
    --------
    >>> from .paired_coders import cohen
    >>> found = cohen(["a", "b", "b"], ["a", "b", "a"])
    >>> found == 0.4, found < 0.5, round(found + 0.1, 3)
    (True, True, 0.5)
    """

    __slots__ = ()

    def _given(self) -> float | None:
        value: float | None = getattr(self, "value", None)
        return value

    def __float__(self) -> float:
        value = self._given()
        if value is None:
            raise ValueError(str(getattr(self, "undefined", "undefined")))
        return value

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NumberLike):
            return type(self) is type(other) and _fields(self) == _fields(other)
        if not isinstance(other, int | float):
            return NotImplemented
        return self._given() == other

    def __hash__(self) -> int:
        return hash(self._given())

    def __lt__(self, other: Any) -> bool:
        return float(self) < float(other)

    def __le__(self, other: Any) -> bool:
        return float(self) <= float(other)

    def __gt__(self, other: Any) -> bool:
        return float(self) > float(other)

    def __ge__(self, other: Any) -> bool:
        return float(self) >= float(other)

    def __add__(self, other: Any) -> float:
        return float(self) + float(other)

    def __radd__(self, other: Any) -> float:
        return float(other) + float(self)

    def __sub__(self, other: Any) -> float:
        return float(self) - float(other)

    def __rsub__(self, other: Any) -> float:
        return float(other) - float(self)

    def __mul__(self, other: Any) -> float:
        return float(self) * float(other)

    def __rmul__(self, other: Any) -> float:
        return float(other) * float(self)

    def __truediv__(self, other: Any) -> float:
        return float(self) / float(other)

    def __rtruediv__(self, other: Any) -> float:
        return float(other) / float(self)

    def __neg__(self) -> float:
        return -float(self)

    def __pos__(self) -> float:
        return float(self)

    def __abs__(self) -> float:
        return abs(float(self))

    def __round__(self, digits: int | None = None) -> float:
        return round(float(self), digits)

    def __format__(self, how: str) -> str:
        return format(float(self), how) if how else str(self)


Real.register(NumberLike)


def _fields(result: NumberLike) -> tuple[Any, ...]:
    return tuple(getattr(result, name) for name in type(result).__dataclass_fields__)  # type: ignore[attr-defined]
