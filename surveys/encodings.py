"""Encodings of delivered files: what the file says, and whether it is true."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from itertools import chain

__all__ = ["DEFAULT", "UTF_8", "are_utf8", "codepage", "known_encoding", "named"]

UTF_8 = "UTF-8"

DEFAULT = "windows-1252"
"""What SPSS for Windows wrote before it wrote down the encoding."""

_PAGES = {
    65001: UTF_8,
    28591: "ISO-8859-1",
    28605: "ISO-8859-15",
    20127: "us-ascii",
    2: DEFAULT,
    3: DEFAULT,
}


def known_encoding(declared: str, page: int | None) -> str:
    """Give the encoding of a file from the name it declares, else from the number, else the usual one."""
    if declared and _exists(declared):
        return declared
    number = f"cp{page}"
    return _PAGES.get(page or 0) or (number if page and page > 3 and _exists(number) else DEFAULT)  # noqa: PLR2004


def codepage(encoding: str) -> int | None:
    """Give the number of an encoding, where it has one."""
    wanted = codecs.lookup(encoding).name
    numbers = (page for page, name in _PAGES.items() if codecs.lookup(name).name == wanted and page > 3)  # noqa: PLR2004
    return next(numbers, int(wanted[2:]) if wanted.startswith("cp") and wanted[2:].isdigit() else None)


def are_utf8(texts: Iterable[str], encoding: str) -> bool:
    """Say whether texts that were read in another encoding are UTF-8 in truth.

    Bytes that are not ASCII and yet well-formed UTF-8 are hardly anything else.

    Examples
    --------
    >>> are_utf8(["plain", "SiÃ¢n"], "windows-1252"), are_utf8(["Siân"], "windows-1252")
    (True, False)
    >>> are_utf8(["plain"], "windows-1252")
    False
    """
    odd = (text for text in texts if not text.isascii())
    first = next(odd, None)
    return first is not None and all(_is_utf8(text, encoding) for text in chain([first], odd))


def _is_utf8(text: str, encoding: str) -> bool:
    try:
        return bool(b"".join(_byte(one, encoding) for one in text).decode(UTF_8))
    except (UnicodeError, LookupError):
        return False


def _byte(character: str, encoding: str) -> bytes:
    """Give the byte that was read as a character; one that the encoding lacks was taken as it stands."""
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return character.encode("latin-1")


def named(encoding: str) -> str:
    """Give the encoding's own name, so that two spellings can be compared."""
    return codecs.lookup(encoding).name


def _exists(name: str) -> bool:
    try:
        return codecs.lookup(name) is not None
    except (LookupError, ValueError):
        return False
