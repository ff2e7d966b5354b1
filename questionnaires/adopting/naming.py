"""Names of a form made names of the bank."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

__all__ = ["auxiliary_of", "item_ids", "legal", "unlike"]

_LONGEST = 64
_SUFFIX = re.compile(r"(.+?)__?(check|remind|must|why)")
_STEP = 10


def legal(name: str, first: str = "q") -> str:
    """Make a name of letters, digits and ``_`` that begins with a letter, at most 64 long.

    Examples
    --------
    >>> legal("hh.size-2"), legal("2nd child"), legal("Éducation")
    ('hh_size_2', 'q_2nd_child', 'Education')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", letters).strip("_")
    return (plain if plain[:1].isalpha() else f"{first}_{plain}".rstrip("_"))[:_LONGEST]


def unlike(name: str, taken: Collection[str]) -> str:
    """Number a name that differs from another only by its capitals, or not at all.

    Examples
    --------
    >>> unlike("AGE", {"age"}), unlike("sex", {"age"})
    ('AGE_2', 'sex')
    """
    used = {each.casefold() for each in taken}
    numbered = (f"{name[: _LONGEST - 4]}_{number}" for number in range(2, 1000))
    return next(each for each in (name, *numbered) if each.casefold() not in used)


def auxiliary_of(name: str, known: Collection[str]) -> tuple[str, str] | None:
    """Tell what our outputs put beside a question: its variable, and what it is for.

    That is ``check``, ``must``, ``remind`` or ``why``; None where it is a question like others.
    """
    found = _SUFFIX.fullmatch(name)
    return (found[1], found[2]) if found and found[1] in known else None


def item_ids(module: str, taken: Collection[str]) -> Iterator[str]:
    """Give ids that are free, such as SLE010, SLE020."""
    letters = re.sub(r"[^A-Za-z]", "", module).upper()[:3] or "ITM"
    used = {name.casefold() for name in taken}
    number = 0
    while True:
        number += _STEP
        name = f"{letters}{number:03d}"
        if name.casefold() not in used:
            yield name
