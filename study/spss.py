"""What SPSS has room for: labels, and declared missing values.

SPSS can declare three single missing values, or one range and one single value. A scheme often has more
codes than that. They are then declared as a range, but only where no possible or delivered answer lies
between them: an answer never becomes missing because SPSS has no room.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .dictionary import CodeList, Dictionary, Value, Variable
from .numbers import exact

__all__ = [
    "LABEL_BYTES",
    "VALUE_LABEL_BYTES",
    "Span",
    "Within",
    "declared_missing",
    "fitting",
    "literal",
    "missing_labels",
    "missing_syntax",
    "undeclared",
]

LABEL_BYTES = 256
VALUE_LABEL_BYTES = 120
"""What SPSS itself allows."""

_SINGLES = 3
_MISSING_TEXT_BYTES = 8

Span = tuple[Value, Value]
"""The first and the last of the values that are declared missing together; a single one is both."""

Within = Callable[[float, float], bool]
"""Whether an answer lies between two numbers, both included."""


def fitting(text: str, room: int, encoding: str = "utf-8") -> str:
    """Shorten a label to the `room` bytes that SPSS gives it, with an ellipsis where it was cut."""
    raw = text.encode(encoding)
    return text if len(raw) <= room else raw[: room - 3].decode(encoding, "ignore") + "…"


def literal(text: str) -> str:
    """Quote a text for syntax, on one line.

    Examples
    --------
    >>> literal("Don't know")
    "'Don''t know'"
    """
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def missing_labels(variable: Variable) -> dict[Value, str]:
    """Give the labels of single missing codes: their own, or the reason's."""
    single = (part for part in variable.missing if part.low == part.high)
    return {part.low: part.label or (part.reason.label if part.reason else "") for part in single}


def declared_missing(
    variable: Variable, codes: CodeList | None, delivered: Within = lambda low, high: False
) -> tuple[Span, ...] | None:
    """Find how to declare the missing values of one variable.

    Parameters
    ----------
    variable : Variable
        With its missing codes.
    codes : CodeList or None
        The answers it can have.
    delivered : callable
        Whether any answer that was delivered (a value that is not missing) lies in a range.

    Returns
    -------
    tuple of (low, high), or None
        At most one range, which stands first, and single values in the order in which the variable has them;
        None where every range that holds the missing codes would also hold an answer. A text whose codes SPSS
        cannot declare has none declared.

    Examples
    --------
    >>> from .dictionary import MissingRange
    >>> codes = tuple(MissingRange(code, code) for code in (-9, -8, -2, -1))
    >>> declared_missing(Variable("age", low=0, high=96, missing=codes), None)
    ((-9.0, -1.0),)
    """
    if variable.is_text:
        return _of_text(variable)
    order = [(float(part.low), float(part.high)) for part in variable.missing]
    parts = _joined(sorted(order))
    ranges = [(low, high) for low, high in parts if low < high]
    singles = sorted(((low, low) for low, high in parts if low == high), key=order.index)
    if len(singles) <= (1 if ranges else _SINGLES) and len(ranges) <= 1:
        return (*ranges, *singles)
    return _as_range(parts, _answering(variable, codes, delivered))


def undeclared(dictionary: Dictionary) -> dict[str, list[str]]:
    """Give the missing codes of texts for which SPSS has no room, by variable: they are labelled only.

    Examples
    --------
    >>> from .dictionary import MissingRange
    >>> why = Variable("why", "", "text", missing=(MissingRange("NO ANSWER", "NO ANSWER"),))
    >>> undeclared(Dictionary((why,)))
    {'why': ['NO ANSWER']}
    """
    texts = [variable for variable in dictionary if variable.is_text and variable.missing]
    return {v.name: _codes_of_text(v) for v in texts if not declared_missing(v, None)}


def _codes_of_text(variable: Variable) -> list[str]:
    return [part.low if isinstance(part.low, str) else exact(part.low) for part in variable.missing]


def _of_text(variable: Variable) -> tuple[Span, ...]:
    codes = _codes_of_text(variable)
    short = all(len(code.encode("utf-8")) <= _MISSING_TEXT_BYTES for code in codes)
    return tuple((code, code) for code in codes) if short and len(codes) <= _SINGLES else ()


def _joined(parts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join spans that overlap."""
    joined: list[tuple[float, float]] = []
    for low, high in parts:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def _answering(variable: Variable, codes: CodeList | None, delivered: Within) -> Within:
    """Say where answers lie: those that are listed, the range of a number, and what was delivered."""
    listed = [] if codes is None else [float(code.value) for code in codes.codes]
    answers = [each for each in listed if not any(each in part for part in variable.missing)]

    def within(low: float, high: float) -> bool:
        bounded = variable.low is not None and low < variable.low <= high
        return bounded or any(low <= answer <= high for answer in answers) or delivered(low, high)

    return within


def _as_range(parts: list[tuple[float, float]], answering: Within) -> tuple[Span, ...] | None:
    """Try all codes as one range, then all but the last or the first one."""
    for inside, alone in ((parts, []), (parts[:-1], parts[-1:]), (parts[1:], parts[:1])):
        span = (inside[0][0], max(high for _, high in inside)) if inside else None
        single = all(low == high for low, high in alone)
        if span and single and (len(inside) == 1 or not answering(*span)):
            return (span, *alone)
    return None


def missing_syntax(spans: Sequence[Span]) -> str:
    """Write what stands in the brackets of ``MISSING VALUES``.

    Examples
    --------
    >>> missing_syntax([(-9.0, -7.0), (99.0, 99.0)]), missing_syntax([("-9", "-9")])
    ('-9 THRU -7, 99', "'-9'")
    """
    return ", ".join(map(_span, spans))


def _span(span: Span) -> str:
    low, high = span
    if isinstance(low, str) or isinstance(high, str):
        return literal(str(low))
    return exact(low) if low == high else f"{_end(low, 'LOWEST')} THRU {_end(high, 'HIGHEST')}"


def _end(value: float, word: str) -> str:
    return word if math.isinf(value) else exact(value)
