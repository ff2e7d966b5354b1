"""What the study holds before a delivery: read once, and proved unchanged before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..study.cells import Cells
from ..study.dictionary import Dictionary
from ..study.store.deliveries import Delivery, count_deliveries, find_delivery, waves_of
from ..study.store.events import events_frame
from ..study.store.members import members_frame
from ..study.store.waves import WaveVersion, current_version, read_cells

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
        Changes whenever another delivery, enrolment or event is stored.
    """

    same: Delivery | None
    elsewhere: tuple[str, ...]
    members: pd.DataFrame
    events: pd.DataFrame
    version: WaveVersion | None
    cells: Cells | None
    print: tuple[int, ...]


def look(study: Study, sha256: str, wave: str) -> Seen:
    """Read the state from one consistent view of the store."""
    with study.store.reading() as connection:
        same = find_delivery(connection, sha256, wave)
        elsewhere = sorted(waves_of(connection, sha256) - {wave})
        members, events = members_frame(connection), events_frame(connection)
        version = current_version(connection, wave)
        state = fingerprint(connection)
    cells = None if version is None or same else read_cells(study.store, version.cells_sha256)
    return Seen(same, tuple(elsewhere), members, events, version, cells, state)


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
