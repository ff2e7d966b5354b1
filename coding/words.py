"""Words of a text: tokens, stop words, stems.

Nothing here needs a corpus that would have to be downloaded: the tokeniser and the stop list are our own, the
stemmer is Snowball (Porter 2001) from nltk, which is pure code.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

__all__ = [
    "STOP_WORDS",
    "content_words",
    "fold",
    "stem",
    "stems",
    "stems_and_words",
    "token_spans",
    "tokens",
    "words_of_stems",
]

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
# "she'd", "I've", "mum's": the word is what stands before the apostrophe; "didn't" stays, it says "not".
_CLITIC = re.compile(r"'(?:s|d|ll|ve|re|m)$")
_CURLY = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

#: Short on purpose: "not", "my" and "me" carry meaning in interviews and stay, like every negation.
STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be because been before being both but by
    came can come could did do does doing done down each even ever every everybody everyone for from
    get gets getting go goes going got had has have having he her here hers him his how i if in into
    is it its itself just know like made make many may might more most much must of off oh ok on
    once one ones only or other our out over own really said same say says see she should so some
    somebody something still such than that the their them then there these they thing things think
    this those though through to too two up us very was way we well went were what when where which
    while who whole why will with would yeah yes yet you your
    """.split()  # noqa: SIM905
)


def fold(text: str) -> str:
    """Make curly quotes straight, character for character, so that offsets still hold.

    Examples
    --------
    >>> print(fold("“don’t”"))
    "don't"
    """
    return text.translate(_CURLY)


def tokens(text: str) -> list[str]:
    """Give the words of a text in lower case; a clitic such as 's or 've is dropped.

    Examples
    --------
    >>> tokens("She’d say: it isn't my mum's.")
    ['she', 'say', 'it', "isn't", 'my', 'mum']
    """
    return [word for word, _, _ in token_spans(text)]


def token_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the words of a text as `tokens` does, each with its half-open offsets (clitic included)."""
    for match in _TOKEN.finditer(fold(text)):
        word = match[0].lower()
        yield _CLITIC.sub("", word) if "'" in word else word, match.start(), match.end()


def content_words(text: str) -> list[str]:
    """Give the words that are no stop words and have at least two letters."""
    return [word for word in tokens(text) if word not in STOP_WORDS and len(word) > 1]


@cache
def stem(word: str) -> str:
    """Give the Snowball stem (English) of a lower-case word."""
    return str(_stemmer().stem(word))


@cache
def _stemmer() -> Any:
    from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()


def stems(texts: Sequence[str]) -> Iterator[list[str]]:
    """Give the stems of the content words of each text."""
    for text in texts:
        yield [stem(word) for word in content_words(text)]


def stems_and_words(texts: Sequence[str]) -> tuple[list[list[str]], dict[str, str]]:
    """Give what `stems` and `words_of_stems` give, reading the texts once."""
    words = [content_words(text) for text in texts]
    return [[stem(word) for word in one] for one in words], _shown(words)


def words_of_stems(texts: Sequence[str]) -> dict[str, str]:
    """Lead each stem to its most frequent word in `texts`; between equals, the first in the alphabet."""
    return _shown(content_words(text) for text in texts)


def _shown(several: Iterable[Sequence[str]]) -> dict[str, str]:
    times = Counter(word for words in several for word in words)
    counts: dict[str, list[str]] = defaultdict(list)
    for word in times:
        counts[stem(word)].append(word)
    return {one: min(words, key=lambda word: (-times[word], word)) for one, words in counts.items()}
