"""REFI-QDA codebooks (.qdc), read and written: codes without anything coded.

The schema has no notes, so our own fields stand in the description, each below its name in square brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from ...study.archives import Archive, parse_xml
from ...study.files import write_bytes
from .code_trees import MOST_LEVELS, add_codes, codes_below
from .elements import child, document, local
from .project import ORIGIN, Project, ProjectCode, Unread

__all__ = ["parse_codebook", "parse_qdc", "qdc_bytes", "write_qdc_file"]

_NAMESPACE = "urn:QDA-XML:codebook:1.0"
# What is read, and what only holds or belongs to something else.
_TAKEN = {"CodeBook", "Codes", "Code", "Description", "Sets", "MemberCode"}
_HEADING = re.compile(r"^\[([a-z_]+)\]\n", re.MULTILINE)
# A line that only looks like a heading is held apart by a backslash.
_LOOKALIKE = re.compile(r"^(\\*\[[a-z_]+\])$", re.MULTILINE)
_HELD_APART = re.compile(r"^\\(\\*\[[a-z_]+\])$", re.MULTILINE)


class _Unpacked(Archive):
    """A file that is not packed, under the same guards as one that is."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self.members = frozenset({name})
        self._content = content

    def read(self, member: str) -> bytes:
        """Give the file itself."""
        return self._content


def parse_qdc(content: bytes, name: str) -> tuple[ProjectCode, ...]:
    """Read the codes from the bytes of a .qdc file; see `parse_codebook`."""
    return parse_codebook(content, name).codes


def parse_codebook(content: bytes, name: str) -> Project:
    """Read the bytes of a .qdc file.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        The file as the user knows it.

    Returns
    -------
    Project
        With codes, each with those below it, and what was not taken over, such as sets of codes.

    Raises
    ------
    ProblemError
        FP1021 damaged, or not a codebook; FP1023 refused.
    """
    file = _Unpacked(content, name)
    root = parse_xml(file, name)
    if not root.tag.startswith("{urn:QDA-XML:") or local(root) != "CodeBook":
        file.broken("it is not a REFI-QDA codebook")

    def too_deep() -> None:
        file.refuse(f"its codes are nested more than {MOST_LEVELS} deep")

    codes, origin = codes_below(child(root, "Codes"), lambda element: ((), {}), too_deep), root.get("origin")
    ours = tuple(map(_unfolded, codes)) if origin == ORIGIN else codes
    return Project("", origin or "", codes=ours, unread=tuple(_rest(root)))


def _rest(root: Element) -> Iterator[Unread]:
    """Count what a codebook may hold beside its codes."""
    found = Counter((local(one), one.get("name", "")) for one in root.iter() if local(one) not in _TAKEN)
    for (what, name), times in sorted(found.items()):
        yield Unread(what, name, times, "it has no counterpart here")


def write_qdc_file(codes: Iterable[ProjectCode], path: Path | str) -> None:
    """Write codes as a .qdc file, wholly or not at all.

    Raises
    ------
    ProblemError
        FP1025 if it cannot be written.
    """
    write_bytes(Path(path), qdc_bytes(codes))


def qdc_bytes(codes: Iterable[ProjectCode]) -> bytes:
    """Give the bytes of a .qdc file; notes about codes have no place in it."""
    root = Element("CodeBook", {"xmlns": _NAMESPACE, "origin": ORIGIN})
    add_codes(SubElement(root, "Codes"), codes, _folded)
    return document(root)


def _folded(code: ProjectCode) -> str:
    """Put the definition and our own fields into one text."""
    parts = [_apart(code.definition)]
    parts += [f"[{key}]\n{_apart(text)}" for key, text in sorted(code.extra.items())]
    return "\n".join(parts) if code.extra else parts[0]


def _unfolded(code: ProjectCode) -> ProjectCode:
    definition, extra = code.definition, {}
    if _HEADING.search(definition):
        definition, *rest = _HEADING.split(definition)
        definition = definition.removesuffix("\n")
        extra = dict(_fields(rest))
    below = tuple(map(_unfolded, code.children))
    return replace(code, definition=_together(definition), extra=extra, children=below)


def _fields(parts: list[str]) -> Iterator[tuple[str, str]]:
    last = len(parts) - 2
    for at in range(0, len(parts), 2):
        yield parts[at], _together(parts[at + 1] if at == last else parts[at + 1].removesuffix("\n"))


def _apart(text: str) -> str:
    return _LOOKALIKE.sub(r"\\\1", text)


def _together(text: str) -> str:
    return _HELD_APART.sub(r"\1", text)
