"""Rich text (.rtf): the words, read by striprtf, and what stands beside them, without its places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...study.problems import Place, Problem, ProblemError, problem
from ..plain_text import canonical
from .remarks import Remark, said_of

__all__ = ["rtf_remarks"]

_BEGINS = b"{\\rtf"
_KINDS = {"footnote": "footnote", "annotation": "comment", "pict": "picture", "trowd": "table row"}
_WITH_WORDS = {"footnote", "annotation"}
_BESIDE = re.compile(r"\\(footnote|annotation|pict|trowd)\b ?")
# Whether deletions were accepted is not in the text that is read.
_UNDECIDED = re.compile(r"\\(?:deleted|v)(?!0)(?![a-z])")
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}\b")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


def rtf_remarks(content: bytes, name: str) -> tuple[str, list[Problem], list[Remark]]:
    """Read the words of a rich text file.

    Returns
    -------
    tuple of str, list of Problem and list of Remark
        The canonical text, what must be said about it, and the footnotes, comments, pictures and rows of
        tables; rich text does not say to which passage they belong in terms of what is read.

    Raises
    ------
    ProblemError
        FP1021 not rich text; FP5070 tracked deletions or hidden text, which cannot be told from words said.
    """
    place = Place(file=name)
    if not content.startswith(_BEGINS):
        raise ProblemError(problem("FP1021", place, file=name, reason="it does not begin like rich text"))
    # Rich text is ASCII; other letters are escapes, whose encoding the file declares.
    source = content.decode("latin-1")
    if _UNDECIDED.search(source):
        raise ProblemError(problem("FP5070", place, file=name))
    remarks = sorted(_remarks(source), key=lambda one: list(_KINDS.values()).index(one.kind))
    return _plain(source), said_of(remarks, name), remarks


def _remarks(source: str) -> Iterator[Remark]:
    """Give what stands beside the words, in the order of the file; what a note holds is not looked into."""
    page = _CODE_PAGE.search(source)
    head = r"{\rtf1\ansi" + (page[0] if page else "") + " "
    end, closed = 0, True
    for match in _BESIDE.finditer(source):
        words = ""
        if match[1] in _WITH_WORDS and match.start() >= end and closed:
            end, closed = _closing(source, match.end())
            words = _plain(head + source[match.end() : end] + "}").strip()
        yield Remark(_KINDS[match[1]], words=words)


def _closing(source: str, start: int) -> tuple[int, bool]:
    """Find where a group ends that began before `start`; the end of the source where it never does."""
    depth = 0
    for match in _BRACES.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth < 0:
            return match.start(), True
    return len(source), False


def _plain(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    return canonical(_whole(rtf_to_text(source, errors="replace")))  # type: ignore[no-untyped-call]


def _whole(text: str) -> str:
    """Join the two halves in which rich text writes what lies beyond the first 65,536 characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
