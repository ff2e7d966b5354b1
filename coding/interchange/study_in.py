"""A `Project` of another program into a study: transcripts, codes, codings and memos, all counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...study.documents import Coding, Document
from ...study.folder import Study
from ...study.problems import Place, Problem, ProblemError, problem
from ..codebook import Codebook, QualitativeCode, read_codebook
from ..codebook_editing import CodebookEditor
from ..events.placing import Wish, checked_coding, put_codings
from ..events.recording import codebook_number, plain_name, record
from ..events.remarks import standing_memos
from .code_matching import NewEntry, matched_codes
from .project import Note, Project
from .source_matching import Matched, keep_sources, match_sources, take_in_sources

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["KINDS", "TakenIn", "take_in"]

KINDS = ("transcripts", "codes", "codings", "memos")
_STATUSES = ("new", "same", "left_out")
_Memo = tuple[dict[str, Any], str, str]
"""What it is about, its text, and who wrote it."""


@dataclass
class TakenIn:
    """What became of everything in a file: for each kind, new + same + left out = in the file."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def add(self, kind: str, status: str, times: int = 1, reason: str = "") -> None:
        """Count things of a kind."""
        self.counts[kind, status] += times
        if reason and times:
            self.reasons[kind, reason] += times

    def rows(self) -> list[dict[str, Any]]:
        """Give a row a kind."""
        rows = []
        for kind in KINDS:
            counts = {status: self.counts[kind, status] for status in _STATUSES}
            rows.append({"what": kind, "in_file": sum(counts.values())} | counts)
        return rows


def take_in(study: Study, project: Project, place: Place, coder: str | None, dry_run: bool) -> TakenIn:
    """Store everything of a project that can be kept, in one transaction.

    `coder` stands for codings whose file names nobody.
    """
    found = TakenIn()
    people = {user.guid: plain_name(user.name) for user in project.users}
    who = _Who(people, plain_name(coder or "") or plain_name(project.origin) or "unknown")
    with suppress(_DryRunError), study.store.transaction() as connection:
        # The codebook is read while the store is locked: nobody changes it in between.
        book, editor = read_codebook(study.codebook), CodebookEditor(study.codebook)
        lead, new = matched_codes(project.codes, book, project.origin)
        matched, documents = _sources(study, connection, project, place, found)
        _add_codes(connection, new, lead, editor, (who.otherwise, found))
        extended = _extended(book, new)
        _put(connection, list(_wishes(matched, lead, who, found)), extended, documents, found)
        _write_memos(connection, [*_memos(project, matched, lead, who)], found)
        if dry_run:
            raise _DryRunError
        keep_sources(study, matched)
        if new:
            editor.write()
    return found


class _DryRunError(Exception):
    """Undoes what a dry run has tried."""


@dataclass(frozen=True)
class _Who:
    names: Mapping[str, str]
    otherwise: str

    def of(self, *guids: str | None) -> str:
        """Name who did something: the first who is known, else the one who stands for nobody."""
        return next((self.names[guid] for guid in guids if guid and self.names.get(guid)), self.otherwise)


def _sources(
    study: Study, connection: Connection, project: Project, place: Place, found: TakenIn
) -> tuple[list[Matched], dict[str, Document]]:
    from ...study.store.documents import all_documents, withdrawn_documents

    matched = match_sources(project.sources, all_documents(connection))
    gone = withdrawn_documents(connection)
    matched = [one if one.name not in gone else _held(one) for one in matched]
    for one in matched:
        status = {"held": "left_out"}.get(one.status, one.status)
        found.add("transcripts", status)
        if one.status == "held":
            found.problems.append(problem("FP5121", place, name=one.name))
    found.problems += take_in_sources(study, connection, matched, place)
    return matched, {document.name: document for document in all_documents(connection)}


def _held(one: Matched) -> Matched:
    return Matched(one.source, one.name, one.shift, "held")


def _add_codes(
    connection: Connection,
    new: Iterable[NewEntry],
    lead: Mapping[str, str],
    editor: CodebookEditor,
    told: tuple[str, TakenIn],
) -> None:
    coder, found = told
    added = list(new)
    for entry in added:
        editor.add(entry.name, entry.fields, below=entry.below)
        record(connection, coder, "add_code", {"old": [], "new": entry.name, "added": entry.fields})
    found.add("codes", "new", len(added))
    found.add("codes", "same", len(lead) - len(added))


def _extended(book: Codebook, new: Iterable[NewEntry]) -> Codebook:
    more = (QualitativeCode(one.name, one.fields["label"], one.fields["definition"]) for one in new)
    return Codebook(book.title, (*book.codes, *more))


def _wishes(matched: Iterable[Matched], lead: Mapping[str, str], who: _Who, found: TakenIn) -> Iterator[Wish]:
    """Give the codings of sources that are here; a code on a whole source is a coding of all its words."""
    for one in matched:
        source, shift = one.source, one.shift
        total = len(source.codings) + sum(len(mark.codings) for mark in source.selections)
        if one.status == "held":
            found.add("codings", "left_out", total, "their transcript was not taken in")
            continue
        for coding in source.codings:
            coder = who.of(coding.user, source.user)
            yield Wish(one.name, shift, shift + len(source.text), lead[coding.code], coder)
        for mark in source.selections:
            for coding in mark.codings:
                coder = who.of(coding.user, mark.user)
                yield Wish(one.name, mark.start + shift, mark.end + shift, lead[coding.code], coder)


def _put(
    connection: Connection,
    wishes: Sequence[Wish],
    book: Codebook,
    documents: Mapping[str, Document],
    found: TakenIn,
) -> None:
    codings: list[Coding] = []
    for wish in wishes:
        try:
            codings.append(checked_coding(_inside(wish, documents), book, documents))
        except ProblemError:
            found.add("codings", "left_out", reason="there are no words at their place")
    for row in put_codings(connection, codings, documents):
        found.add("codings", "new" if row["status"] == "tagged" else "same")


def _inside(wish: Wish, documents: Mapping[str, Document]) -> Wish:
    """Cut a span that reaches over the blanks round a text."""
    length = len(documents[wish.document].text)
    return Wish(wish.document, max(0, wish.start), min(length, wish.end), wish.code, wish.coder)


def _memos(
    project: Project, matched: Iterable[Matched], lead: Mapping[str, str], who: _Who
) -> Iterator[_Memo | None]:
    """Give what was written about transcripts, passages and codes; None for what has no place here."""
    yield from (None for note in project.notes if note.text.strip())
    if project.memo.strip():
        yield None
    for code in project.all_codes():
        yield from _noted({"code": lead[code.guid]}, code.notes, who)
    for one in matched:
        yield from _of_source(one, who)


def _of_source(one: Matched, who: _Who) -> Iterator[_Memo | None]:
    source = one.source
    held = one.status == "held"
    about: dict[str, Any] = {"document": one.name}
    found = [*_noted(about, source.notes, who), *_described(about, source.memo, who.of(source.user))]
    for mark in source.selections:
        place = about | {"start": mark.start + one.shift, "end": mark.end + one.shift}
        found += _noted(place, (*mark.notes, *(note for c in mark.codings for note in c.notes)), who)
        found += _described(place, mark.memo, who.of(mark.user))
    yield from (None if held else memo for memo in found)


def _noted(on: Mapping[str, Any], notes: Iterable[Note], who: _Who) -> Iterator[_Memo]:
    for note in notes:
        yield from _described(on, note.text, who.of(note.user))


def _described(on: Mapping[str, Any], text: str, coder: str) -> Iterator[_Memo]:
    if text.strip():
        yield dict(on), text.strip(), coder


def _write_memos(connection: Connection, memos: Iterable[_Memo | None], found: TakenIn) -> None:
    there = {_same(event.payload or {}, event.coder) for event in standing_memos(connection)}
    known = codebook_number(connection)
    for memo in memos:
        if memo is None:
            found.add("memos", "left_out", reason="they are about nothing that is here")
            continue
        on, text, coder = memo
        payload = {"on": on, "text": text, "codebook": known}
        key = _same(payload, coder)
        found.add("memos", "same" if key in there else "new")
        if key not in there:
            record(connection, coder, "memo", payload)
            there.add(key)


def _same(payload: Mapping[str, Any], coder: str) -> tuple[object, ...]:
    on = payload["on"]
    return (*(on.get(key) for key in ("document", "start", "end", "code")), payload["text"], coder)
