"""Words that somebody chooses to hide, and what is to be read in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...study.documents import Document
from ...study.problems import Place, ProblemError, problem
from ..events.placing import parse_span, without_blanks
from ..word_borders import cuts_a_word
from .findings import occurrences
from .spans import Hidden

__all__ = ["part_of_hidden", "usable_pseudonym", "whole_words"]


def whole_words(document: Document, span: str | tuple[int, int], hidden: Sequence[Hidden]) -> tuple[int, int]:
    """Give the offsets of words that may be hidden, without blanks at their ends.

    Raises
    ------
    ProblemError
        FP5013, FP5014 no such words; FP5930 they are no whole words of one person, or are hidden in part.
    """
    start, end = parse_span(span)
    words = document.text[start:end]
    if not 0 <= start < end <= len(document.text) or not words.strip():
        raise ProblemError(problem("FP5013", start=start, end=end, length=len(document.text)))
    start, end = without_blanks(document.text, start, end)
    reason = _why_not(document, start, end, hidden)
    if reason:
        raise ProblemError(problem("FP5930", Place(file=document.name), start=start, end=end, reason=reason))
    return start, end


def _why_not(document: Document, start: int, end: int, hidden: Iterable[Hidden]) -> str:
    if cuts_a_word(document.text, start) or cuts_a_word(document.text, end):
        return "it would cut a word in two"
    borders = (at for turn in document.turns for at in (turn.start, turn.end))
    if any(start < at < end for at in borders):
        return "it reaches beyond what one person says"
    whole = next((one for one in hidden if _is_part(one, start, end)), None)
    return "" if whole is None else f"it is part of what is hidden already, {whole.start}:{whole.end}"


def part_of_hidden(hidden: Iterable[Hidden], start: int, end: int) -> bool:
    """Say whether a passage meets something that is hidden and reaches beyond the passage."""
    return any(_is_part(one, start, end) for one in hidden)


def _is_part(one: Hidden, start: int, end: int) -> bool:
    inside = start <= one.start and one.end <= end
    return bool(one.pseudonym) and one.meets(start, end) and not inside


def usable_pseudonym(pseudonym: str, words: str) -> str:
    """Give a pseudonym as it is kept.

    Raises
    ------
    ProblemError
        FP5931 it is empty, is more than a line, or holds the words it hides.
    """
    plain = pseudonym.strip()
    reasons = {
        "it is empty": not plain,
        "it is more than one line": not plain.isprintable(),
        "it holds the words it hides": bool(occurrences(plain, words)),
    }
    for reason, holds in reasons.items():
        if holds:
            raise ProblemError(problem("FP5931", reason=reason))
    return plain
