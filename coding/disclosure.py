"""What in a quote could give somebody away: names, places, dates, numbers, addresses of e-mail and web.

Names are found in four ways: words that the study's own transcripts write with a capital in the middle of a
sentence, words of its register (projects, regions), lists of common names and places, and words at the
beginning of a sentence that the study never writes small.  Patterns are for the United Kingdom.  No list
knows every name and no pattern an unusual fact, so a person must still read every quote before it is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .known_names import GIVEN, HARMLESS, OPENERS, PLACES, WORD_NAMES
from .words import fold

__all__ = ["FLAGS", "Found", "Watch", "flags", "longest", "watch"]

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr"
)
_DIGIT = r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)"
_PATTERNS = {
    "telephone number": re.compile(r"(?<!\w)\+?\(?\d(?:[\s().-]*\d){6,}(?!\w)"),
    "number in words": re.compile(rf"\b{_DIGIT}(?:[\s,-]+{_DIGIT}){{2,}}\b", re.IGNORECASE),
    "date": re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b|\b(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b"
        r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b",
        re.IGNORECASE,
    ),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE),
    "e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.\w+"),
    "web address": re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),
}
FLAGS = frozenset({*_PATTERNS, "name"})
"""What can be found in the words of a quote."""
_CLITICS = frozenset({"s", "d", "ll", "m", "re", "t", "ve", "r", "n", "i", "u", "w", "ch", "th"})
_WORD = re.compile(r"(?<!\w)[^\W\d_][\w'-]*")
_ORDINARY = HARMLESS | OPENERS | WORD_NAMES
_WELSH_PLACE = re.compile(r"(?:llan|aber|pont)[^\W\d_]{4,}")
_SENTENCE_START = re.compile(r"(?:^|[.?!:…]|[\"'(\[-]|\n)[\s\"'(]*$")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word where it stands: as written, folded without an ending 's, and whether it opens a sentence."""

    written: str
    plain: str
    opens: bool
    start: int = 0

    @property
    def end(self) -> int:
        """Where the name ends: before an 's, behind O'Neill."""
        _, _, rest = self.written.partition("'")
        return self.start + len(self.written) - (len(rest) + 1 if rest.casefold() in _CLITICS else 0)

    @property
    def capital(self) -> bool:
        return self.written[0].isupper()


@dataclass(frozen=True, slots=True)
class Found:
    """Something that could give somebody away: ``text[start:end]``, and what it looks like."""

    start: int
    end: int
    what: str


def longest(found: Iterable[Found]) -> list[Found]:
    """Keep what does not overlap, the longest first; in the order of the text."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


@dataclass(frozen=True)
class Watch:
    """What to look for in the quotes of one study; made by `watch`.

    Parameters
    ----------
    names : frozenset of str
        Words that name somebody or something in this study, folded.
    small : frozenset of str
        Words that the study writes small somewhere, folded: they open sentences without being names.
    people : frozenset of str
        Words of names, addresses and such of the register of members, folded; those that are ordinary words
        too are watched for where they begin with a capital.
    """

    names: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def flags(self, quote: str) -> list[str]:
        """Name what stands in a quote that could give somebody away; nothing found gives an empty list."""
        text = fold(quote)
        found = [what for what, pattern in _PATTERNS.items() if pattern.search(text)]
        return found + (["name"] if any(map(self._is_name, _words(text))) else [])

    def found_in(self, text: str) -> list[Found]:
        """Say where these things stand, in their order; what overlaps is found once, the longest of it."""
        straight = fold(text)
        found = [
            Found(match.start(), match.end(), what)
            for what, pattern in _PATTERNS.items()
            for match in pattern.finditer(straight)
        ]
        found += [Found(w.start, w.end, "name") for w in _words(straight) if self._is_name(w)]
        return longest(found)

    def _is_name(self, word: _Seen) -> bool:
        if word.plain in self.people and (word.capital or word.plain not in _ORDINARY):
            return True
        if word.plain in HARMLESS:
            return False
        if word.plain in self.names or word.plain in GIVEN or word.plain in PLACES:
            return True
        if word.capital and (not word.opens or word.plain in WORD_NAMES):
            return True
        if _WELSH_PLACE.fullmatch(word.plain) and word.plain not in self.small:
            return True
        return word.capital and word.plain not in self.small and word.plain not in OPENERS


def watch(texts: Iterable[str], register: Iterable[str] = (), people: Iterable[str] = ()) -> Watch:
    """Learn what names there are in a study.

    Parameters
    ----------
    texts : iterable of str
        What was said, of all transcripts.
    register : iterable of str
        Names of projects, regions and the like; each of their words is watched for.
    people : iterable of str
        Names, streets, towns, schools of members; each of their words is watched for, however it is written.
    """
    inner: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for word in _words(fold(text)):
            if not word.capital:
                small[word.plain] += 1
            elif not word.opens:
                inner[word.plain] += 1
    registered = {word.plain for name in register for word in _words(fold(name)) if word.capital}
    # A word that is mostly written small is an ordinary word that somebody once wrote with a capital.
    names = {name for name, times in inner.items() if times > small[name]} | (registered - set(small))
    of_people = {word.plain for name in people for word in _words(fold(name)) if len(word.plain) > 1}
    return Watch(frozenset(names - HARMLESS), frozenset(small), frozenset(of_people))


def flags(quote: str) -> list[str]:
    """Look at a quote without knowing the study it comes from; see `Watch.flags`.

    Examples
    --------
    >>> flags("We moved to Larkspur Road in May, ring me on 01632 960123.")
    ['telephone number', 'name']
    """
    return Watch().flags(quote)


def _words(text: str) -> Iterator[_Seen]:
    for match in _WORD.finditer(text):
        opens = _SENTENCE_START.search(text[max(0, match.start() - 8) : match.start()]) is not None
        yield _Seen(match[0], match[0].split("'", maxsplit=1)[0].casefold(), opens, match.start())
