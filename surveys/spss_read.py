"""Read an SPSS file: runs in the limited child process, where a crafted file can do no harm.

What was read is handed over as an Arrow stream (the cells) and a JSON value (the rest).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..study.problems import Place, ProblemError, problem
from .encodings import DEFAULT, UTF_8, are_utf8, named
from .handing import RAW, hand_over
from .spss_dictionary import file_dictionary
from .spss_header import Header, Uncounted, read_header
from .spss_layout import declared_encoding, file_layout, file_sets

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RAW", "read_file"]

# Where it does not know the number of cases the library takes memory for many thousands in every column.
_WIDE = 1000
# A byte holds at most one element of a case; compressed by zlib, at most this many.
_MOST_IN_A_BYTE = {".sav": 1, ".zsav": 1032}
_WRONG_BYTES = "convert string to the requested encoding"


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
        ``dictionary`` (JSON text), ``formats``, ``notes``, ``declared_rows``, ``layout`` and ``remarks``.

    Raises
    ------
    ProblemError
        FP1021 if it is not a sound SPSS file; FP3001 if not all that it declares arrived.
    """
    header = read_header(path)
    encoding = declared_encoding(header)
    frame, meta, encoding, remarks = _decoded(path, header, encoding)
    _unlike(frame, path)
    _held_against(header, frame, path, encoding if remarks else None)
    sets, styles, unread = file_sets(header, meta, encoding)
    dictionary = file_dictionary(meta, frame, sets)
    hand_over(stream, frame, dictionary)
    return {
        "dictionary": dictionary.to_json(),
        "formats": meta.original_variable_types,
        "notes": list(meta.notes or ()),
        "declared_rows": header.cases,
        "layout": asdict(file_layout(header, meta, encoding, styles)),
        "remarks": [*remarks, *unread],
    }


def _decoded(path: Path, header: Header, declared: str) -> tuple[pd.DataFrame, Any, str, list[str]]:
    """Read the file in the encoding it declares, or in another one if that turns out to be untrue."""
    try:
        frame, meta = _cases(path, header)
    except ProblemError as error:
        if _WRONG_BYTES not in error.problems[0].what:
            raise
        return _otherwise(path, header, declared, error)
    if named(declared) == named(UTF_8) or not are_utf8(_texts(frame, meta), declared):
        return frame, meta, declared, []
    return *_cases(path, header, UTF_8), UTF_8, [_untrue(declared, UTF_8)]


def _otherwise(
    path: Path, header: Header, declared: str, error: ProblemError
) -> tuple[pd.DataFrame, Any, str, list[str]]:
    """Try UTF-8, which nothing else looks like, and then the usual encoding."""
    for encoding in (UTF_8, DEFAULT):
        if named(encoding) == named(declared):
            continue
        try:
            return *_cases(path, header, encoding), encoding, [_untrue(declared, encoding)]
        except ProblemError as other:
            error = other
    raise error


def _untrue(declared: str, encoding: str) -> str:
    return (
        f"The file says that its texts are {declared}, which is not true; they were read as {encoding}. "
        "Look at words with accents before you rely on them."
    )


def _texts(frame: pd.DataFrame, meta: Any) -> Iterator[str]:
    """Give every text of the file: labels first, which are few."""
    yield from (label for label in meta.column_labels if label)
    yield from (str(label) for labels in meta.value_labels.values() for label in labels.values())
    for name, kind in meta.readstat_variable_types.items():
        if kind == "string":
            yield from (text for text in frame[name] if isinstance(text, str))


def _cases(source: Path, header: Header, encoding: str | None = None) -> tuple[pd.DataFrame, Any]:
    """Read the cases that are declared, which is quicker, or to the end if there are not as many."""
    if _countable(source, header):
        try:
            return _pyreadstat(source, encoding, counted=True)
        except ProblemError as error:
            if header.variables > _WIDE or _WRONG_BYTES in error.problems[0].what:
                raise
    return _pyreadstat(source, encoding, counted=False)


def _countable(source: Path, header: Header) -> bool:
    """Say whether a file of this size can hold the declared cases: memory is taken for all of them."""
    room = source.stat().st_size * _MOST_IN_A_BYTE[header.kind]
    return header.cases is not None and header.cases * len(header.names) <= room


def _pyreadstat(
    source: Path, encoding: str | None, *, counted: bool, **part: Any
) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    try:
        with source.open("rb") as stream:
            frame, meta = pyreadstat.read_sav(
                stream if counted else Uncounted(stream), user_missing=True, disable_datetime_conversion=True,
                encoding=encoding, **part,
            )  # fmt: skip
    except MemoryError:
        raise
    except Exception as error:  # pyreadstat raises its own error, but also whatever a wild file provokes
        # Only the library's own words: another error's may quote what stands in the file.
        said = str(error) if isinstance(error, pyreadstat.ReadstatError) else type(error).__name__
        raise ProblemError(_unreadable(source, f"reading the SPSS content ended with '{said}'")) from error
    return frame, meta


def _left_behind(source: Path, header: Header, frame: pd.DataFrame, encoding: str | None) -> int:
    """Look for a case after the declared ones, where just these were read."""
    if header.cases != len(frame) or frame.shape[1] == 0:
        return 0
    first = [str(frame.columns[0])]
    beyond, _ = _pyreadstat(
        source, encoding, counted=False, row_offset=header.cases, row_limit=1, usecols=first
    )
    return len(beyond)


def _unreadable(source: Path, reason: str) -> Any:
    return problem("FP1021", Place(file=source.name), file=source.name, reason=reason)


def _unlike(frame: pd.DataFrame, source: Path) -> None:
    """Refuse names that are the same, or that no SPSS file can have: columns would be taken for others."""
    if not frame.columns.is_unique:
        raise ProblemError(_unreadable(source, "two variables have the same name"))
    if any(":" in name or not name.strip() for name in frame.columns):
        raise ProblemError(_unreadable(source, "a variable has a name that SPSS does not allow"))


def _held_against(header: Header, frame: pd.DataFrame, source: Path, encoding: str | None) -> None:
    """Compare the control totals with what arrived."""
    for what, declared, arrived in (
        ("cases", header.cases, len(frame) + _left_behind(source, header, frame, encoding)),
        ("variables", header.variables, frame.shape[1]),
    ):
        if declared is not None and declared != arrived:
            facts = {"what": what, "declared": declared, "arrived": arrived}
            raise ProblemError(problem("FP3001", Place(file=source.name), file=source.name, **facts))
