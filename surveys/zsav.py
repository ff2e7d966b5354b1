"""From .sav to .zsav: the same dictionary, the cases in zlib blocks (SPSS system file format)."""

from __future__ import annotations

import struct
import zlib

import numpy as np

__all__ = ["compressed"]

_BLOCK = 0x3FF000
_SYSMIS = np.uint64(0xFFEFFFFFFFFFFFFF)
_SPACES = np.uint64(0x2020202020202020)
_LITERAL, _BLANK, _NOTHING = 253, 254, 255
_ZLIB = 2


def compressed(content: bytes) -> bytes:
    """Compress an uncompressed .sav file, little-endian, as `write_sav` makes it."""
    row_words, compression = struct.unpack_from("<ii", content, 68)
    (cases,) = struct.unpack_from("<i", content, 80)
    if compression:
        raise ValueError("the file is compressed already")
    start = len(content) - cases * row_words * 8
    head = bytearray(content[:start])
    head[:4] = b"$FL3"
    struct.pack_into("<i", head, 72, _ZLIB)
    stream = _bytecode(np.frombuffer(content[start:], dtype="<u8"))
    return bytes(head) + _blocks(stream, start)


def _bytecode(words: np.ndarray) -> bytes:
    """Say by one byte a word whether it is missing, blank, or follows; eight bytes before eight words."""
    groups = -(-len(words) // 8)
    padded = np.zeros((groups, 8), dtype="<u8")
    padded.ravel()[: len(words)] = words
    codes = np.full((groups, 8), _LITERAL, dtype=np.uint8)
    codes[padded == _SPACES] = _BLANK
    codes[padded == _SYSMIS] = _NOTHING
    codes.ravel()[len(words) :] = 0
    table = np.concatenate([codes.view("<u8"), padded], axis=1)
    kept = np.concatenate([np.ones((groups, 1), dtype=bool), codes == _LITERAL], axis=1)
    return bytes(table[kept].tobytes())


def _blocks(stream: bytes, start: int) -> bytes:
    """Put the stream into blocks, each with its place before and after compression in the trailer."""
    plain_at, packed_at = start, start + 24
    body, entries = [], []
    for at in range(0, len(stream), _BLOCK):
        block = stream[at : at + _BLOCK]
        packed = zlib.compress(block)
        entries.append(struct.pack("<qqii", plain_at, packed_at, len(block), len(packed)))
        body.append(packed)
        plain_at += len(block)
        packed_at += len(packed)
    trailer = struct.pack("<qqii", -100, 0, _BLOCK, len(entries)) + b"".join(entries)
    return struct.pack("<qqq", start, packed_at, len(trailer)) + b"".join(body) + trailer
