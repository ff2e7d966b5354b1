"""What can be searched for (words, stems, regular expressions), how it is found, and where to look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Literal

from ..study.problems import ProblemError, problem
from .pattern_size import MOST_PARTS, written_out
from .plain_text import canonical
from .words import fold, stem, token_spans

__all__ = ["Find", "How", "finder", "index_query", "indexed_words"]

How = Literal["words", "regex", "stem"]
Find = Callable[[str], Iterator[tuple[int, int]]]
SECONDS = 5.0
# Both are found by i, or by I, which they do not become when they are made small.
_ALIKE = str.maketrans({"İ": "i", "ı": "i"})


def finder(pattern: str, how: How) -> Find:
    """Give the function that finds a pattern in a text, as half-open places.

    Raises
    ------
    ProblemError
        FP5020 a pattern that cannot be understood; while searching, FP5021 one that takes too long.
    """
    pattern = canonical(pattern)
    if not fold(pattern).strip():
        raise ProblemError(problem("FP5020", reason="it is empty"))
    if how == "stem":
        return _stem_finder(pattern)
    return _regex_finder(_words_pattern(pattern) if how == "words" else fold(pattern))


def indexed_words(text: str) -> tuple[str, str]:
    """Give the words and the stems of a text as they are indexed: letters and digits, made small."""
    stemmed = " ".join(stem(word) for word, _, _ in token_spans(text))
    return " ".join(_pieces(text)), " ".join(_pieces(stemmed))


def index_query(pattern: str, how: How) -> str | None:
    """Say which turns can hold a pattern, as a query of SQLite's FTS5; None: any turn.

    Examples
    --------
    >>> index_query("nobody came* for", "words")
    'plain : ("nobody" AND "came"* AND "for")'
    """
    pattern = canonical(pattern)
    if how == "regex":
        return None
    if how == "stem":
        parts = [_phrase(stem(word)) for word, _, _ in token_spans(pattern)]
        return _query("stems", parts)
    return _query("plain", [part for word in fold(pattern).split() for part in _parts(word)])


def _parts(word: str) -> Iterator[str]:
    """Give what must stand in a turn for a word with ``*`` in it."""
    first, *others = word.split("*")
    if not others:
        yield _phrase(first)
    # A letter may follow directly where the star stands, so its neighbour is only the beginning of a word.
    elif _pieces(first):
        yield _phrase(first) + "*"


def _phrase(word: str) -> str:
    pieces = _pieces(word)
    return '"' + " ".join(pieces) + '"' if pieces else ""


def _pieces(text: str) -> list[str]:
    """Cut a text into what the index takes for words; the same for what is said and what is looked for."""
    found: list[str] = _letters_and_digits().findall(fold(text).translate(_ALIKE).casefold())
    return found


@cache
def _letters_and_digits() -> Any:
    """Give the pattern of a piece, in the terms of those who search: `re` takes other signs for letters."""
    import regex

    return regex.compile(r"[^\W_]+")


def _query(column: str, parts: list[str]) -> str | None:
    kept = [part for part in parts if part]
    return f"{column} : ({' AND '.join(kept)})" if kept else None


def _words_pattern(pattern: str) -> str:
    import regex

    words = (regex.escape(word, special_only=True).replace(r"\*", r"\w*") for word in fold(pattern).split())
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def _regex_finder(pattern: str) -> Find:
    """Search with one time limit for all texts together; a hostile pattern cannot take the computer."""
    import regex

    if written_out(pattern) > MOST_PARTS:
        raise ProblemError(problem("FP5020", reason="its repetitions within repetitions are too many"))
    try:
        compiled = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ProblemError(problem("FP5020", reason=str(error))) from error
    left = SECONDS

    def find(text: str) -> Iterator[tuple[int, int]]:
        nonlocal left
        began = time.monotonic()
        try:
            hits = [hit.span() for hit in compiled.finditer(fold(text), timeout=max(left, 0.001))]
        except TimeoutError as error:
            raise ProblemError(problem("FP5021", seconds=SECONDS)) from error
        left -= time.monotonic() - began
        return iter([hit for hit in hits if hit[0] < hit[1]])

    return find


def _stem_finder(pattern: str) -> Find:
    wanted = [stem(word) for word, _, _ in token_spans(pattern)]
    if not wanted:
        raise ProblemError(problem("FP5020", reason="it holds no word"))

    def find(text: str) -> Iterator[tuple[int, int]]:
        spans = list(token_spans(text))
        found = [stem(word) for word, _, _ in spans]
        for at in range(len(found) - len(wanted) + 1):
            if found[at : at + len(wanted)] == wanted:
                yield spans[at][1], spans[at + len(wanted) - 1][2]

    return find
