"""The catalogue of every problem familypanel can report, one file a room or a part of it.

FP1... study, FP2... questionnaires, FP3... surveys, FP4... panel, FP5... coding, FP6... report.
A code is never reused for something else.
"""

from __future__ import annotations

from ..problems import Entry
from . import (
    coding,
    panel,
    questionnaires_bank,
    questionnaires_exchange,
    questionnaires_outputs,
    questionnaires_placements,
    questionnaires_proofs,
    questionnaires_routing,
    questionnaires_slips,
    report,
    study,
    surveys,
)

__all__ = ["CATALOGUE"]


_PARTS = (
    study,
    questionnaires_bank,
    questionnaires_placements,
    questionnaires_routing,
    questionnaires_proofs,
    questionnaires_outputs,
    questionnaires_exchange,
    questionnaires_slips,
    surveys,
    panel,
    coding,
    report,
)


def _gather() -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for part in _PARTS:
        for entry in part.ENTRIES:
            if entry.code in entries:
                raise ValueError(f"{entry.code} stands twice in the catalogue")
            entries[entry.code] = entry
    return entries


CATALOGUE: dict[str, Entry] = _gather()
