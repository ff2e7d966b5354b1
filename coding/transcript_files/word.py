"""Word files (.docx): the words of the body, and what else there is, counted.

The file is read as what it is, a zip archive of XML, so that nothing in it is run, fetched or believed.
Deleted text of tracked changes is left out, inserted text kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from ...study.archives import Archive, parse_xml
from ...study.problems import Place, Problem, problem
from ..plain_text import canonical
from .hidden_text import hidden_words

__all__ = ["counted", "read_docx"]

_BODY = "word/document.xml"
_ROOT_RELATIONS = "_rels/.rels"
# Text that is not part of what is read: deleted, moved away, or the old program's copy of a text box.
_SKIPPED = {"del", "moveFrom", "Fallback"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_COUNTED = {
    "tbl": "table", "ins": "tracked insertion", "del": "tracked deletion", "txbxContent": "text box",
    "drawing": "picture", "pict": "picture", "sym": "symbol",
}  # fmt: skip
_APART = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}


def read_docx(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Read the body of a Word file, a paragraph a line.

    Returns
    -------
    tuple of str and list of Problem
        The canonical text and what must be said about it (tables, footnotes, comments, tracked changes,
        hidden text).

    Raises
    ------
    ProblemError
        FP1021 damaged or not a Word file; FP1023 refused.
    """
    archive = Archive(content, name)
    member = _main_part(archive)
    root = parse_xml(archive, member)
    body = next((node for node in root if _local(node) == "body"), None)
    if body is None:
        archive.broken("it has no body, so it is not a Word document")
    text = "\n".join(_paragraphs(body))
    counts = _counts(body) | _apart(archive, member)
    found = [problem("FP5003", Place(file=name), file=name, what=counted(counts))] if counts else []
    hidden = hidden_words(body, _styles(archive, member))
    if hidden:
        found.append(problem("FP5065", Place(file=name), file=name, words=hidden))
    return canonical(text), found


def _main_part(archive: Archive) -> str:
    """Find the document: Word allows other names than the usual one."""
    if _BODY in archive.members or _ROOT_RELATIONS not in archive.members:
        return (
            _BODY if _BODY in archive.members else archive.broken("it is a zip archive, but not a Word file")
        )
    for relation in parse_xml(archive, _ROOT_RELATIONS):
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target in archive.members:
            return target
    return archive.broken("it is a zip archive, but not a Word file")


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _paragraphs(node: Element) -> Iterator[str]:
    """Give the paragraphs below `node` in reading order; text boxes follow the paragraph that holds them."""
    stack = [node]
    while stack:
        current = stack.pop()
        if _local(current) in _SKIPPED:
            continue
        inner: list[Element] = list(current)
        if _local(current) == "p":
            words, inner = _words(current)
            yield words
        stack.extend(reversed(inner))


def _words(paragraph: Element) -> tuple[str, list[Element]]:
    """Give the text of one paragraph, and the paragraphs of text boxes inside it."""
    parts: list[str] = []
    boxes: list[Element] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        kind = _local(node)
        if kind == "p":
            boxes.append(node)
        elif kind == "t":
            parts.append(node.text or "")
        elif kind in _SIGNS:
            parts.append(_SIGNS[kind])
        elif kind not in _SKIPPED and kind != "tabs":
            stack.extend(reversed(node))
    return "".join(parts), boxes


def _counts(body: Element) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in body.iter():
        if (kind := _COUNTED.get(_local(node))) is not None:
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def _apart(archive: Archive, member: str) -> dict[str, int]:
    """Count the notes and comments, which stand in files of their own."""
    folder = member.rpartition("/")[0]
    counts = {}
    for part, kind in _APART.items():
        path = f"{folder}/{part}.xml" if folder else f"{part}.xml"
        if path not in archive.members:
            continue
        # Word's own separator lines are footnotes with a type.
        notes = [n for n in parse_xml(archive, path) if not any(key.endswith("}type") for key in n.attrib)]
        if notes:
            counts[kind] = len(notes)
    return counts


def _styles(archive: Archive, member: str) -> Element | None:
    path = f"{member.rpartition('/')[0]}/styles.xml".lstrip("/")
    return parse_xml(archive, path) if path in archive.members else None


def counted(counts: Mapping[str, int]) -> str:
    """Say what was counted, such as ``2 tables, 1 comment``."""
    return ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items())
