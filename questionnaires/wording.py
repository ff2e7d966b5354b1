"""Texts with pipes: ``{name}`` in a text stands for an answer, and braces mean nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["Part", "Pipe", "Wording", "names_piped", "parse_wording", "plain_wording"]

_PIPE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"(?:(prior|baseline)\.)?([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class Pipe:
    """An answer put into a text: `variable` of this wave, or of ``prior`` or ``baseline``."""

    variable: str
    source: str | None = None

    @property
    def name(self) -> str:
        """As authored, without the braces."""
        return self.variable if self.source is None else f"{self.source}.{self.variable}"


Part = str | Pipe
Wording = tuple[Part, ...]


def parse_wording(text: str) -> Wording:
    """Split `text` into words and pipes.

    Raises
    ------
    ValueError
        If a brace is open, or holds something that is not a name.

    Examples
    --------
    >>> parse_wording("How old is {child}?")
    ('How old is ', Pipe(variable='child', source=None), '?')
    """
    parts: list[Part] = []
    end = 0
    for found in _PIPE.finditer(text):
        parts += [*_words(text[end : found.start()]), _pipe(found[1])]
        end = found.end()
    return (*parts, *_words(text[end:]))


def _words(text: str) -> list[str]:
    if "{" in text or "}" in text:
        raise ValueError("a brace is not closed or not opened")
    return [text] if text else []


def _pipe(inner: str) -> Pipe:
    found = _NAME.fullmatch(inner)
    if found is None:
        raise ValueError(f"'{{{inner}}}' holds no name")
    return Pipe(found[2], found[1])


def names_piped(text: str) -> frozenset[str]:
    """Give the names of the pipes in `text`; none where it cannot be read."""
    try:
        return frozenset(part.name for part in parse_wording(text) if isinstance(part, Pipe))
    except ValueError:
        return frozenset()


def plain_wording(parts: Iterable[Part], show: Callable[[Pipe], str] | None = None) -> str:
    """Join parts to one text; a pipe is shown by `show`, or as authored."""
    write = show or (lambda pipe: f"{{{pipe.name}}}")
    return "".join(part if isinstance(part, str) else write(part) for part in parts)
