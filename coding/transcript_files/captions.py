"""Captions (.vtt, .srt): cues of a few seconds, joined to turns.

A turn goes on until another voice begins; where no voice is named, until a pause of two seconds.  Each begins
a line: the time of its first cue, the voice, and the words.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from ...study.problems import Place, Problem, ProblemError, problem
from ..plain_text import decode
from .marked_turns import MarkedTurn, Span, laid_out

__all__ = ["read_srt", "read_vtt"]

PAUSE_SECONDS = 2
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang|font|\d)[^>]*>")
_NAMED = re.compile(r"(?:-[ \t]*|>>[ \t]*)?([^\W\d_][\w .'’-]{0,38}):[ \t]+(?=\S)")


@dataclass(slots=True)
class _Said:
    """What one voice said in one stretch; times in seconds."""

    voice: str
    start: int
    end: int
    words: list[str]


def read_vtt(content: bytes, name: str) -> tuple[str, list[Problem], tuple[Span, ...]]:
    """Read WebVTT captions; a voice is what ``<v NAME>`` says, or ``NAME:`` where a cue begins.

    Raises
    ------
    ProblemError
        FP1021 if they are not captions.
    """
    return _read(content, name, "vtt")


def read_srt(content: bytes, name: str) -> tuple[str, list[Problem], tuple[Span, ...]]:
    """Read SubRip captions; a voice is ``NAME:`` where a cue begins.

    Raises
    ------
    ProblemError
        FP1021 if they are not captions.
    """
    return _read(content, name, "srt")


def _read(content: bytes, name: str, form: str) -> tuple[str, list[Problem], tuple[Span, ...]]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    text, found = decode(content, name)
    try:
        captions = webvtt.from_buffer(io.StringIO(text), format=form)
        cues = [said for cue in captions.captions for said in _voices(cue)]
    except (MalformedCaptionError, MalformedFileError, ValueError) as error:
        reason = "its times cannot be read, so these are not captions"
        raise ProblemError(problem("FP1021", Place(file=name), file=name, reason=reason)) from error
    text, spans = laid_out(_turn(said) for said in _joined(cues))
    return text, found, spans


def _voices(cue: object) -> Iterator[_Said]:
    """Divide one cue where another voice begins."""
    raw, start, end = cue.raw_text, cue.start_in_seconds, cue.end_in_seconds  # type: ignore[attr-defined]
    parts = _VOICE.split(raw)
    if parts[0].strip():
        yield from _named(parts[0], start, end)
    for voice, words in zip(parts[1::2], parts[2::2], strict=True):
        yield _Said(" ".join(unescape(voice).split()), start, end, [_plain(words)])


def _named(words: str, start: int, end: int) -> Iterator[_Said]:
    """Divide the lines of a cue without voices at those that begin with a name."""
    said = _Said("", start, end, [])
    for line in words.splitlines():
        plain = _plain(line)
        name = _NAMED.match(plain)
        if name is not None and said.words:
            yield said
            said = _Said("", start, end, [])
        said.voice = name[1] if name else said.voice
        said.words.append(plain[name.end() :] if name else plain)
    yield said


def _plain(words: str) -> str:
    return " ".join(unescape(_TAG.sub("", words)).split())


def _joined(cues: Iterable[_Said]) -> Iterator[_Said]:
    """Join cues to turns."""
    turn: _Said | None = None
    for cue in cues:
        if turn is not None and _goes_on(turn, cue):
            turn.words += cue.words
            turn.end = cue.end
            continue
        if turn is not None:
            yield turn
        turn = cue
    if turn is not None:
        yield turn


def _goes_on(turn: _Said, cue: _Said) -> bool:
    if turn.voice or cue.voice:
        return cue.voice in {"", turn.voice}
    return cue.start - turn.end < PAUSE_SECONDS


def _turn(said: _Said) -> MarkedTurn:
    return MarkedTurn(" ".join(filter(None, said.words)), said.voice, said.start)
