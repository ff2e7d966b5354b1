"""Coefficients that count as the numbers they are, and still say what they rest on."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from numbers import Real
from typing import Any

__all__ = ["NumberLike"]

_Operator = Callable[["NumberLike", Any], Any]


def _first(work: Callable[[Any, Any], Any]) -> _Operator:
    """Make an operator of which the result is the first operand."""
    return lambda self, other: work(float(self), other)


def _second(work: Callable[[Any, Any], Any]) -> _Operator:
    return lambda self, other: work(other, float(self))


class NumberLike(Real):
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

    __lt__, __le__, __gt__, __ge__ = map(_first, (operator.lt, operator.le, operator.gt, operator.ge))
    __add__, __radd__ = _first(operator.add), _second(operator.add)
    __sub__, __rsub__ = _first(operator.sub), _second(operator.sub)
    __mul__, __rmul__ = _first(operator.mul), _second(operator.mul)
    __truediv__, __rtruediv__ = _first(operator.truediv), _second(operator.truediv)
    __floordiv__, __rfloordiv__ = _first(operator.floordiv), _second(operator.floordiv)
    __mod__, __rmod__ = _first(operator.mod), _second(operator.mod)
    __pow__, __rpow__ = _first(operator.pow), _second(operator.pow)

    def _given(self) -> float | None:
        value: float | None = getattr(self, "value", None)
        return value

    def __float__(self) -> float:
        value = self._given()
        if value is None:
            raise ValueError(str(getattr(self, "undefined", "undefined")))
        return value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Be a number to numpy and pandas too."""
        import numpy as np

        return np.asarray(float(self), dtype=dtype)

    def __bool__(self) -> bool:
        return float(self) != 0

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NumberLike):
            return type(self) is type(other) and _fields(self) == _fields(other)
        if not isinstance(other, Real):
            return NotImplemented
        return self._given() == other

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(self._given())

    def __neg__(self) -> float:
        return -float(self)

    def __pos__(self) -> float:
        return float(self)

    def __abs__(self) -> float:
        return abs(float(self))

    def __trunc__(self) -> int:
        return math.trunc(float(self))

    def __int__(self) -> int:
        return int(float(self))

    def __floor__(self) -> int:
        return math.floor(float(self))

    def __ceil__(self) -> int:
        return math.ceil(float(self))

    def __round__(self, digits: int | None = None) -> Any:
        return round(float(self), digits)

    def __format__(self, how: str) -> str:
        return format(float(self), how) if how else str(self)


def _fields(result: NumberLike) -> tuple[Any, ...]:
    return tuple(getattr(result, name) for name in type(result).__dataclass_fields__)  # type: ignore[attr-defined]
