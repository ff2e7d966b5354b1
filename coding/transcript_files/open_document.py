"""OpenDocument texts (.odt, of LibreOffice): the words of the body, and what else there is, counted.

Read as what it is, a zip archive of XML (OASIS OpenDocument 1.3, part 3).  Deletions that are tracked stand
apart from the body in the file and are left out; insertions stand in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ...study.archives import Archive, parse_xml
from ...study.problems import Place, Problem, problem
from ..plain_text import canonical
from .word import counted

__all__ = ["read_odt"]

_BODY, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_PARAGRAPHS = {"p", "h"}
# What stands inside a paragraph but is not said in it.
_APART = {"annotation": "comment", "note": "footnote", "annotation-end": None, "tracked-changes": None}
_COUNTED = {"table": "table", "text-box": "text box", "image": "picture", "deletion": "tracked deletion"}
_SIGNS = {"tab": "\t", "line-break": "\n"}
_MOST_BLANKS = 1_000


def read_odt(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Read the body of an OpenDocument text, a paragraph a line.

    Raises
    ------
    ProblemError
        FP1021 damaged or no OpenDocument text; FP1023 refused, such as encrypted.
    """
    archive = Archive(content, name)
    if _MANIFEST in archive.members and b"encryption-data" in archive.read(_MANIFEST):
        archive.refuse("it is encrypted")
    if _BODY not in archive.members:
        archive.broken("it is a zip archive, but not an OpenDocument text")
    body = parse_xml(archive, _BODY).find("{*}body/{*}text")
    if body is None:
        archive.broken("it has no text, so it is not an OpenDocument text")
    text = "\n".join(_paragraphs(body))
    counts = Counter(kind for node in body.iter() if (kind := _kind(node)) is not None)
    found = [problem("FP5003", Place(file=name), file=name, what=counted(counts))] if counts else []
    return canonical(text), found


def _kind(node: Element) -> str | None:
    local = _local(node)
    return _COUNTED.get(local) or _APART.get(local)


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _paragraphs(node: Element) -> Iterator[str]:
    """Give the paragraphs in reading order; those of a text box follow the one it stands in."""
    stack = [node]
    while stack:
        current = stack.pop()
        if _local(current) in _APART:
            continue
        inner: list[Element] = list(current)
        if _local(current) in _PARAGRAPHS:
            parts: list[str] = []
            inner = []
            _say(current, parts, inner)
            yield "".join(parts)
        stack.extend(reversed(inner))


def _say(node: Element, parts: list[str], boxes: list[Element]) -> None:
    """Collect the words of a paragraph, and the paragraphs of text boxes inside it."""
    parts.append(_collapsed(node.text, parts))
    for child in node:
        local = _local(child)
        if local in _PARAGRAPHS:
            boxes.append(child)
        elif local == "s":
            parts.append(" " * _blanks(child))
        elif local in _SIGNS:
            parts.append(_SIGNS[local])
        elif local not in _APART:
            _say(child, parts, boxes)
        parts.append(_collapsed(child.tail, parts))


def _collapsed(text: str | None, before: list[str]) -> str:
    """Write blanks as the format means them: several are one, and none begins a paragraph."""
    words = " ".join((text or "").replace("\n", " ").replace("\t", " ").split(" "))
    while "  " in words:
        words = words.replace("  ", " ")
    last = next((part for part in reversed(before) if part), "\n")
    return words.removeprefix(" ") if last[-1] in " \n" else words


def _blanks(node: Element) -> int:
    value = next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "c"), "1")
    return min(int(value), _MOST_BLANKS) if value.isdigit() else 1
