"""What in a quote could give somebody away: names, telephone numbers, postcodes, addresses of e-mail and web.

Patterns are for the United Kingdom.  A name at the beginning of a sentence looks like any other word there,
so a person must still read every quote before it is printed.
"""

from __future__ import annotations

import re

from .words import fold

__all__ = ["flags"]

_PATTERNS = {
    "telephone number": re.compile(r"(?<!\w)\+?\(?\d(?:[\s().-]*\d){6,}(?!\w)"),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE),
    "e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.\w+"),
    "web address": re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),
}
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-z][\w'-]*")
_SENTENCE_START = re.compile(r"(?:^|[.?!:…]|[\"'(\[-]|\n)[\s\"'(]*$")
_HARMLESS = frozenset(
    """
    i monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december christmas easter ramadan eid diwali english welsh saesneg
    gymraeg cymraeg chymraeg tv ok mum dad nan
    """.split()  # noqa: SIM905
)


def flags(quote: str) -> list[str]:
    """Name what stands in a quote that could give somebody away; nothing found gives an empty list.

    Examples
    --------
    >>> flags("We moved to Larkspur Road in May, ring me on 01632 960123.")
    ['telephone number', 'capitalised name']
    """
    text = fold(quote)
    found = [what for what, pattern in _PATTERNS.items() if pattern.search(text)]
    return found + (["capitalised name"] if any(map(_is_name, _inner_capitals(text))) else [])


def _inner_capitals(text: str) -> list[str]:
    return [
        match[0] for match in _CAPITAL.finditer(text) if not _SENTENCE_START.search(text[: match.start()])
    ]


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.split("'", maxsplit=1)[0].lower() not in _HARMLESS
