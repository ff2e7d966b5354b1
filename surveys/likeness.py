"""How alike two wordings are: the one rule by which drift tells a new wording from another question.

Both texts are cut into words; small words that carry no meaning are left out. Two words match if they are
equal, if they differ only in the ending of an English inflection (visits, visited), or if they begin with the
same two letters and the share of letters in common (Ratcliff and Metzener, 1988) is above 0.8 (recieved,
received). The likeness is the share of matching words (Dice, 1945), 0 to 1; it is 0 where only one of the two
texts holds a negation. From 0.7 on two texts are the same question.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import takewhile

__all__ = ["ALIKE", "folded", "likeness", "within"]

ALIKE = 0.7
"""The likeness from which two wordings are taken for the same question."""

_WORD_ALIKE = 0.8
_LEAST_STEM = 4
_ENDINGS = frozenset({"", "s", "es", "d", "ed", "ing", "y", "ies", "ied", "ren"})
_SMALL_WORDS = (
    "a an and any are as at be been by can could did do does for from had has have he her his how i if in is "
    "it its me my of on or our please she that the their them these they this to us was we were what when "
    "where which who will with would you your yourself"
)
_NEGATIONS = "no not never none nobody nothing without nor cannot dont doesnt didnt isnt wasnt"
_SMALL, _NOT = frozenset(_SMALL_WORDS.split()), frozenset(_NEGATIONS.split())


def folded(text: str) -> str:
    """Fold case and spaces, which never make another wording.

    Examples
    --------
    >>> folded(" Are you a  LONE parent? ")
    'are you a lone parent?'
    """
    return " ".join(text.split()).casefold()


def likeness(one: str, other: str) -> float:
    """Say how alike two wordings are, 0..1.

    Examples
    --------
    >>> likeness("Are you a lone parent?", "Are you currently a lone parent?")
    0.8
    >>> likeness("I feel safe here", "I do not feel safe here")
    0.0
    """
    if folded(one) == folded(other):
        return 1.0
    here, there = _words(one), _words(other)
    if not here or not there or bool(_NOT & {*here}) != bool(_NOT & {*there}):
        return 0.0
    return 2 * _matches(here, there) / (len(here) + len(there))


def within(one: str, other: str) -> bool:
    """Say whether every word of the one text that carries meaning is in the other, or the other way round.

    Examples
    --------
    >>> within("Very satisfied", "Very satisfied indeed"), within("Very satisfied", "Fairly satisfied")
    (True, False)
    """
    here, there = _words(one), _words(other)
    if bool(_NOT & {*here}) != bool(_NOT & {*there}):
        return False
    return _matches(here, there) == min(len(here), len(there))


def _words(text: str) -> list[str]:
    """Give the words that carry meaning; all of them where there is nothing else."""
    words = re.findall(r"\w+", folded(text).replace("'", "").replace("’", ""))
    return [word for word in words if word not in _SMALL] or words


def _matches(here: list[str], there: list[str]) -> int:
    rest = list(there)
    count = 0
    for word in here:
        near = word if word in rest else next((other for other in rest if _same(word, other)), None)
        if near is not None:
            rest.remove(near)
            count += 1
    return count


def _same(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()) or one[:2] != other[:2]:
        return False
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    if stem >= _LEAST_STEM and {one[stem:], other[stem:]} <= _ENDINGS:
        return True
    return SequenceMatcher(None, one, other).ratio() > _WORD_ALIKE
