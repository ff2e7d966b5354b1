"""Read a large .sav quickly, and hold what was read against pyreadstat; on any difference it steps aside.

pyreadstat passes over the cases it is not asked for in a small part of the time it needs to hand them over.
It is asked for everything in the dictionary, for all variables in rows from one end of the file to the other,
and for the first and the last variable in every row. A case of which too much or too little was taken shifts
all that follow, so the last variable would differ; a variable taken for another would differ in every row.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..study.problems import ProblemError
from .encodings import named
from .spss_cases import UnusualError, read_cases
from .spss_header import Header
from .spss_layout import declared_encoding
from .spss_library import WIDE, library_read

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DISAGREED", "DisagreementError", "read_checked"]

# Below this number of cells pyreadstat alone is as quick.
_LARGE = 1_000_000
_BLOCKS, _ROWS = 3, 1000

DISAGREED = "The quick reader and pyreadstat did not agree; the file was read by pyreadstat alone."


class DisagreementError(Exception):
    """pyreadstat has read something else than the quick reader."""


def read_checked(source: Path, header: Header) -> tuple[pd.DataFrame, Any] | None:
    """Read all cases, if the file is large and plain.

    Returns
    -------
    frame, meta
        As pyreadstat gives them; None where the file is left to it.

    Raises
    ------
    DisagreementError
        If what was read is not what pyreadstat has read.
    """
    cells = (header.cases or 0) * header.variables
    if cells < _LARGE or header.variables > WIDE:
        return None
    try:
        columns = read_cases(source, header, utf8=named(declared_encoding(header)) == "utf-8")
        _, meta = library_read(source, metadataonly=True)
    except (UnusualError, ProblemError):
        return None
    frame = _framed(columns, meta)
    _hold_against(frame, source)
    return frame, meta


def _framed(columns: list[Any], meta: Any) -> pd.DataFrame:
    import pyarrow as pa

    names = list(meta.column_names)
    if len(set(names)) != len(columns):
        raise DisagreementError
    frame: pd.DataFrame = pa.Table.from_arrays(columns, names).to_pandas(split_blocks=True)
    return frame


def _hold_against(frame: pd.DataFrame, source: Path) -> None:
    """Compare whole columns and whole rows with what pyreadstat reads."""
    ends = list(dict.fromkeys([frame.columns[0], frame.columns[-1]]))
    parts: list[dict[str, Any]] = [{"usecols": ends}]
    starts = np.linspace(0, max(len(frame) - _ROWS, 0), _BLOCKS).astype(int).tolist()
    parts += [{"row_offset": start, "row_limit": _ROWS} for start in starts]
    for part in parts:
        start = part.get("row_offset", 0)
        ours = frame.iloc[start : start + part.get("row_limit", len(frame))]
        try:
            theirs, _ = library_read(source, **part)
        except ProblemError as error:
            raise DisagreementError from error
        if not _same(ours[part.get("usecols", list(frame.columns))], theirs):
            raise DisagreementError


def _same(ours: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    if ours.shape != theirs.shape or list(ours.columns) != list(theirs.columns):
        return False
    return all(_alike(ours[name], theirs[name]) for name in ours.columns)


def _alike(ours: pd.Series[Any], theirs: pd.Series[Any]) -> bool:
    if ours.dtype == np.float64:
        same = np.array_equal(ours.to_numpy(), theirs.to_numpy(), equal_nan=True)
        return theirs.dtype == np.float64 and same
    return bool((ours.reset_index(drop=True) == theirs.astype("str")).all())
