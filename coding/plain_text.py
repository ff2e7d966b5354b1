"""Text files as they are delivered, brought to one form: NFC, LF, no byte order mark."""

from __future__ import annotations

import codecs
import unicodedata

from ..study.problems import Place, Problem, ProblemError, problem

__all__ = ["canonical", "decode", "separator"]

# The longest mark first: the first two bytes of UTF-32 LE are the mark of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What other programs' files begin with, whatever their name says.
_SIGNATURES = {
    b"PK\x03\x04": "it is a zip archive or a Word file",
    b"\xd0\xcf\x11\xe0": "it is an old Word file",
    b"%PDF": "it is a PDF",
    b"{\\rtf": "it is a rich text file",
}


def canonical(text: str) -> str:
    r"""Bring text to the form that offsets count in: NFC, line ends as LF, no byte order mark.

    Examples
    --------
    >>> canonical("cafe\u0301\r\n")
    'café\n'
    """
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unified)


def decode(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """Decode a text file: by its byte order mark, else as UTF-8, else as Windows-1252 with a warning.

    Returns
    -------
    tuple of str and list of Problem
        The canonical text and what must be said about it.

    Raises
    ------
    ProblemError
        FP1021 if it is not text.
    """
    for signature, said in _SIGNATURES.items():
        if content.startswith(signature):
            raise ProblemError(_not_text(name, said))
    text, found = _decoded(content, name)
    if "\x00" in text:
        raise ProblemError(_not_text(name, "it holds zero bytes, which no text does"))
    return canonical(text), found


def separator(text: str) -> str:
    """Say what stands between the columns of a list: commas, semicolons (Excel in many countries) or tabs."""
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _decoded(content: bytes, name: str) -> tuple[str, list[Problem]]:
    try:
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return content[len(mark) :].decode(encoding), []
    except UnicodeDecodeError as error:
        raise ProblemError(_not_text(name, "its byte order mark does not fit what follows")) from error
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _windows(content, name)


def _windows(content: bytes, name: str) -> tuple[str, list[Problem]]:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ProblemError(_not_text(name, "it is neither UTF-8, UTF-16 nor Windows-1252 text")) from error
    return text, [problem("FP5002", Place(file=name), file=name)]


def _not_text(name: str, reason: str) -> Problem:
    return problem("FP1021", Place(file=name), file=name, reason=reason)
