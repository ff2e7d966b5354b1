"""A `Project` of another program into a study: transcripts, codes, codings and memos, all counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ...study.documents import Coding, Document
from ...study.folder import Study
from ...study.problems import Place, ProblemError, problem
from ..codebook import Codebook, QualitativeCode, read_codebook
from ..codebook_editing import CodebookEditor
from ..events.placing import Wish, checked_coding, put_codings
from ..events.recording import plain_name, record
from .code_matching import NewEntry, matched_codes
from .project import Project
from .remarks_in import memos_of, write_memos
from .source_matching import Matched, keep_sources, match_sources, take_in_sources
from .taken_in import TakenIn, Who

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["take_in"]


def take_in(study: Study, project: Project, place: Place, coder: str | None, dry_run: bool) -> TakenIn:
    """Store everything of a project that can be kept, in one transaction.

    `coder` stands for codings whose file names nobody.
    """
    found = TakenIn()
    people = {user.guid: plain_name(user.name) for user in project.users}
    who = Who(people, plain_name(coder or "") or plain_name(project.origin) or "unknown")
    with suppress(_DryRunError), study.store.transaction() as connection:
        # The codebook is read while the store is locked: nobody changes it in between.
        book, editor = read_codebook(study.codebook), CodebookEditor(study.codebook)
        lead, new = matched_codes(project.codes, book, project.origin)
        matched, documents = _sources(study, connection, project, place, found)
        _add_codes(connection, new, lead, editor, (who.otherwise, found))
        extended = _extended(book, new)
        _put(connection, list(_wishes(matched, lead, who, found)), extended, documents, found)
        write_memos(connection, [*memos_of(project, matched, lead, who)], documents, found)
        if dry_run:
            raise _DryRunError
        keep_sources(study, matched)
        if new:
            editor.write()
    return found


class _DryRunError(Exception):
    """Undoes what a dry run has tried."""


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


def _wishes(matched: Iterable[Matched], lead: Mapping[str, str], who: Who, found: TakenIn) -> Iterator[Wish]:
    """Give the codings of sources that are here; a code on a whole source is a coding of all its words."""
    for one in matched:
        source, shift = one.source, one.shift
        total = len(source.codings) + sum(len(mark.codings) for mark in source.selections)
        if one.status == "held":
            found.add("codings", "left_out", total, "their transcript was not taken in")
            continue
        for coding in source.codings:
            coder = who.of_coding(found, coding.user, source.user)
            yield Wish(one.name, shift, shift + len(source.text), lead[coding.code], coder)
        for mark in source.selections:
            for coding in mark.codings:
                coder = who.of_coding(found, coding.user, mark.user)
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
