"""How large a regular expression becomes when its counted repetitions are written out.

A time limit stops what searches too long; it does not stop ``((((a{100}){100}){100}){100}){100}``, which
fills
the memory before the search begins.
"""

from __future__ import annotations

import re

__all__ = ["MOST_PARTS", "written_out"]

MOST_PARTS = 100_000
# An escape or a class is one part; a count says how often the part before it is written out at least.
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,\d*)?\}|.", re.DOTALL)


def written_out(pattern: str) -> int:
    """Give the number of parts of a pattern with its counted repetitions written out.

    Examples
    --------
    >>> written_out("(ab{3}){2}c")
    9
    """
    groups, last = [0], 0
    for piece in _PIECE.finditer(pattern):
        if piece[1] is not None:
            groups[-1] += last * (max(int(piece[1]), 1) - 1)
            last *= max(int(piece[1]), 1)
        elif piece[0] == "(":
            groups.append(0)
        elif piece[0] == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        else:
            last = 1
            groups[-1] += 1
    return sum(groups)
