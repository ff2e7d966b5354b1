"""The names of 8 bytes that an SPSS file needs beside the real ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .spss_data import allocated

__all__ = ["short_names"]

_ROOM = 8


def short_names(names: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Give each variable its short names, one a segment in which it is stored; all of them differ.

    Examples
    --------
    >>> short_names(["urn", "interview_date", "talk"], [8, 0, 400])
    [['URN'], ['V0000001'], ['TALK', 'V0000002']]
    """
    own = [name.upper() if _fits(name) else "" for name in names]
    taken = set(own)
    made = _made(taken)
    given: set[str] = set()
    short = []
    for name, width in zip(own, widths, strict=True):
        first = name if name and name not in given else next(made)
        given.add(first)
        short.append([first, *(next(made) for _ in allocated(width)[1:])])
    return short


def _fits(name: str) -> bool:
    return name.isascii() and len(name) <= _ROOM


def _made(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        name = f"V{number:07d}"
        if name not in taken:
            yield name
