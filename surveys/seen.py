"""What the study holds before a delivery: read once, and proved unchanged before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..study.cells import Cells
from ..study.dictionary import Dictionary
from ..study.store.decisions import CellDecision, all_decisions, assigned_rows
from ..study.store.deliveries import Delivery, count_deliveries, find_delivery, problems_of, waves_of
from ..study.store.events import events_frame
from ..study.store.members import members_frame
from ..study.store.waves import WaveVersion, current_version, read_cells
from .findings import OF_ROWS

if TYPE_CHECKING:
    from ..study.config import Wave
    from ..study.folder import Study
    from ..study.store.engine import Connection

__all__ = ["Seen", "Setting", "fingerprint", "look"]


@dataclass(frozen=True)
class Seen:
    """The state of a study in which a delivery was examined.

    Parameters
    ----------
    same : Delivery or None
        The earlier delivery of the same bytes for the same wave.
    elsewhere : tuple of str
        Other waves for which the same bytes were accepted.
    members, events : DataFrame
        The register, and all events.
    version : WaveVersion or None
        The accepted version of the wave.
    cells : Cells or None
        Its cells.
    print : tuple
        Changes whenever another delivery, enrolment, event or decision is stored.
    assigned : mapping of int to str or None
        Rows of these bytes whose member was decided; None where a row does not count.
    decisions : tuple of CellDecision
        What was decided about this wave.
    """

    same: Delivery | None
    elsewhere: tuple[str, ...]
    members: pd.DataFrame
    events: pd.DataFrame
    version: WaveVersion | None
    cells: Cells | None
    print: tuple[int, ...]
    assigned: Mapping[int, str | None] = field(default_factory=dict)
    decisions: tuple[CellDecision, ...] = ()
    again: bool = False
    """Whether rows of these bytes that were quarantined could be matched now."""


def look(study: Study, sha256: str, wave: str) -> Seen:
    """Read the state from one consistent view of the store."""
    with study.store.reading() as connection:
        same = find_delivery(connection, sha256, wave)
        elsewhere = sorted(waves_of(connection, sha256) - {wave})
        members, events = members_frame(connection), events_frame(connection)
        version = current_version(connection, wave)
        state = fingerprint(connection)
        assigned = assigned_rows(connection, sha256, wave)
        decisions = tuple(all_decisions(connection, wave))
        live = same is not None and version is not None and version.delivery == same.id
        again = live and _matchable(connection, same, set(members["urn"]), assigned)
    cells = None if version is None or (same and not again) else read_cells(study.store, version.cells_sha256)
    return Seen(same, tuple(elsewhere), members, events, version, cells, state, assigned, decisions, again)


def _matchable(
    connection: Connection, same: Delivery | None, members: set[str], assigned: Mapping[int, str | None]
) -> bool:
    """Say whether a quarantined row of this delivery might be matched now; examining it will tell."""
    if same is None or not same.quarantined:
        return False
    listed = [one for one in problems_of(connection, same.id) if one["code"] in {*OF_ROWS, _DISCARDED}]
    held = [one for one in listed if one["code"] in OF_ROWS]
    if any(one["row"] in assigned or (one["code"] not in _RIVALS and one["urn"] in members) for one in held):
        return True
    # Where more rows were held back than are listed one by one, only examining them can tell.
    return same.quarantined > len(listed)


_RIVALS, _DISCARDED = {"FP3006", "FP3211"}, "FP3129"


def fingerprint(connection: Connection) -> tuple[int, ...]:
    """Count what a delivery depends on; all of it only ever grows."""
    return count_deliveries(connection)


@dataclass(frozen=True)
class Setting:
    """Where a delivery arrives: the study, the wave, and what is known of both.

    `date` is the variable with the date of the interview, if it has no usual name.
    """

    study: Study
    wave: Wave
    seen: Seen
    date: str | None = None

    @property
    def _built(self) -> Path:
        return self.study.instruments / self.wave.name / "dictionary.json"

    @cached_property
    def settled(self) -> bool:
        """Whether an instrument says what the variables of the wave mean."""
        return self._built.is_file()

    @cached_property
    def book(self) -> Dictionary | None:
        """The dictionary of the wave's instrument, else of its accepted version, else there is none yet."""
        if self.settled:
            return Dictionary.from_json(self._built.read_text(encoding="utf-8"))
        return None if self.seen.cells is None else self.seen.cells.dictionary
