"""The body of an OpenDocument text, read once: its words, and what stands beside them, in its place.

Deletions that are tracked stand apart from the body in the file and are left out; insertions stand in it.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .remarks import Remark
from .word_walk import attribute, local

__all__ = ["OpenWalk"]

_PARAGRAPHS = {"p", "h"}
_THINGS = {"table": "table", "text-box": "text box", "image": "picture"}
_SIGNS = {"tab": "\t", "line-break": "\n"}
# What stands in a comment or a change that is not what it says.
_ABOUT = {"creator", "date", "date-string", "creator-initials", "change-info", "note-citation"}
_MOST_BLANKS = 1_000


class OpenWalk:
    """Walks through the body of an OpenDocument text, or of a note in one.

    Parameters
    ----------
    body : Element
        What holds the paragraphs.

    Attributes
    ----------
    text : str
        The words, a paragraph a line; those of a text box follow the paragraph it stands in.
    remarks : list of Remark
        What stands beside them; places count in `text`.
    """

    def __init__(self, body: Element) -> None:
        self.remarks: list[Remark] = []
        self._parts: list[str] = []
        self._length = 0
        self._lines = 0
        self._open: dict[str, int] = {}  # a comment or a tracked change: its number among the remarks
        stack = [body]
        while stack:
            stack += self._entered(stack.pop())
        self.text = "".join(self._parts)

    def _entered(self, node: Element) -> list[Element]:
        """Read one element between paragraphs, and give what is to be read next, in reverse order."""
        if local(node) not in _PARAGRAPHS:
            return [] if self._beside(node) else list(reversed(node))
        self._put("\n" * bool(self._lines))
        self._lines += 1
        boxes: list[Element] = []
        self._say(node, len(self._parts), boxes)
        return list(reversed(boxes))

    def _say(self, node: Element, line: int, boxes: list[Element]) -> None:
        """Collect the words of a paragraph, and the paragraphs of text boxes inside it."""
        self._put(self._collapsed(node.text, line))
        for child in node:
            name = local(child)
            if name in _PARAGRAPHS:
                boxes.append(child)
            elif name == "s":
                self._put(" " * _blanks(child))
            elif name in _SIGNS:
                self._put(_SIGNS[name])
            elif not self._beside(child):
                self._say(child, line, boxes)
            self._put(self._collapsed(child.tail, line))

    def _beside(self, node: Element) -> bool:
        """Take note of what stands beside the words; say whether it holds none of them."""
        name = local(node)
        if name in _THINGS:
            self._note(_THINGS[name])
        elif name == "annotation":
            self._note("comment", _words(node), _author(node), attribute(node, "name"))
        elif name == "note":
            kind = "endnote" if attribute(node, "note-class") == "endnote" else "footnote"
            self._note(kind, _words(node))
        elif name == "tracked-changes":
            self._changes(node)
        elif name in {"annotation-end", "change", "change-start", "change-end"}:
            self._border(name, attribute(node, "name") or attribute(node, "change-id"))
        return name in {"annotation", "note", "tracked-changes", "annotation-end"}

    def _changes(self, node: Element) -> None:
        """List the tracked changes, whose places follow in the body."""
        for region in node:
            for change in region:
                kind = {"deletion": "tracked deletion", "insertion": "tracked insertion"}.get(local(change))
                if kind is not None:
                    self._open[attribute(region, "id")] = len(self.remarks)
                    words = _words(change) if local(change) == "deletion" else ""
                    self.remarks.append(Remark(kind, None, None, words, _author(change)))

    def _border(self, name: str, which: str) -> None:
        """Set the beginning or the end of a comment's passage or of a change."""
        if which not in self._open:
            return
        one = self.remarks[self._open[which]]
        begun = one.start is not None and name in {"annotation-end", "change-end"}
        start = one.start if begun else self._length
        self.remarks[self._open[which]] = Remark(one.kind, start, self._length, one.words, one.author)

    def _note(self, kind: str, words: str = "", author: str | None = None, name: str = "") -> None:
        if name:
            self._open[name] = len(self.remarks)
        self.remarks.append(Remark(kind, self._length, self._length, words, author))

    def _put(self, words: str) -> None:
        if words:
            self._parts.append(words)
            self._length += len(words)

    def _collapsed(self, text: str | None, line: int) -> str:
        """Write blanks as the format means them: several are one, and none begins a paragraph."""
        words = (text or "").replace("\n", " ").replace("\t", " ")
        while "  " in words:
            words = words.replace("  ", " ")
        last = self._parts[-1] if len(self._parts) > line else "\n"
        return words.removeprefix(" ") if last[-1] in " \n" else words


def _words(node: Element) -> str:
    """Give what a comment, a note or a deletion says, a paragraph a line."""
    parts = [inner for inner in node.iter() if local(inner) in _PARAGRAPHS]
    about = {inner for part in node.iter() if local(part) in _ABOUT for inner in part.iter()}
    return "\n".join("".join(part.itertext()) for part in parts if part not in about).strip()


def _author(node: Element) -> str | None:
    return next(("".join(one.itertext()) for one in node.iter() if local(one) == "creator"), None)


def _blanks(node: Element) -> int:
    value = attribute(node, "c")
    return min(int(value), _MOST_BLANKS) if value.isdigit() else 1
