"""Read a delivered file: the limited child process reads, this process takes over what it found."""

from __future__ import annotations

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
    found : Returns
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
    import pyarrow as pa

    from ..study.child import run_limited
    from .returns import Layout, Returns
    from .spss_read import RAW

    answer = run_limited("familypanel.surveys.spss_read:read_file", source)
    table = pa.ipc.open_stream(answer.payload).read_all()
    names = [name for name in table.column_names if not name.startswith(RAW)]
    raw = [name for name in table.column_names if name.startswith(RAW)]
    return Returns(
        frame=table.select(names).to_pandas(),
        dictionary=Dictionary.from_json(answer.value["dictionary"]),
        raw=table.select(raw).rename_columns([name.removeprefix(RAW) for name in raw]).to_pandas(),
        formats=answer.value["formats"],
        notes=tuple(answer.value["notes"]),
        declared_rows=answer.value["declared_rows"],
        layout=Layout(**answer.value["layout"]),
        remarks=tuple(answer.value["remarks"]),
    )
