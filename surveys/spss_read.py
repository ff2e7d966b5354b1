"""Read an SPSS file: runs in the limited child process, where a crafted file can do no harm.

What was read is handed over as an Arrow stream (the cells) and a JSON value (the rest).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..study.problems import Place, ProblemError, problem
from .encodings import DEFAULT, UTF_8, are_utf8, named
from .handing import RAW, hand_over
from .spss_checked import DISAGREED, DisagreementError, read_checked
from .spss_dictionary import file_dictionary
from .spss_header import Header, read_header
from .spss_layout import declared_encoding, file_layout, file_sets
from .spss_library import WRONG_BYTES, all_cases, more_cases, unreadable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RAW", "read_file"]


@dataclass(frozen=True)
class _Decoded:
    """The cases and the metadata of a file.

    `encoding` is None where it is the declared one; `whole` says that no case can have been left behind.
    """

    frame: pd.DataFrame
    meta: Any
    encoding: str | None = None
    remarks: tuple[str, ...] = ()
    whole: bool = False


def read_file(stream: IO[bytes], path: Path, fast: bool = False) -> dict[str, Any]:
    """Read the SPSS file `path`: cells go to `stream`, the rest is the answer.

    Parameters
    ----------
    stream : binary file
        Takes one Arrow stream: the variables, then the delivered numbers of dates as ``raw:<name>``.
    path : Path
        The delivered file.
    fast : bool
        Read a large plain file by ourselves, and hold samples of it against pyreadstat.

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
    found = _decoded(path, header, fast)
    frame, meta = found.frame, found.meta
    _unlike(frame, path)
    _held_against(header, found, path)
    encoding = found.encoding or declared_encoding(header)
    sets, styles, unread = file_sets(header, meta, encoding)
    dictionary = file_dictionary(meta, frame, sets)
    hand_over(stream, frame, dictionary)
    return {
        "dictionary": dictionary.to_json(),
        "formats": meta.original_variable_types,
        "notes": list(meta.notes or ()),
        "declared_rows": header.cases,
        "layout": asdict(file_layout(header, meta, encoding, styles)),
        "remarks": [*found.remarks, *unread],
    }


def _decoded(path: Path, header: Header, fast: bool) -> _Decoded:
    """Read the cases, quickly where that is wanted and proves to be right."""
    try:
        quick = read_checked(path, header) if fast else None
    except DisagreementError:
        found = _declared_or_usual(path, header)
        return replace(found, remarks=(DISAGREED, *found.remarks))
    if quick is None or _is_utf8(header, _labels(quick[1])):
        return _declared_or_usual(path, header)
    return _Decoded(*quick, whole=True)


def _declared_or_usual(path: Path, header: Header) -> _Decoded:
    """Read the file in the encoding it declares, or in another one if that turns out to be untrue."""
    try:
        found = _Decoded(*all_cases(path, header))
    except ProblemError as error:
        if WRONG_BYTES not in error.problems[0].what:
            raise
        return _otherwise(path, header, error)
    return _in(UTF_8, path, header) if _is_utf8(header, _texts(found.frame, found.meta)) else found


def _otherwise(path: Path, header: Header, error: ProblemError) -> _Decoded:
    """Try UTF-8, which nothing else looks like, and then the usual encoding."""
    declared = declared_encoding(header)
    for encoding in (UTF_8, DEFAULT):
        if named(encoding) != named(declared):
            try:
                return _in(encoding, path, header)
            except ProblemError as other:
                error = other
    raise error


def _in(encoding: str, path: Path, header: Header) -> _Decoded:
    declared = declared_encoding(header)
    said = f"The file says that its texts are {declared}, which is not true; they were read as {encoding}."
    remark = f"{said} Look at words with accents before you rely on them."
    return _Decoded(*all_cases(path, header, encoding), encoding, (remark,))


def _is_utf8(header: Header, texts: Iterable[str]) -> bool:
    """Say whether a file that declares another encoding is UTF-8 in truth."""
    declared = declared_encoding(header)
    return named(declared) != named(UTF_8) and are_utf8(texts, declared)


def _labels(meta: Any) -> Iterator[str]:
    yield from (label for label in meta.column_labels if label)
    yield from (str(label) for labels in meta.value_labels.values() for label in labels.values())


def _texts(frame: pd.DataFrame, meta: Any) -> Iterator[str]:
    """Give every text of the file: labels first, which are few."""
    yield from _labels(meta)
    for name, kind in meta.readstat_variable_types.items():
        if kind == "string":
            yield from (text for text in frame[name] if isinstance(text, str))


def _unlike(frame: pd.DataFrame, source: Path) -> None:
    """Refuse names that are the same, or that no SPSS file can have: columns would be taken for others."""
    if not frame.columns.is_unique:
        raise unreadable(source, "two variables have the same name")
    if any(":" in name or not name.strip() for name in frame.columns):
        raise unreadable(source, "a variable has a name that SPSS does not allow")


def _held_against(header: Header, found: _Decoded, source: Path) -> None:
    """Compare the control totals with what arrived."""
    beyond = 0 if found.whole else more_cases(source, header, found.frame, found.encoding)
    for what, declared, arrived in (
        ("cases", header.cases, len(found.frame) + beyond),
        ("variables", header.variables, found.frame.shape[1]),
    ):
        if declared is not None and declared != arrived:
            facts = {"what": what, "declared": declared, "arrived": arrived}
            raise ProblemError(problem("FP3001", Place(file=source.name), file=source.name, **facts))
