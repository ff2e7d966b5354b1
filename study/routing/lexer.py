"""Cut the text of a rule into tokens; say exactly where it cannot be cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ..problems import Place, ProblemError, problem
from .tree import Span

__all__ = ["Source", "Token", "locate", "tokens"]

MAX_LENGTH = 20_000
"""Longest rule, in characters; the longest real ones are a few hundred."""

_MAX_WHOLE, _MAX_FRACTION = 15, 20
"""Digits before and after the point; whole numbers up to 15 digits are exact in every format written."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?)
      | (?P<text>"(?:[^"\x00-\x1f]|"")*"|'(?:[^'\x00-\x1f]|'')*')
      | (?P<sign>!=|<=|>=|[=<>+\-*(),])""",
    re.VERBOSE | re.ASCII,
)

# What people write out of habit from SPSS, Excel, XPath or Word, and what is meant.
_HABITS = {
    "==": "=", "<>": "!=", "=>": ">=", "=<": "<=",
    "&": "and", "|": "or", "!": "not", "≠": "!=", "≥": ">=", "≤": "<=", "−": "-", "–": "-", "×": "*",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": "an ordinary space",
}  # fmt: skip

Kind = Literal["number", "name", "text", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a rule, with where it starts and ends."""

    kind: Kind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a rule and where it stands."""

    text: str
    place: Place

    def error(self, offset: int, reason: str) -> ProblemError:
        """Make the error for what stands at `offset`, counted from 0."""
        return ProblemError(problem("FP1040", locate(self.text, offset, self.place), reason=reason))


def locate(text: str, offset: int, place: Place | None = None) -> Place:
    """Say where a character of a rule stands in its file.

    Parameters
    ----------
    text : str
        The rule.
    offset : int
        Counted from 0, such as ``node.span.start``.
    place : Place, optional
        Where the rule begins; its line and column are taken as 1 where they are not known.

    Returns
    -------
    Place
        `place` with the column, and the line where the rule goes over several or the place has one.

    Examples
    --------
    >>> str(locate("moved = 1", 6)), str(locate("moved = 1", 6, Place("parenting.yaml", line=12, column=10)))
    ('7', 'parenting.yaml:12:16')
    """
    start = place or Place()
    breaks = text.count("\n", 0, offset)
    if breaks:
        return replace(start, line=(start.line or 1) + breaks, column=offset - text.rfind("\n", 0, offset))
    return replace(start, column=(start.column or 1) + offset)


def tokens(source: Source) -> list[Token]:
    """Cut a rule into tokens; the last one is of kind ``end``.

    Raises
    ------
    ProblemError
        FP1040 where a character is not part of the language, a text is not closed, or the rule is too long.
    """
    if len(source.text) > MAX_LENGTH:
        raise source.error(MAX_LENGTH, f"it is longer than {MAX_LENGTH} characters")
    end = len(source.text)
    return [*_cut(source), Token("end", "", Span(end, end))]


def _cut(source: Source) -> Iterator[Token]:
    offset = 0
    while offset < len(source.text):
        habit = _HABITS.get(source.text[offset : offset + 2])
        found = _TOKEN.match(source.text, offset)
        if habit is not None or found is None:
            raise source.error(offset, _unknown(source.text, offset))
        if found.lastgroup != "space":
            yield _token(source, found)
        offset = found.end()


def _token(source: Source, found: re.Match[str]) -> Token:
    kind: Kind = found.lastgroup  # type: ignore[assignment]  # the groups of _TOKEN are named after the kinds
    if kind == "number":
        whole, _, fraction = found.group().partition(".")
        if len(whole) > _MAX_WHOLE or len(fraction) > _MAX_FRACTION:
            limits = f"{_MAX_WHOLE} digits before the point or {_MAX_FRACTION} after it"
            raise source.error(found.start(), f"the number has more than {limits}")
    return Token(kind, found.group(), Span(*found.span()))


def _unknown(text: str, offset: int) -> str:
    pair, sign = text[offset : offset + 2], text[offset]
    if sign in "\"'":
        return f"the text that begins with {sign} is not closed on its line"
    shown = f"'{sign}'" if sign.isprintable() else f"the character U+{ord(sign):04X}"
    for written in (pair, sign):
        if written in _HABITS:
            shown = f"'{written}'" if written.isprintable() else shown
            return f"{shown} is not used here; write {_HABITS[written]}"
    return f"{shown} is not part of the routing language"
