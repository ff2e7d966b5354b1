"""What `coding add` is asked to take in: files, folders, or a list (.csv) that says who spoke and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..study.folder import Study
from ..study.problems import Place, Problem, ProblemError, problem
from .plain_text import decode, separator
from .transcript_files import ENDINGS
from .transcript_files.turn_list import is_turn_list

__all__ = ["Incoming", "gather"]

_NEEDED = ("file", "wave", "role")
_LONGEST_HEADING = 1 << 16


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file to be added, and what is known about the interview."""

    path: Path
    urn: str | None = None
    family: str | None = None
    wave: str | None = None
    role: str | None = None
    language: str | None = None
    place: Place = field(default_factory=Place)

    @property
    def name(self) -> str:
        """The document's name: the file's, without the ending."""
        return self.path.stem


def gather(
    study: Study, paths: Iterable[Path | str], **given: str | None
) -> tuple[list[Incoming], list[Problem]]:
    """List the files to be added, and say what was left out of folders.

    `given` (urn, wave, role, language) holds where a list says nothing else.

    Raises
    ------
    ProblemError
        FP1007 a wave that is not declared, FP1020 no such file, FP5008 a list without a needed column,
        FP5009 a folder without transcripts.
    """
    several = [Path(path) for path in paths]
    found = [_completed(one, given) for path in several for one in _expanded(study, path)]
    for wave in sorted({one.wave for one in found if one.wave is not None}):
        study.wave(wave)
    return found, [one for path in several if path.is_dir() for one in _left_out(study, path)]


def _completed(one: Incoming, given: Mapping[str, str | None]) -> Incoming:
    kept: dict[str, Any] = {key: getattr(one, key) or value for key, value in given.items()}
    return replace(one, **kept)


def _expanded(study: Study, path: Path) -> Iterator[Incoming]:
    if path.is_dir():
        files = [file for file in _inside(path) if _is_transcript(file)]
        if not files:
            facts = {"folder": study.shown(path), "known": ", ".join(ENDINGS)}
            raise ProblemError(problem("FP5009", Place(file=study.shown(path)), **facts))
        yield from (Incoming(file, place=Place(file=study.shown(file))) for file in files)
    elif path.suffix.lower() == ".csv" and not (path.is_file() and _tells_turns(path)):
        yield from _listed(study, path)
    else:
        yield Incoming(path, place=Place(file=study.shown(path)))


def _inside(folder: Path) -> list[Path]:
    """List a folder without what the system and open programs keep there (~$talk.docx, .DS_Store)."""
    return sorted(file for file in folder.iterdir() if not file.name.startswith(("~$", ".")))


def _is_transcript(file: Path) -> bool:
    """Say whether a file of a folder is a transcript; a .csv there may also be a list of files."""
    ending = file.suffix.lower()
    return file.is_file() and ending in ENDINGS and (ending != ".csv" or _tells_turns(file))


def _tells_turns(file: Path) -> bool:
    with file.open("rb") as stream:
        return is_turn_list(stream.readline(_LONGEST_HEADING))


def _left_out(study: Study, folder: Path) -> Iterator[Problem]:
    for file in _inside(folder):
        if not _is_transcript(file):
            shown = study.shown(file)
            yield problem("FP5061", Place(file=shown), known=", ".join(ENDINGS))


def _listed(study: Study, path: Path) -> Iterator[Incoming]:
    """Read a list; its files stand beside it, in a folder `transcripts` beside it, or in the study's."""
    shown = study.shown(path)
    if not path.is_file():
        raise ProblemError(problem("FP1020", Place(file=shown), file=shown))
    text, _ = decode(path.read_bytes(), shown)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator(text))
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        found = [problem("FP5008", Place(file=shown), column=c, found=", ".join(columns)) for c in missing]
        raise ProblemError(found)
    homes = (path.parent, path.parent / "transcripts", study.transcripts)
    for number, row in enumerate(reader, start=2):
        cells = {key: (row.get(key) or "").strip() or None for key in columns}
        yield _from_list(cells, homes, Place(file=shown, row=number))


def _from_list(cells: Mapping[str, str | None], homes: Iterable[Path], place: Place) -> Incoming:
    name = cells["file"] or ""
    candidates = [home / name for home in homes]
    path = next((file for file in candidates if name and file.is_file()), candidates[0])
    known = {key: cells.get(key) for key in ("urn", "family", "wave", "role", "language")}
    return Incoming(path, place=place, **known)
