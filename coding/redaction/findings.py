"""What stands in a transcript that could give somebody away, also in the marks of its speakers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...study.documents import Document
from ..disclosure import Found, Watch, longest
from ..known_names import GIVEN
from ..turn_splitting import ANYBODY, base_of, roles_of
from ..words import fold

__all__ = ["findings", "occurrences"]

_WORDS = re.compile(r"[^\W_]+")


def findings(document: Document, watched: Watch, urns: Iterable[str]) -> list[Found]:
    """Find names, places, numbers, addresses and URNs in the words and in the marks of speakers."""
    known, text = {urn.casefold() for urn in urns}, document.text
    named = (match for match in _WORDS.finditer(text) if match[0].casefold() in known)
    found = [*(Found(match.start(), match.end(), "URN") for match in named), *_marks(document)]
    for start, end in _stretches(document):
        # Each for itself, or a word behind the mark of a speaker would seem to stand inside a sentence.
        inner = watched.found_in(text[start:end])
        found += [Found(start + one.start, start + one.end, one.what) for one in inner]
    return longest(found)


def _stretches(document: Document) -> Iterator[tuple[int, int]]:
    """Give every stretch of text but the marks: what is said, and what stands between."""
    at = 0
    borders = [(start, end) for start, end, _ in _spoken_marks(document)]
    for start, end in sorted([*borders, *((turn.start, turn.start) for turn in document.turns)]):
        yield at, start
        at = end
    yield at, len(document.text)


def _spoken_marks(document: Document) -> Iterator[tuple[int, int, str]]:
    """Give the mark of each turn, and where it stands before the words."""
    end = 0
    for turn in document.turns:
        at = document.text.rfind(turn.speaker, end, turn.start) if turn.speaker else -1
        if turn.speaker and at >= 0:
            yield at, at + len(turn.speaker), turn.speaker
        end = turn.end


def _marks(document: Document) -> list[Found]:
    """Find marks that are no role words, such as MUM or INTERVIEWER 2, and so may be names."""
    usual = {*roles_of(None), *ANYBODY}
    return [
        Found(start, end, "name")
        for start, end, mark in _spoken_marks(document)
        if base_of(mark) not in usual or mark.casefold() in GIVEN
    ]


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Find whole words in a text, however they are written; empty words are nowhere.

    Examples
    --------
    >>> occurrences("Ann told ANN's mum, Annie.", "Ann")
    [(0, 3), (9, 12)]
    """
    if not words.strip():
        return []
    pattern = re.compile(rf"(?<!\w){re.escape(fold(words))}(?!\w)", re.IGNORECASE)
    return [match.span() for match in pattern.finditer(fold(text))]
