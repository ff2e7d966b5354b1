"""How hard a text is to read.

Sources: J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, *Derivation of new readability
formulas for Navy enlisted personnel*, Research Branch Report 8-75 (1975), for the grade; a school grade is
left at about five years more than its number.  M. Cutts, *Oxford Guide to Plain English*, for the length of a
sentence.  English syllables are counted by groups of vowels, as is usual where no dictionary is at hand.
"""

from __future__ import annotations

import re

__all__ = ["longest_sentence", "reading_age", "syllables"]

_YEARS_BEFORE_FIRST_GRADE = 5
_END = re.compile(r"[.!?:;]+[\"'”’)]*(?:\s+|$)")
_FULL_STOP = re.compile(r"[.!?]+[\"'”’)]*(?:\s+|$)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> float:
    """Give the age at which an English text can be read with ease, in years: Flesch-Kincaid grade + 5.

    A colon or semicolon ends a sentence too, as one does pause there.

    Returns
    -------
    float
        At least 5; the grade is 0.39 words a sentence + 11.8 syllables a word - 15.59.

    Examples
    --------
    >>> round(reading_age("How many children live with you? Count only those under 18."), 1)
    7.6
    """
    sentences = [found for found in map(_words, _END.split(text)) if found]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return float(_YEARS_BEFORE_FIRST_GRADE)
    a_sentence = len(words) / len(sentences)
    a_word = sum(map(syllables, words)) / len(words)
    grade = 0.39 * a_sentence + 11.8 * a_word - 15.59
    return max(0.0, grade) + _YEARS_BEFORE_FIRST_GRADE


def syllables(word: str) -> int:
    """Count the syllables of an English word; a number counts as one.

    Examples
    --------
    >>> [syllables(word) for word in ("home", "table", "asked", "wanted", "family", "interviewer", "18")]
    [1, 2, 1, 2, 3, 4, 1]
    """
    small = word.casefold().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(small))
    silent_e = small.endswith("e") and not re.search(r"[^aeiouy]le$", small)
    silent_ed = re.search(r"[^aeioutdy]ed$", small)
    silent_es = re.search(r"[^aeiouyscxzg]es$", small) and not small.endswith("les")
    return max(1, count - bool((silent_e and not small.endswith("ee")) or silent_ed or silent_es))


def longest_sentence(text: str) -> int:
    """Count the words of the longest sentence, in any language.

    Examples
    --------
    >>> longest_sentence("Faint o blant? Dan 18 oed.")
    3
    """
    return max((len(_words(sentence)) for sentence in _FULL_STOP.split(text)), default=0)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
