"""How the codes look: a stylesheet made from the codebook, since the pages allow no style of their own."""

from __future__ import annotations

from flask import Response

from ...codebook import Codebook, read_codebook
from .page import Page, study

__all__ = ["PAGES", "letter", "look"]

PATTERNS = ("solid", "double", "dashed", "dotted", "wavy")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(number: int) -> str:
    """Give the letters of the code with this number from 0: A ... Z, AA, AB ..."""
    first, last = divmod(number, len(_LETTERS))
    return (letter(first - 1) if first else "") + _LETTERS[last]


def look(codebook: Codebook) -> dict[str, int]:
    """Number the codes in the order of the codebook; pattern, letter and class follow from the number."""
    return {code.name: number for number, code in enumerate(codebook.codes)}


def _codes_css() -> Response:
    codes = read_codebook(study().codebook).codes
    rules = [
        f".code-{number} {{ --code: {code.colour}; --pattern: {PATTERNS[number % len(PATTERNS)]}; "
        f'--letter: "{letter(number)}"; }}'
        for number, code in enumerate(codes)
    ]
    return Response("\n".join(rules) + "\n", mimetype="text/css")


PAGES = (Page("/codes.css", "codes_css", _codes_css),)
