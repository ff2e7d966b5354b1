"""Plain values for what is not a table: a picture and a quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Figure", "Quote"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as one self-contained ``<svg>`` element that carries its own title and description.

    Parameters
    ----------
    svg : str
        The element, from ``<svg`` to ``</svg>``, with ``<title>`` and ``<desc>`` and no outside address.
    title : str
        One line.
    description : str
        What the picture shows, for those who cannot see it.
    """

    svg: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, attributed safely.

    Parameters
    ----------
    text : str
        The words.
    attribution : str
        Such as ``Mother, +12 months``; never a name, a place or a URN.
    codes : sequence of str
        The qualitative codes on the span.
    """

    text: str
    attribution: str
    codes: Sequence[str] = ()
