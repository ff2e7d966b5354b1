"""What an SPSS file declares about itself: the control totals against which its content is held.

Read here and not by pyreadstat, so that the two can disagree. Source: the description of the system file
format in the developers' manual of GNU PSPP.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ..study.problems import Place, ProblemError, problem

__all__ = ["Header", "Uncounted", "read_header"]

_HEADER_BYTES = 176
_COMPRESSION, _BIAS = slice(72, 76), slice(84, 92)
_WEIGHT, _CASES = slice(76, 80), slice(80, 84)
# A very long text is stored in segments of this many bytes, each of them a variable of the file.
_SEGMENT = 252
_LABEL_STEP = 4
_MACHINE, _ENDS, _LONG_TEXTS = 3, 4, 14
# Variable sets, response sets (two forms), long names, attributes of the file and of variables, encoding.
_KEPT = {5, 7, 13, 17, 18, 19, 20}
_MAGIC = {b"$FL2": ".sav", b"$FL3": ".zsav"}

# How files begin that people rename, or send by mistake.
_LOOKS_LIKE = {
    b"PK\x03\x04": "it looks like a zip archive, such as a Word (.docx) or Excel (.xlsx) file, not like SPSS",
    b"\xd0\xcf\x11\xe0": "it looks like an old Word or Excel file (.doc, .xls), not like SPSS",
    b"%PDF": "it looks like a PDF, not like SPSS",
    b"<?xm": "it looks like XML, not like SPSS",
    b"<htm": "it looks like a web page, not like SPSS",
    b"<!DO": "it looks like a web page, not like SPSS",
    b"<std": "it looks like a Stata file, not like SPSS",
    b"{\\rt": "it looks like a text document (.rtf), not like SPSS",
    b"ASCI": "it looks like an SPSS portable file (.por), not like .sav",
}


@dataclass
class Header:
    """Control totals of one file.

    Attributes
    ----------
    kind : {'.sav', '.zsav'}
        How its cases are compressed.
    cases : int or None
        Declared number of cases; None where the file does not say.
    variables : int
        Declared number of variables, each very long text counted once.
    order : str
        Of the bytes of a number: ``<`` or ``>``.
    weight : int
        Which element (from 1) weights the cases; 0 if none does.
    codepage : int or None
        The number of the encoding.
    names : list of tuple of bytes and int
        Short name and width of every element; the width is -1 where an element continues a text.
    lengths : dict of str to int
        Widths of very long texts, by short name.
    records : dict of int to bytes
        The content of the extension records that hold text.
    compression : int
        0 for none, 1 for byte codes, 2 for zlib.
    bias : float
        What is taken off a byte code to get a number.
    ends : tuple of float or None
        The numbers for an empty cell and for the ends of open ranges, where the file says so.
    data_at : int
        Where in the file the cases begin.
    """

    kind: str
    cases: int | None
    variables: int = 0
    order: str = "<"
    weight: int = 0
    codepage: int | None = None
    names: list[tuple[bytes, int]] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)
    records: dict[int, bytes] = field(default_factory=dict)
    compression: int = 0
    bias: float = 0.0
    ends: tuple[float, ...] | None = None
    data_at: int = 0


class Uncounted:
    """A stream of an SPSS file whose header does not say how many cases follow.

    The C library stops at the declared number and would leave rows behind without a word; told that the
    number is unknown it reads to the end, and what arrived can be held against what was declared.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def read(self, size: int | None = -1, /) -> bytes:
        """Read on, with the number of cases made unknown (-1)."""
        at = self.stream.tell()
        found = self.stream.read(-1 if size is None else size)
        low, high = max(_CASES.start, at), min(_CASES.stop, at + len(found))
        if low >= high:
            return found
        return found[: low - at] + b"\xff" * (high - low) + found[high - at :]

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place in the file."""
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        """Say where in the file we are."""
        return self.stream.tell()

    def close(self) -> None:
        """Leave closing to the owner of the stream."""


def read_header(path: Path) -> Header:
    """Read the control totals of a .sav or .zsav file.

    Raises
    ------
    ProblemError
        FP1021 if it is no SPSS file, is encrypted, or ends before its dictionary does.
    """
    with path.open("rb") as stream:
        start = stream.read(_HEADER_BYTES)
        if start[:4] not in _MAGIC:
            raise _unreadable(path, _resemblance(start))
        try:
            header = _totals(start)
            _walk(stream, header)
        except (struct.error, ValueError, OverflowError) as error:
            raise _unreadable(
                path, "it ends, or becomes unreadable, before its dictionary is complete"
            ) from error
    header.variables -= sum(math.ceil(length / _SEGMENT) - 1 for length in header.lengths.values())
    return header


def _unreadable(path: Path, reason: str) -> ProblemError:
    return ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))


def _resemblance(start: bytes) -> str:
    if not start:
        return "it is empty"
    if b"ENCRYPTEDSAV" in start[:40]:
        return "it is encrypted with a password; open it in SPSS and save it without one"
    found = (said for magic, said in _LOOKS_LIKE.items() if start.lower().startswith(magic.lower()))
    return next(found, "it does not begin as an SPSS file does")


def _totals(start: bytes) -> Header:
    order = "<" if struct.unpack("<i", start[64:68])[0] in (2, 3) else ">"
    weight, cases = struct.unpack(f"{order}ii", start[_WEIGHT.start : _CASES.stop])
    (compression,) = struct.unpack(f"{order}i", start[_COMPRESSION])
    (bias,) = struct.unpack(f"{order}d", start[_BIAS])
    return Header(
        kind=_MAGIC[start[:4]], cases=None if cases < 0 else cases, order=order, weight=weight,
        compression=compression, bias=bias,
    )  # fmt: skip


def _walk(stream: BinaryIO, header: Header) -> None:
    """Go through the records of the dictionary up to its end."""
    while (kind := _int(stream, header)) != 999:  # noqa: PLR2004
        match kind:
            case 2:
                _variable(stream, header)
            case 3:
                _value_labels(stream, header)
            case 4:
                _skip(stream, 4 * _int(stream, header))
            case 6:
                _skip(stream, 80 * _int(stream, header))
            case 7:
                _extension(stream, header)
            case _:
                raise ValueError("unknown record")
    _int(stream, header)
    header.data_at = stream.tell()


def _int(stream: BinaryIO, header: Header) -> int:
    return int(struct.unpack(f"{header.order}i", stream.read(4))[0])


def _skip(stream: BinaryIO, size: int) -> bytes:
    if size < 0 or size > 1 << 30:
        raise ValueError("impossible length")
    found = stream.read(size)
    if len(found) < size:
        raise ValueError("the file ends")
    return found


def _variable(stream: BinaryIO, header: Header) -> None:
    width, labelled, missing = (_int(stream, header) for _ in range(3))
    name = _skip(stream, 16)[8:]
    header.names.append((name.rstrip(b" "), width))
    if labelled:
        length = _int(stream, header)
        _skip(stream, _rounded(length))
    _skip(stream, 8 * abs(missing))
    header.variables += width >= 0  # -1 continues the text before it


def _rounded(length: int) -> int:
    return -(-length // _LABEL_STEP) * _LABEL_STEP


def _value_labels(stream: BinaryIO, header: Header) -> None:
    for _ in range(_int(stream, header)):
        _skip(stream, 8)
        length = _skip(stream, 1)[0]
        _skip(stream, -(-(length + 1) // 8) * 8 - 1)


def _extension(stream: BinaryIO, header: Header) -> None:
    subtype, size, count = (_int(stream, header) for _ in range(3))
    if size < 0 or count < 0:
        raise ValueError("impossible length")
    content = _skip(stream, size * count)
    if subtype in _KEPT:
        header.records[subtype] = content
    if subtype == _MACHINE and len(content) == 32:  # noqa: PLR2004
        header.codepage = struct.unpack(f"{header.order}8i", content)[7]
    if subtype == _ENDS and len(content) == 24:  # noqa: PLR2004
        header.ends = struct.unpack(f"{header.order}3d", content)
    if subtype == _LONG_TEXTS:
        pairs = (part.partition(b"=") for part in content.split(b"\x00") if b"=" in part)
        header.lengths.update(
            (name.strip(b"\t ").decode("latin-1"), int(length.strip(b"\t "))) for name, _, length in pairs
        )
