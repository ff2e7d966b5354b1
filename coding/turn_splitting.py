"""Who speaks: speaker marks in a transcript, the turns between them, and the role of each speaker.

These habits are known, all at the beginning of a line: ``NAME:`` and ``[NAME]``, each with or without a time
before it (``[00:01:12]``, ``(1:12)``, ``00:01:12``); ``<v NAME>``; and what meeting programs write, a line of
its own with ``NAME 0:03``, or ``0:00:03 --> 0:00:07`` with the name in the next.  A number behind the word
(``MOTHER 2:``) and a remark in round brackets (``Mother (crying):``) do not change who it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import regex  # its letters include the vowel signs of Indian scripts, and points and accents

from ..study.documents import INTERVIEWER, Turn

__all__ = ["ANYBODY", "ROLES", "base_of", "lines_seen_once", "roles_of", "split_turns", "unknown_marks"]

#: Roles of common speaker marks, English and Welsh; a study's own map comes first.
ROLES: Mapping[str, str] = {
    **dict.fromkeys(("INTERVIEWER", "INT", "I", "Q", "RESEARCHER", "MODERATOR", "CYFWELYDD"), INTERVIEWER),
    **dict.fromkeys(("MOTHER", "MUM", "MAM"), "mother"),
    **dict.fromkeys(("FATHER", "DAD", "TAD"), "father"),
    **dict.fromkeys(("PARENT", "RHIANT"), "parent"),
    **dict.fromkeys(("PRACTITIONER", "WORKER", "KEYWORKER", "KEY WORKER", "GWEITHIWR"), "practitioner"),
    **dict.fromkeys(("TEACHER", "ATHRO", "ATHRAWES"), "teacher"),
}
#: Marks of whoever is interviewed, whose role the transcript itself does not say.
ANYBODY = frozenset({"R", "RESPONDENT", "P", "PARTICIPANT", "INTERVIEWEE", "A", "ATEBYDD", "CYFRANOGWR"})
# What transcribers put in brackets that is a sound, not a speaker.
_SOUNDS = {
    "LAUGHS", "LAUGHTER", "LAUGHING", "PAUSE", "LONG PAUSE", "SILENCE", "INAUDIBLE", "UNCLEAR", "CRYING",
    "CRIES", "SIGHS", "COUGHS", "CROSSTALK", "INTERRUPTION", "PHONE RINGS", "END", "END OF RECORDING",
}  # fmt: skip
_MOST_WORDS = 3
_CLOCK = r"[\[(]?\d{1,2}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?[\])]?"
_TIME = rf"(?:{_CLOCK}[ \t]*)?"
_NAME = r"[^\W\d_](?:[\w .'’-]{0,38}[\w.])?"
_REMARK = r"(?:[ \t]*\([^()\n]{1,40}\))?"
_MARK = regex.compile(
    rf"^[ \t]*(?:{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}[ \t]*\n[ \t]*(?P<below>{_NAME})[ \t]*$"
    rf"|(?P<timed>{_NAME})[ \t]+{_CLOCK}[ \t]*$"
    rf"|{_TIME}(?:<v(?:\.[^ \t>]*)?[ \t]+(?P<voice>{_NAME})>"
    rf"|(?:\[(?P<bracket>{_NAME}){_REMARK}\][ \t]*[:：]?"
    rf"|(?P<colon>{_NAME}){_REMARK}[ \t]*{_TIME}[:：])(?=\s|$|(?<=：))))[ \t]*",
    regex.MULTILINE,
)
_HABITS = ("colon", "bracket", "timed", "below", "voice")
_NUMBER = re.compile(r"[ .]*\d+$")


@dataclass(frozen=True, slots=True)
class _Mark:
    name: str
    key: str
    start: int
    end: int
    bracket: bool


def roles_of(own: Mapping[str, str] | None) -> dict[str, str]:
    """Lay a study's speaker marks over the common ones."""
    return {**ROLES, **{mark.upper(): role for mark, role in (own or {}).items()}}


def split_turns(
    text: str,
    own: Mapping[str, str] | None = None,
    spans: Iterable[tuple[int, int, str | None]] | None = None,
) -> tuple[Turn, ...]:
    r"""Divide a canonical text into turns.

    `spans` (start, end, speaker) are the turns of a file that tells them itself; else marks are looked for.

    Without speaker marks every paragraph is a turn of nobody known.  Words before the first mark are a turn
    without speaker and role.

    Examples
    --------
    >>> [(t.role, t.text) for t in split_turns("INTERVIEWER: How?\n\nMUM: Slowly.")]
    [('interviewer', 'How?'), ('mother', 'Slowly.')]
    """
    roles = roles_of(own)
    if spans is None:
        marks = _marks(text, roles)
        spans = _spoken(text, marks) if marks else _paragraphs(text)
    return tuple(
        Turn(number, start, end, speaker, _role(speaker, roles), text[start:end])
        for number, (start, end, speaker) in enumerate(spans, start=1)
    )


def base_of(mark: str) -> str:
    """Give a mark in capitals without the number that tells several of one kind apart.

    Examples
    --------
    >>> base_of("Mother 2"), base_of("R1")
    ('MOTHER', 'R')
    """
    return _NUMBER.sub("", mark.upper())


def lines_seen_once(text: str, own: Mapping[str, str] | None = None) -> list[int]:
    """List the lines (from 1) that begin like a speaker's, but with a mark that stands there only once.

    They are read as words of the turn before, which a person may want to correct.
    """
    roles = roles_of(own)
    found = [_mark(match) for match in _MARK.finditer(text)]
    times = Counter(mark.key for mark in found)
    once = (mark for mark in found if times[mark.key] == 1 and _shaped(mark) and not _known(mark.key, roles))
    return [text.count("\n", 0, mark.start) + 1 for mark in once]


def unknown_marks(turns: tuple[Turn, ...]) -> dict[str, int]:
    """Count the turns of speakers whose mark has no role, by mark."""
    return dict(Counter(turn.speaker for turn in turns if turn.speaker and turn.role is None))


def _marks(text: str, roles: Mapping[str, str]) -> list[_Mark]:
    found = [_mark(match) for match in _MARK.finditer(text)]
    times = Counter(mark.key for mark in found)
    return [mark for mark in found if _known(mark.key, roles) or (times[mark.key] > 1 and _shaped(mark))]


def _known(key: str, roles: Mapping[str, str]) -> bool:
    return key in roles or base_of(key) in roles or base_of(key) in ANYBODY


def _role(speaker: str | None, roles: Mapping[str, str]) -> str | None:
    """Give the role of a mark as it stands, or of its word without the number."""
    if speaker is None:
        return None
    # What a report says behind a quote: "Mother, +12 months".
    word = speaker.partition(",")[0].strip()
    return roles.get(speaker.upper()) or roles.get(base_of(speaker)) or roles.get(base_of(word))


def _mark(match: Any) -> _Mark:
    name = next(match[habit] for habit in _HABITS if match[habit])
    return _Mark(name, name.upper(), match.start(), match.end(), match["bracket"] is not None)


def _shaped(mark: _Mark) -> bool:
    """Say whether an unknown word could be a speaker: it is short, no sound, and begins with no small letter.

    Many scripts have no capitals.
    """
    if mark.bracket and mark.key in _SOUNDS:
        return False
    return len(mark.key.split()) <= _MOST_WORDS and not mark.name[0].islower()


def _spoken(text: str, marks: list[_Mark]) -> Iterator[tuple[int, int, str | None]]:
    yield from (span for span in [_trimmed(text, 0, marks[0].start, None)] if span[0] < span[1])
    ends = [later.start for _, later in pairwise(marks)] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        yield _trimmed(text, mark.end, end, mark.name)


def _paragraphs(text: str) -> Iterator[tuple[int, int, str | None]]:
    for match in re.finditer(r"(?:[^\S\n]*\S.*\n?)+", text):
        yield _trimmed(text, match.start(), match.end(), None)


def _trimmed(text: str, start: int, end: int, speaker: str | None) -> tuple[int, int, str | None]:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    if left == len(words):
        return start, start, speaker
    return start + left, start + len(words.rstrip()), speaker
