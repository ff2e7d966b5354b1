"""The texts inside a project file.

A path in a project is only ever looked up inside the archive, whatever it says: ``internal://``, and
``relative://`` or ``absolute://`` where the file was packed all the same.  Nothing outside is opened.
"""

from __future__ import annotations

import codecs
import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ...study.archives import Archive
from ..transcript_files.word import read_docx
from .elements import child

__all__ = ["StoredTexts"]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class StoredTexts:
    """Finds the text of a source or note.

    Parameters
    ----------
    archive : Archive
        The project file.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        # Programs differ in capitals (sources/, Sources/); a file there goes before its namesake elsewhere.
        self._members = {_last(name).lower(): name for name in sorted(archive.members, key=_in_sources)}

    def of(self, element: Element) -> tuple[str | None, str]:
        """Give a source's raw text, or None and why there is none."""
        inline = child(element, "PlainTextContent")
        path = element.get("plainTextPath")
        if inline is not None and not path:
            return inline.text or "", ""
        member = self._member(path or element.get("richTextPath") or "")
        if member is None:
            scheme = re.match(r"[a-z]+://", path or "")
            kind = f" (its path begins with {scheme.group()})" if scheme else ""
            return None, f"its text is not in the file{kind}"
        if path is None and member.lower().endswith(".docx"):
            return read_docx(self._archive.read(member), f"{self._archive.name}: {member}")[0], ""
        text = _decoded(self._archive.read(member))
        return text, "" if text is not None else "its text is neither UTF-8 nor UTF-16"

    def _member(self, path: str) -> str | None:
        name = _last(path.rpartition("://")[2])
        return self._members.get(name.lower()) or self._members.get(unquote(name).lower())


def _in_sources(name: str) -> tuple[bool, str]:
    return name.lower().startswith("sources/"), name


def _last(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _decoded(content: bytes) -> str | None:
    try:
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
