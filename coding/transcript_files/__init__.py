"""Transcripts as they are delivered: a module a format, each giving canonical text and what must be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from ...study.problems import Problem
from .marked_turns import Span
from .remarks import Remark

__all__ = ["ENDINGS", "MARKED", "REMARKED", "Words", "read_words"]

# Text in which speakers' marks are still to be found ...
_PLAIN = {
    ".txt": "..plain_text:decode",
    ".pdf": ".printed:read_pdf",
}
# ... the same, of which also what stands beside the text can be told ...
_REMARKED = {
    ".docx": ".word:docx_remarks",
    ".odt": ".open_document:odt_remarks",
    ".rtf": ".rich_text:rtf_remarks",
}
# ... and files that say themselves who speaks.
_MARKED = {
    ".srt": ".captions:read_srt",
    ".vtt": ".captions:read_vtt",
    ".csv": ".turn_list:read_turns",
}
ENDINGS = (*_PLAIN, *_REMARKED, *_MARKED)
MARKED = frozenset(_MARKED)
REMARKED = frozenset(_REMARKED)


@dataclass(frozen=True, slots=True)
class Words:
    """What was read of a file.

    Parameters
    ----------
    text : str
        Canonical.
    found : list of Problem
        What must be said about it.
    spans : tuple of Span, optional
        The turns, where the file itself tells them.
    remarks : list of Remark
        What stands beside the text, where the format tells it.
    """

    text: str
    found: list[Problem]
    spans: tuple[Span, ...] | None = None
    remarks: list[Remark] = field(default_factory=list)


def read_words(ending: str, content: bytes, name: str) -> Words:
    """Read the words of a file by its ending (one of `ENDINGS`)."""
    if ending in _MARKED:
        return Words(*_reader(_MARKED[ending])(content, name))
    if ending in _REMARKED:
        text, found, remarks = _reader(_REMARKED[ending])(content, name)
        return Words(text, found, remarks=remarks)
    return Words(*_reader(_PLAIN[ending])(content, name))


def _reader(where: str) -> Callable[[bytes, str], Any]:
    module, _, name = where.partition(":")
    read: Callable[[bytes, str], Any] = getattr(import_module(module, __name__), name)
    return read
