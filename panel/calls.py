"""`panel due`: whom to interview, and until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..study.clock import parse_date, today
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .call_calendar import write_calendar
from .call_sheet import write_call_sheet
from .due_case import STATUSES, WANTED, Due
from .moved_windows import moved_note, moved_windows
from .register import read_register
from .safe_routes import read_safe_contact
from .standings import standings, undated_note
from .wording import STATUSES_READ, worded

__all__ = ["due"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CARE = {
    "sheet": "It is as confidential as an address: delete it when the calls are made.",
    "calendar": "It holds URNs and days, and no word of what the calls are about.",
}
_NAMED = 10
"""So many members are named in a note; JSON names all."""

_COLUMNS = (
    Column("urn", "URN"), Column("wave", "Wave"), Column("status", "Status"),
    Column("opens", "Opens", "date"),
    Column("target", "Target", "date"), Column("closes", "Closes", "date"),
    Column("days_left", "Days left", "count"), Column("attempts", "Attempts", "count"),
    Column("last_outcome", "Last"), Column("safe_route", "Safe route"),
)  # fmt: skip


def due(
    study: Study, on: date | str | None = None, wave: str | None = None, sheet: Path | str | None = None,
    calendar: Path | str | None = None,
) -> Table:  # fmt: skip
    """List who is due for an interview: every member and wave with its window and how it stands.

    ``not_due``, ``open``, ``closing`` (the last 14 days), ``overdue`` (closed at most 28 days ago: an
    interview is still sought and flagged), ``done``, ``done_out_of_window``, ``closed`` (nothing more to do:
    the window is long past, or the member withdrew, died, moved abroad, fell out of scope or refused for
    good).  Children of a family are not interviewed and not listed.

    Parameters
    ----------
    study : Study
        The study.
    on : date or str, optional
        The day; today if not given.
    wave : str, optional
        Only this wave.
    sheet : Path or str, optional
        Write the call sheet of the interviewers (.xlsx): who is due, how they may be reached and by which
        rule.  Nobody without a rule of safe contact younger than the study's limit is on it.
    calendar : Path or str, optional
        Write the same calls as all-day entries (.ics): a neutral word and the URN, nothing else.

    Returns
    -------
    Table
        Rows {urn, wave, status, opens, target, closes, days_left, attempts, last_outcome, safe_route}, one
        a member and wave, the most urgent first; `safe_route` is null where nothing was ever recorded.
        People are shown those who are due; JSON and CSV carry all.  Facts ``on``, ``due`` (open, closing and
        overdue), ``statuses`` (all counts), ``unlisted`` (who is due and may be on no contact list: urn, wave
        and what is missing), ``undated`` (members of whom nothing can fall due, because no date is known),
        ``moved`` (windows moved by a corrected date: urn, wave, from, to) and, where one was written,
        ``sheet`` and ``calendar``.

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, FP1024 for another ending, FP1030 if `on` is not a date.
    """
    day = parse_date(on)
    if wave is not None:
        study.wave(wave)
    wanted = _checked({"sheet": (sheet, ".xlsx"), "calendar": (calendar, ".ics")})
    register, contact = read_register(study), read_safe_contact(study)
    every = standings(register, study.config.waves, day)
    found = [Due.of(p, register, contact, day) for p in every if wave in (None, p.wave.name)]
    found.sort(key=Due.urgency)
    calls = [one for one in found if one.status in WANTED]
    facts = _facts(found, calls, day) | {"moved": moved_windows(register, study.config.waves, every)}
    written = _written(study, calls, day, wanted)
    notes = (*_notes(facts, bool(found)), *undated_note(register, study.config.waves, day), *written)
    past = (problem("FP4138", on=day),) if written and day < today() else ()
    return Table.of(
        [one.row() for one in found], worded(study, _COLUMNS), title=f"Due on {day}", notes=notes,
        facts=facts | {name: str(path) for name, path in wanted.items()}, problems=past, shown=len(calls),
    )  # fmt: skip


def _checked(wanted: Mapping[str, tuple[Path | str | None, str]]) -> dict[str, Path]:
    """Refuse another ending before anything is computed."""
    asked = {name: (Path(file), ending) for name, (file, ending) in wanted.items() if file is not None}
    for path, ending in asked.values():
        if path.suffix.lower() != ending:
            raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=ending))
    return {name: path for name, (path, _) in asked.items()}


def _written(study: Study, calls: Sequence[Due], day: date, wanted: Mapping[str, Path]) -> list[str]:
    """Write the lists that were asked for; returns what to say about them."""
    safe = [one for one in calls if one.routes]
    people = len({one.placed.member.urn for one in safe})
    if "sheet" in wanted:
        write_call_sheet(wanted["sheet"], study, safe, day)
    if "calendar" in wanted:
        write_calendar(wanted["calendar"], safe, day)
    return [
        f"{path}: {people} members, all with a rule of safe contact. {_CARE[name]}"
        for name, path in wanted.items()
    ]


def _facts(found: Sequence[Due], calls: Sequence[Due], day: date) -> dict[str, Any]:
    counts = Counter(one.status for one in found)
    return {
        "on": day.isoformat(),
        "due": len(calls),
        "statuses": {word: counts[word] for word in STATUSES},
        "unlisted": [
            {"urn": one.placed.member.urn, "wave": one.placed.wave.name, "missing": one.missing}
            for one in calls if not one.routes
        ],
        "undated": sorted({one.placed.member.urn for one in found if one.undated}),
    }  # fmt: skip


def _notes(facts: Mapping[str, Any], enrolled: bool) -> Iterator[str]:
    if not enrolled:
        yield "No member is enrolled, so nobody is due."
        return
    if facts["undated"]:
        yield (
            f"{len(facts['undated'])} members have no referral date, so no interview of theirs falls due: "
            f"{_named(facts['undated'])}. Enrol a file with urn and referral_date; fields that are empty are "
            "filled."
        )
    rest = [
        f"{n:,} {STATUSES_READ.get(word, word)}"
        for word, n in facts["statuses"].items()
        if n and word not in WANTED
    ]
    if rest:
        yield f"Not listed, because nothing is to be done now: {', '.join(rest)}. --json has every row."
    yield from moved_note(facts["moved"])
    yield from _unlisted_notes(facts["unlisted"])


def _unlisted_notes(unlisted: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Name those who are due and may not be contacted, by what is missing."""
    urns: dict[str, list[str]] = {}
    for one in unlisted:
        urns.setdefault(_DATE.sub("...", one["missing"]), []).append(one["urn"])
    ordered = sorted(urns.items(), key=lambda item: -len(item[1]))
    for reason, those in ordered[:_NAMED]:
        yield f"On no contact list, {len(those)} due ({_named(those)}): {reason}."
    rest = sum(len(those) for _, those in ordered[_NAMED:])
    if rest:
        yield f"On no contact list for other reasons: {rest} due. --json says of each what is missing."


def _named(urns: Sequence[str]) -> str:
    more = f" and {len(urns) - _NAMED:,} more" if len(urns) > _NAMED else ""
    return ", ".join(urns[:_NAMED]) + more
