"""A small interpreter of the expressions of other programs, independent of the printers it judges.

It knows no short cut: every part is evaluated, a blank makes arithmetic NaN, and NaN is in no order.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Held = Mapping[str, str]
"""What stands in the fields; a field that is not named is empty."""


def number(value: Any) -> float:
    if isinstance(value, bool):
        return float(value)
    try:
        return float(value)
    except ValueError:
        return math.nan


def days(value: Any) -> float:
    return float(dt.date.fromisoformat(value).toordinal()) if value else math.nan


def numeric(value: Any) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"-?\d+(\.\d+)?", value) is not None


def compare(sign: str, left: Any, right: Any) -> bool:
    """Compare as numbers where both look like one, as texts for (in)equality otherwise."""
    if numeric(left) and numeric(right):
        left, right = number(left), number(right)
    elif sign not in ("=", "!="):
        return False
    else:
        left, right = str(left), str(right)
    return {
        "=": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
        ">": left > right, ">=": left >= right,
    }[sign]  # fmt: skip


@dataclass
class Interpreter:
    """Reads and evaluates one language: how fields look, what operators are called, its functions."""

    field: str
    read: Callable[[re.Match[str], Held], str]
    signs: Mapping[str, str]
    functions: Mapping[str, Callable[..., Any]]
    tokens: list[str] = field(default_factory=list)
    held: Held = field(default_factory=dict)

    def true(self, text: str, held: Held) -> bool:
        field = re.sub(r"\(\?P<\w+>", "(?:", self.field)
        pattern = rf"\s*({field}|\"[^\"]*\"|'[^']*'|\d+(?:\.\d+)?|\w+|<>|[<>=!]=?|[-+*(),])"
        self.tokens, self.held = re.findall(pattern, text), held
        assert "".join(self.tokens).replace(" ", "") == text.replace(" ", ""), text
        found = self.disjunction()
        assert not self.tokens, text
        return bool(number(found))

    def next(self, *words: str) -> str | None:
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in words else None

    def disjunction(self) -> Any:
        left = self.conjunction()
        while self.next("or"):
            right = self.conjunction()
            left = bool(number(left)) or bool(number(right))
        return left

    def conjunction(self) -> Any:
        left = self.comparison()
        while self.next("and"):
            right = self.comparison()
            left = bool(number(left)) and bool(number(right))
        return left

    def comparison(self) -> Any:
        left = self.total()
        if sign := self.next(*self.signs):
            return compare(self.signs[sign], left, self.total())
        return left

    def total(self) -> Any:
        left = self.product()
        while sign := self.next("+", "-"):
            right = self.product()
            left = number(left) + (number(right) if sign == "+" else -number(right))
        return left

    def product(self) -> Any:
        left = self.atom()
        while self.next("*"):
            left = number(left) * number(self.atom())
        return left

    def atom(self) -> Any:
        token = self.tokens.pop(0)
        if token == "-":
            return -number(self.atom())
        if token == "(":
            inside = self.disjunction()
            assert self.tokens.pop(0) == ")"
            return inside
        if token[0] in "\"'":
            return token[1:-1]
        if token[0].isdigit():
            return float(token)
        if token in self.functions and self.next("("):
            return self.functions[token](*self.arguments())
        found = re.fullmatch(self.field, token)
        assert found, token
        return self.read(found, self.held)

    def arguments(self) -> list[Any]:
        given = [self.disjunction()]
        while self.next(","):
            given.append(self.disjunction())
        assert self.tokens.pop(0) == ")"
        return given


def chosen(held: str, code: str) -> bool:
    return code in held.split()


def _redcap(found: re.Match[str], held: Held) -> str:
    if found["option"] is not None:
        return "1" if chosen(held.get(found["name"], ""), found["option"]) else "0"
    return "1" if found["name"] is None else held.get(found["name"], "")


REDCAP = Interpreter(
    r"\[(?P<name>[a-z][\w-]*)(?:\((?P<option>-?\d+)\))?\]|true",
    _redcap,
    {"=": "=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
    {
        "if": lambda test, yes, no: yes if number(test) else no,
        "datediff": lambda first, second, unit, signed: days(second) - days(first),
    },
)


def _limesurvey(found: re.Match[str], held: Held) -> str:
    name, code = found["name"], found["option"]
    if code is None:
        return held.get(name, "")
    return "Y" if chosen(held.get(name, ""), code) else ""


LIMESURVEY = Interpreter(
    r"(?P<name>[A-Za-z][A-Za-z0-9]*)(?:_(?P<option>m?\d+))?\.NAOK",
    _limesurvey,
    {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
    {"if": lambda test, yes, no: yes if number(test) else no, "strtotime": days},
)
