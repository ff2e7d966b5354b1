"""Constants in rules that no answer can be: codes not in the list, numbers and dates out of range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from ...study.routing import Compare, Constant, Has, Member, Name, Node, Number, Text, show, walk
from .domains import AnyOf, Asked, Day, Domain, OneOf, Real, Whole
from .findings import Finding, Kind, rules_of

__all__ = ["empty_ranges", "impossible_constants"]


def impossible_constants(sequence: Sequence[Asked], domains: Mapping[str, Domain]) -> Iterator[Finding]:
    """Find constants that lie outside of what the variable they are held against can be."""
    for asked in sequence:
        for part, rule in rules_of(asked):
            for node in walk(rule):
                for name, constant, ordered in _held_against(node):
                    kind = _fault(domains.get(str(name)), constant, ordered)
                    if kind is not None:
                        said = f"{show(constant)} in {show(node)}"
                        yield Finding(kind, asked.name, part, (str(name),), said, constant)


def empty_ranges(sequence: Sequence[Asked]) -> Iterator[Finding]:
    """Find items that no answer fits."""
    for asked in sequence:
        match asked.domain:
            case Whole(low, high) | Day(low, high) if low > high:  # type: ignore[operator]
                yield Finding("empty_range", asked.name, "type", (asked.name,), f"{low}..{high}")
            case Real(float() | int() as low, float() | int() as high) if low > high:
                yield Finding("empty_range", asked.name, "type", (asked.name,), f"{low:g}..{high:g}")


def _held_against(node: Node) -> Iterator[tuple[Name, Constant, bool]]:
    """Give each name that is held directly against a constant, and whether their order is asked for."""
    match node:
        case Compare(sign, Name() as name, Number() | Text() as constant):
            yield name, constant, sign not in ("=", "!=")
        case Compare(sign, Number() | Text() as constant, Name() as name):
            yield name, constant, sign not in ("=", "!=")
        case Member(Name() as name, options):
            yield from ((name, option, False) for option in options)
        case Has(name, code):
            yield name, code, False


def _fault(domain: Domain | None, constant: Constant, ordered: bool) -> Kind | None:
    value = constant.value
    match domain, value:
        case OneOf(codes), _ if _same_kind(codes, value):
            inside = min(codes) <= value <= max(codes) if ordered else value in codes  # type: ignore[operator]
            return None if inside else "out_of_range" if ordered else "not_in_list"
        case AnyOf(codes), _:
            return None if value in codes else "not_in_list"
        case Whole(low, high), float():
            return None if low <= value <= high and (ordered or value.is_integer()) else "out_of_range"
        case Real(low, high), float():
            below, above = low is not None and value < low, high is not None and value > high
            return "out_of_range" if below or above else None
        case Day(low, high), str():
            day = _date(value)
            return "not_a_date" if day is None else None if low <= day <= high else "out_of_range"
    return None


def _same_kind(codes: tuple[float | str, ...], value: float | str) -> bool:
    return bool(codes) and all(isinstance(code, str) == isinstance(value, str) for code in codes)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2014-09-01") else None
    except ValueError:
        return None
