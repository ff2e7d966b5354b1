"""`coding add`: transcripts into the store, each linked to a member and a wave."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ..study.child import revived, run_limited
from ..study.documents import Document, Turn
from ..study.files import sha256_of
from ..study.folder import Study
from ..study.problems import ExitCode, Place, Problem, ProblemError, problem
from ..study.progress import telling
from ..study.table import Column, Table
from .events.carrying import Carried, carry_over
from .events.recording import settle
from .incoming import Incoming, gather
from .printed_quotes import are_quotes, quote_spans
from .transcript_files import MARKED
from .transcripts import Transcript, about
from .turn_splitting import lines_seen_once, split_turns
from .verdicts import NEW, Reading, inherited, judged, with_role

if TYPE_CHECKING:
    from ..study.store.engine import Connection, Store

__all__ = ["add"]

_COLUMNS = (
    Column("file"), Column("status"), Column("wave"), Column("role"), Column("turns", kind="count"),
    Column("words", kind="count"),
)  # fmt: skip

_STATUSES = ("added", "replaced", "revised", "filled", "same", "held")
_ALWAYS = {"added", "same", "held"}
_SAID = {"same": "there already", "filled": "there already, now with what was not known of them"}


def add(
    study: Study,
    paths: Sequence[Path | str] | Path | str,
    urn: str | None = None,
    wave: str | None = None,
    role: str | None = None,
    *,
    language: str | None = None,
    quotes: bool = False,
    dry_run: bool = False,
) -> Table:
    """Take transcripts into the study.

    Parameters
    ----------
    study : Study
        The study.
    paths : sequence of Path or str, or one of them
        Files (.txt, .docx, .odt, .rtf, .pdf, .srt, .vtt, or .csv with a row a turn: ``speaker``, ``text``),
        folders of them, or lists: .csv (commas, semicolons or tabs) with the columns ``file``, ``wave``,
        ``role`` and, where known, ``urn`` or ``family``, and ``language``.
    urn, wave, role, language : str, optional
        What holds for every file for which a list says nothing else.
    quotes : bool
        The files are reports: each quote with a role in brackets behind it is a turn, and nothing else is.
        `speakers` proposes it.
    dry_run : bool
        Read and check only.

    Returns
    -------
    Table
        A row a file: ``file``, ``document``, ``status``, ``urn``, ``wave``, ``role``, ``language``,
        ``turns``, ``words``.  The status is ``added``; ``replaced``: a new version of a transcript in which
        nothing is coded; ``revised``: a new version of one that is coded, its codings carried to it;
        ``same``: these bytes are there already; ``filled``: they are, and what was not known about them
        (member, wave, role, language, who speaks) is filled in; or ``held``: nothing of it is stored, because
        the panel does not know the member (FP5007), or the member took back the use of what they say
        (FP4146).  Facts:
        ``files`` = ``added`` + ``replaced`` + ``revised`` + ``filled`` + ``same`` + ``held``; ``carried``,
        ``changed`` and ``gone``: codings in revised transcripts;
        ``skipped``: what else stood in the folders; ``dry_run``.

    Raises
    ------
    ProblemError
        If any file cannot be read or is refused, or a list or a wave is wrong; then nothing is stored.
    """
    several = [paths] if isinstance(paths, Path | str) else paths
    incoming, skipped = gather(study, several, urn=urn, wave=wave, role=role, language=language)
    with study.store.reading() as connection:
        known = [_looked_up(connection, one, study.config.speakers) for one in incoming]
    read = _read_all(study, known, quotes)
    with study.store.reading() as connection:
        found = judged(connection, read)
    carried: list[Carried] = []
    if any(one.status in {*NEW, "filled"} for one in found):
        found, carried = _store(study, read, dry_run)
    return _answer(found, carried, skipped, dry_run)


def _looked_up(connection: Connection, one: Incoming, own: Mapping[str, str]) -> Reading | Incoming:
    """Find what was made from these very bytes, or from a file of that name, before it is read."""
    from ..study.store.documents import find_document, find_raw

    stored = find_raw(connection, sha256_of(one.path)) if one.path.is_file() else None
    if stored is not None:
        transcript = Transcript(stored.text, _turns_again(stored, own), (), stored.raw_sha256)
        return Reading(one, transcript, stored.name, status="same")
    there = find_document(connection, one.name)
    return one if there is None else inherited(one, there)


def _turns_again(stored: Document, own: Mapping[str, str]) -> tuple[Turn, ...]:
    """Divide a stored text anew: the study may know more speakers' marks by now."""
    marked = PurePath(stored.source).suffix.lower() in MARKED or are_quotes(stored.text, stored.turns)
    spans = [(turn.start, turn.end, turn.speaker) for turn in stored.turns] if marked else None
    return split_turns(stored.text, own, spans)


def _read_all(study: Study, incoming: Sequence[Reading | Incoming], quotes: bool) -> list[Reading]:
    """Read every new file in a child process; what is wrong with any of them is told about all of them."""
    read: list[Reading] = []
    wrong: list[Problem] = []
    for one in telling("Reading transcripts", incoming, len(incoming)):
        try:
            read.append(one if isinstance(one, Reading) else _read(study, one, quotes))
        except ProblemError as error:
            wrong += error.problems
    if wrong:
        raise ProblemError(wrong)
    return read


def _read(study: Study, one: Incoming, quotes: bool) -> Reading:
    value = run_limited("familypanel.coding.transcripts:read_file", one.path).value
    text, own = value["text"], study.config.speakers
    spans = quote_spans(text) if quotes else value["spans"]
    turns = with_role(split_turns(text, own, spans), one.role)
    once = () if spans is not None else lines_seen_once(text, own)
    found = (*map(revived, value["warnings"]), *about(one.path.name, turns, once))
    transcript = Transcript(text, turns, found, value["sha256"])
    return Reading(one, transcript, one.name, problems=found)


class _DryRunError(Exception):
    """Takes everything back at the end of a dry run."""


def _store(study: Study, read: Sequence[Reading], dry_run: bool) -> tuple[list[Reading], list[Carried]]:
    """Keep everything in one transaction; what it judges there is what holds."""
    from ..study.store.deliveries import keep_raw

    with suppress(_DryRunError), study.store.transaction() as connection:
        found = judged(connection, read)
        for one in found:
            # Of what is held no byte stays: it could not be found again when somebody takes it back.
            if one.status in NEW and not dry_run:
                keep_raw(study.store, one.transcript.sha256, one.incoming.path)
            if one.status in {*NEW, "filled"}:
                _write(study.store, connection, one)
        carried = carry_over(connection)
        # Codings that a colleague's bundle brought may have waited for these transcripts.
        settle(connection)
        if dry_run:
            raise _DryRunError
    return found, carried


def _write(store: Store, connection: Connection, one: Reading) -> None:
    from ..study.store.documents import add_document, fill_document
    from ..study.store.search import forget

    incoming, transcript = one.incoming, one.transcript
    told = {
        "urn": incoming.urn, "wave": incoming.wave, "role": incoming.role, "language": incoming.language,
        "project": one.project,
    }  # fmt: skip
    if one.status == "filled":
        document = fill_document(connection, one.document, transcript.turns, **told)
        forget(store, document)
        return
    add_document(
        connection, transcript.turns,
        name=one.document, version=one.version, raw_sha256=transcript.sha256, text=transcript.text,
        text_sha256=hashlib.sha256(transcript.text.encode()).hexdigest(), source=incoming.path.name, **told,
    )  # fmt: skip


def _answer(
    readings: Sequence[Reading], carried: Sequence[Carried], skipped: Sequence[Problem], dry_run: bool
) -> Table:
    counts = Counter(one.status for one in readings)
    moved = Counter(one.status for one in carried)
    facts = {"files": len(readings)} | {word: counts[word] for word in _STATUSES} | {"skipped": len(skipped)}
    facts |= {"carried": moved.total(), "changed": moved["changed"], "gone": moved["gone"]}
    found = (*(one for read in readings for one in read.problems), *_touched(carried), *skipped)
    refused = any(one.exit is ExitCode.REFUSED for one in found)
    return Table.of(
        [one.row() for one in readings], _COLUMNS, notes=tuple(_notes(counts, facts, dry_run)),
        facts=facts | {"dry_run": dry_run}, problems=found, next_step="familypanel coding keywords",
        exit_code=ExitCode.REFUSED if refused else None,
    )  # fmt: skip


def _touched(carried: Sequence[Carried]) -> Iterator[Problem]:
    """Name the codings whose words were corrected, for somebody to look at; never the words."""
    codes = {"changed": "FP5076", "gone": "FP5077"}
    for one in carried:
        if one.status in codes:
            yield problem(codes[one.status], Place(file=one.document), coding=one.coding, name=one.document)


def _notes(counts: Mapping[str, int], facts: Mapping[str, int], dry_run: bool) -> Iterator[str]:
    words = [
        f"{counts[word]} {_SAID.get(word, word)}" for word in _STATUSES if counts[word] or word in _ALWAYS
    ]
    yield f"{sum(counts.values())} files: {', '.join(words)}."
    if facts["carried"]:
        same = facts["carried"] - facts["changed"] - facts["gone"]
        yield (
            f"{facts['carried']} codings were carried to corrected transcripts: {same} with the same words, "
            f"{facts['changed']} with changed words, {facts['gone']} whose words are gone."
        )
    if dry_run:
        yield "Nothing was stored: this was a dry run."
    if facts["skipped"]:
        yield f"{facts['skipped']} more in the folders were left out: they are no transcripts."
    if set(counts) <= {"same"}:
        yield "Nothing has changed."
