"""`coding add`: transcripts into the store, each linked to a member and a wave."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.child import revived, run_limited
from ..study.documents import Turn
from ..study.files import sha256_of
from ..study.folder import Study
from ..study.problems import Problem, ProblemError, problem
from ..study.progress import telling
from ..study.table import Column, Table
from .incoming import Incoming, gather
from .speakers import ANYBODY, base_of, lines_seen_once, split_turns
from .transcripts import Transcript, about

if TYPE_CHECKING:
    from ..study.store.engine import Connection

__all__ = ["add"]

_COLUMNS = (
    Column("file"), Column("status"), Column("wave"), Column("role"), Column("turns", kind="count"),
    Column("words", kind="count"),
)  # fmt: skip


_Member = tuple[str, str | None]  # URN and project


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read, with what is known about it, what became of it and what was found."""

    incoming: Incoming
    transcript: Transcript
    document: str
    status: str = "added"
    project: str | None = None
    problems: tuple[Problem, ...] = ()

    def row(self) -> dict[str, object]:
        one, words = self.incoming, sum(len(turn.text.split()) for turn in self.transcript.turns)
        head = {"file": one.path.name, "document": self.document, "status": self.status}
        told = {"urn": one.urn, "wave": one.wave, "role": one.role, "language": one.language}
        return head | told | {"turns": len(self.transcript.turns), "words": words}


def add(
    study: Study,
    paths: Sequence[Path | str] | Path | str,
    urn: str | None = None,
    wave: str | None = None,
    role: str | None = None,
    *,
    dry_run: bool = False,
) -> Table:
    """Take transcripts into the study.

    Parameters
    ----------
    study : Study
        The study.
    paths : sequence of Path or str, or one of them
        Files (.txt, .docx), folders of them, or lists: .csv with the columns ``file``, ``wave``, ``role``
        and, where known, ``urn`` or ``family``, and ``language``.
    urn, wave, role : str, optional
        What holds for every file for which a list says nothing else.
    dry_run : bool
        Read and check only.

    Returns
    -------
    Table
        A row a file: ``file``, ``document``, ``status`` (``added``, ``same``: these bytes are there
        already, ``held``), ``urn``, ``wave``, ``role``, ``language``, ``turns``, ``words``.  Facts: ``files``
        = ``added`` + ``same`` + ``held``; ``skipped``: what else stood in the folders; ``dry_run``.

    Raises
    ------
    ProblemError
        If any file cannot be read or is refused, a list or a wave is wrong, or a transcript of that name
        holds something else; then nothing is stored.
    """
    several = [paths] if isinstance(paths, Path | str) else paths
    incoming, skipped = gather(study, several, urn=urn, wave=wave, role=role)
    with study.store.reading() as connection:
        known = [_known(connection, one) for one in incoming]
    read = _read_all(study, list(zip(incoming, known, strict=True)))
    with study.store.reading() as connection:
        judged = _judged(connection, read)
    if not dry_run and any(one.status == "added" for one in judged):
        judged = _store(study, read)
    return _answer(judged, skipped, dry_run)


def _known(connection: Connection, one: Incoming) -> _Read | None:
    """Find the transcript that was made from these very bytes, so that they need not be read again."""
    from ..study.store.documents import find_raw

    stored = find_raw(connection, sha256_of(one.path)) if one.path.is_file() else None
    if stored is None:
        return None
    transcript = Transcript(stored.text, stored.turns, (), stored.raw_sha256)
    known = replace(one, urn=stored.urn, wave=stored.wave, role=stored.role, language=stored.language)
    return _Read(known, transcript, stored.name, status="same")


def _read_all(study: Study, incoming: Sequence[tuple[Incoming, _Read | None]]) -> list[_Read]:
    """Read every new file in a child process; what is wrong with any of them is told about all of them."""
    read: list[_Read] = []
    wrong: list[Problem] = []
    for one, known in telling("Reading transcripts", incoming, len(incoming)):
        try:
            read.append(known or _read(study, one))
        except ProblemError as error:
            wrong += error.problems
    if wrong:
        raise ProblemError(wrong)
    return read


def _read(study: Study, one: Incoming) -> _Read:
    value = run_limited("familypanel.coding.transcripts:read_file", one.path).value
    text, own = value["text"], study.config.speakers
    turns = _with_role(split_turns(text, own), one.role)
    found = (*map(revived, value["warnings"]), *about(one.path.name, turns, lines_seen_once(text, own)))
    transcript = Transcript(text, turns, found, value["sha256"])
    return _Read(one, transcript, one.name, problems=found)


def _with_role(turns: Sequence[Turn], role: str | None) -> tuple[Turn, ...]:
    """Give the document's role to turns whose mark says nothing, such as R, or where nobody is marked.

    Any other mark that is not known stays without a role: it may be somebody else who was in the room.  So do
    R1 and R2 where both speak, because only one of them was interviewed in that role.
    """
    open_marks = {turn.speaker for turn in turns if turn.role is None and _says_nothing(turn.speaker)}
    if any(turn.speaker for turn in turns):
        open_marks.discard(None)
    if len({mark.upper() for mark in open_marks if mark}) > 1:
        return tuple(turns)
    return tuple(
        replace(turn, role=role) if turn.role is None and turn.speaker in open_marks else turn
        for turn in turns
    )


def _says_nothing(mark: str | None) -> bool:
    return mark is None or base_of(mark) in ANYBODY


def _judged(connection: Connection, read: Sequence[_Read]) -> list[_Read]:
    """Say what is to become of each file: added, the same as one that is there, or held."""
    from ..study.store.documents import find_document, find_raw

    register = _register(connection)
    judged, wrong = [], []
    seen: dict[str, str] = {}
    for one in read:
        name, sha256 = one.document, one.transcript.sha256
        if sha256 in seen.values() or find_raw(connection, sha256) is not None:
            judged.append(replace(one, status="same", problems=()))
        elif name in seen or find_document(connection, name) is not None:
            wrong.append(problem("FP5006", one.incoming.place, name=name))
        else:
            judged.append(_linked(one, register))
        seen[name] = sha256
    if wrong:
        raise ProblemError(wrong)
    return judged


def _register(connection: Connection) -> dict[tuple[str, str], list[_Member]]:
    """Lead every URN and every family to its members."""
    from ..study.store.members import members_frame

    frame = members_frame(connection)
    lead: dict[tuple[str, str], list[_Member]] = defaultdict(list)
    for urn, family, project in zip(frame["urn"], frame["family"], frame["project"], strict=True):
        lead["URN", urn].append((urn, project))
        if family:
            lead["family", family].append((urn, project))
    return lead


def _linked(one: _Read, register: Mapping[tuple[str, str], list[_Member]]) -> _Read:
    """Link to the member; an interview of nobody in the panel (a practitioner) needs none."""
    incoming = one.incoming
    key = ("URN", incoming.urn) if incoming.urn else ("family", incoming.family)
    if key[1] is None:
        return one
    members = register.get((key[0], key[1]), [])
    if len(members) == 1:
        urn, project = members[0]
        return replace(one, incoming=replace(incoming, urn=urn), project=project)
    found = problem("FP5010" if members else "FP5007", replace(incoming.place, urn=incoming.urn), what=key[0])
    return replace(one, status="held", problems=(found,))


def _store(study: Study, read: Sequence[_Read]) -> list[_Read]:
    """Keep the delivered bytes, then everything in one transaction; what it judges there is what holds."""
    from ..study.store.deliveries import keep_raw

    for one in (new for new in read if new.status != "same"):
        keep_raw(study.store, one.transcript.sha256, one.incoming.path)
    with study.store.transaction() as connection:
        judged = _judged(connection, read)
        for one in judged:
            if one.status == "added":
                _insert(connection, one)
    return judged


def _insert(connection: Connection, one: _Read) -> None:
    from ..study.store.documents import add_document

    incoming, transcript = one.incoming, one.transcript
    add_document(
        connection, transcript.turns,
        name=one.document, version=1, raw_sha256=transcript.sha256, text=transcript.text,
        text_sha256=hashlib.sha256(transcript.text.encode()).hexdigest(), source=incoming.path.name,
        urn=incoming.urn, wave=incoming.wave, role=incoming.role, language=incoming.language,
        project=one.project,
    )  # fmt: skip


def _answer(judged: Sequence[_Read], skipped: Sequence[Problem], dry_run: bool) -> Table:
    counts = Counter(one.status for one in judged)
    facts = {"files": len(judged)} | {word: counts[word] for word in ("added", "same", "held")}
    facts["skipped"] = len(skipped)
    told = f"{counts['added']} added, {counts['same']} there already, {counts['held']} held"
    notes = [f"{len(judged)} files: {told}."] + (
        ["Nothing was stored: this was a dry run."] if dry_run else []
    )
    if skipped:
        notes.append(f"{len(skipped)} more in the folders were left out: they are no transcripts.")
    if not counts["added"] and not counts["held"]:
        notes.append("Nothing has changed.")
    found = (*(one for read in judged for one in read.problems), *skipped)
    return Table.of(
        [one.row() for one in judged], _COLUMNS, notes=tuple(notes), facts=facts | {"dry_run": dry_run},
        problems=found, next_step="familypanel coding keywords",
    )  # fmt: skip
