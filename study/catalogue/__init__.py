"""The catalogue of every problem familypanel can report, one file a room, or one a part of a room.

FP1... study, FP2... questionnaires, FP3... surveys, FP4... panel, FP5... coding, FP6... report.
A code is never reused for something else.  Questions that a person must settle are errors; what is kept and
merely pointed out is a warning.
"""

from __future__ import annotations

from ..problems import Entry
from . import (
    coding,
    panel,
    questionnaires,
    report,
    study,
    surveys_answers,
    surveys_decisions,
    surveys_deliveries,
    surveys_descriptions,
    surveys_files,
    surveys_identity,
    surveys_panel,
)

__all__ = ["CATALOGUE"]

_SURVEYS = (
    surveys_files, surveys_identity, surveys_descriptions, surveys_answers, surveys_deliveries,
    surveys_decisions, surveys_panel,
)  # fmt: skip
_PARTS = (study, questionnaires, *_SURVEYS, panel, coding, report)


def _gather() -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for part in _PARTS:
        for entry in part.ENTRIES:
            if entry.code in entries:
                raise ValueError(f"{entry.code} stands twice in the catalogue")
            entries[entry.code] = entry
    return dict(sorted(entries.items()))


CATALOGUE: dict[str, Entry] = _gather()
