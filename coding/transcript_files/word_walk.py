"""The body of a Word file, read once: its words in reading order, and what stands beside them, in its place.

Deleted text of tracked changes is left out, inserted text kept; a text box follows the paragraph that holds
it.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from .remarks import Remark

__all__ = ["Walk", "attribute", "local"]

_DELETED = {"del", "moveFrom"}
_INSERTED = {"ins", "moveTo"}
# The old program's copy of a text box or picture, and the places of tabs, which are none.
_PASSED_OVER = {"Fallback", "tabs"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_THINGS = {"txbxContent": "text box", "drawing": "picture", "pict": "picture", "sym": "symbol"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
Step = Element | Callable[[], None]
Key = tuple[str, str]


def local(node: Element) -> str:
    """Give the name of an element without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """Give an attribute, whatever its namespace; empty without it."""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


class Walk:
    """Walks through the body of a Word file, or of a note in one.

    Parameters
    ----------
    body : Element
        What holds the paragraphs.

    Attributes
    ----------
    text : str
        The words, a paragraph a line, as the file has them.
    remarks : list of Remark
        What stands beside them and is no note, in the order of the file; places count in `text`.
    notes : dict of (kind, id) to (start, end)
        Where footnotes, endnotes and comments belong.
    """

    def __init__(self, body: Element) -> None:
        self.remarks: list[Remark] = []
        self.notes: dict[Key, tuple[int, int]] = {}
        self._parts: list[str] = []
        self._length = 0
        self._begun: dict[str, int] = {}
        self._boxes: list[Element] = []
        self._lines = 0
        self._go(body)
        self.text = "".join(self._parts)

    def _go(self, body: Element) -> None:
        stack: list[Step] = list(reversed(body))
        while stack:
            step = stack.pop()
            if not isinstance(step, Element):
                step()
            elif local(step) == "p":
                stack += self._paragraph(step)
            else:
                stack += self._entered(step)

    def _paragraph(self, node: Element) -> list[Step]:
        """Read a line, and give the text boxes inside it, which follow."""
        self._say("\n" * bool(self._lines))
        self._lines += 1
        self._boxes = []
        stack: list[Step] = list(reversed(node))
        while stack:
            step = stack.pop()
            if not isinstance(step, Element):
                step()
            elif local(step) == "p":
                self._boxes.append(step)
            else:
                stack += self._entered(step)
        return list(reversed(self._boxes))

    def _entered(self, node: Element) -> list[Step]:
        """Take note of an element, and give what is to be done next, in reverse order."""
        kind = local(node)
        if kind in _PASSED_OVER or self._said(node, kind):
            return []
        if kind in _DELETED:
            self._note("tracked deletion", node, words=_deleted(node))
            return []
        if kind in _INSERTED or kind == "tbl":
            return [self._leaving(node, kind), *reversed(node)]
        if kind in _THINGS:
            self._note(_THINGS[kind])
        return list(reversed(node))

    def _said(self, node: Element, kind: str) -> bool:
        """Read an element that holds no others: words, or the place of a note."""
        if kind == "t":
            self._say(node.text or "")
        elif kind in _SIGNS:
            self._say(_SIGNS[kind])
        elif kind == "commentRangeStart":
            self._begun[attribute(node, "id")] = self._length
        elif kind == "commentRangeEnd":
            start = self._begun.get(attribute(node, "id"), self._length)
            self.notes["comment", attribute(node, "id")] = start, self._length
        elif kind in _NOTES:
            self.notes.setdefault((_NOTES[kind], attribute(node, "id")), (self._length, self._length))
        else:
            return False
        return True

    def _leaving(self, node: Element, kind: str) -> Step:
        """Give what is to be done at the end of an element that encloses words."""
        part, start, at = len(self._parts), self._length, len(self.remarks)
        self._note("table" if kind == "tbl" else "tracked insertion", node)

        def leave() -> None:
            one = self.remarks[at]
            # The end of the line before belongs to that line.
            begun = start + (self._parts[part : part + 1] == ["\n"])
            self.remarks[at] = Remark(one.kind, begun, self._length, author=one.author)

        return leave

    def _note(self, kind: str, node: Element | None = None, words: str = "") -> None:
        author = None if node is None else attribute(node, "author") or None
        self.remarks.append(Remark(kind, self._length, self._length, words, author))

    def _say(self, words: str) -> None:
        if words:
            self._parts.append(words)
            self._length += len(words)


def _deleted(node: Element) -> str:
    return "".join(part.text or "" for part in node.iter() if local(part) in {"delText", "t"})
