"""Read an SPSS file: runs in the limited child process, where a crafted file can do no harm.

What was read is handed over as files in a private folder: Parquet for the cells, JSON for the rest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..study.problems import Place, ProblemError, problem
from .spss_dictionary import file_dictionary
from .spss_formats import moments_of
from .spss_header import Header, read_header

if TYPE_CHECKING:
    import pandas as pd

    from ..study.dictionary import Dictionary

__all__ = ["ABOUT", "DICTIONARY", "FRAME", "RAW", "read_file"]

FRAME, RAW, DICTIONARY, ABOUT = "frame.parquet", "raw.parquet", "dictionary.json", "about.json"


def read_file(path: str, folder: str) -> None:
    """Read the SPSS file `path` and leave what is in it in `folder`.

    Raises
    ------
    ProblemError
        FP1021 if it is not a sound SPSS file; FP3001 if not all that it declares arrived.
    """
    source = Path(path)
    header = read_header(source)
    frame, meta = _pyreadstat(source)
    _unlike(frame, source)
    _held_against(header, frame, source)
    dictionary = file_dictionary(meta, frame)
    _hand_over(Path(folder), frame, dictionary, _about(meta, header))


def _pyreadstat(source: Path) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(str(source), user_missing=True, disable_datetime_conversion=True)
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
    numbers = {n: f for n, f in meta.original_variable_types.items() if meta.readstat_variable_types[n] != "string"}
    return {"formats": numbers, "notes": list(meta.notes or ()), "declared_rows": header.cases}


def _hand_over(
    folder: Path, frame: pd.DataFrame, dictionary: Dictionary, about: dict[str, Any]
) -> None:
    dates = [v.name for v in dictionary if v.type in ("date", "datetime")]
    raw = frame[dates]
    moments = {name: moments_of(raw[name].to_numpy(dtype=np.float64)) for name in dates}
    frame.assign(**moments).to_parquet(folder / FRAME, index=False)
    raw.to_parquet(folder / RAW, index=False)
    (folder / DICTIONARY).write_text(dictionary.to_json(), encoding="utf-8")
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
