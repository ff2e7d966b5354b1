"""Read an SPSS file: runs in the limited child process, where a crafted file can do no harm.

What was read is handed over as an Arrow stream (the cells) and a JSON value (the rest).
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from ..study.problems import Place, ProblemError, problem
from .spss_dictionary import file_dictionary
from .spss_formats import moments_of
from .spss_header import Header, Uncounted, read_header

if TYPE_CHECKING:
    import pandas as pd

    from ..study.dictionary import Dictionary

__all__ = ["RAW", "read_file"]

RAW = "raw:"


def read_file(stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Read the SPSS file `path`: cells go to `stream`, the rest is the answer.

    Parameters
    ----------
    stream : binary file
        Takes one Arrow stream: the variables, then the delivered numbers of dates as ``raw:<name>``.
    path : Path
        The delivered file.

    Returns
    -------
    dict
        ``dictionary`` (JSON text), ``formats``, ``notes`` and ``declared_rows``.

    Raises
    ------
    ProblemError
        FP1021 if it is not a sound SPSS file; FP3001 if not all that it declares arrived.
    """
    header = read_header(path)
    frame, meta = _pyreadstat(path)
    _unlike(frame, path)
    _held_against(header, frame, path)
    dictionary = file_dictionary(meta, frame)
    _hand_over(stream, frame, dictionary)
    return {"dictionary": dictionary.to_json()} | _about(meta, header)


def _pyreadstat(source: Path) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    try:
        with source.open("rb") as stream:
            uncounted = Uncounted(stream)
            frame, meta = pyreadstat.read_sav(uncounted, user_missing=True, disable_datetime_conversion=True)
    except MemoryError:
        raise
    except Exception as error:  # pyreadstat raises its own error, but also whatever a wild file provokes
        raise ProblemError(_unreadable(source, f"reading the SPSS content ended with '{error}'")) from error
    return frame, meta


def _unreadable(source: Path, reason: str) -> Any:
    return problem("FP1021", Place(file=source.name), file=source.name, reason=reason)


def _unlike(frame: pd.DataFrame, source: Path) -> None:
    """Refuse names that are the same: one of the two columns would be taken for the other."""
    if not frame.columns.is_unique:
        raise ProblemError(_unreadable(source, "two variables have the same name"))


def _held_against(header: Header, frame: pd.DataFrame, source: Path) -> None:
    """Compare the control totals with what arrived."""
    for what, declared, arrived in (
        ("cases", header.cases, len(frame)),
        ("variables", header.variables, frame.shape[1]),
    ):
        if declared is not None and declared != arrived:
            facts = {"what": what, "declared": declared, "arrived": arrived}
            raise ProblemError(problem("FP3001", Place(file=source.name), file=source.name, **facts))


def _about(meta: Any, header: Header) -> dict[str, Any]:
    numbers = {
        n: f for n, f in meta.original_variable_types.items() if meta.readstat_variable_types[n] != "string"
    }
    return {"formats": numbers, "notes": list(meta.notes or ()), "declared_rows": header.cases}


def _hand_over(stream: IO[bytes], frame: pd.DataFrame, dictionary: Dictionary) -> None:
    import pyarrow as pa

    dates = [v.name for v in dictionary if v.type in ("date", "datetime")]
    raw = {name: frame[name].to_numpy(dtype=np.float64) for name in dates}
    shown = frame.assign(**{name: moments_of(seconds) for name, seconds in raw.items()})
    columns = {name: pa.Array.from_pandas(shown[name]) for name in shown.columns}
    columns |= {RAW + name: pa.array(seconds) for name, seconds in raw.items()}
    table = pa.table(columns)
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
