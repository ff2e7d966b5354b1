"""Read a delivered file: the limited child process reads, this process takes over what it found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.dictionary import Dictionary
from ..study.problems import Place, ProblemError, problem

if TYPE_CHECKING:
    from .returns import Returns

__all__ = ["KNOWN_ENDINGS", "delivered", "read"]

_READERS = {
    ".sav": "spss_read", ".zsav": "spss_read", ".por": "por_read", ".dta": "dta_read",
    ".csv": "sheet_read", ".tsv": "sheet_read", ".xlsx": "sheet_read",
}  # fmt: skip
_SPSS, _SHEETS = "spss_read", "sheet_read"
KNOWN_ENDINGS = tuple(_READERS)


def read(path: Path | str, *, dictionary: Dictionary | None = None, id: str | None = None) -> Returns:  # noqa: A002
    """Read a delivered file with everything in it: codes, missing codes, labels, declared missing values.

    Parameters
    ----------
    path : Path or str
        SPSS (.sav, .zsav, .por), Stata (.dta), or a sheet with names in its first row (.csv, .tsv, .xlsx).
    dictionary : Dictionary, optional
        What the columns of a sheet are to be read as; without one, columns of nothing but numbers become
        numbers, those of nothing but ISO dates become dates, and the remarks say which. Other files say
        themselves what they hold.
    id : str, optional
        The column of a sheet with the URN, which always stays text; default ``urn``.

    Returns
    -------
    found : Returns
        `frame` holds the codes as delivered, `dictionary` what they mean.

    Raises
    ------
    ProblemError
        FP1020 if there is no such file; FP1026 if its ending is not known; FP1021, FP1022, FP3001 or FP3151
        if it cannot be read, exhausts time or memory, or does not hold what it declares.
    """
    found = delivered(Path(path), dictionary, id)
    return replace(found, frame=found.frame.copy(), raw=found.raw.copy())


def delivered(
    source: Path, dictionary: Dictionary | None, id_name: str | None, quick: bool = False
) -> Returns:
    """Read as `read` does; the cells stand where they arrived and cannot be changed in place."""
    if not source.is_file():
        raise ProblemError(problem("FP1020", Place(file=source.name), file=str(source)))
    reader = _READERS.get(source.suffix.lower())
    if reader is None:
        known = ", ".join(KNOWN_ENDINGS)
        raise ProblemError(problem("FP1026", file=source.name, ending=source.suffix, known=known))
    if reader == _SPSS:
        return _in_child(source, reader, quick)
    if reader != _SHEETS:
        return _in_child(source, reader)
    return _in_child(source, reader, None if dictionary is None else dictionary.to_json(), id_name or "urn")


def _in_child(source: Path, reader: str, *args: str | bool | None) -> Returns:
    import pyarrow as pa

    from ..study.child import run_limited
    from .handing import RAW
    from .returns import Layout, Returns

    answer = run_limited(f"familypanel.surveys.{reader}:read_file", source, *args)
    table = pa.ipc.open_stream(answer.payload).read_all()
    names = [name for name in table.column_names if not name.startswith(RAW)]
    raw = [name for name in table.column_names if name.startswith(RAW)]
    dates = table.select(raw).rename_columns([name.removeprefix(RAW) for name in raw])
    return Returns(
        frame=table.select(names).to_pandas(split_blocks=True),
        dictionary=Dictionary.from_json(answer.value["dictionary"]),
        raw=dates.to_pandas(split_blocks=True),
        formats=answer.value["formats"],
        notes=tuple(answer.value["notes"]),
        declared_rows=answer.value["declared_rows"],
        layout=Layout(**answer.value["layout"]),
        remarks=tuple(answer.value["remarks"]),
        unbounded=tuple(answer.value.get("unbounded", ())),
        first_row=2 if reader == _SHEETS else 1,
    )
