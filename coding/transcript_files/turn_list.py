"""Lists of turns (.csv): a row a turn, with who speaks and the words, and the time where it is known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from ...study.problems import Place, Problem, ProblemError, problem
from ..plain_text import decode, separator
from .marked_turns import MarkedTurn, Span, laid_out

__all__ = ["is_turn_list", "read_turns"]

_WORDS = ("text", "words", "utterance", "content", "transcript")
_KNOWN = {
    "words": _WORDS,
    "speaker": ("speaker", "name", "who", "participant", "voice"),
    "time": ("time", "start", "start_time", "timestamp"),
}
_TIME = re.compile(r"(?:\d{1,3}:){0,2}\d{1,6}(?:[.,]\d+)?")


def is_turn_list(content: bytes) -> bool:
    """Say whether the heading of a .csv is that of turns, and not of a list of files."""
    try:
        text, _ = decode(content, "")
    except ProblemError:
        return False
    first = text.partition("\n")[0]
    heading = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator(text)), [])]
    return "file" not in heading and any(word in heading for word in _WORDS)


def read_turns(content: bytes, name: str) -> tuple[str, list[Problem], tuple[Span, ...]]:
    """Read a list of turns: columns ``speaker`` and ``text``, perhaps ``time``; others are named, not read.

    Raises
    ------
    ProblemError
        FP5074 without a column of words, FP1021 where the rows cannot be told apart.
    """
    text, found = decode(content, name)
    place = Place(file=name)
    columns, rows = _rows(text, place)
    used = {key: next((name for name in known if name in columns), None) for key, known in _KNOWN.items()}
    if used["words"] is None:
        raise ProblemError(problem("FP5074", place, file=name, found=", ".join(columns)))
    turns = [turn for row in rows if (turn := _turn(row, used)).words]
    unused = [column for column in columns if column and column not in used.values()]
    if unused:
        found.append(problem("FP5075", place, file=name, columns=", ".join(unused)))
    laid, spans = laid_out(turns)
    return laid, found, spans


def _rows(text: str, place: Place) -> tuple[list[str], list[dict[str, str | None]]]:
    """Read the heading, in small letters, and the rows."""
    reader = csv.DictReader(io.StringIO(text), delimiter=separator(text), strict=True)
    try:
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        return columns, list(reader)
    except csv.Error as error:
        reason = "its quotation marks do not close, so its rows cannot be told apart"
        raise ProblemError(problem("FP1021", place, file=place.file, reason=reason)) from error


def _turn(row: Mapping[str, str | None], used: Mapping[str, str | None]) -> MarkedTurn:
    words, speaker, time = (" ".join((row.get(used[key] or "") or "").split()) for key in _KNOWN)
    return MarkedTurn(words, speaker, _seconds(time))


def _seconds(time: str) -> float | None:
    """Read ``H:MM:SS``, ``MM:SS`` or a number of seconds; anything else is no time."""
    if not _TIME.fullmatch(time):
        return None
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
