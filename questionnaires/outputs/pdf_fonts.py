"""The fonts inside a PDF that typst wrote: which glyph is which letter, and how wide it is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Font", "fonts_of", "strings_in"]

_ESCAPES = {"n": 10, "r": 13, "t": 9, "b": 8, "f": 12}
_STRING = re.compile(rb"\(((?:[^\\()]|\\.)*)\)|<([0-9a-fA-F]*)>", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_UNKNOWN = "?"


@dataclass(frozen=True)
class Font:
    """One embedded font: letters by glyph, glyphs by letter, widths in thousandths of its size."""

    letters: Mapping[int, str]
    glyphs: Mapping[str, int]
    widths: Mapping[int, float]

    def read(self, codes: bytes) -> str:
        """Give the text of a run of glyph numbers, two bytes each."""
        return "".join(self.letters.get(code, "") for code in _codes(codes))

    def shown(self, text: str) -> bytes:
        """Give the operator that draws a text; a letter the font has not is drawn as a question mark."""
        return b"[<%b>]TJ" % "".join(f"{self.glyph(letter):04x}" for letter in text).encode()

    def glyph(self, letter: str) -> int:
        """Find the glyph of a letter."""
        return self.glyphs.get(letter, self.glyphs.get(_UNKNOWN, 0))

    def width(self, text: str) -> float:
        """Give the width of a text, as a part of the size of the type."""
        return sum(self.widths.get(self.glyph(letter), 0.0) for letter in text) / 1000


def _codes(codes: bytes) -> Iterator[int]:
    return (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))


def strings_in(array: bytes) -> bytes:
    """Join the strings of a TJ array; the numbers between them only move letters closer."""
    return b"".join(_string(found) for found in _STRING.finditer(array))


def _string(found: re.Match[bytes]) -> bytes:
    if found[2] is not None:
        return bytes.fromhex(found[2].decode())
    return _ESCAPE.sub(_unescaped, found[1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1].decode("latin-1")
    return bytes([int(said, 8)]) if said.isdigit() else bytes([_ESCAPES.get(said, ord(said))])


def fonts_of(page: bytes, objects: Mapping[int, bytes]) -> dict[str, Font]:
    """Give the fonts of a page, by the names its text uses."""
    resources = _following(page, b"Resources", objects)
    listed = _following(resources, b"Font", objects)
    return {
        found[1].decode(): _font(objects[int(found[2])], objects)
        for found in re.finditer(rb"/(f\d+) (\d+) 0 R", listed)
    }


def _following(body: bytes, key: bytes, objects: Mapping[int, bytes]) -> bytes:
    """Give what stands under a key, or in the object it refers to."""
    found = re.search(rb"/%b\s*(?:(\d+) 0 R|(<<.*))" % key, body, re.S)
    if found is None:
        return b""
    return objects[int(found[1])] if found[1] else found[2].split(b">>")[0]


def _font(body: bytes, objects: Mapping[int, bytes]) -> Font:
    to_unicode = re.search(rb"/ToUnicode (\d+) 0 R", body)
    descendant = re.search(rb"/DescendantFonts\s*\[(\d+) 0 R\]", body)
    if to_unicode is None or descendant is None:
        return Font({}, {}, {})
    letters = dict(_letters(objects[int(to_unicode[1])]))
    glyphs: dict[str, int] = {}
    for glyph, letter in letters.items():
        glyphs.setdefault(letter, glyph)
    return Font(letters, glyphs, dict(_widths(objects[int(descendant[1])])))


def _letters(stream: bytes) -> Iterator[tuple[int, str]]:
    packed = stream.split(b"stream", 1)[1].lstrip(b"\r\n").rsplit(b"endstream", 1)[0]
    table = zlib.decompressobj().decompress(packed)
    for block in _CHARS.finditer(table):
        for pair in _PAIR.finditer(block[1]):
            yield int(pair[1], 16), bytes.fromhex(pair[2].decode()).decode("utf-16-be")


def _widths(body: bytes) -> Iterator[tuple[int, float]]:
    """Read ``/W``: ``first [w w w]`` or ``first last w``."""
    found = re.search(rb"/W\s*\[(.*?)\]\s*(?:/|>>)", body, re.S)
    tokens = re.findall(rb"\[|\]|[\d.]+", found[1]) if found else []
    at = 0
    while at + 2 < len(tokens):
        first = int(tokens[at])
        if tokens[at + 1] == b"[":
            end = tokens.index(b"]", at)
            yield from ((first + step, float(width)) for step, width in enumerate(tokens[at + 2 : end]))
            at = end + 1
        else:
            yield from ((glyph, float(tokens[at + 2])) for glyph in range(first, int(tokens[at + 1]) + 1))
            at += 3
