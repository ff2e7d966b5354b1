"""A PDF with slots: typeset once, then filled for each family by drawing only the slots' lines anew.

The file comes from typst: objects as plain text, a classical cross-reference table, text as glyph numbers
of an embedded font.  The letters a slot may need are put into the fonts by drawing an alphabet that is
taken away again here.  (ISO 32000-1, 7.5 file structure, 9.4 text objects.)
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .paper import Paper
from .pdf import pdf_of
from .pdf_fonts import Font, fonts_of, strings_in
from .slots import OPEN, SHUT, Slot

__all__ = ["PdfTemplate"]

_OBJECT = re.compile(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj\n", re.S)
_STREAM = re.compile(rb"<<(.*?)>>\s*stream\r?\n(.*)\r?\nendstream", re.S)
_RUN = re.compile(
    rb"/(f\d+) ([\d.]+) Tf ([-\d. ]+Tm)\[((?:\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]*>|[-\d. ]+)*)\]TJ", re.S
)
_MARK = re.compile(f"{OPEN}([0-9]{{4}})\\.([0-9]{{2}}){SHUT}")
_LETTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0x180)))) + "ẀẁẂẃẄẅỲỳ‘’“”–—…•€☐→·"
_A_LINE = 60
ALPHABET = tuple(OPEN * 2 + _LETTERS[at : at + _A_LINE] for at in range(0, len(_LETTERS), _A_LINE))
_TIGHTEST = 50


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a slot on a page: what stands before its glyphs, and in which type."""

    slot: int
    line: int
    head: bytes
    font: Font
    size: float


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    pieces: tuple[bytes, ...]
    lines: tuple[_Line | None, ...]


class PdfTemplate:
    """The shared pages; `filled` gives the copy of one family."""

    def __init__(self, paper: Paper, slots: Sequence[Slot]) -> None:
        content = pdf_of([paper], alphabet=ALPHABET)
        self.slots = slots
        self.objects = {int(found[1]): found[2] for found in _OBJECT.finditer(content)}
        self.trailer = re.sub(
            rb"/ID\[.*?\]", b"", content[content.rindex(b"trailer") :].split(b"startxref")[0], flags=re.S
        )
        self.pages = self._pages()
        self._prove()
        self.shared, self.offsets = self._shared(content[: content.index(b"\n1 0 obj") + 1])

    def _pages(self) -> list[_Page]:
        found = []
        for body in self.objects.values():
            page = re.search(rb"/Type/Page/.*?/Contents (\d+) 0 R", body, re.S)
            if page is not None:
                made = self._page(int(page[1]), fonts_of(body, self.objects))
                if made.lines:
                    found.append(made)
        return found

    def _prove(self) -> None:
        """See that every line of every slot was found: what is not drawn would be lost without a word."""
        found = {(line.slot, line.line) for page in self.pages for line in page.lines if line is not None}
        if found != {(slot.number, line) for slot in self.slots for line in range(slot.lines)}:
            raise ValueError("a slot is not on the page as a line of its own")

    def _page(self, number: int, fonts: Mapping[str, Font]) -> _Page:
        stream = _STREAM.fullmatch(self.objects[number])
        if stream is None:
            raise ValueError("a page of typst's file is not laid out as expected")
        drawn = zlib.decompress(stream[2])
        pieces: list[bytes] = []
        lines: list[_Line | None] = []
        end = 0
        for run in _RUN.finditer(drawn):
            font = fonts[run[1].decode()]
            text = font.read(strings_in(run[4]))
            if OPEN in text:
                pieces.append(drawn[end : run.start()])
                lines.append(_line(run, font, text))
                end = run.end()
        return _Page(number, (*pieces, drawn[end:]), tuple(lines))

    def _shared(self, head: bytes) -> tuple[bytes, dict[int, int]]:
        """Write every object that is the same for all, and where each begins."""
        own = {page.number for page in self.pages}
        out, offsets = bytearray(head), {}
        for number, body in self.objects.items():
            if number not in own:
                offsets[number] = len(out)
                out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        return bytes(out), offsets

    def filled(self, texts: Sequence[str]) -> bytes:
        """Give the PDF with `texts` in the slots, by number."""
        lines = {}
        out, offsets = bytearray(self.shared), dict(self.offsets)
        for page in self.pages:
            for line in page.lines:
                if line is not None and line.line == 0:
                    lines[line.slot] = _wrapped(texts[line.slot], self.slots[line.slot], line)
            drawn = zlib.compress(_drawn(page, lines), 4)
            offsets[page.number] = len(out)
            out += b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % (page.number, len(drawn))
            out += drawn + b"\nendstream\nendobj\n"
        return bytes(out) + self._end(out, offsets)

    def _end(self, out: bytearray, offsets: Mapping[int, int]) -> bytes:
        table = b"".join(b"%010d 00000 n\r\n" % offsets[number] for number in sorted(offsets))
        key = hashlib.sha256(out).hexdigest()[:32].encode()
        trailer = self.trailer.rstrip().removesuffix(b">>") + b"/ID[<%b><%b>]>>" % (key, key)
        head = b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(offsets) + 1)
        return head + table + trailer + b"\nstartxref\n%d\n%%%%EOF" % len(out)


def _line(run: re.Match[bytes], font: Font, text: str) -> _Line | None:
    """Read the slot a run of text stands for; None for a line of the alphabet."""
    mark = _MARK.search(text)
    if mark is None:
        return None
    head = b"/%b %b Tf %b" % (run[1], run[2], run[3])
    before = font.shown(text[: mark.start()])
    return _Line(int(mark[1]), int(mark[2]), head + before, font, float(run[2]))


def _drawn(page: _Page, lines: Mapping[int, tuple[int, list[str]]]) -> bytes:
    parts = [page.pieces[0]]
    for line, after in zip(page.lines, page.pieces[1:], strict=True):
        if line is not None:
            tight, texts = lines[line.slot]
            text = texts[line.line] if line.line < len(texts) else ""
            parts.append(b"%b %d Tz%b 100 Tz" % (line.head, tight, line.font.shown(text)))
        parts.append(after)
    return b"".join(parts)


def _wrapped(text: str, slot: Slot, line: _Line) -> tuple[int, list[str]]:
    """Break a text into the lines of its slot, narrower where it is long: per cent, lines."""
    for tight in range(100, _TIGHTEST - 1, -10):
        broken = _broken(text, slot.width * 100 / tight, line)
        if len(broken) <= slot.lines:
            return tight, broken
    kept = broken[: slot.lines]
    return _TIGHTEST, [*kept[:-1], kept[-1][:-1] + "…"]


def _broken(text: str, width: float, line: _Line) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and line.font.width(longer) * line.size > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
