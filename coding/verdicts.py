"""What becomes of each transcript that is to be added: stored, filled in, a new version, or held."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..study.documents import Document, Turn
from ..study.problems import Problem, ProblemError, problem
from .incoming import Incoming
from .transcripts import Transcript
from .turn_splitting import ANYBODY, base_of

if TYPE_CHECKING:
    from ..study.store.engine import Connection

__all__ = ["NEW", "Reading", "inherited", "judged", "with_role"]

#: Statuses of what must be written as a document.
NEW = ("added", "replaced", "revised")
_TOLD = ("urn", "wave", "role", "language")

_Member = tuple[str, str | None]  # URN and project


@dataclass(frozen=True, slots=True)
class _Register:
    """The members by URN and by family, and those who took back the use of what they say."""

    members: Mapping[tuple[str, str], list[_Member]]
    withdrawn: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read, with what is known about it, what became of it and what was found."""

    incoming: Incoming
    transcript: Transcript
    document: str
    status: str = "added"
    version: int = 1
    project: str | None = None
    problems: tuple[Problem, ...] = ()

    def row(self) -> dict[str, object]:
        """Give the row of the answer."""
        one, words = self.incoming, sum(len(turn.text.split()) for turn in self.transcript.turns)
        head = {"file": one.path.name, "document": self.document, "status": self.status}
        told = {key: getattr(one, key) for key in _TOLD}
        return head | told | {"turns": len(self.transcript.turns), "words": words}


def inherited(incoming: Incoming, stored: Document) -> Incoming:
    """Fill what nobody says about a file from the transcript that is there."""
    known = {key: getattr(incoming, key) or getattr(stored, key) for key in _TOLD}
    if incoming.family:
        known["urn"] = incoming.urn
    return replace(incoming, **known)


def with_role(turns: Sequence[Turn], role: str | None) -> tuple[Turn, ...]:
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


def judged(connection: Connection, read: Sequence[Reading]) -> list[Reading]:
    """Say what is to become of each file.

    Raises
    ------
    ProblemError
        FP5062 two files of one name.
    """
    from ..study.store.codings import live_codings

    register = _register(connection)
    coded = Counter(one.document for one in live_codings(connection))
    found, wrong = [], []
    seen: dict[str, str] = {}
    for one in read:
        name, sha256 = one.document, one.transcript.sha256
        if sha256 in seen.values():
            found.append(replace(one, status="same", problems=()))
        elif one.incoming.name in seen:
            wrong.append(problem("FP5062", one.incoming.place, name=name))
        else:
            try:
                found.append(_judged(connection, one, register, coded[name]))
            except ProblemError as error:
                wrong += error.problems
        seen[one.incoming.name] = sha256
    if wrong:
        raise ProblemError(wrong)
    return found


def _judged(connection: Connection, one: Reading, register: _Register, coded: int) -> Reading:
    from ..study.store.documents import find_document, find_raw

    there = find_document(connection, one.document)
    stored = find_raw(connection, one.transcript.sha256)
    if stored is not None:
        return _filled(one, stored, register)
    if there is None:
        return _linked(one, register)
    linked = _linked(replace(one, version=there.version + 1, project=there.project), register)
    note = problem("FP5063", one.incoming.place, name=one.document, version=linked.version)
    if linked.status == "held":
        return linked
    status = "revised" if coded else "replaced"
    return replace(linked, status=status, problems=(*linked.problems, note))


def _filled(one: Reading, stored: Document, register: _Register) -> Reading:
    """Fill what the store does not know yet about a transcript that is there; nothing known is changed."""
    unlinked = stored.urn is None and (one.incoming.urn or one.incoming.family)
    linked = _linked(one, register) if unlinked else replace(one, project=stored.project)
    if linked.status == "held":
        return linked
    incoming, place = linked.incoming, replace(one.incoming.place, urn=None)
    kept = tuple(
        problem("FP5064", place, what=key, name=stored.name)
        for key in _TOLD
        if len({getattr(stored, key), getattr(incoming, key)} - {None}) > 1
    )
    known = replace(incoming, **{key: getattr(stored, key) or getattr(incoming, key) for key in _TOLD})
    turns = with_role(one.transcript.turns, known.role)
    same = turns == stored.turns and all(getattr(stored, key) == getattr(known, key) for key in _TOLD)
    return replace(
        linked, incoming=known, transcript=replace(one.transcript, turns=turns), document=stored.name,
        status="same" if same else "filled", version=stored.version, problems=kept,
    )  # fmt: skip


def _register(connection: Connection) -> _Register:
    """Lead every URN and every family to its members."""
    from ..study.consent import taken_back
    from ..study.store.events import events_frame
    from ..study.store.members import members_frame

    frame = members_frame(connection)
    lead: dict[tuple[str, str], list[_Member]] = defaultdict(list)
    for urn, family, project in zip(frame["urn"], frame["family"], frame["project"], strict=True):
        lead["URN", urn].append((urn, project))
        if family:
            lead["family", family].append((urn, project))
    return _Register(lead, taken_back(events_frame(connection)))


def _linked(one: Reading, register: _Register) -> Reading:
    """Link to the member; an interview of nobody in the panel (a practitioner) needs none."""
    incoming = one.incoming
    key = ("URN", incoming.urn) if incoming.urn else ("family", incoming.family)
    if key[1] is None:
        return one
    members = register.members.get((key[0], key[1]), [])
    if len(members) == 1:
        urn, project = members[0]
        if urn in register.withdrawn:
            found = problem("FP4146", replace(incoming.place, file=incoming.path.name, urn=urn))
            return replace(one, status="held", problems=(found,))
        return replace(one, incoming=replace(incoming, urn=urn), project=project)
    found = problem("FP5010" if members else "FP5007", replace(incoming.place, urn=incoming.urn), what=key[0])
    return replace(one, status="held", problems=(found,))
