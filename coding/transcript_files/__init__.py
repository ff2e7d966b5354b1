"""Transcripts as they are delivered: a module a format, each giving canonical text and what must be said."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ...study.problems import Problem
from .marked_turns import Span
from .remarks import Remark

__all__ = ["ENDINGS", "MARKED", "REMARKED", "read_words", "remarks_in"]

# Text in which speakers' marks are still to be found ...
_PLAIN = {
    ".txt": "..plain_text:decode",
    ".docx": ".word:read_docx",
    ".odt": ".open_document:read_odt",
    ".rtf": ".rich_text:read_rtf",
    ".pdf": ".printed:read_pdf",
}
# ... and files that say themselves who speaks.
_MARKED = {
    ".srt": ".captions:read_srt",
    ".vtt": ".captions:read_vtt",
    ".csv": ".turn_list:read_turns",
}
# Of these, what stands beside the text can be told.
_REMARKED = {".docx": ".word:docx_remarks", ".odt": ".open_document:odt_remarks"}
ENDINGS = (*_PLAIN, *_MARKED)
MARKED = frozenset(_MARKED)
REMARKED = frozenset(_REMARKED)


def read_words(ending: str, content: bytes, name: str) -> tuple[str, list[Problem], tuple[Span, ...] | None]:
    """Read the words of a file by its ending (one of `ENDINGS`).

    Returns
    -------
    tuple of str, list of Problem and tuple of Span or None
        The canonical text, what must be said about it, and the turns where the file itself tells them.
    """
    if ending in _MARKED:
        text, found, spans = _reader(_MARKED[ending])(content, name)
        return text, found, spans
    text, found = _reader(_PLAIN[ending])(content, name)
    return text, found, None


def remarks_in(ending: str, content: bytes, name: str) -> tuple[str, list[Remark]]:
    """Give the text of a file (one of `REMARKED`), and what stands beside it with its places in that text."""
    text, found = _reader(_REMARKED[ending])(content, name)
    return text, found


def _reader(where: str) -> Callable[[bytes, str], Any]:
    module, _, name = where.partition(":")
    read: Callable[[bytes, str], Any] = getattr(import_module(module, __name__), name)
    return read
