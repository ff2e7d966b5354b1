"""Names for codes that a coder makes up while reading, and that have a label only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

__all__ = ["code_name"]

LONGEST = 36


def code_name(label: str, taken: Collection[str] = ()) -> str:
    """Make the name of a code from its label: small letters, digits and ``_``.

    Parameters
    ----------
    label : str
        As people read it.
    taken : collection of str
        Names that are there already.

    Returns
    -------
    str
        A name that is not taken; ``code`` with a number where no letter of the label can stand in one.

    Examples
    --------
    >>> code_name("Tŷ a chartref!")
    'ty_a_chartref'
    >>> code_name("Trust", {"trust"})
    'trust_2'
    """
    bare = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    first = re.sub(r"^[^a-z]+", "", words)[:LONGEST].rstrip("_") or "code"
    number, name = 1, first
    while name in taken:
        number += 1
        name = f"{first}_{number}"
    return name
