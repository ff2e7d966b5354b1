"""Storing the cells of a wave, as `surveys receive` does, without a delivered file."""

from __future__ import annotations

from familypanel.study import Cells, Study
from familypanel.study.store.deliveries import add_delivery
from familypanel.study.store.waves import add_version, write_cells


def store_cells(study: Study, wave: str, cells: Cells) -> None:
    """Make `cells` the live version of a wave."""
    sha256, n = write_cells(study.store, cells), len(cells)
    with study.store.transaction() as connection:
        delivery = add_delivery(
            connection, {}, sha256=sha256, wave=wave, file_name="w.sav", agency=None, rows_in=n, accepted=n,
            quarantined=0, duplicates=0,
        )  # fmt: skip
        add_version(connection, wave, sha256, n, delivery)
