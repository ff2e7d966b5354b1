"""Answers that may no longer be used: consent taken back, and the cells of a wave without these members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from .cells import Cells
    from .folder import Study

__all__ = ["TAKEN_BACK", "Usable", "scopes_taken_back", "taken_back", "usable_answers", "withdrawn_members"]

TAKEN_BACK = ("use", "answers", "everything")
"""Scopes of withdrawal that also take back what was already given."""


def scopes_taken_back(events: pd.DataFrame) -> dict[str, str]:
    """Give the members whose answers may not be used, each with the scope, from what `events_frame` gives."""
    gone = events[(events["kind"] == "withdrawal") & events["detail"].isin(TAKEN_BACK)]
    return dict(zip(gone["urn"], gone["detail"], strict=True))


def taken_back(events: pd.DataFrame) -> frozenset[str]:
    """Name the members whose answers may not be used, from what `events_frame` gives."""
    return frozenset(scopes_taken_back(events))


def withdrawn_members(study: Study) -> frozenset[str]:
    """Name the members of a study whose answers may not be used."""
    from .store.events import events_frame

    with study.store.reading() as connection:
        return taken_back(events_frame(connection))


@dataclass(frozen=True)
class Usable:
    """The answers of a wave that may be used.

    Parameters
    ----------
    cells : Cells or None
        None where nothing was accepted for the wave.
    withdrawn : frozenset of str
        Members with a return in the wave who took back the use of their answers: left out of `cells`.
    """

    cells: Cells | None
    withdrawn: frozenset[str] = frozenset()

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say about who was left out."""
        n = len(self.withdrawn)
        if not n:
            return ()
        who = f"{n:,} members" if n > 1 else "1 member"
        return (f"Left out because consent to the use of the answers was taken back: {who}.",)


def usable_answers(study: Study, wave: str) -> Usable:
    """Read the accepted version of a wave without the members who took back the use of their answers.

    Every table, figure and file is made from this; the store itself keeps what was delivered.
    """
    from .store.waves import read_wave

    cells = read_wave(study.store, wave)
    if cells is None:
        return Usable(None)
    out = cells.frame["urn"].isin(list(withdrawn_members(study)))
    if not out.any():
        return Usable(cells)
    return Usable(cells.only(~out.to_numpy(dtype=bool)), frozenset(cells.frame.loc[out, "urn"]))
