"""The catalogue of every problem familypanel can report, one file a room.

FP1... study, FP2... questionnaires, FP3... surveys, FP4... panel, FP5... coding, FP6... report.
A code is never reused for something else.
"""

from __future__ import annotations

from ..problems import Entry
from . import coding, coding_desk, panel, questionnaires, report, study, surveys

__all__ = ["CATALOGUE"]


def _gather() -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for room in (study, questionnaires, surveys, panel, coding, coding_desk, report):
        for entry in room.ENTRIES:
            if entry.code in entries:
                raise ValueError(f"{entry.code} stands twice in the catalogue")
            entries[entry.code] = entry
    return entries


CATALOGUE: dict[str, Entry] = _gather()
