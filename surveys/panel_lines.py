"""Texts with line breaks for SPSS, which reads a case a line, in quotation marks or not.

Where there are such texts SPSS gets a .csv of its own, in which a character that no text holds stands for
each line break; the syntax that loads it puts the line breaks back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.files import write_bytes
from ..study.spss import literal
from .panel_writers import csv_frame

if TYPE_CHECKING:
    from .panel_codes import Coded

__all__ = ["OneLine", "one_line", "path_for_spss", "write_for_spss"]

_BREAKS = "\n\r"
_FIRST_PRIVATE, _LAST_PRIVATE = 0xE000, 0xF8FF
_BYTES = 3
"""How many bytes such a character takes in UTF-8."""


@dataclass(frozen=True)
class OneLine:
    """How line breaks are written.

    Parameters
    ----------
    marks : dict of str to str
        For each kind of line break the character that stands for it.
    room : dict of str to int
        For each variable with line breaks the bytes that a text of it takes more, at most.
    """

    marks: dict[str, str] = field(default_factory=dict)
    room: dict[str, int] = field(default_factory=dict)

    def restored(self, name: str) -> list[str]:
        """Give the lines of syntax that put the line breaks of a variable back."""
        return [
            f"COMPUTE {name} = REPLACE({name}, {literal(mark)}, STRING({ord(found)}, PIB1))."
            for found, mark in self.marks.items()
        ]


def one_line(panel: Coded) -> OneLine:
    """Find the variables with line breaks, and characters that no text holds."""
    texts = {v.name: panel.frame[v.name].dropna().astype(str) for v in panel.dictionary if v.is_text}
    room = {name: _breaks(column) * (_BYTES - 1) for name, column in texts.items()}
    room = {name: more for name, more in room.items() if more}
    if not room:
        return OneLine()
    used = {char for name in room for text in texts[name] for char in text}
    free = (chr(code) for code in range(_FIRST_PRIVATE, _LAST_PRIVATE) if chr(code) not in used)
    return OneLine({found: next(free) for found in _BREAKS if found in used}, room)


def _breaks(column: Any) -> int:
    """Count the line breaks of the text that has most."""
    return int(column.str.count(f"[{_BREAKS}]").max()) if len(column) else 0


def path_for_spss(csv: Path) -> Path:
    """Give the name of the .csv that SPSS reads, where it has one of its own."""
    return csv.with_name(f"{csv.stem}-spss.csv")


def write_for_spss(panel: Coded, path: Path) -> None:
    """Write the .csv that SPSS reads: as every other, but for the line breaks."""
    frame, how = csv_frame(panel), one_line(panel)
    for name in how.room:
        for found, mark in how.marks.items():
            frame[name] = frame[name].str.replace(found, mark, regex=False)
    write_bytes(path, frame.to_csv(index=False, lineterminator="\n").encode("utf-8"))
