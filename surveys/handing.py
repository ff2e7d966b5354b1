"""Hand over what the child process has read: the cells as an Arrow stream."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import numpy as np

from .spss_formats import moments_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ..study.dictionary import Dictionary

__all__ = ["RAW", "hand_over"]

RAW = "raw:"
"""Stands before the name of a variable where the delivered number of a date is meant."""


def hand_over(stream: IO[bytes], frame: pd.DataFrame, dictionary: Dictionary) -> None:
    """Write the cells, then the delivered numbers of dates.

    Parameters
    ----------
    stream : binary file
        Takes one Arrow stream.
    frame : DataFrame, (n_rows, n_columns)
        As delivered; dates as SPSS seconds.
    dictionary : Dictionary
        Says which variables are dates.
    """
    import pyarrow as pa

    dates = [v.name for v in dictionary if v.type in ("date", "datetime")]
    raw = {name: frame[name].to_numpy(dtype=np.float64) for name in dates}
    shown = frame.assign(**{name: moments_of(seconds) for name, seconds in raw.items()})
    columns = {name: _column(shown[name]) for name in shown.columns}
    columns |= {RAW + name: pa.array(seconds) for name, seconds in raw.items()}
    table = pa.table(columns)
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)


def _column(cells: pd.Series[Any]) -> pa.Array:
    """Give numbers as they stand, so that neither process copies them; NaN stays NaN."""
    import pyarrow as pa

    return pa.array(cells.to_numpy()) if cells.dtype == np.float64 else pa.Array.from_pandas(cells)
