"""The calls as calendar entries (RFC 5545): a neutral word and the URN, because a calendar is seen by others.

Every entry is a whole day.  A day has no time zone and no hour, so no change of the clocks can move it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from ..study.files import write_bytes
from .due_case import Due

__all__ = ["write_calendar"]

_OCTETS = 75
"""A line has at most so many octets; what is longer goes on in the next one, behind a blank."""


def write_calendar(path: Path, calls: Sequence[Due], day: date) -> None:
    """Write one all-day entry a member and wave.

    An entry stands on the day agreed on, else on the target day or, where that is past, on `day`.  The same
    call keeps its identifier, so that a newer file moves the entry instead of adding another one.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calls//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for call in calls:
        lines += _entry(call, day)
    text = "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])
    write_bytes(path, text.encode("utf-8"))


def _entry(call: Due, day: date) -> list[str]:
    urn, window = call.placed.member.urn, call.placed.window
    at = call.appointment or max(day, window.target if window else day)
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(f'{urn}-{call.placed.wave.name}@calls')}",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{at:%Y%m%d}",
        f"DTEND;VALUE=DATE:{at + timedelta(1):%Y%m%d}",
        f"SUMMARY:{_escaped(f'Call {urn}')}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """Escape what has a meaning in a text value; a line break in it would begin a line of its own."""
    for char in ("\\", ";", ","):
        text = text.replace(char, "\\" + char)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    """Cut a line so that no piece, with the blank before it, is longer than allowed, and no letter is cut."""
    piece, room = "", _OCTETS
    for char in line:
        if len((piece + char).encode("utf-8")) > room:
            yield piece
            piece, room = "", _OCTETS - 1
        piece += char
    yield piece
