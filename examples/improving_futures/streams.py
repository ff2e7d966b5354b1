"""Chance in the example: one stream of random numbers for each purpose, all from one seed."""

from __future__ import annotations

from zlib import crc32

import numpy as np

__all__ = ["stream"]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Open the random numbers of one purpose.

    Each purpose has numbers of its own, so that a question added to the bank leaves the answers to all other
    questions as they were.

    Parameters
    ----------
    seed : int
        The seed of the whole example.
    purpose : str
        Such as ``"members"`` or ``"m12/hh_tenure"``.

    Examples
    --------
    >>> float(stream(2011, "members").random()) == float(stream(2011, "members").random())
    True
    """
    return np.random.default_rng([seed, crc32(purpose.encode())])
