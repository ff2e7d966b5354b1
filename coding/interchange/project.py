"""A coded project as a plain value: users, codes, sources with their selections, notes.

Offsets are half-open and count code points of the canonical text (NFC, LF), as everywhere in the study.
A ``guid`` is what other programs know a thing by; references (``user``, ``code``) are guids.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = [
    "ORIGIN", "AppliedCode", "Note", "Positions", "Project", "ProjectCode", "Selection", "Source", "Unread",
    "User", "as_guid", "guid_for",
]  # fmt: skip

ORIGIN = "familypanel"
_NAMES = uuid.UUID("3f0d8c1e-7a54-5b0e-9c0a-6d1f2b7e4a90")
_GUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def guid_for(*parts: object) -> str:
    """Make the guid of a thing from what names it: the same parts give the same guid.

    Examples
    --------
    >>> guid_for("code", "trust") == guid_for("code", "trust") != guid_for("user", "trust")
    True
    """
    return str(uuid.uuid5(_NAMES, "\x1f".join(map(str, parts)))).upper()


def as_guid(text: str) -> str:
    """Bring a guid to one form: capitals, no braces; anything else gets the guid its text names.

    Examples
    --------
    >>> as_guid("{ab12cd34-0000-0000-0000-00000000000f}")
    'AB12CD34-0000-0000-0000-00000000000F'
    """
    plain = text.strip().strip("{}").upper()
    return plain if _GUID.fullmatch(plain) else guid_for("other", text)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who coded."""

    guid: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A memo with a name of its own."""

    guid: str
    name: str = ""
    text: str = ""
    user: str | None = None
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code with the codes below it.

    Parameters
    ----------
    guid, name : str
        What it is known by.
    colour : str
        ``#rrggbb``, or nothing.
    definition : str
        What it means.
    codable : bool
        False for a heading that only groups.
    children : tuple of ProjectCode
        Codes below it.
    notes : tuple of Note
        Memos about it.
    extra : dict of str to str
        What only this program keeps, such as ``include`` and ``exclude``.
    """

    guid: str
    name: str
    colour: str = ""
    definition: str = ""
    codable: bool = True
    children: tuple[ProjectCode, ...] = ()
    notes: tuple[Note, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppliedCode:
    """A code put on a selection, or on a whole source, by a user."""

    guid: str
    code: str
    user: str | None = None
    moment: str | None = None
    notes: tuple[Note, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of a source: ``source.text[start:end]``, its codes, and what was written about it."""

    guid: str
    start: int
    end: int
    codings: tuple[AppliedCode, ...] = ()
    name: str = ""
    memo: str = ""
    user: str | None = None
    moment: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text with what was marked in it.

    Parameters
    ----------
    guid, name : str
        What it is known by.
    text : str
        Canonical (NFC, LF).
    selections : tuple of Selection
        In the order of the file.
    codings : tuple of AppliedCode
        Codes put on the source as a whole.
    facts : dict of str to str
        What is known about it, such as ``urn``, ``wave`` and ``role``; other programs call these variables.
    kind : {'text', 'pdf'}
        Whether it is a text or the text of a PDF.
    """

    guid: str
    name: str
    text: str
    selections: tuple[Selection, ...] = ()
    codings: tuple[AppliedCode, ...] = ()
    memo: str = ""
    notes: tuple[Note, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    moment: str | None = None
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in the file that was not taken over: what, of which source, how many, and why."""

    what: str
    where: str
    times: int
    reason: str


@dataclass(frozen=True, slots=True)
class Positions:
    """How the positions of a file were understood.

    Parameters
    ----------
    units : {'code points', 'UTF-16 units'}
        What was counted.
    newlines : {'as stored', 'one', 'two'}
        How much a line end counts for.
    ends : {'after', 'on'}
        Whether the end is the first character after the selection, or its last one.
    fitting, selections : int
        Selections whose two ends fall on word borders when read so, and all there are.
    decided : bool
        False if another way of counting fits as well and would give other selections.
    """

    units: str = "code points"
    newlines: str = "as stored"
    ends: str = "after"
    fitting: int = 0
    selections: int = 0
    decided: bool = True

    def __str__(self) -> str:
        widths = {
            "as stored": "line ends as they are stored",
            "one": "line ends as one",
            "two": "line ends as two",
        }
        ends = (
            "the end is the first character after"
            if self.ends == "after"
            else "the end is the last character"
        )
        said = (
            f"Positions count {self.units}, {widths[self.newlines]}, and {ends}: "
            f"{self.fitting} of {self.selections} selections then begin and end with a word."
        )
        return said if self.decided else f"{said} Another way of counting fits as well: look at some quotes."


@dataclass(frozen=True, slots=True)
class Project:
    """A coded project.

    Parameters
    ----------
    name, origin : str
        Of the project, and the program that wrote it.
    users, codes, sources, notes : tuple
        What it holds; `notes` are those that belong to nothing else.
    memo : str
        What was written about the project.
    moment : str or None
        When it was made, as the file says.
    positions : Positions
        How positions in it were understood.
    unread : tuple of Unread
        What was not taken over.
    """

    name: str
    origin: str = ORIGIN
    users: tuple[User, ...] = ()
    codes: tuple[ProjectCode, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    memo: str = ""
    moment: str | None = None
    positions: Positions = Positions()
    unread: tuple[Unread, ...] = ()

    def all_codes(self) -> Iterator[ProjectCode]:
        """Give every code, each before those below it."""
        stack = list(reversed(self.codes))
        while stack:
            code = stack.pop()
            yield code
            stack.extend(reversed(code.children))
