"""Reading a transcript: bytes to canonical text, text to turns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from ..study.documents import Turn
from ..study.problems import Place, Problem, ProblemError, problem
from .transcript_files import ENDINGS, Words, read_words
from .transcript_files.remarks import Remark
from .turn_splitting import lines_seen_once, split_turns, unknown_marks

__all__ = ["ENDINGS", "Transcript", "read_transcript"]

MOST_BYTES = 50 << 20
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as read.

    Parameters
    ----------
    text : str
        Canonical: NFC, lines end with LF.  Offsets are half-open and count code points of it.
    turns : tuple of Turn
        In their order; ``text[turn.start:turn.end] == turn.text``.
    warnings : tuple of Problem
        What a person should know: an encoding that was guessed, tables, speakers without a role.
    sha256 : str
        Of the file's bytes.
    remarks : tuple of Remark
        Comments, footnotes, tracked changes, tables and what else a Word or OpenDocument file holds beside
        its text, each with its place in it.
    """

    text: str
    turns: tuple[Turn, ...]
    warnings: tuple[Problem, ...]
    sha256: str
    remarks: tuple[Remark, ...] = ()


def read_transcript(path: Path | str, speakers: Mapping[str, str] | None = None) -> Transcript:
    """Read a transcript (.txt, .docx, .odt, .rtf, .pdf, .srt, .vtt, or .csv with a row a turn).

    Parameters
    ----------
    path : Path or str
        The file.
    speakers : mapping of str to str, optional
        Speaker mark to role, over the common ones.

    Returns
    -------
    Transcript

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1021 not readable, FP1023 refused, FP1026 another ending, FP5001 empty.

    Notes
    -----
    It reads in the process that calls it.  `familypanel.coding.add` reads in a limited child process.
    """
    path = Path(path)
    words, sha256 = _read(path)
    turns = split_turns(words.text, speakers, words.spans)
    said = about(path.name, turns, () if words.spans is not None else lines_seen_once(words.text, speakers))
    return Transcript(words.text, turns, (*words.found, *said), sha256, tuple(words.remarks))


def read_file(_stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Read in the child process: give the text, the warnings and the hash as JSON values."""
    from dataclasses import asdict

    words, sha256 = _read(path)
    warnings = [asdict(warning) for warning in words.found]
    return {"text": words.text, "sha256": sha256, "spans": words.spans, "warnings": warnings}


def read_remarks(_stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Read in the child process what stands beside the text of a file, and that text."""
    from dataclasses import asdict

    words, _ = _read(path)
    return {"text": words.text, "remarks": [asdict(one) for one in words.remarks]}


def _read(path: Path) -> tuple[Words, str]:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        facts = {"file": path.name, "ending": path.suffix, "known": ", ".join(ENDINGS)}
        raise ProblemError(problem("FP1026", Place(file=path.name), **facts))
    content = _content(path)
    words = read_words(ending, content, path.name)
    if not words.text.strip():
        raise ProblemError(problem("FP5001", Place(file=path.name), file=path.name))
    return words, hashlib.sha256(content).hexdigest()


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise ProblemError(problem("FP1020", Place(file=path.name), file=str(path)))
    if path.stat().st_size > MOST_BYTES:
        reason = f"it is larger than {MOST_BYTES >> 20} MB"
        raise ProblemError(problem("FP1023", Place(file=path.name), file=path.name, reason=reason))
    return path.read_bytes()


def about(name: str, turns: tuple[Turn, ...], once: Sequence[int] = ()) -> list[Problem]:
    """Say what a person should know about the speakers; `once` are the lines of marks seen only once."""
    place = Place(file=name)
    found = [problem("FP5060", replace(place, line=once[0]), lines=_lines(once))] if once else []
    if not any(turn.speaker for turn in turns):
        return [problem("FP5004", place, file=name), *found]
    unknown = unknown_marks(turns)
    return [problem("FP5005", place, mark=mark, turns=count) for mark, count in unknown.items()] + found


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_LISTED]))
    more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
    return f"Line{'' if len(numbers) == 1 else 's'} {shown}{more}"
