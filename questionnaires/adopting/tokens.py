"""Cut the expressions of other programs into the same tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Dialect", "OutsideError", "Token", "cut"]

Dialect = Literal["xlsform", "redcap", "limesurvey"]
Kind = Literal["reference", "text", "number", "sign", "word", "end"]
MAX_LENGTH = 20_000


class OutsideError(ValueError):
    """What an expression says is outside what can be carried; the message says what."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign; `code` is the answer of several that a reference names."""

    kind: Kind
    text: str
    code: str | None = None


_SHARED = r"""(?P<space>\s+) | (?P<text>"[^"]*"|'[^']*') | (?P<number>\d+(?:\.\d+)?)"""
_PATTERNS: dict[Dialect, re.Pattern[str]] = {
    "xlsform": re.compile(
        rf"""{_SHARED} | \$\{{\s*(?P<reference>[\w.-]+)\s*\}}(?P<code>(?!))? | (?P<own>\.)
        | (?P<word>[A-Za-z_][\w:-]*) | (?P<sign>!=|<=|>=|[=<>+\-*(),])""",
        re.VERBOSE,
    ),
    "redcap": re.compile(
        rf"""{_SHARED} | \[(?P<reference>\w+)(?:\((?P<code>-?\w+)\))?\](?!\s*\[) | (?P<own>(?!))
        | (?P<word>[A-Za-z_]\w*) | (?P<sign><>|!=|<=|>=|[=<>+\-*(),])""",
        re.VERBOSE,
    ),
    "limesurvey": re.compile(
        rf"""{_SHARED} | (?P<own>\b(?:this|self)\b(?:\.NAOK)?)
        | (?P<reference>(?!(?:and|or|not|eq|ne|lt|le|gt|ge)\b)[A-Za-z][A-Za-z0-9]*)
          (?:_(?P<code>\w+?))?(?:\.(?:NAOK|value|code))?(?![\w.]|\s*\()
        | (?P<word>[A-Za-z_]\w*) | (?P<sign>==|!=|<=|>=|&&|\|\||[!=<>+\-*(),])""",
        re.VERBOSE,
    ),
}
# One spelling of each sign and each word that is a sign.
_SIGNS = {
    "==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not", "eq": "=", "ne": "!=", "lt": "<", "le": "<=",
    "gt": ">", "ge": ">=", "and": "and", "or": "or",
}  # fmt: skip


def cut(text: str, dialect: Dialect) -> list[Token]:
    """Cut an expression; the last token is of kind ``end``.

    Raises
    ------
    OutsideError
        Where something is not part of what can be read.

    Examples
    --------
    >>> [token.text for token in cut("[hh] = '1' AND [b(2)] <> ''", "redcap")]
    ['hh', '=', '1', 'and', 'b', '!=', '', '']
    """
    if len(text) > MAX_LENGTH:
        raise OutsideError("it is too long")
    return [*_tokens(text, dialect), Token("end", "")]


def _tokens(text: str, dialect: Dialect) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _PATTERNS[dialect].match(text, at)
        if found is None:
            raise OutsideError(f"'{text[at : at + 12].split(maxsplit=1)[0]}' is not understood")
        if found.lastgroup != "space":
            yield _token(found)
        at = found.end()


def _token(found: re.Match[str]) -> Token:
    groups = found.groupdict()
    if groups["reference"] is not None:
        return Token("reference", groups["reference"], groups["code"])
    if groups["own"] is not None:
        return Token("reference", "")
    if groups["text"] is not None:
        return Token("text", groups["text"][1:-1])
    if groups["number"] is not None:
        return Token("number", groups["number"])
    word = found.group()
    if word.lower() in _SIGNS:
        return Token("sign", _SIGNS[word.lower()])
    return Token("word" if groups["word"] is not None else "sign", word)
