"""Read a delivered file: the limited child process reads, this process takes over what it found."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.dictionary import Dictionary
from ..study.problems import Place, ProblemError, problem

if TYPE_CHECKING:
    from .returns import Returns

__all__ = ["KNOWN_ENDINGS", "read"]

KNOWN_ENDINGS = (".sav", ".zsav")


def read(path: Path | str) -> Returns:
    """Read an SPSS file with everything in it: codes, missing codes, labels, declared missing values.

    Parameters
    ----------
    path : Path or str
        A .sav or .zsav file.

    Returns
    -------
    Returns
        `frame` holds the codes as delivered, `dictionary` what they mean.

    Raises
    ------
    ProblemError
        FP1020 if there is no such file; FP1024 if its ending is not known; FP1021, FP1022 or FP3001 if it
        cannot be read, exhausts time or memory, or does not hold what it declares.
    """
    source = Path(path)
    if not source.is_file():
        raise ProblemError(problem("FP1020", Place(file=source.name), file=str(path)))
    if source.suffix.lower() not in KNOWN_ENDINGS:
        known = ", ".join(KNOWN_ENDINGS)
        raise ProblemError(problem("FP1024", file=source.name, ending=source.suffix, known=known))
    return _in_child(source)


def _in_child(source: Path) -> Returns:
    from ..study.child import run_limited

    with tempfile.TemporaryDirectory(prefix="familypanel-") as folder:
        run_limited("familypanel.surveys.spss_read:read_file", str(source.resolve()), folder)
        return _taken_over(Path(folder))


def _taken_over(folder: Path) -> Returns:
    import pandas as pd

    from .returns import Returns
    from .spss_read import ABOUT, DICTIONARY, FRAME, RAW

    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return Returns(
        frame=pd.read_parquet(folder / FRAME),
        dictionary=Dictionary.from_json((folder / DICTIONARY).read_text(encoding="utf-8")),
        raw=pd.read_parquet(folder / RAW),
        formats=about["formats"],
        notes=tuple(about["notes"]),
        declared_rows=about["declared_rows"],
    )
