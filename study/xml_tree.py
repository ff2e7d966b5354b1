"""Build XML documents with namespaces; the same tree gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

__all__ = ["Node", "Tree"]

Node = ElementTree.Element
# Characters that XML 1.0 cannot hold; files from outside have them in labels.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Tree:
    """One document.

    Parameters
    ----------
    namespaces : mapping of str to str
        By prefix; the empty prefix is that of names without one.
    root : str
        The name of the outermost element, such as ``s:StudyUnit``.
    """

    def __init__(self, namespaces: Mapping[str, str], root: str, **attributes: str) -> None:
        self.namespaces = namespaces
        self.root = ElementTree.Element(self.tag(root), attributes)

    def tag(self, name: str) -> str:
        """Give a name with its namespace."""
        prefix, _, local = name.rpartition(":")
        return f"{{{self.namespaces[prefix]}}}{local}"

    def add(
        self,
        parent: Node,
        tag: str,
        /,
        text: str | None = None,
        language: str | None = None,
        **attributes: str,
    ) -> Node:
        """Add an element; attributes without a value are left out."""
        kept = {key.replace("_", "-"): value for key, value in attributes.items() if value}
        found = ElementTree.SubElement(parent, self.tag(tag), kept)
        found.text = None if text is None else _NO_XML.sub("\ufffd", text)
        if language is not None:
            found.set(_LANG, language)
        return found

    def document(self) -> bytes:
        """Write the document, indented, in UTF-8."""
        for prefix, address in self.namespaces.items():
            ElementTree.register_namespace(prefix, address)
        ElementTree.indent(self.root)
        content: bytes = ElementTree.tostring(self.root, encoding="utf-8", xml_declaration=True)
        return content + b"\n"
