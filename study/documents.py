"""Transcripts and their codings as plain values.

Offsets are half-open and count code points of the canonical text (NFC, LF), never bytes or UTF-16 units.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["INTERVIEWER", "Coding", "Document", "Turn"]

INTERVIEWER = "interviewer"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said before the next one spoke.

    Parameters
    ----------
    number : int
        From 1, in the order of the document.
    start, end : int
        Offsets of the words (the speaker mark is outside); ``document.text[start:end] == text``.
    speaker : str or None
        The mark as it stands in the transcript.
    role : str or None
        Such as ``mother``; None where nothing says who speaks.
    text : str
        The words.
    """

    number: int
    start: int
    end: int
    speaker: str | None
    role: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A stored transcript; its text never changes, a corrected one is a new version."""

    id: int
    name: str
    version: int
    raw_sha256: str
    text_sha256: str
    text: str
    urn: str | None
    wave: str | None
    role: str | None
    project: str | None
    language: str | None
    source: str
    added_at: str
    turns: tuple[Turn, ...] = ()

    def spoken(self) -> tuple[Turn, ...]:
        """Give the turns of everybody but the interviewer, and no heading before the first speaker."""
        return tuple(turn for turn in self.turns if turn.role not in {None, INTERVIEWER})

    def turn_at(self, start: int, end: int) -> Turn | None:
        """Find the first turn that shares a character with ``start:end``."""
        return next((turn for turn in self.turns if turn.start < end and start < turn.end), None)


@dataclass(frozen=True, slots=True)
class Coding:
    """A code that a coder put on a span; `document` is the name of the transcript.

    `quote` is the text of the span; `before` and `after` are up to 32 characters on either side.  `uid` is
    the same on every computer; `decided` marks what was agreed upon after coders differed.
    """

    id: int
    document: str
    start: int
    end: int
    code: str
    coder: str
    quote: str
    before: str
    after: str
    created_at: str
    uid: str = ""
    decided: bool = False
