"""Text of an HTML document, with places counted as bytes of the words alone: how Taguette counts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from html.parser import HTMLParser

from .canonical_places import Composed, composed

__all__ = ["HtmlText", "html_text"]

_LINES = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"script", "style", "title"}


@dataclass(frozen=True)
class HtmlText:
    """The words of a document.

    Parameters
    ----------
    text : str
        Canonical; a block of the document begins on a line of its own.
    """

    text: str
    _starts: tuple[int, ...]
    _pieces: tuple[tuple[int, str], ...]
    _composed: Composed

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Turn places in bytes into offsets of `text`; None if there are no words between them."""
        first, last = self._offset(start, after=True), self._offset(end, after=False)
        if first is None or last is None or first >= last:
            return None
        return self._composed.span(first, last)

    def _offset(self, at: int, after: bool) -> int | None:
        """Find a byte; on the seam of two pieces a beginning is in the later one, an end in the earlier."""
        piece = bisect_right(self._starts, at if after else at - 1) - 1
        if piece < 0:
            return None
        offset, words = self._pieces[piece]
        content = words.encode()
        inside = at - self._starts[piece]
        if inside > len(content):
            return None
        # A place within a character is the place before it.
        return offset + len(content[:inside].decode(errors="ignore"))


def html_text(html: str) -> HtmlText:
    r"""Take the words out of an HTML document.

    Examples
    --------
    >>> found = html_text("<p>Café</p><p><b>no</b>ir</p>")
    >>> found.text, found.span(5, 9)
    ('Café\nnoir\n', (5, 9))
    """
    reader = _Words()
    # As a browser does before it counts anything.
    reader.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    form = composed("".join(reader.written))
    return HtmlText(form.text, tuple(reader.starts), tuple(reader.pieces), form)


class _Words(HTMLParser):
    """Collects the words, where each piece begins in bytes, and where it stands in the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.starts: list[int] = []
        self.pieces: list[tuple[int, str]] = []
        self._bytes = 0
        self._length = 0
        self._unseen = 0

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self.starts.append(self._bytes)
        self.pieces.append((self._length, data))
        self._bytes += len(data.encode())
        self._write(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        self._line(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self._line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._line(tag)

    def _line(self, tag: str) -> None:
        """Begin a line, unless nothing stands on this one yet; ``br`` always does."""
        if tag in _LINES and self.written and (tag == "br" or not self.written[-1].endswith("\n")):
            self._write("\n")

    def _write(self, text: str) -> None:
        self.written.append(text)
        self._length += len(text)
