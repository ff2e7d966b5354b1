"""Patterns of answering over the waves, and the class of each.

A pattern has one sign a wave: ``1`` answered, ``0`` did not, ``?`` the window is still open, ``-`` the wave
was before the member's time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .outcome_matrix import Flags
from .wave_bits import Bits, wave_bits
from .words import INELIGIBLE, OUTCOMES, PRODUCTIVE

__all__ = ["CLASSES", "member_patterns", "pattern_class"]

CLASSES = ("complete", "monotone", "intermittent", "late entrant", "never", "censored")


def pattern_class(pattern: str) -> str:
    """Name the class of a pattern.

    ``complete``: answered every wave.  ``monotone``: answered up to a wave and never after it.
    ``intermittent``: missed a wave and came back.  ``late entrant``: did not answer the first wave, but a
    later one.  ``never``: answered none.  ``censored``: open windows can still decide between these.

    Examples
    --------
    >>> [pattern_class(one) for one in ("111", "100", "101", "-11", "000", "10?", "101?")]
    ['complete', 'monotone', 'intermittent', 'late entrant', 'never', 'censored', 'intermittent']
    """
    waiting = pattern.count("?")
    # What the open windows may bring: nobody answers, everybody, or only the last one.
    ends = ("0" * waiting, "1" * waiting, "0" * max(0, waiting - 1) + "1" * min(1, waiting))
    possible = {_settled(_filled(pattern, end)) for end in ends}
    return possible.pop() if len(possible) == 1 else "censored"


def _filled(pattern: str, ends: str) -> str:
    signs = iter(ends)
    return "".join(next(signs) if sign == "?" else sign for sign in pattern)


def _settled(pattern: str) -> str:
    if "1" not in pattern:
        return "never"
    if pattern[0] != "1":
        return "late entrant"
    if "0" not in pattern:
        return "complete"
    return "intermittent" if "01" in pattern else "monotone"


def member_patterns(frame: pd.DataFrame, waves: list[str]) -> pd.DataFrame:
    """Give the pattern of every member.

    Parameters
    ----------
    frame : DataFrame
        Outcomes, one row a member and wave; see `outcome_frame`.
    waves : list of str
        In order.

    Returns
    -------
    DataFrame
        Columns ``urn``, ``cohort``, ``pattern`` and ``ineligible``: whether the member had died, moved abroad
        or fallen out of scope at a wave.
    """
    there, answered, waiting, gone = (
        wave_bits(frame, words, waves) for words in (OUTCOMES, PRODUCTIVE, ("pending",), INELIGIBLE)
    )
    signs = np.full((len(there.members), len(waves)), "0")
    for sign, found in (("1", answered.bits), ("?", waiting.bits), ("-", ~there.bits)):
        signs[_spread(found, len(waves))] = sign
    cohorts = frame.drop_duplicates("urn").set_index("urn")["cohort"].reindex(there.members)
    return pd.DataFrame(
        {"urn": there.members, "cohort": cohorts.to_numpy(), "pattern": ["".join(one) for one in signs],
         "ineligible": gone.bits > 0}
    )  # fmt: skip


def _spread(bits: Bits, waves: int) -> Flags:
    found: Flags = (bits[:, None] >> np.arange(waves - 1, -1, -1) & 1).astype(bool)
    return found
