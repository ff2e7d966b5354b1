"""Where the characters of a value stand in an authored file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .problems import Place

__all__ = ["Written"]

_QUOTES = "'\""
_BLOCKS = ">|"


@dataclass(frozen=True, slots=True)
class Written:
    """A text as a file has it: in quotes or without, on one line or folded over several.

    Parameters
    ----------
    text : str
        The value.
    place : Place
        Where the value begins, with its quotation mark or ``>``.
    lines : sequence of str
        The whole file; empty where the text stands in a cell, and its characters are counted from there.
    """

    text: str
    place: Place
    lines: Sequence[str] = ()

    def at(self, offset: int) -> Place:
        """Say where character `offset` of the text stands, counted from 0.

        Examples
        --------
        >>> rule = Written("a = 1 and b = 2", Place("m.yaml", 1, 6), ["ask: a = 1", "  and b = 2"])
        >>> str(rule.at(0)), str(rule.at(10))
        ('m.yaml:1:6', 'm.yaml:2:7')
        """
        if not self.lines or self.place.line is None or self.place.column is None:
            return replace(self.place, column=(self.place.column or 1) + offset)
        line, column = self.place.line, self.place.column
        for number, (line, column) in enumerate(self._characters()):  # noqa: B007  the last is wanted too
            if number == offset:
                break
        return replace(self.place, line=line, column=column)

    def _characters(self) -> Iterator[tuple[int, int]]:
        """Give line and column of every character, as long as text and file agree."""
        line, column, mark = self._start()
        for character in self.text:
            yield line + 1, column + 1
            rest = self.lines[line].rstrip()[column:]
            if character.isspace() and rest[:1] != character:
                line, column = self._next(line) if not rest else (line, column)
            elif rest[:2] in (2 * mark, f"\\{character}"):
                column += 2
            elif rest[:1] == character:
                column += 1
            else:
                return
        yield line + 1, column + 1

    def _start(self) -> tuple[int, int, str]:
        line, column = (self.place.line or 1) - 1, (self.place.column or 1) - 1
        first = self.lines[line][column : column + 1]
        if first and first in _BLOCKS:
            return (*self._next(line), "")
        return (line, column + 1, first) if first and first in _QUOTES else (line, column, "")

    def _next(self, line: int) -> tuple[int, int]:
        """Find where the text goes on below a line."""
        following = (number for number in range(line + 1, len(self.lines)) if self.lines[number].strip())
        found = next(following, line)
        return found, len(self.lines[found]) - len(self.lines[found].lstrip())
