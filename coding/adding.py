"""`coding add`: transcripts into the store, each linked to a member and a wave."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.child import revived, run_limited
from ..study.documents import Turn
from ..study.folder import Study
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.table import Column, Table
from .incoming import Incoming, gather
from .speakers import roles_of, split_turns
from .transcripts import Transcript, about

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["add"]

_COLUMNS = (
    Column("file"), Column("status"), Column("wave"), Column("role"), Column("turns", kind="count"),
    Column("words", kind="count"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read, with what is known about it, what became of it and what was found."""

    incoming: Incoming
    transcript: Transcript
    status: str = "added"
    problems: tuple[Problem, ...] = ()

    def row(self) -> dict[str, object]:
        one, words = self.incoming, sum(len(turn.text.split()) for turn in self.transcript.turns)
        head = {"file": one.path.name, "document": one.name, "status": self.status}
        told = {"urn": one.urn, "wave": one.wave, "role": one.role, "language": one.language}
        return head | told | {"turns": len(self.transcript.turns), "words": words}


def add(
    study: Study,
    paths: Sequence[Path | str],
    urn: str | None = None,
    wave: str | None = None,
    role: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Take transcripts into the study.

    Parameters
    ----------
    study : Study
        The study.
    paths : sequence of Path or str
        Files (.txt, .docx), folders of them, or lists: .csv with the columns ``file``, ``wave``, ``role`` and,
        where known, ``urn`` or ``family``, and ``language``.
    urn, wave, role : str, optional
        What holds for every file for which a list says nothing else.
    dry_run : bool
        Read and check only.

    Returns
    -------
    Table
        A row a file: ``file``, ``document``, ``status`` (``added``, ``same``: these bytes are there already,
        ``held``), ``urn``, ``wave``, ``role``, ``language``, ``turns``, ``words``.  Facts: ``files`` = ``added`` +
        ``same`` + ``held``, ``dry_run``.

    Raises
    ------
    ProblemError
        If any file cannot be read or is refused, a list or a wave is wrong, or a transcript of that name holds
        something else; then nothing is stored.
    """
    incoming = gather(study, paths, urn=urn, wave=wave, role=role)
    read = _read_all(study, incoming)
    with study.store.reading() as connection:
        judged = _judged(connection, read)
    if not dry_run and any(one.status == "added" for one in judged):
        judged = _store(study, read)
    return _answer(judged, dry_run)


def _read_all(study: Study, incoming: Iterable[Incoming]) -> list[_Read]:
    """Read every file in a child process; what is wrong with any of them is told about all of them."""
    read, wrong = [], []
    for one in incoming:
        try:
            read.append(_read(study, one))
        except ProblemError as error:
            wrong += error.problems
    if wrong:
        raise ProblemError(wrong)
    return read


def _read(study: Study, one: Incoming) -> _Read:
    value = run_limited("familypanel.coding.transcripts:read_file", one.path).value
    turns = _with_role(split_turns(value["text"], study.config.speakers), one.role, study.config.speakers)
    found = (*map(revived, value["warnings"]), *about(one.path.name, turns))
    return _Read(one, Transcript(value["text"], turns, found, value["sha256"]), problems=found)


def _with_role(
    turns: Sequence[Turn], role: str | None, own: Mapping[str, str]
) -> tuple[Turn, ...]:
    """Give the document's role to turns whose mark says nothing, such as R, or where nobody is marked."""
    marked = any(turn.speaker for turn in turns)
    known = roles_of(own)

    def open_to(turn: Turn) -> bool:
        return turn.role is None and (turn.speaker is None) != marked and (turn.speaker or "") not in known

    return tuple(replace(turn, role=role) if open_to(turn) else turn for turn in turns)


def _judged(connection: Connection, read: Sequence[_Read]) -> list[_Read]:
    """Say what is to become of each file: added, the same as one that is there, or held."""
    from ..study.store.documents import find_document, find_raw
    from ..study.store.members import members_frame

    families = _families(members_frame(connection))
    judged, wrong = [], []
    seen: dict[str, str] = {}
    for one in read:
        name, sha256 = one.incoming.name, one.transcript.sha256
        if find_raw(connection, sha256) is not None or sha256 in seen.values():
            judged.append(replace(one, status="same", problems=()))
        elif name in seen or find_document(connection, name) is not None:
            wrong.append(problem("FP5006", one.incoming.place, name=name))
        else:
            judged.append(_linked(one, families))
        seen[name] = sha256
    if wrong:
        raise ProblemError(wrong)
    return judged


def _families(frame: object) -> dict[str, list[tuple[str, str | None]]]:
    """Lead each family, and each URN, to the URNs and projects of its members."""
    import pandas as pd

    register = pd.DataFrame(frame)
    lead: dict[str, list[tuple[str, str | None]]] = {}
    for urn, family in zip(register["urn"], register["family"], strict=True):
        lead.setdefault(f"urn:{urn}", []).append((urn, None))
        if isinstance(family, str):
            lead.setdefault(f"family:{family}", []).append((urn, None))
    return lead


def _linked(one: _Read, families: Mapping[str, list[tuple[str, str | None]]]) -> _Read:
    """Link to the member; an interview of nobody in the panel (a practitioner) needs none."""
    incoming = one.incoming
    if incoming.urn is None and incoming.family is None:
        return one
    what = "urn" if incoming.urn is not None else "family"
    members = families.get(f"{what}:{incoming.urn or incoming.family}", [])
    if len(members) == 1:
        return replace(one, incoming=replace(incoming, urn=members[0][0]))
    code = "FP5010" if members else "FP5007"
    place = replace(incoming.place, urn=incoming.urn)
    found = problem(code, place, what="URN" if what == "urn" else "family")
    return replace(one, status="held", problems=(found,))
