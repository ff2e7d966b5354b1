"""A Word document with slots: written once, then filled for each family by copying what is shared.

Only the parts that hold slots are compressed anew; every other part goes from archive to archive as it is.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .paper import Paper
from .slots import OPEN, SHUT
from .word import docx_of

__all__ = ["WordTemplate"]

_MARK = re.compile(f"{OPEN}([0-9]{{4}})\\.[0-9]{{2}}{SHUT}")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve"></w:t>'
_DOS_EPOCH = (1 << 5) | 1  # 1 January 1980
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _DEFLATED = 20, 8


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the archive: compressed already, or pieces between slots."""

    name: bytes
    packed: tuple[bytes, int, int]
    pieces: tuple[str, ...] = ()
    slots: tuple[int, ...] = ()


class WordTemplate:
    """The shared document; `filled` gives the copy of one family."""

    def __init__(self, paper: Paper) -> None:
        with zipfile.ZipFile(io.BytesIO(docx_of([paper]))) as archive:
            self.parts = [_part(name, archive.read(name)) for name in archive.namelist()]

    def filled(self, texts: Sequence[str]) -> bytes:
        """Give the .docx file with `texts` in the slots, by number."""
        said = [escape(text, quote=False) for text in texts]
        members = [
            (part.name, _packed(_joined(part, said)) if part.slots else part.packed) for part in self.parts
        ]
        return _archive(members)


def _part(name: str, content: bytes) -> _Part:
    if not name.endswith(".xml") or OPEN.encode() not in content:
        return _Part(name.encode(), _packed(content))
    found = _MARK.split(content.decode("utf-8"))
    return _Part(name.encode(), (b"", 0, 0), tuple(found[::2]), tuple(map(int, found[1::2])))


def _joined(part: _Part, said: Sequence[str]) -> bytes:
    pieces = [part.pieces[0]]
    for slot, after in zip(part.slots, part.pieces[1:], strict=True):
        pieces += (said[slot], after)
    # A slot with nothing in it leaves no empty line.
    return "".join(pieces).replace(_BREAK, "</w:t>").encode("utf-8")


def _packed(content: bytes) -> tuple[bytes, int, int]:
    squeeze = zlib.compressobj(4, zlib.DEFLATED, -15)
    return squeeze.compress(content) + squeeze.flush(), zlib.crc32(content), len(content)


def _archive(members: Sequence[tuple[bytes, tuple[bytes, int, int]]]) -> bytes:
    """Write a zip archive (APPNOTE 6.3, without data descriptors), dated at the zip epoch."""
    out, listed = bytearray(), bytearray()
    for name, (packed, checksum, size) in members:
        shared = struct.pack(
            "<HHHHHIIIHH", _VERSION, 0, _DEFLATED, 0, _DOS_EPOCH, checksum, len(packed), size, len(name), 0
        )
        listed += (
            _CENTRAL + struct.pack("<H", _VERSION) + shared + struct.pack("<HHHII", 0, 0, 0, 0, len(out))
        )
        listed += name
        out += _LOCAL + shared + name + packed
    count, start = len(members), len(out)
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), start, 0)
    return bytes(out + listed + end)
