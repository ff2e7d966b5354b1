"""What pyreadstat reads of an SPSS file, all of it or a part; the only place that asks it for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.problems import Place, ProblemError, problem
from .spss_header import Header, Uncounted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WIDE", "WRONG_BYTES", "all_cases", "library_read", "more_cases", "unreadable"]

WIDE = 1000
"""Variables beyond which the dictionary is read but once, and no memory taken for undeclared cases."""

WRONG_BYTES = "convert string to the requested encoding"
"""What the library says of a text that is not in the encoding of the file."""

# A byte holds at most one element of a case; compressed by zlib, at most this many.
_MOST_IN_A_BYTE = {".sav": 1, ".zsav": 1032}


def all_cases(source: Path, header: Header, encoding: str | None = None) -> tuple[pd.DataFrame, Any]:
    """Read the cases that are declared, which is quicker, or to the end if there are not as many."""
    if _countable(source, header):
        try:
            return library_read(source, encoding)
        except ProblemError as error:
            if header.variables > WIDE or WRONG_BYTES in error.problems[0].what:
                raise
    return library_read(source, encoding, counted=False)


def _countable(source: Path, header: Header) -> bool:
    """Say whether a file of this size can hold the declared cases: memory is taken for all of them."""
    room = source.stat().st_size * _MOST_IN_A_BYTE[header.kind]
    return header.cases is not None and header.cases * len(header.names) <= room


def more_cases(source: Path, header: Header, frame: pd.DataFrame, encoding: str | None) -> int:
    """Count the cases after the declared ones, where just these were read."""
    if header.cases != len(frame) or frame.shape[1] == 0:
        return 0
    part: dict[str, Any] = {"row_offset": header.cases, "usecols": [str(frame.columns[0])]}
    first, _ = library_read(source, encoding, counted=False, row_limit=1, **part)
    return len(library_read(source, encoding, counted=False, **part)[0]) if len(first) else 0


def library_read(
    source: Path, encoding: str | None = None, *, counted: bool = True, **part: Any
) -> tuple[pd.DataFrame, Any]:
    """Let pyreadstat read.

    Parameters
    ----------
    source : Path
        The file.
    encoding : str, optional
        Of its texts; by default what it declares.
    counted : bool
        Believe the number of cases that it declares.
    **part
        What to read: ``row_offset``, ``row_limit``, ``usecols``, ``metadataonly``.

    Raises
    ------
    ProblemError
        FP1021 if it cannot be read.
    """
    import pyreadstat

    try:
        with source.open("rb") as stream, _uncopied():
            frame, meta = pyreadstat.read_sav(
                stream if counted else Uncounted(stream), user_missing=True, disable_datetime_conversion=True,
                encoding=encoding, **part,
            )  # fmt: skip
    except MemoryError:
        raise
    except Exception as error:  # pyreadstat raises its own error, but also whatever a wild file provokes
        # Only the library's own words: another error's may quote what stands in the file.
        said = str(error) if isinstance(error, pyreadstat.ReadstatError) else type(error).__name__
        raise unreadable(source, f"reading the SPSS content ended with '{said}'") from error
    return frame, meta


@contextmanager
def _uncopied() -> Iterator[None]:
    """Let the columns that pyreadstat has read become a frame as they are.

    It has narwhals make the frame, which copies every cell into one block: a tenth of the time of reading and
    a third of its memory. A version of pyreadstat that does it otherwise is left to its own way.
    """
    from pyreadstat import _readstat_parser

    frames = getattr(_readstat_parser, "nw", None)
    if not hasattr(frames, "from_dict"):
        yield
        return
    _readstat_parser.nw = _Frames(frames)
    try:
        yield
    finally:
        _readstat_parser.nw = frames


class _Frames:
    """The narwhals that pyreadstat uses, but for how a pandas frame is made."""

    def __init__(self, usual: Any) -> None:
        self._usual = usual

    def __getattr__(self, name: str) -> Any:
        return getattr(self._usual, name)

    def from_dict(self, columns: Mapping[str, Any], backend: str, **how: Any) -> Any:
        if backend != "pandas":
            return self._usual.from_dict(columns, backend=backend, **how)
        import pandas as pd

        frame = pd.DataFrame({name: _texts(cells) for name, cells in columns.items()}, copy=False)
        return self._usual.from_native(frame)


def _texts(cells: Any) -> Any:
    """Make texts of a column of them at once; pandas would look at each several times to see what it is."""
    import pandas as pd
    import pyarrow as pa

    if not pd.api.types.is_object_dtype(cells):
        return cells
    try:
        texts = pa.array(cells, pa.large_string(), from_pandas=True)
    except pa.ArrowException:
        return cells
    # Where there is no text at all, pandas decides what the column is.
    return cells if texts.null_count == len(texts) else pd.array(texts, dtype="str")


def unreadable(source: Path, reason: str) -> ProblemError:
    """Say that a file cannot be read."""
    return ProblemError(problem("FP1021", Place(file=source.name), file=source.name, reason=reason))
