"""`panel record`: writing down what happened, one event or a log of them; events are only ever added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from ..study.clock import parse_date, today
from ..study.files import sha256_of
from ..study.folder import Study
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.store.events import Event as StoredEvent
from ..study.store.events import add_events, has_source
from ..study.table import Column, Table
from .delivered_rows import DeliveredRow, DeliveredRows, read_day, read_rows
from .enrolment import read_urn
from .interview_dates import Judgement, judged
from .moved_windows import moved_note
from .register import Event, Register, read_register
from .words import event_fault

__all__ = ["record"]

_COLUMNS = (Column("kind", "Kind"), Column("detail", "Detail"), Column("n", "Events", "count"))
_MAY_HAPPEN_TWICE = {"attempt", "appointment"}
_TWICE = "The same event was recorded before; it is recorded again, and both count."


def record(
    study: Study, urn: str | None = None, kind: str | None = None, *, wave: str | None = None,
    on: date | str | None = None, detail: str | None = None, from_file: Path | str | None = None,
    dry_run: bool = False,
) -> Table:  # fmt: skip
    """Append one event, or all events of a log file.

    Parameters
    ----------
    study : Study
        The study.
    urn, kind : str, optional
        Whom it concerns and what happened (a key of `familypanel.panel.words.EVENTS`); not with `from_file`.
    wave : str, optional
        The wave it belongs to; needed for attempts, appointments, interviews and refusals.
    on : date or str, optional
        The day; today if not given.
    detail : str, optional
        A word the kind knows, such as ``soft``.
    from_file : Path or str, optional
        CSV or XLSX with the columns urn, wave, date, kind, detail.
    dry_run : bool
        Check and count only.

    Returns
    -------
    Table
        Rows {kind, detail, n}; facts ``rows_in``, ``recorded``, ``unchanged`` and ``moved``, the windows that
        a corrected date of an interview moves (urn, wave, from, to).  Interviews outside their window are
        warnings: they count and are flagged.  A log that was recorded
        before changes nothing and says so; so does a single event that is the latest of its kind already.
        Attempts and appointments may truly happen twice on a day: they are recorded again, with a note.

    Raises
    ------
    ProblemError
        With everything that is wrong (unknown words, unknown URNs, dates to come); nothing is recorded then.
    """
    if from_file is not None:
        if urn is not None or kind is not None:
            raise ProblemError(
                problem("FP4014", what="a log file and a single event cannot be recorded at once")
            )
        return _record_file(study, Path(from_file), dry_run)
    if urn is None or kind is None:
        raise ProblemError(problem("FP4014", what="URN and KIND are missing"))
    event = Event(read_urn(urn, study.config.urn), kind, parse_date(on), wave, detail or "")
    register = read_register(study)
    _refuse(_faults(event, Place(urn=event.urn), register, _waves(study)))
    before = _latest(register, event) == event
    if before and event.kind not in _MAY_HAPPEN_TWICE:
        return _unchanged("One event", 1, "This event was recorded before; nothing changed.")
    _append(study, [event], "record", dry_run)
    answer = _answer([event], "One event", dry_run, judged(study, register, [event]))
    return answer.with_(notes=(*answer.notes, _TWICE)) if before and not dry_run else answer


def _latest(register: Register, event: Event) -> Event | None:
    """Give the event of this member, kind and wave that was recorded last: the one that counts."""
    before = register.events.get(event.urn, ())
    alike = (one for one in reversed(before) if (one.kind, one.wave) == (event.kind, event.wave))
    return next(alike, None)


def _record_file(study: Study, path: Path, dry_run: bool) -> Table:
    rows, source = read_rows(path), sha256_of(path)
    with study.store.reading() as connection:
        if has_source(connection, source):
            return _unchanged(path.name, len(rows.rows), "This log was recorded before; nothing changed.")
    rows.require("urn", "date", "kind")
    register, waves = read_register(study), _waves(study)
    problems: list[Problem] = []
    events: list[Event] = []
    for row in rows.rows:
        event = _event(rows, row, study)
        place = rows.place(row, urn=row["urn"])
        problems += [event] if isinstance(event, Problem) else _faults(event, place, register, waves)
        events += [] if isinstance(event, Problem) else [event]
    _refuse(problems)
    _append(study, events, source, dry_run)
    return _answer(events, path.name, dry_run, judged(study, register, events))


def _event(rows: DeliveredRows, row: DeliveredRow, study: Study) -> Event | Problem:
    if "urn" in row.unlike:
        return problem("FP4041", rows.place(row, "urn"))
    day = read_day(rows, row, "date")
    if day is None:
        return problem("FP4002", rows.place(row, "date", row["urn"]), column="date")
    if isinstance(day, Problem):
        return day
    urn = read_urn(row["urn"], study.config.urn)
    return Event(urn, row["kind"].lower(), day, row["wave"] or None, row["detail"].lower())


def _faults(event: Event, place: Place, register: Register, waves: Sequence[str]) -> Iterable[Problem]:
    if event.urn not in register.members:
        yield problem("FP4013", place)
    if register.erased(event.urn) and event.kind != "withdrawal":
        yield problem("FP4145", place)
    if event.wave is not None and event.wave not in waves:
        yield problem("FP1007", place, wave=event.wave, hint="", known=", ".join(waves))
    if fault := event_fault(event.kind, event.detail, event.wave):
        yield problem("FP4006", place, reason=fault)
    if event.on > today() and event.kind != "appointment":
        yield problem("FP4005", place)


def _waves(study: Study) -> list[str]:
    return [wave.name for wave in study.config.waves]


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise ProblemError(found)


def _append(study: Study, events: Iterable[Event], source: str, dry_run: bool) -> None:
    if dry_run:
        return
    stored = [StoredEvent(e.urn, e.kind, e.on.isoformat(), e.wave, e.detail or None) for e in events]
    with study.store.transaction() as connection:
        add_events(connection, stored, source)


def _answer(events: Sequence[Event], what: str, dry_run: bool, judgement: Judgement) -> Table:
    counts = Counter((event.kind, event.detail) for event in events)
    rows = [{"kind": kind, "detail": detail, "n": n} for (kind, detail), n in sorted(counts.items())]
    facts = {"rows_in": len(events), "recorded": len(events), "unchanged": not events, "dry_run": dry_run}
    withdrawn = next((event for event in events if event.kind == "withdrawal"), None)
    return Table.of(
        rows, _COLUMNS, title=f"Recorded: {what}", facts=facts | {"moved": list(judgement.moved)},
        notes=(*(("Nothing was stored (dry run).",) if dry_run else ()), *moved_note(judgement.moved)),
        problems=judgement.outside, next_step=_to_carry_out(withdrawn) if withdrawn else "",
    )  # fmt: skip


def _to_carry_out(withdrawn: Event) -> str:
    """A withdrawal that is only recorded deletes nothing."""
    return f"familypanel panel withdraw {withdrawn.urn} --scope {withdrawn.detail}"


def _unchanged(what: str, rows_in: int, note: str) -> Table:
    facts = {"rows_in": rows_in, "recorded": 0, "unchanged": True}
    return Table.of((), _COLUMNS, title=f"Recorded: {what}", notes=(note,), facts=facts)
