"""Where words begin and end, for offsets that must not cut one in two."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["cuts_a_word"]

# Thai, Lao, Burmese, Khmer, Japanese and Chinese put no blanks between words: any letter may begin one.
_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_JOINER = "\u200d"


def cuts_a_word(text: str, at: int) -> bool:
    r"""Say whether an offset stands inside a word, or between a letter and its accent.

    Examples
    --------
    >>> [cuts_a_word("old word", at) for at in (0, 2, 3, 4, 8)]
    [False, True, False, False, False]
    >>> cuts_a_word("q\u0323", 1)
    True
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or _JOINER in {before, after}:
        return True
    return before.isalnum() and after.isalnum() and not _WITHOUT_BLANKS.match(after)
