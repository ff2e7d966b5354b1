"""What stands beside the words of a delivered file: comments, notes, tracked changes, tables, pictures."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...study.problems import Place, Problem, problem
from ..plain_text import canonical

__all__ = ["Remark", "counted", "kinds_of", "placed", "said_of"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that stands beside the text of a file.

    Parameters
    ----------
    kind : str
        ``comment``, ``footnote``, ``endnote``, ``tracked insertion``, ``tracked deletion``, ``table``,
        ``table row``, ``text box``, ``picture``, ``symbol``, ``header`` or ``footer``.
    start, end : int or None
        The passage of the text it belongs to, half-open, in code points; equal where it stands between two
        characters, None where the file does not say.
    words : str
        What it says itself; empty where it has no words of its own, or where these are in the text.
    author : str or None
        Who wrote it, as the file says.
    """

    kind: str
    start: int | None = None
    end: int | None = None
    words: str = ""
    author: str | None = None


def kinds_of(remarks: Iterable[Remark]) -> Counter[str]:
    """Count remarks by kind, in the order in which kinds first appear."""
    return Counter(one.kind for one in remarks)


def counted(counts: Mapping[str, int]) -> str:
    """Say what was counted, such as ``2 tables, 1 comment``."""
    several = {"text box": "text boxes"}
    return ", ".join(
        f"{number} {kind if number == 1 else several.get(kind, kind + 's')}"
        for kind, number in counts.items()
    )


def said_of(remarks: Iterable[Remark], name: str) -> list[Problem]:
    """Say what a file also holds; nothing where it holds nothing."""
    counts = kinds_of(remarks)
    return [problem("FP5003", Place(file=name), file=name, what=counted(counts))] if counts else []


def placed(text: str, remarks: Sequence[Remark]) -> list[Remark]:
    r"""Move the places of remarks in a text as it was read to the canonical text.

    Examples
    --------
    >>> text = "cafe\u0301 closed"
    >>> placed(text, [Remark("comment", 0, 5)])[0].end
    4
    """
    given = {place for one in remarks for place in (one.start, one.end) if place is not None}
    lead: dict[int | None, int | None] = {None: None}
    moved = before = 0
    for place in sorted(given):
        # A mark belongs to the letter before it, with which it may become one.
        border = max(before, _behind_marks(text, place))
        moved += len(canonical(text[before:border]))
        lead[place], before = moved, border
    return [
        replace(one, start=lead[one.start], end=lead[one.end], words=canonical(one.words)) for one in remarks
    ]


def _behind_marks(text: str, place: int) -> int:
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place
