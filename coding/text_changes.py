"""Places of one text found again in a corrected one.

A passage whose words were not touched is found again exactly, wherever it has moved to; one whose words were
touched keeps its borders where the words round them still stand, and is reported as changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Found", "find_again"]

CONTEXT = 32
ENOUGH_ROUND_IT, LONG_ENOUGH = 12, 20
SEVERAL = 3
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Of a longer stretch without a line in common, words are not compared one by one: that takes its square.
_MOST_TOKENS = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage is now, and whether its words are others; ``start == end``: its words are gone."""

    start: int
    end: int
    changed: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """Characters that are the same in both texts."""

    old: int
    new: int
    length: int


def find_again(old: str, new: str, spans: Iterable[tuple[int, int]]) -> list[Found]:
    """Find passages of one text in another.

    Parameters
    ----------
    old, new : str
        The text before and after it was corrected.
    spans : iterable of tuple of int
        Half-open offsets in `old`, in code points.

    Returns
    -------
    list of Found
        One a span, in the same order.

    Examples
    --------
    >>> find_again("I rang them. Nobody came.", "Well, I rang them. Nobody came.", [(0, 12)])
    [Found(start=6, end=18, changed=False)]
    """
    blocks = list(_blocks(old, new))
    return [_found(old, new, blocks, start, end) for start, end in spans]


def _found(old: str, new: str, blocks: list[_Block], start: int, end: int) -> Found:
    words = old[start:end]
    first, last = _moved_start(blocks, start, len(new)), _moved_end(blocks, end, len(new))
    # What was put directly before or behind a passage may look like a part of it.
    for place in (first, last - len(words)):
        if place >= 0 and new.startswith(words, place):
            return Found(place, place + len(words), changed=False)
    elsewhere = _likeliest(old, new, start, end)
    if elsewhere is not None:
        return Found(elsewhere, elsewhere + len(words), changed=False)
    return _bare(words, new, first, max(first, last))


def _bare(before: str, new: str, start: int, end: int) -> Found:
    """Leave out blanks at the borders; several words of which none is left are gone, not changed."""
    words = new[start:end]
    old_words, new_words = set(_WORD.findall(before)), set(_WORD.findall(words))
    if not new_words or (len(old_words) >= SEVERAL and not old_words & new_words):
        return Found(start, start, changed=True)
    left = start + len(words) - len(words.lstrip())
    return Found(left, left + len(words.strip()), changed=True)


def _moved_start(blocks: list[_Block], place: int, length: int) -> int:
    """Move a beginning: what was put before it stays outside, what took the place of its words inside."""
    end = 0
    for block in blocks:
        if place < block.old:
            return end
        if place < block.old + block.length:
            return block.new + place - block.old
        end = block.new + block.length
    return min(end, length)


def _moved_end(blocks: list[_Block], place: int, length: int) -> int:
    """Move an end: what was put behind it stays outside, what took the place of its words inside."""
    beginning = length
    for block in reversed(blocks):
        if place > block.old + block.length:
            return beginning
        if place > block.old:
            return block.new + place - block.old
        beginning = block.new
    return beginning


def _likeliest(old: str, new: str, start: int, end: int) -> int | None:
    """Find the same words elsewhere; None where neither they nor the words round them tell it is them.

    A "yes" that was taken out of one answer must not become the "yes" of another.
    """
    words = old[start:end]
    before, after = old[max(0, start - CONTEXT) : start], old[end : end + CONTEXT]
    best, likeness = None, -1
    place = new.find(words)
    while place >= 0:
        fits = _same_end(before, new[max(0, place - CONTEXT) : place])
        fits += _same_end(after[::-1], new[place + len(words) : place + len(words) + CONTEXT][::-1])
        if fits > likeness:
            best, likeness = place, fits
        place = new.find(words, place + 1)
    alone = old.count(words) == new.count(words) == 1 and len(words) >= LONG_ENOUGH
    return best if alone or likeness >= ENOUGH_ROUND_IT else None


def _same_end(one: str, other: str) -> int:
    """Count the characters at the end that two texts share."""
    shared = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _blocks(old: str, new: str) -> Iterator[_Block]:
    """Give what is the same in both texts, in order: line by line, and word by word where lines differ."""
    a, b = _cut(_LINE, old, 0), _cut(_LINE, new, 0)
    for tag, a1, a2, b1, b2 in _compared(a, b):
        old_at, old_end = a[a1][0] if a1 < len(a) else len(old), a[a2 - 1][1] if a2 > a1 else 0
        new_at, new_end = b[b1][0] if b1 < len(b) else len(new), b[b2 - 1][1] if b2 > b1 else 0
        if tag == "equal":
            yield _Block(old_at, new_at, old_end - old_at)
        elif tag == "replace":
            yield from _words_in_common(old, new, (old_at, old_end), (new_at, new_end))


def _words_in_common(
    old: str, new: str, old_span: tuple[int, int], new_span: tuple[int, int]
) -> Iterator[_Block]:
    a = _cut(_TOKEN, old[slice(*old_span)], old_span[0])
    b = _cut(_TOKEN, new[slice(*new_span)], new_span[0])
    if max(len(a), len(b)) > _MOST_TOKENS:
        return
    for tag, a1, a2, b1, _ in _compared(a, b):
        # A blank between two other words says nothing about where they came from.
        if tag == "equal" and _WORD.search(old, a[a1][0], a[a2 - 1][1]):
            yield _Block(a[a1][0], b[b1][0], a[a2 - 1][1] - a[a1][0])


_Part = tuple[int, int, str]


def _cut(pattern: re.Pattern[str], text: str, offset: int) -> list[_Part]:
    return [(offset + m.start(), offset + m.end(), m[0]) for m in pattern.finditer(text)]


def _compared(a: list[_Part], b: list[_Part]) -> Sequence[tuple[str, int, int, int, int]]:
    words_a, words_b = [part[2] for part in a], [part[2] for part in b]
    return SequenceMatcher(None, words_a, words_b, autojunk=False).get_opcodes()
