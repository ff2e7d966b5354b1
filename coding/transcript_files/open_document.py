"""OpenDocument texts (.odt, of LibreOffice): the words of the body, and what else there is, counted.

Read as what it is, a zip archive of XML (OASIS OpenDocument 1.3, part 3).
"""

from __future__ import annotations

from ...study.archives import Archive, parse_xml
from ...study.problems import Place, Problem, problem
from ..plain_text import canonical
from .open_walk import OpenWalk
from .remarks import Remark, counted, kinds_of, placed

__all__ = ["odt_remarks", "read_odt"]

_BODY, _MANIFEST = "content.xml", "META-INF/manifest.xml"


def read_odt(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Read the body of an OpenDocument text, a paragraph a line.

    Raises
    ------
    ProblemError
        FP1021 damaged or no OpenDocument text; FP1023 refused, such as encrypted.
    """
    walk = _walk(content, name)
    counts = kinds_of(walk.remarks)
    found = [problem("FP5003", Place(file=name), file=name, what=counted(counts))] if counts else []
    return canonical(walk.text), found


def odt_remarks(content: bytes, name: str) -> tuple[str, list[Remark]]:
    """Give the text of `read_odt`, and what stands beside it with its places in that text."""
    walk = _walk(content, name)
    return canonical(walk.text), placed(walk.text, walk.remarks)


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
