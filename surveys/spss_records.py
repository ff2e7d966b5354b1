"""The records of which the dictionary of an SPSS system file consists, as bytes.

Written from the published description: GNU PSPP, *PSPP Developers Guide*, appendix "System File Format".
All numbers are little-endian.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Sequence

from .spss_formats import format_code

__all__ = [
    "HIGHEST", "LOWEST", "MISSING_NUMBER", "Values", "documents", "end", "extension", "file_header",
    "long_missing", "long_value_labels", "machine", "value_labels", "variable",
]  # fmt: skip

MISSING_NUMBER = -sys.float_info.max
HIGHEST = sys.float_info.max
LOWEST = struct.unpack("<d", b"\xfe\xff\xff\xff\xff\xff\xef\xff")[0]
"""The ends of ``LO THRU x`` and ``x THRU HI``; the lowest is the number next to the system-missing one."""

_PRODUCT = b"@(#) SPSS DATA FILE familypanel"
_MOMENT = b"01 Jan 8000:00:00"
_LINE = 80
_UNCODED = 0

Values = Sequence[bytes]


def file_header(*, cases: int, elements: int, compression: int, weight: int, label: bytes) -> bytes:
    """Begin a file; it holds no moment of writing, so that the same content gives the same bytes."""
    magic = b"$FL3" if compression == 2 else b"$FL2"  # noqa: PLR2004
    sizes = struct.pack("<iiiii", 2, elements, compression, weight, cases)
    return (
        magic + _PRODUCT.ljust(60) + sizes + struct.pack("<d", 100.0) + _MOMENT + label.ljust(64) + b"\0" * 3
    )


def variable(
    name: bytes, width: int, shown: str, *, label: bytes = b"", missing: tuple[int, Values] = (0, ())
) -> bytes:
    """Describe a variable of at most 255 bytes, with the empty records that continue a text."""
    count, values = missing
    code = struct.pack("<i", format_code(shown))
    fixed = struct.pack("<iiii", 2, width, bool(label), count) + code + code + name.ljust(8)
    own = struct.pack("<i", len(label)) + _padded(label, 4) if label else b""
    more = struct.pack("<iiiiii", 2, -1, 0, 0, 0, 0) + b" " * 8
    return fixed + own + b"".join(values) + more * (max(width - 1, 0) // 8)


def value_labels(pairs: Iterable[tuple[bytes, bytes]], indexes: Sequence[int]) -> bytes:
    """Label values of 8 bytes, for the variables at `indexes` (counted in elements, from 1)."""
    labels = [value + _padded(bytes([len(label)]) + label, 8) for value, label in pairs]
    head = struct.pack("<ii", 3, len(labels)) + b"".join(labels)
    return head + struct.pack(f"<ii{len(indexes)}i", 4, len(indexes), *indexes)


def long_value_labels(name: bytes, width: int, pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Label the values of a text of more than 8 bytes: one part of extension record 21."""
    labels = [_counted(value.ljust(width)) + _counted(label) for value, label in pairs]
    return _counted(name) + struct.pack("<ii", width, len(pairs)) + b"".join(labels)


def long_missing(name: bytes, values: Values) -> bytes:
    """Declare missing values of a text of more than 8 bytes: one part of extension record 22."""
    return _counted(name) + bytes([len(values)]) + struct.pack("<i", 8) + b"".join(values)


def documents(lines: Sequence[bytes]) -> bytes:
    """Write the notes of a file, 80 bytes a line."""
    if not lines:
        return b""
    return struct.pack("<ii", 6, len(lines)) + b"".join(line.ljust(_LINE) for line in lines)


def machine(codepage: int | None) -> bytes:
    """Say how numbers and texts are stored (extension records 3 and 4)."""
    numbers = struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, codepage or _UNCODED)
    ends = struct.pack("<3d", MISSING_NUMBER, HIGHEST, LOWEST)
    return extension(3, numbers, 4) + extension(4, ends, 8)


def extension(subtype: int, content: bytes, size: int = 1) -> bytes:
    """Write an extension record; nothing where it would be empty."""
    if not content:
        return b""
    return struct.pack("<iiii", 7, subtype, size, len(content) // size) + content


def end() -> bytes:
    """End the dictionary; cases follow."""
    return struct.pack("<ii", 999, 0)


def _counted(content: bytes) -> bytes:
    return struct.pack("<i", len(content)) + content


def _padded(content: bytes, step: int) -> bytes:
    return content.ljust(-(-len(content) // step) * step)
