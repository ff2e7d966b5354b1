"""Read the expressions of other programs: one grammar for XLSForm, REDCap and LimeSurvey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .tokens import Dialect, OutsideError, Token, cut

__all__ = ["Apply", "Expression", "Operation", "Reference", "Value", "read_expression"]

MAX_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Reference:
    """A question of the form (empty: the one being answered), or one answer of several."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number or text, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``and or = != < <= > >= + - *`` between two, or ``not`` of one."""

    sign: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function with its arguments."""

    name: str
    parts: tuple[Expression, ...]


Expression: TypeAlias = Reference | Value | Operation | Apply

_LEVELS = (("or",), ("and",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*",))
_BELOW_AND = 2
# Written with brackets in some languages and without in others.
_TRUTHS = ("true", "false")


def read_expression(text: str, dialect: Dialect) -> Expression:
    """Read an expression.

    Raises
    ------
    OutsideError
        Where it is outside the part of the language that is known here.

    Examples
    --------
    >>> read_expression("selected(${help}, 'money')", "xlsform")
    Apply(name='selected', parts=(Reference(name='help', code=None), Value(text='money')))
    """
    reader = _Reader(cut(text, dialect))
    found = reader.level(0, 0)
    if reader.here.kind != "end":
        raise OutsideError(f"'{reader.here.text}' is not expected there")
    return found


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def is_sign(self, *signs: str) -> bool:
        return self.here.kind == "sign" and self.here.text in signs

    def level(self, level: int, depth: int) -> Expression:
        """Read what binds at least as tightly as `level`, from left to right."""
        if depth > MAX_DEPTH:
            raise OutsideError("it is nested too deeply")
        if level == len(_LEVELS):
            return self.atom(depth)
        left = self.level(level + 1, depth)
        while self.is_sign(*_LEVELS[level]):
            sign = self.next().text
            left = Operation(sign, (left, self.level(level + 1, depth)))
        return left

    def atom(self, depth: int) -> Expression:
        token = self.next()
        if token.kind == "reference":
            return Reference(token.text, token.code)
        if token.kind in ("text", "number"):
            return Value(token.text)
        if token.kind == "word" and (self.is_sign("(") or token.text.lower() in _TRUTHS):
            return self.call(token.text.lower(), depth)
        if token.kind == "sign" and token.text == "(":
            return self.closed(self.level(0, depth + 1))
        if token.kind == "sign" and token.text == "not":
            return Operation("not", (self.level(_BELOW_AND, depth + 1),))
        if token.kind == "sign" and token.text == "-" and self.here.kind == "number":
            return Value("-" + self.next().text)
        raise OutsideError(f"'{token.text}' is not understood" if token.text else "it ends too soon")

    def closed(self, inner: Expression) -> Expression:
        if not self.is_sign(")"):
            raise OutsideError("a bracket is not closed")
        self.next()
        return inner

    def call(self, name: str, depth: int) -> Expression:
        if not self.is_sign("("):
            return Apply(name, ())
        self.next()
        parts: list[Expression] = []
        while not self.is_sign(")"):
            if parts:
                if not self.is_sign(","):
                    raise OutsideError("a bracket is not closed")
                self.next()
            parts.append(self.level(0, depth + 1))
        self.next()
        return (
            Operation("not", (parts[0],)) if name == "not" and len(parts) == 1 else Apply(name, tuple(parts))
        )
