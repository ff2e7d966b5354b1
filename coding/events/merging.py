"""`coding bundle` and `coding merge`: coders on separate computers, joined by the union of their events.

An event is known by its hash and events are only ever added, so a bundle can be merged twice, late, or in any
order: everybody who has the same events has the same codings, and there is nothing to be in conflict.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...study.coding_events import CodingEvent, broken_links
from ...study.files import write_bytes
from ...study.folder import Study
from ...study.problems import Place, Problem, ProblemError, problem
from ...study.table import Column, Table
from .bundle_files import Bundle, bundle_bytes, read_bundle
from .carrying import carry_over
from .recording import plain_name, settle
from .replaying import Placed, replay

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["bundle", "merge"]

_BLIND_WORK = frozenset({"tag", "untag", "undo", "memo", "decide", "release", "summarise"})
_BUNDLED = (Column("coder"), Column("events", kind="count"), Column("codings", kind="count"))
_MERGED = (
    Column("coder"), Column("events", kind="count"), Column("new", kind="count"),
    Column("known", kind="count"), Column("codings", kind="count"), Column("held", kind="count"),
)  # fmt: skip


def bundle(study: Study, file: Path | str, *, coder: str | None = None, dry_run: bool = False) -> Table:
    """Write everything that was coded into one file for a colleague.

    Transcripts are not in it, only the quotes; the colleague has the transcripts.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        Where to; the same log gives the same bytes.
    coder : str, optional
        Who bundles: blind work of anybody else is then refused.  Without it that of one coder may be in it,
        whose computer this is taken to be.
    dry_run : bool
        Count only.

    Returns
    -------
    Table
        A row a coder: ``coder``, ``events``, ``codings`` (that hold).  Facts: ``events``, ``codings``.

    Raises
    ------
    ProblemError
        FP5107 if it would show what somebody else is coding blind.
    """
    from ...study.store.coding_log import logged_events
    from ...study.store.documents import newest_texts

    with study.store.reading() as connection:
        events, texts = logged_events(connection), newest_texts(connection)
        _refuse_blind(connection, events, plain_name(coder or ""))
    if not dry_run:
        write_bytes(Path(file), bundle_bytes(Bundle(study.config.title, dict(texts.keys()), tuple(events))))
    coders, held = Counter(event.coder for event in events), _holding(events)
    rows = [{"coder": name, "events": n, "codings": held[name]} for name, n in sorted(coders.items())]
    facts = {
        "events": len(events),
        "codings": held.total(),
        "file": study.shown(Path(file)),
        "dry_run": dry_run,
    }
    notes = ["It holds quotes: send it as safely as the transcripts themselves."]
    notes += ["Nothing was written: this was a dry run."] if dry_run else []
    return Table.of(rows, _BUNDLED, notes=tuple(notes), facts=facts)


def _holding(events: Iterable[CodingEvent]) -> Counter[str]:
    return Counter(one.coder for one in replay(events).values() if one.superseded_at is None)


def _refuse_blind(connection: Connection, events: Iterable[CodingEvent], own: str) -> None:
    """Refuse where others, or several, have worked blind since transcripts were assigned."""
    from ...study.store.blindness import open_assignments

    since: dict[str, int] = {}
    sworn: dict[str, int] = {}
    for event in open_assignments(connection):
        for line in (event.payload or {})["documents"]:
            since.setdefault(line["document"], event.number)
            for name in line["coders"]:
                sworn.setdefault(name, event.number)
    coders = {event.coder for event in events if event.number > _begun(event, since, sworn)}
    if len(coders) > 1 or (own and coders - {own}):
        raise ProblemError(problem("FP5107", coders=", ".join(sorted(coders))))


def _begun(event: CodingEvent, since: Mapping[str, int], sworn: Mapping[str, int]) -> float:
    """Give the number from which on such an event is blind work: by its transcript, or by its coder."""
    if event.action not in _BLIND_WORK:
        return math.inf
    told = event.payload or {}
    document = told.get("on", told).get("document")
    return since.get(document, math.inf) if document else sworn.get(event.coder, math.inf)


def merge(study: Study, file: Path | str, *, dry_run: bool = False) -> Table:
    """Take in what a colleague coded on another computer.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        A bundle.
    dry_run : bool
        Count only.

    Returns
    -------
    Table
        A row a coder: ``coder``, ``events`` = ``new`` + ``known``, ``codings`` that they made = taken in +
        ``held`` (their transcript is not here, or has another text here; they count as soon as it is).
        Facts: the sums, and ``before`` and ``after``: codings that hold here.

    Raises
    ------
    ProblemError
        FP1020, FP1021, FP1022, FP1023 the file cannot be read; FP5108 its chain is broken; FP5109 it
        belongs to another study.
    """
    from ...study.store.coding_log import add_events, known_hashes, logged_events
    from ...study.store.documents import newest_texts, text_versions

    path = Path(file)
    found, place = read_bundle(path), Place(file=study.shown(path))
    with study.store.transaction() as connection:
        known, here = known_hashes(connection), logged_events(connection)
        _refuse(found, here, dict(newest_texts(connection).keys()), place)
        if not dry_run:
            add_events(connection, found.events)
            carry_over(connection)
            settle(connection)
        versions = text_versions(connection)
    made = replay([*here, *found.events])
    placed = [made[event.hash] for event in found.events if event.hash in made]
    held = [one for one in placed if one.text not in dict(versions.get(one.document, ()))]
    rows = list(_rows(found.events, known, placed, held))
    sums = {key: sum(row[key] for row in rows) for key in ("events", "new", "known", "codings", "held")}
    before, after = _holding(here).total(), sum(one.superseded_at is None for one in made.values())
    facts = sums | {"before": before, "after": after, "dry_run": dry_run}
    problems = _differing(held, versions.keys(), place)
    return Table.of(rows, _MERGED, notes=_notes(facts), facts=facts, problems=problems)


def _refuse(found: Bundle, here: Collection[CodingEvent], texts: Mapping[str, str], place: Place) -> None:
    broken = list(broken_links([*here, *found.events]))
    wrong = [event for event in broken if event.hash in {one.hash for one in found.events}]
    if wrong:
        raise ProblemError(
            [problem("FP5108", place, number=one.number, coder=one.coder) for one in wrong[:20]]
        )
    if texts and found.documents and not texts.keys() & found.documents.keys():
        raise ProblemError(problem("FP5109", place, title=found.title))


def _rows(
    events: Iterable[CodingEvent], known: set[str], made: Iterable[Placed], held: Iterable[Placed]
) -> Iterable[dict[str, Any]]:
    total, old = Counter[str](), Counter[str]()
    for event in events:
        total[event.coder] += 1
        old[event.coder] += event.hash in known
    codings, waiting = Counter(one.coder for one in made), Counter(one.coder for one in held)
    for coder, n in sorted(total.items()):
        counts = {"events": n, "new": n - old[coder], "known": old[coder]}
        yield {"coder": coder} | counts | {"codings": codings[coder], "held": waiting[coder]}


def _differing(held: Iterable[Placed], names: Collection[str], place: Place) -> tuple[Problem, ...]:
    counts = Counter(one.document for one in held)
    reasons = {True: "has another text here", False: "is not in this study"}
    return tuple(
        problem("FP5110", place, document=name, codings=n, reason=reasons[name in names])
        for name, n in sorted(counts.items())
    )


def _notes(facts: Mapping[str, Any]) -> tuple[str, ...]:
    notes = [
        f"{facts['events']} events = {facts['new']} new + {facts['known']} that were here already.",
        f"Codings that hold: {facts['before']} before, {facts['after']} after.",
    ]
    if facts["held"]:
        notes.append(f"{facts['held']} codings are held until their transcript is here with the same text.")
    if facts["dry_run"]:
        notes.append("Nothing was stored: this was a dry run.")
    elif not facts["new"]:
        notes.append("Nothing has changed: everything was here already.")
    return tuple(notes)
