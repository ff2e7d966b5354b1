"""The catalogue of every problem familypanel can report: a file an idea, its name beginning with the room.

FP1... study, FP2... questionnaires, FP3... surveys, FP4... panel, FP5... coding, FP6... report.
A code is never reused for something else.  Questions that a person must settle are errors; what is kept and
merely pointed out is a warning.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from ..problems import Entry

__all__ = ["CATALOGUE"]


def _gather() -> dict[str, Entry]:
    """Read every file of this folder; the order is that of the codes."""
    entries: dict[str, Entry] = {}
    for module in sorted(found.name for found in iter_modules(__path__)):
        for entry in import_module(f".{module}", __name__).ENTRIES:
            if entry.code in entries:
                raise ValueError(f"{entry.code} stands twice in the catalogue")
            entries[entry.code] = entry
    return dict(sorted(entries.items()))


CATALOGUE: dict[str, Entry] = _gather()
