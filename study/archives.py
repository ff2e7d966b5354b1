"""Zip archives and XML from outside, opened with care.

Sizes are counted while unpacking, never believed; names that leave the folder and XML that declares a
document type (the way to entities that expand without bound) are refused by name.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

from .problems import Place, ProblemError, problem

__all__ = ["Archive", "parse_xml", "vet"]

MOST_MEMBERS = 5_000
MOST_BYTES = 200 << 20
MOST_ELEMENTS = 2_000_000
DEEPEST = 1_000
_CHUNK = 1 << 16
# What a damaged or strange archive makes the standard library raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class Archive:
    """A zip archive whose members are unpacked within one common limit.

    Parameters
    ----------
    content : bytes
        The archive.
    name : str
        The file as the user knows it.

    Raises
    ------
    ProblemError
        FP1021 if it is not a zip archive; FP1023 if it is refused.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self.left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            self.broken("it is not a whole zip archive", error)
        self.members = self._checked()

    def read(self, member: str) -> bytes:
        """Unpack one member."""
        parts = []
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    self.left -= len(chunk)
                    if self.left < 0:
                        self.refuse(f"it expands to more than {MOST_BYTES >> 20} MB")
                    parts.append(chunk)
        except _BROKEN as error:
            self.broken("a part of it is damaged", error)
        return b"".join(parts)

    def refuse(self, reason: str) -> NoReturn:
        """Refuse the file by name."""
        raise ProblemError(problem("FP1023", Place(file=self.name), file=self.name, reason=reason))

    def broken(self, reason: str, cause: Exception | None = None) -> NoReturn:
        """Say that the file cannot be read."""
        found = problem("FP1021", Place(file=self.name), file=self.name, reason=reason)
        raise ProblemError(found) from cause

    def _checked(self) -> frozenset[str]:
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            self.refuse(f"it holds more than {MOST_MEMBERS:,} files")
        if any(info.flag_bits & 1 for info in infos):
            self.refuse("it is encrypted")
        names = [info.filename for info in infos]
        if any(map(_leaves_folder, names)):
            self.refuse("a name in it leads out of its own folder")
        if len(set(names)) < len(names):
            self.refuse("two files in it have the same name")
        return frozenset(names)


def _leaves_folder(name: str) -> bool:
    windows = PureWindowsPath(name)
    return (
        ".." in windows.parts or bool(windows.drive) or PurePosixPath(name.replace("\\", "/")).is_absolute()
    )


def parse_xml(archive: Archive, member: str) -> ElementTree.Element:
    """Parse one XML member of an archive.

    Raises
    ------
    ProblemError
        FP1021 if it is not well-formed; FP1023 if it declares a document type or has elements without bound.
    """
    try:
        return ElementTree.fromstring(_watched(archive, member))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        archive.broken(f"its part {member} is not well-formed", error)


def vet(content: bytes, name: str) -> None:
    """Refuse an archive that expands without bound, or whose XML is not plain; nothing is kept.

    Raises
    ------
    ProblemError
        FP1021 if it is not a whole archive of well-formed XML; FP1023 if it is refused.
    """
    archive = Archive(content, name)
    for member in sorted(archive.members):
        if member.endswith((".xml", ".rels")):
            _watched(archive, member)
        else:
            archive.read(member)


def _watched(archive: Archive, member: str) -> bytes:
    content = archive.read(member)
    try:
        _watcher(archive).Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        archive.broken(f"its part {member} is not well-formed", error)
    return content


def _watcher(archive: Archive) -> expat.XMLParserType:
    """Make a parser that builds nothing and refuses what would make the real one exhaust the computer."""
    watch = expat.ParserCreate()
    elements = depth = 0

    def declared(*_: object) -> None:
        archive.refuse("its XML declares a document type of its own")

    def opened(*_: object) -> None:
        nonlocal elements, depth
        elements, depth = elements + 1, depth + 1
        if elements > MOST_ELEMENTS or depth > DEEPEST:
            archive.refuse("its XML has too many elements, or too many inside one another")

    def closed(_: str) -> None:
        nonlocal depth
        depth -= 1

    watch.StartDoctypeDeclHandler = declared
    watch.StartElementHandler = opened
    watch.EndElementHandler = closed
    return watch
