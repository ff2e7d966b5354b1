"""Codes of another program found in our codebook, or given a name that can stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..codebook import Codebook
from .project import ProjectCode, guid_for

__all__ = ["NewEntry", "matched_codes"]

_MOST = 41
_FIELDS = ("include", "exclude", "example")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A code that codebook.yaml has not got: its name, the code above it, and its fields."""

    name: str
    below: str
    fields: dict[str, str]


def matched_codes(
    codes: Iterable[ProjectCode], book: Codebook, origin: str
) -> tuple[dict[str, str], list[NewEntry]]:
    """Lead from the guids of a file to names of our codes, and list the codes that are new here.

    A code is ours if it carries our name or guid, or if its name or label is that of one of ours; capitals do
    not matter.
    """
    names = {code.name for code in book.codes}
    alike = {code.label.casefold(): code.name for code in book.codes} | {name: name for name in names}
    ours = {guid_for("code", name): name for name in names}
    lead: dict[str, str] = {}
    new: list[NewEntry] = []
    for code, above in _walk(codes, ""):
        known = ours.get(code.guid) or alike.get(code.name.strip().casefold())
        wanted = code.extra.get("name", "")
        name = wanted if wanted in names else known
        if name is None:
            name = _free(wanted or code.name, names | {one.name for one in new})
            new.append(NewEntry(name, lead.get(above, ""), _fields(code, origin)))
        lead[code.guid] = name
    return lead, new


def _walk(codes: Iterable[ProjectCode], above: str) -> Iterator[tuple[ProjectCode, str]]:
    for code in codes:
        yield code, above
        yield from _walk(code.children, code.guid)


def _fields(code: ProjectCode, origin: str) -> dict[str, str]:
    definition = (
        code.definition.strip() or f"Taken over from {origin or 'another program'}; not defined there."
    )
    fields = {"label": " ".join(code.name.split()), "definition": definition}
    fields |= {key: code.extra[key].strip() for key in _FIELDS if code.extra.get(key, "").strip()}
    return {key: text for key, text in (fields | {"colour": code.colour}).items() if text}


def _free(name: str, taken: set[str]) -> str:
    """Make a name of small letters, digits and _ that is not taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "code"
    start = (bare if bare[0].isalpha() else f"code_{bare}")[:_MOST]
    numbered = (f"{start[: _MOST - 1 - len(str(n))]}_{n}" for n in range(2, len(taken) + 3))
    return start if start not in taken else next(one for one in numbered if one not in taken)
