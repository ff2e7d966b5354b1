"""Elements of the exchange formats, by local name: between versions only the namespace differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .project import as_guid

__all__ = [
    "attributes",
    "child",
    "children",
    "document",
    "guid_of",
    "local",
    "reference",
    "speakable",
    "text_of",
    "user_of",
]

# What XML 1.0 cannot hold, and halves of surrogate pairs, which no encoding can.
_UNSPEAKABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def local(element: Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Give the children with one of these names, or all; nothing has no children."""
    return (one for one in ([] if element is None else element) if not names or local(one) in names)


def child(element: Element | None, name: str) -> Element | None:
    """Give the first child with this name."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str) -> str:
    """Give the text of a child, or nothing."""
    found = child(element, name)
    return "" if found is None else found.text or ""


def guid_of(element: Element) -> str:
    """Give an element's guid in its one form."""
    return as_guid(element.get("guid", ""))


def reference(element: Element | None) -> str:
    """Give the guid an element points at."""
    return "" if element is None else as_guid(element.get("targetGUID", ""))


def user_of(element: Element) -> str | None:
    """Give the guid of who made something, or of who changed it last."""
    user = element.get("creatingUser") or element.get("modifyingUser")
    return as_guid(user) if user else None


def speakable(text: str) -> str:
    r"""Replace what XML cannot hold, one character for one, so that positions in a canonical text still hold.

    Examples
    --------
    >>> speakable("a\x0cb")
    'a�b'
    """
    return _UNSPEAKABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def document(root: Element) -> bytes:
    """Write a tree as an XML document: indented, UTF-8, the same bytes for the same tree."""
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def attributes(pairs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Keep the attributes that have a value."""
    return {name: speakable(value) for name, value in pairs if value}
