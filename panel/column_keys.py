"""Keys for the columns of a table whose headings are groups or answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

__all__ = ["column_keys"]


def column_keys(labels: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Give every label a key of small letters, digits and underscores; no two are the same.

    Examples
    --------
    >>> column_keys(["Female", "Not known", "not-known", "?"])
    ['female', 'not_known', 'not_known_2', 'group']
    """
    keys: list[str] = []
    for label in labels:
        plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
        key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "group"
        number = 1
        while (tried := key if number == 1 else f"{key}_{number}") in {*taken, *keys}:
            number += 1
        keys.append(tried)
    return keys
