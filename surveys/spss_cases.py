"""The cases of a plain .sav, read many at a time.

Only what is plain is read here: little-endian, every text of at most 255 bytes, in UTF-8 or ASCII, exactly as
many elements as declared. Anything else is `UnusualError`, and the file is left to pyreadstat.

Written from the published description: GNU PSPP, *PSPP Developers Guide*, appendix "System File Format",
section "Data Record".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .spss_header import Header
from .spss_records import HIGHEST, LOWEST, MISSING_NUMBER

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["UnusualError", "read_cases"]

Words = NDArray[np.uint64]
_END, _LITERAL, _SPACES, _NOTHING, _BIAS = 252, 253, 254, 255, 100
_LONGEST, _LAST_ASCII = 255, 127
# Words of 8 bytes that are expanded together; what comes of them stays in the processor's cache.
_STEP = 1 << 16
_DOUBLED = 4
# System-missing and the two ends of open ranges: none of them is a number that somebody gave.
_NO_NUMBERS = (MISSING_NUMBER, HIGHEST, LOWEST)
_NAN = np.float64(np.nan).view(np.uint64)
_EACH, _LOW, _HIGH = (np.uint64(int.from_bytes(bytes([byte]) * 8, "little")) for byte in (253, 0x7F, 0x80))


class UnusualError(Exception):
    """The file has something that is not read here; the message says what, never what stands there."""


def read_cases(path: Path, header: Header, *, utf8: bool) -> list[pa.Array]:
    """Read all cases.

    Parameters
    ----------
    path : Path
        The file.
    header : Header
        What it declares.
    utf8 : bool
        Texts are in UTF-8; else only ASCII is read.

    Returns
    -------
    list of pyarrow.Array
        One a variable, in file order: float64 (NaN where a cell is empty) or text without spaces at its end.

    Raises
    ------
    UnusualError
        If it is not as plain as it has to be.
    """
    _demand(header)
    assert header.cases is not None  # noqa: S101  # demanded
    with path.open("rb") as stream:
        stream.seek(header.data_at)
        content = np.fromfile(stream, dtype=np.uint8)
    words = content[: len(content) // 8 * 8].view("<u8")
    plain = (words[at : at + _STEP] for at in range(0, len(words), _STEP))
    parts = _expanded(words) if header.compression else plain
    if header.cases * len(header.names) > len(words) * (8 if header.compression else 1):
        raise UnusualError("number of cases")
    columns = _columns(parts, header.cases, len(header.names))
    return [
        _texts(columns[at : at + _size(width)], utf8) if width else _numbers(columns[at])
        for at, (_, width) in enumerate(header.names)
        if width >= 0
    ]


def _demand(header: Header) -> None:
    for what, plain in (
        ("compression", header.kind == ".sav" and header.compression in (0, 1)),
        ("order of bytes", header.order == "<"),
        ("bias", header.bias == _BIAS),
        ("missing number", header.ends in (None, _NO_NUMBERS)),
        ("number of cases", header.cases is not None),
        ("number of variables", bool(header.names)),
        ("very long text", not header.lengths and all(width <= _LONGEST for _, width in header.names)),
        ("elements of a case", _well_continued([width for _, width in header.names])),
    ):
        if not plain:
            raise UnusualError(what)


def _size(width: int) -> int:
    """Give the number of elements of a variable: one, or as many as a text needs."""
    return max(-(-width // 8), 1)


def _well_continued(widths: list[int]) -> bool:
    """Say whether every text is followed by as many records that continue it as its width demands."""
    heads = [width for width in widths if width >= 0]
    return widths == [part for width in heads for part in (width, *[-1] * (_size(width) - 1))]


def _expanded(words: Words) -> Iterator[Words]:
    """Give the elements that byte codes stand for; each word of codes is followed by what it spells out."""
    table = (np.arange(256) - np.float64(_BIAS)).view(np.uint64)
    table[_SPACES], table[_NOTHING] = int.from_bytes(b" " * 8, "little"), _NAN
    start = 0
    while start < len(words):
        part = words[start : start + _STEP + 8]
        at, past = _code_words(part)
        if past > len(part):
            raise UnusualError("end")
        spelt = np.ones(past, dtype=bool)
        spelt[at] = False
        codes = _before_end(part[at].view(np.uint8), last=start + past == len(words))
        elements = table[codes]
        elements[codes == _LITERAL] = part[:past][spelt]
        yield elements
        start += past


def _before_end(codes: NDArray[np.uint8], *, last: bool) -> NDArray[np.uint8]:
    """Give the codes up to the one that ends the file, if it is there, without those that fill up words."""
    ends = np.flatnonzero(codes == _END)
    if len(ends):
        codes, after = codes[: ends[0]], codes[ends[0] + 1 :]
        if after.any() or not last:
            raise UnusualError("codes after the end")
    return np.asarray(codes[codes != 0])


def _code_words(part: Words) -> tuple[NDArray[np.int64], int]:
    """Find the words that hold codes: the first, and then each behind what the one before spells out.

    They are a chain. It is followed many links at a time, and the links between are filled in afterwards.
    """
    size = len(part)
    odd = part ^ _EACH
    literals = np.bitwise_count(~(((odd & _LOW) + _LOW) | odd | _LOW))
    hops = [np.append(np.minimum(np.arange(1, size + 1) + literals, size), size)]
    for _ in range(_DOUBLED):
        hops.append(hops[-1][hops[-1]])
    at, limit, far = 0, min(_STEP, size), hops.pop().data
    found = []
    while at < limit:
        found.append(at)
        at = far[at]
    places = np.array(found)
    for hop in reversed(hops):
        places = np.stack([places, hop[places]], axis=1).reshape(-1)
    places = places[places < limit]
    return places, int(places[-1] + 1 + literals[places[-1]])


def _columns(parts: Iterator[Words], cases: int, width: int) -> Words:
    """Turn elements, case by case, into one row of an array a column."""
    columns = np.empty((width, cases), dtype=np.uint64)
    done, left = 0, np.empty(0, dtype=np.uint64)
    for part in parts:
        elements = np.concatenate([left, part]) if len(left) else part
        count = len(elements) // width
        if done + count > cases:
            raise UnusualError("more cases")
        rows = elements[: count * width].reshape(count, width)
        columns[:, done : done + count] = np.ascontiguousarray(rows.T)
        done, left = done + count, elements[count * width :]
    if done != cases or len(left):
        raise UnusualError("number of elements")
    return columns


def _numbers(column: Words) -> pa.Array:
    import pyarrow as pa

    numbers = column.view(np.float64)
    if (np.abs(numbers) >= -LOWEST).any():
        numbers[np.isin(numbers, _NO_NUMBERS)] = np.nan
    return pa.array(numbers)


def _texts(columns: Words, utf8: bool) -> pa.Array:
    """Join the elements of each text, and take off the spaces at its end."""
    import pyarrow as pa
    import pyarrow.compute as pc

    content = np.ascontiguousarray(columns.T).view(np.uint8)
    if not content.all() or not (utf8 or content.max(initial=0) <= _LAST_ASCII):
        raise UnusualError("bytes of a text")
    cases, size = content.shape
    fixed = pa.Array.from_buffers(pa.binary(size), cases, [None, pa.py_buffer(content)])
    try:
        texts = fixed.cast(pa.large_binary()).cast(pa.large_string())
    except pa.ArrowInvalid as error:
        raise UnusualError("encoding") from error
    return pc.utf8_rtrim(texts, characters=" ")
