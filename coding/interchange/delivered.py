"""Files of other programs as they are delivered: opened in a child process with limits on time and memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from ...study.child import run_limited
from ...study.problems import Place, ProblemError, problem
from .codebook_files import parse_codebook
from .codings_csv import CodedSpan, parse_codings_csv
from .plain_values import revive
from .project import Project, ProjectCode
from .qdpx_reading import parse_qdpx
from .taguette import parse_taguette

__all__ = ["read_codings_csv", "read_qdc", "read_qdc_project", "read_qdpx", "read_taguette"]

SECONDS = 60
MEMORY_MB = 1024
MOST_BYTES = 200 << 20


def read_qdpx(path: Path | str) -> Project:
    """Read a REFI-QDA project (.qdpx), as NVivo, ATLAS.ti, MAXQDA, QualCoder and others write it.

    Parameters
    ----------
    path : Path or str
        The file.

    Returns
    -------
    Project
        With ``positions``, which says how positions in the file were understood, and ``unread``, which counts
        what was not taken over.

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1021 damaged or not a project, FP1022 too slow or too large, FP1023 refused.
    """
    return revive(Project, _opened(path, "qdpx"))


def read_qdc(path: Path | str) -> tuple[ProjectCode, ...]:
    """Read a REFI-QDA codebook (.qdc): the codes at the top, each with those below it.

    Raises
    ------
    ProblemError
        FP1020, FP1021, FP1022, FP1023 as for `read_qdpx`.
    """
    return read_qdc_project(path).codes


def read_qdc_project(path: Path | str) -> Project:
    """Read a REFI-QDA codebook as a project of nothing but codes, with what was not taken over."""
    return revive(Project, _opened(path, "qdc"))


def read_taguette(path: Path | str) -> tuple[Project, ...]:
    """Read the projects of a Taguette database (.sqlite3).

    Raises
    ------
    ProblemError
        FP1020, FP1021, FP1022, FP1023 as for `read_qdpx`.
    """
    return revive(tuple[Project, ...], _opened(path, "taguette"))


def read_codings_csv(path: Path | str) -> tuple[CodedSpan, ...]:
    """Read codings from a CSV file with the columns document, start, end and code.

    Raises
    ------
    ProblemError
        FP1020, FP1021, FP1022, FP1023 as for `read_qdpx`; FP5040 a column is missing; FP5041 for every
        row that is not a coding.
    """
    return revive(tuple[CodedSpan, ...], _opened(path, "csv"))


def _opened(path: Path | str, kind: str) -> Any:
    target = f"{__name__}:open_file"
    return run_limited(target, Path(path), kind, seconds=SECONDS, memory_mb=MEMORY_MB).value


def open_file(_stream: IO[bytes], path: Path, kind: str) -> Any:
    """Read in the child process: give what was read as JSON values."""
    if path.stat().st_size > MOST_BYTES:
        reason = f"it is larger than {MOST_BYTES >> 20} MB"
        raise ProblemError(problem("FP1023", Place(file=path.name), file=path.name, reason=reason))
    if kind == "taguette":
        return [asdict(project) for project in parse_taguette(path)]
    parsers: dict[str, Callable[[bytes, str], Any]] = {
        "qdpx": parse_qdpx, "qdc": parse_codebook, "csv": parse_codings_csv,
    }  # fmt: skip
    read = parsers[kind](path.read_bytes(), path.name)
    return [asdict(one) for one in read] if isinstance(read, tuple) else asdict(read)
