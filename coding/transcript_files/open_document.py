"""OpenDocument texts (.odt, of LibreOffice): the words of the body, and what else there is, counted.

Read as what it is, a zip archive of XML (OASIS OpenDocument 1.3, part 3).
"""

from __future__ import annotations

from ...study.archives import Archive, parse_xml
from ...study.problems import Problem
from ..plain_text import canonical
from .open_walk import OpenWalk
from .remarks import Remark, placed, said_of

__all__ = ["odt_remarks", "read_odt"]

_BODY, _MANIFEST = "content.xml", "META-INF/manifest.xml"


def read_odt(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Read the body of an OpenDocument text, a paragraph a line.

    Raises
    ------
    ProblemError
        FP1021 damaged or no OpenDocument text; FP1023 refused, such as encrypted.
    """
    text, found, _ = odt_remarks(content, name)
    return text, found


def odt_remarks(content: bytes, name: str) -> tuple[str, list[Problem], list[Remark]]:
    """Give what `read_odt` gives, and what stands beside the text, with its places in it."""
    walk = _walk(content, name)
    remarks = placed(walk.text, walk.remarks)
    return canonical(walk.text), said_of(remarks, name), remarks


def _walk(content: bytes, name: str) -> OpenWalk:
    archive = Archive(content, name)
    if _MANIFEST in archive.members and b"encryption-data" in archive.read(_MANIFEST):
        archive.refuse("it is encrypted")
    if _BODY not in archive.members:
        archive.broken("it is a zip archive, but not an OpenDocument text")
    body = parse_xml(archive, _BODY).find("{*}body/{*}text")
    if body is None:
        archive.broken("it has no text, so it is not an OpenDocument text")
    return OpenWalk(body)
