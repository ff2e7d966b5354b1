"""Rich text (.rtf): the words, read by striprtf; notes, comments and tracked deletions are counted."""

from __future__ import annotations

import re

from ...study.problems import Place, Problem, ProblemError, problem
from ..plain_text import canonical
from .remarks import counted

__all__ = ["read_rtf"]

_BEGINS = b"{\\rtf"
# Their words are left out, but for deletions: whether those were accepted is not in the text that is read.
_COUNTED = {
    r"\\footnote\b": "footnote", r"\\annotation\b": "comment", r"\\pict\b": "picture",
    r"\\trowd\b": "table row",
}  # fmt: skip
_UNDECIDED = re.compile(r"\\(?:deleted|v)(?!0)(?![a-z])")


def read_rtf(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Read the words of a rich text file.

    Raises
    ------
    ProblemError
        FP1021 not rich text; FP5070 tracked deletions or hidden text, which cannot be told from words said.
    """
    from striprtf.striprtf import rtf_to_text

    place = Place(file=name)
    if not content.startswith(_BEGINS):
        raise ProblemError(problem("FP1021", place, file=name, reason="it does not begin like rich text"))
    # Rich text is ASCII; other letters are escapes, whose encoding the file declares.
    source = content.decode("latin-1")
    if _UNDECIDED.search(source):
        raise ProblemError(problem("FP5070", place, file=name))
    counts = {kind: n for sign, kind in _COUNTED.items() if (n := len(re.findall(sign, source)))}
    found = [problem("FP5003", place, file=name, what=counted(counts))] if counts else []
    text = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    return canonical(_whole(text)), found


def _whole(text: str) -> str:
    """Join the two halves in which rich text writes what lies beyond the first 65,536 characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
