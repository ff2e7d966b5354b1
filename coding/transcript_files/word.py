"""Word files (.docx): the words of the body, and what else there is, counted.

The file is read as what it is, a zip archive of XML, so that nothing in it is run, fetched or believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.etree.ElementTree import Element

from ...study.archives import Archive, parse_xml
from ...study.problems import Place, Problem, problem
from ..plain_text import canonical
from .hidden_text import hidden_words
from .remarks import Remark, placed, said_of
from .word_walk import Walk, attribute, local

__all__ = ["docx_remarks", "read_docx"]

_BODY = "word/document.xml"
_ROOT_RELATIONS = "_rels/.rels"
_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_MARGINS = ("header", "footer")


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
    text, found, _ = docx_remarks(content, name)
    return text, found


def docx_remarks(content: bytes, name: str) -> tuple[str, list[Problem], list[Remark]]:
    """Give what `read_docx` gives, and what stands beside the text, with its places in it."""
    file = _WordFile(content, name)
    remarks = placed(file.walk.text, list(file.remarks()))
    found = said_of(remarks, name)
    hidden = hidden_words(file.body, file.part("styles"))
    if hidden:
        found.append(problem("FP5065", Place(file=name), file=name, words=hidden))
    return canonical(file.walk.text), found, remarks


class _WordFile:
    """The parts of one Word file."""

    def __init__(self, content: bytes, name: str) -> None:
        self._archive = Archive(content, name)
        self._main = _main_part(self._archive)
        self._folder = self._main.rpartition("/")[0]
        root = parse_xml(self._archive, self._main)
        body = next((node for node in root if local(node) == "body"), None)
        if body is None:
            self._archive.broken("it has no body, so it is not a Word document")
        self.body = body

    @cached_property
    def walk(self) -> Walk:
        """The body, read."""
        return Walk(self.body)

    def part(self, name: str) -> Element | None:
        """Read a part that stands beside the document."""
        path = f"{self._folder}/{name}.xml".lstrip("/")
        return parse_xml(self._archive, path) if path in self._archive.members else None

    def remarks(self) -> Iterator[Remark]:
        """Give what stands beside the words: in the body, in notes, above and below the page."""
        yield from self.walk.remarks
        for part, kind in _NOTES.items():
            root = self.part(part)
            yield from () if root is None else _notes(root, kind, self.walk.notes)
        yield from self._margins()

    def _margins(self) -> Iterator[Remark]:
        """Give headers and footers that say something: a page number says nothing."""
        for member in sorted(self._archive.members):
            folder, _, file = member.rpartition("/")
            kind = next((one for one in _MARGINS if file.startswith(one) and file.endswith(".xml")), None)
            if kind is not None and folder == self._folder:
                words = Walk(parse_xml(self._archive, member)).text.strip()
                if any(map(str.isalpha, words)):
                    yield Remark(kind, words=words)


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


def _notes(root: Element, kind: str, places: Mapping[tuple[str, str], tuple[int, int]]) -> Iterator[Remark]:
    for note in root:
        # Word's own separator lines are footnotes with a type.
        if not any(key.endswith("}type") for key in note.attrib):
            start, end = places.get((kind, attribute(note, "id")), (None, None))
            yield Remark(kind, start, end, Walk(note).text.strip(), attribute(note, "author") or None)
