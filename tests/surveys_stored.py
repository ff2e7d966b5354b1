"""Put a wave into a study's store as receiving would, without a file and its child process."""

from __future__ import annotations

import pandas as pd

from familypanel.study.cells import Cells
from familypanel.study.dictionary import Dictionary
from familypanel.study.store.deliveries import add_delivery
from familypanel.study.store.members import Member, add_members, members_frame
from familypanel.study.store.waves import add_version, write_cells


def stored(
    study, wave: str, book: Dictionary, frame: pd.DataFrame, reasons=None, *, cohort: str = "main"
) -> Cells:
    """Store a wave; members that are not enrolled yet join the cohort."""
    cells = Cells(frame, book, reasons or {})
    written = write_cells(study.store, cells)
    counts = {"rows_in": len(cells), "accepted": len(cells), "quarantined": 0, "duplicates": 0}
    with study.store.transaction() as connection:
        known = set(members_frame(connection)["urn"])
        add_members(connection, [Member(u, cohort) for u in frame["urn"] if u not in known], "test")
        delivery = add_delivery(
            connection, {}, sha256=written, wave=wave, file_name=f"{wave}.sav", agency=None, **counts
        )
        add_version(connection, wave, written, len(cells), delivery)
    return cells
