"""Quotes as reports print them: words in quotation marks with a role in brackets behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

from ..study.documents import Turn

__all__ = ["ExtractedQuote", "are_quotes", "extract_quotes", "quote_spans"]

_LONGEST_ROLE = 80
# A full stop or a comma may stand outside the quotation marks.
_ROLE = rf"[.,;]?[ \t\n]*[(\[](?P<role>[^()\[\]\n]{{2,{_LONGEST_ROLE}}})[)\]]"
# A pair of marks, with what may stand between them: no other mark of the pair, but an apostrophe in a word,
# and a quote within a quote where the marks tell beginning and end.
_PATTERNS = (
    re.compile(rf"„(?P<text>[^„“”]+)[“”]{_ROLE}"),
    re.compile(rf"“(?P<text>[^“”]+(?:“[^“”]+”[^“”]*)*)”{_ROLE}"),
    re.compile(rf"\"(?P<text>[^\"]+)\"{_ROLE}"),
    re.compile(rf"«(?P<text>[^«»]+)»{_ROLE}"),
    re.compile(rf"»(?P<text>[^«»]+)«{_ROLE}"),
    re.compile(rf"(?<!\w)[‘'](?P<text>(?:[^‘’']|(?<=\w)['’](?=\w))+)[’']{_ROLE}"),
)
_BEGINS_LIKE_ROLE = re.compile(r"[^\W\d_]")


class ExtractedQuote(TypedDict):
    """A quote with its place: ``source[start:end] == text``, half-open, in code points."""

    text: str
    role: str
    start: int
    end: int


def extract_quotes(text: str) -> list[ExtractedQuote]:
    """Find the quotes in the text of a report.

    Parameters
    ----------
    text : str
        Running text in which quotes are printed as ``"I was heard." (Mother)``; quotation marks may be
        straight, curly, low, single or angular, the brackets round or square.

    Returns
    -------
    list of dict
        ``text`` (the words between the marks), ``role`` (what stands in the brackets), ``start``, ``end``
        (half-open offsets of the words in code points), in the order of the text.  A quote without a role
        behind it is none.

    Examples
    --------
    >>> extract_quotes('It helped: "I was heard." (Mother)')
    [{'text': 'I was heard.', 'role': 'Mother', 'start': 12, 'end': 24}]
    """
    found: list[ExtractedQuote] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            role = " ".join(match["role"].split())
            if _BEGINS_LIKE_ROLE.match(role) and not _inside(found, *match.span("text")):
                found.append(_trimmed(match["text"], role, match.start("text")))
    return sorted(found, key=lambda one: one["start"])


def quote_spans(text: str) -> tuple[tuple[int, int, str], ...]:
    """Give the quotes of a report as turns: start, end, and who says it."""
    return tuple((one["start"], one["end"], one["role"]) for one in extract_quotes(text))


def are_quotes(text: str, turns: Sequence[Turn]) -> bool:
    """Say whether the turns of a stored text are the quotes in it."""
    return bool(turns) and [(turn.start, turn.end) for turn in turns] == [
        (start, end) for start, end, _ in quote_spans(text)
    ]


def _inside(found: list[ExtractedQuote], start: int, end: int) -> bool:
    """Say whether a span shares characters with a quote that was found already."""
    return any(one["start"] < end and start < one["end"] for one in found)


def _trimmed(words: str, role: str, start: int) -> ExtractedQuote:
    left = len(words) - len(words.lstrip())
    bare = words.strip()
    return {"text": bare, "role": role, "start": start + left, "end": start + left + len(bare)}
