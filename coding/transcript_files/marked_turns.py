"""Turns of which the file itself says who speaks: written as lines of one text, with their places in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..plain_text import canonical

__all__ = ["MarkedTurn", "Span", "laid_out"]

#: Start, end and speaker of a turn; the words are ``text[start:end]``.
Span = tuple[int, int, str | None]


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """Words, who says them (empty: not known) and from when on, in seconds (None: not known)."""

    words: str
    speaker: str = ""
    start: float | None = None


def laid_out(turns: Iterable[MarkedTurn]) -> tuple[str, tuple[Span, ...]]:
    """Write turns as paragraphs: the time, the speaker and the words.

    Returns
    -------
    tuple of str and tuple of Span
        The canonical text and the place of each turn's words in it.

    Examples
    --------
    >>> laid_out([MarkedTurn("I rang.", "MOTHER", 72)])
    ('[00:01:12] MOTHER: I rang.', ((19, 26, 'MOTHER'),))
    """
    paragraphs: list[str] = []
    spans: list[Span] = []
    place = 0
    for turn in turns:
        words, speaker = canonical(turn.words), canonical(turn.speaker)
        mark = _time(turn.start) + (f"{speaker}: " if speaker else "")
        spans.append((place + len(mark), place + len(mark) + len(words), speaker or None))
        paragraphs.append(mark + words)
        place += len(mark) + len(words) + 2
    return "\n\n".join(paragraphs), tuple(spans)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return f"[{minutes // 60:02}:{minutes % 60:02}:{rest:02}] "
