"""How the codes look: a stylesheet made from the codebook, since the pages allow no style of their own."""

from __future__ import annotations

from itertools import takewhile

from flask import Response

from ....study.problems import ProblemError
from ...codebook import GREY, Codebook, read_codebook
from .page import Page, study

__all__ = ["PAGES", "dark_enough", "letter", "look"]

PATTERNS = ("solid", "double", "dashed", "dotted", "wavy")
# Wong (2011), darkened: told apart by most who see colours differently, and legible on white.
PALETTE = ("#0b5c8a", "#9a4d00", "#00664f", "#8c2f6b", "#5b4b00", "#4a4a9c", "#a3262a", "#3b5d1f")
CONTRAST = 4.5
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Where the curve of sRGB becomes straight (IEC 61966-2-1).
_STRAIGHT_BELOW = 0.04045
RGB = tuple[int, int, int]


def letter(number: int) -> str:
    """Give the letters of the code with this number from 0: A ... Z, AA, AB ..."""
    first, last = divmod(number, len(_LETTERS))
    return (letter(first - 1) if first else "") + _LETTERS[last]


def look(codebook: Codebook) -> dict[str, int]:
    """Number the codes in the order of the codebook; pattern, letter and class follow from the number."""
    return {code.name: number for number, code in enumerate(codebook.codes)}


def dark_enough(colour: str) -> str:
    """Darken a colour until its contrast with white is 4.5 to 1 (WCAG 2.2, 1.4.3).

    Examples
    --------
    >>> dark_enough("#0b5c8a"), dark_enough("#ffff00")
    ('#0b5c8a', '#7a7a00')
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    steps = ((red * n // 100, green * n // 100, blue * n // 100) for n in range(100, -1, -1))
    too_light = sum(1 for _ in takewhile(lambda one: _contrast(one) < CONTRAST, steps))
    share = 100 - too_light
    return "#" + "".join(f"{part * share // 100:02x}" for part in (red, green, blue))


def _contrast(colour: RGB) -> float:
    """Give the contrast of a colour with white."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= _STRAIGHT_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _codes_css() -> Response:
    try:
        codes = read_codebook(study().codebook).codes
    except ProblemError:
        # The page says what is wrong with the codebook; its stylesheet has nothing to add.
        codes = ()
    rules = [
        f".code-{number} {{ --code: {_colour(code.colour, number)}; "
        f'--pattern: {PATTERNS[number % len(PATTERNS)]}; --letter: "{letter(number)}"; }}'
        for number, code in enumerate(codes)
    ]
    return Response("\n".join(rules) + "\n", mimetype="text/css")


def _colour(colour: str, number: int) -> str:
    """Give the colour of the codebook, or one of ours where it names none."""
    return PALETTE[number % len(PALETTE)] if colour == GREY else dark_enough(colour)


PAGES = (Page("/codes.css", "codes_css", _codes_css),)
