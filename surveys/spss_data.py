"""The cases of an SPSS system file: elements of 8 bytes, shortened by byte codes, for .zsav also by zlib.

Written from the published description: GNU PSPP, *PSPP Developers Guide*, appendix "System File Format",
sections "Data Record" and "ZLIB Compressed Data Record".
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from .spss_records import MISSING_NUMBER

__all__ = ["allocated", "number_elements", "shortened", "text_elements", "write_zlib"]

Bytes = NDArray[np.uint8]
_SPACE, _LITERAL, _SPACES, _NOTHING, _BIAS = 32, 253, 254, 255, 100
_LONGEST, _PER_SEGMENT, _STORED = 255, 252, 256
_BLOCK = 0x3FF000
_EIGHT_SPACES = 0x2020202020202020


def allocated(width: int) -> list[int]:
    """Give the widths of the segments in which a text is stored: one, or several beyond 255 bytes.

    Examples
    --------
    >>> allocated(8), allocated(600)
    ([8], [255, 255, 96])
    """
    if width <= _LONGEST:
        return [width]
    count = -(-width // _PER_SEGMENT)
    return [_LONGEST] * (count - 1) + [width - _PER_SEGMENT * (count - 1)]


def number_elements(column: NDArray[np.float64]) -> Bytes:
    """Give the bytes of numbers, (n_rows, 8); NaN becomes system-missing."""
    known = np.where(np.isnan(column), MISSING_NUMBER, column).astype("<f8")
    return known.view(np.uint8).reshape(len(column), 8)


def text_elements(cells: list[bytes], width: int) -> Bytes:
    """Give the bytes of texts, (n_rows, n_bytes), padded with spaces and cut into segments."""
    whole = np.array(cells, dtype=f"S{width}").view(np.uint8).reshape(len(cells), width)
    parts = allocated(width)
    stored = np.full((len(cells), sum(-(-part // 8) * 8 for part in parts)), _SPACE, dtype=np.uint8)
    for index in range(len(parts)):
        piece = whole[:, index * _LONGEST : (index + 1) * _LONGEST]
        stored[:, index * _STORED : index * _STORED + piece.shape[1]] = np.where(piece == 0, _SPACE, piece)
    return stored


def shortened(elements: Bytes, is_text: NDArray[np.bool_]) -> bytes:
    """Shorten elements by byte codes.

    Parameters
    ----------
    elements : uint8 array, (n_rows, 8 * n_elements)
        The cases; `n_rows` is a multiple of 8, except in the last part of a file.
    is_text : bool array, (n_elements,)
        Which elements hold text.
    """
    words = np.ascontiguousarray(elements).reshape(-1).view("<u8")
    codes = _codes(words, np.tile(is_text, len(elements)))
    literal = words[codes == _LITERAL]
    groups = np.concatenate([codes, np.zeros(-len(codes) % 8, dtype=np.uint8)]).reshape(-1, 8)
    following = (groups == _LITERAL).sum(axis=1)
    at = np.arange(len(groups)) + np.cumsum(following) - following
    out = np.empty(len(groups) + len(literal), dtype="<u8")
    is_code = np.zeros(len(out), dtype=bool)
    is_code[at] = True
    out[is_code], out[~is_code] = groups.view("<u8").reshape(-1), literal
    return out.tobytes()


def _codes(words: NDArray[Any], is_text: NDArray[np.bool_]) -> Bytes:
    """Choose the code of each element: a small whole number, spaces, nothing, or "as it stands"."""
    numbers = np.where(is_text, 0.5, words.view("<f8"))
    small = (numbers >= 1 - _BIAS) & (numbers <= 251 - _BIAS) & (numbers == np.floor(numbers))
    codes = np.where(small, np.where(small, numbers, 0) + _BIAS, _LITERAL).astype(np.uint8)
    codes[numbers == MISSING_NUMBER] = _NOTHING
    codes[is_text & (words == _EIGHT_SPACES)] = _SPACES
    return codes


def write_zlib(stream: IO[bytes], parts: Iterable[bytes]) -> None:
    """Write the cases of a .zsav: blocks, then a trailer that says where each of them is."""
    start = stream.tell()
    stream.write(bytes(24))
    sizes = []
    for block in _blocks(parts):
        packed = zlib.compress(block)
        stream.write(packed)
        sizes.append((len(block), len(packed)))
    end = stream.tell()
    trailer = _trailer(start, sizes)
    stream.write(trailer)
    stream.seek(start)
    stream.write(struct.pack("<qqq", start, end, len(trailer)))
    stream.seek(0, 2)


def _blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) >= _BLOCK:
            yield bytes(waiting[:_BLOCK])
            del waiting[:_BLOCK]
    if waiting:
        yield bytes(waiting)


def _trailer(start: int, sizes: list[tuple[int, int]]) -> bytes:
    out = struct.pack("<qqii", -_BIAS, 0, _BLOCK, len(sizes))
    plain_at, packed_at = start, start + 24
    for plain, packed in sizes:
        out += struct.pack("<qqii", plain_at, packed_at, plain, packed)
        plain_at, packed_at = plain_at + plain, packed_at + packed
    return out
