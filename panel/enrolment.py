"""`panel enrol`: taking members into the register, all of a file or none of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..study.files import sha256_of
from ..study.folder import Study
from ..study.problems import Problem, ProblemError, problem
from ..study.store.members import Member as StoredMember
from ..study.store.members import add_members, complete_member, enrolled_from
from ..study.table import Column, Table
from ..study.urn import UrnScheme
from .conflicts import changed, completed, doubled, nearly_the_same
from .delivered_rows import DeliveredRow, DeliveredRows, read_day, read_rows
from .headings import KNOWN, misspelt
from .register import Member, read_register
from .words import COHORTS, PERSONS

__all__ = ["enrol", "read_urn"]

_COLUMNS = (
    Column("cohort", "Cohort"),
    Column("enrolled", "Enrolled", "count"),
    Column("already", "Already", "count"),
    Column("completed", "Of these, completed", "count"),
)
_NEXT = "familypanel panel due"


class _Checked(NamedTuple):
    """A file that holds nothing wrong: its members, told apart by what the register knows of them."""

    new: list[Member]
    already: list[Member]
    completed: list[Member]
    """Those of `already` whose empty fields the file fills, as they will be."""
    warnings: tuple[Problem, ...]
    kept: tuple[str, ...]
    """Headings that are kept as facts."""


def enrol(study: Study, file: Path | str, dry_run: bool = False) -> Table:
    """Enrol the members of a CSV or XLSX file.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        Columns ``urn`` and, where there are any, ``family``, ``person`` (adult, who is interviewed, or child,
        who is not), ``cohort``, ``project``, ``referral_date`` and ``support_start``; further columns are
        kept as facts about the member.  Of those that say yes or no, ``any_x`` is the family's: yes if any
        member has it.
    dry_run : bool
        Check and count only.

    Returns
    -------
    Table
        Rows {cohort, enrolled, already, completed}; facts ``rows_in``, ``enrolled``, ``already``,
        ``completed`` (those of ``already`` whose empty fields the file fills; a field that has a value never
        changes), ``no_date`` (members of the file without a referral date, for whom no window opens),
        ``kept_as_facts`` (further columns) and ``unchanged``.  A file that was enrolled before changes
        nothing and says so.

    Raises
    ------
    ProblemError
        With every problem of the file, each with its row; nothing is enrolled then.
    """
    path = Path(file)
    rows = read_rows(path)
    source = sha256_of(path)
    with study.store.reading() as connection:
        before = enrolled_from(connection, source)
    if before:
        return _unchanged(path.name, len(rows.rows), before)
    register = read_register(study)
    if erased := [row for row in rows.rows if register.erased(read_urn(row["urn"], study.config.urn))]:
        raise ProblemError(problem("FP4145", rows.place(row, urn=row["urn"])) for row in erased)
    found = _checked(rows, study.config.urn, register.members)
    if not dry_run:
        with study.store.transaction() as connection:
            add_members(connection, map(_stored, found.new), source)
            for member in found.completed:
                complete_member(connection, _stored(member))
    return _answer(path.name, found, dry_run)


def read_urn(text: str, scheme: UrnScheme) -> str:
    """Write a URN as the study keeps it: trimmed, in capitals, numbers padded if the scheme has a width."""
    return scheme.normalise(text)


def _checked(rows: DeliveredRows, scheme: UrnScheme, known: Mapping[str, Member]) -> _Checked:
    """Read every row and tell new members from those enrolled before, or raise everything that is wrong."""
    if unclear := list(misspelt(rows)):
        raise ProblemError(unclear)
    rows.require("urn")
    found = [_read(rows, row, scheme, known) for row in rows.rows]
    problems = [trouble for _, troubles in found for trouble in troubles]
    members = [member for member, _ in found]
    problems += doubled(rows, members)
    problems += changed(rows, members, known)
    if problems:
        raise ProblemError(sorted(problems, key=lambda trouble: trouble.place.row or 0))
    already = [completed(m, known[m.urn]) for m in members if m.urn in known]
    return _Checked(
        new=[m for m in members if m.urn not in known],
        already=already,
        completed=[m for m in already if m != known[m.urn]],
        warnings=tuple(nearly_the_same(rows, members, known)),
        kept=tuple(name for name in rows.headings if name and name not in KNOWN),
    )


def _read(
    rows: DeliveredRows, row: DeliveredRow, scheme: UrnScheme, known: Mapping[str, Member]
) -> tuple[Member, list[Problem]]:
    urn = read_urn(row["urn"], scheme)
    day = read_day(rows, row, "referral_date")
    old = known.get(urn)
    cohort = row["cohort"].lower() or (old.cohort if old else "main")
    problems = [day] if isinstance(day, Problem) else []
    if "urn" in row.unlike:
        problems.append(problem("FP4041", rows.place(row, "urn")))
    elif fault := scheme.fault(urn):
        problems.append(problem("FP1031", rows.place(row, "urn", urn), urn=urn, reason=fault))
    if cohort not in COHORTS:
        problems.append(problem("FP4004", rows.place(row, "cohort", urn), known=", ".join(COHORTS)))
    facts, doubts = _facts(rows, row)
    referred, problems = (None if isinstance(day, Problem) else day), problems + doubts
    return Member(urn, cohort, row["family"] or None, row["project"] or None, referred, facts), problems


def _facts(rows: DeliveredRows, row: DeliveredRow) -> tuple[dict[str, str], list[Problem]]:
    """Read what is kept as a fact: further columns, who the person is, and when support started."""
    began, person = read_day(rows, row, "support_start"), row["person"].lower()
    facts = {name: cell for name, cell in row.cells.items() if name not in KNOWN and cell}
    facts |= {"person": person} if person else {}
    facts |= {"support_start": began.isoformat()} if isinstance(began, date) else {}
    problems = [began] if isinstance(began, Problem) else []
    if person and person not in PERSONS:
        problems.append(problem("FP4141", rows.place(row, "person", row["urn"])))
    return facts, problems


def _stored(member: Member) -> StoredMember:
    day = member.referral_date
    return StoredMember(
        member.urn,
        member.cohort,
        member.family,
        member.project,
        day.isoformat() if day else None,
        member.facts,
    )


def _answer(file: str, found: _Checked, dry_run: bool) -> Table:
    parts = {"enrolled": found.new, "already": found.already, "completed": found.completed}
    counts = {name: Counter(member.cohort for member in part) for name, part in parts.items()}
    rows = [
        {"cohort": cohort} | {name: count[cohort] for name, count in counts.items()}
        for cohort in COHORTS
        if counts["enrolled"][cohort] or counts["already"][cohort]
    ]
    facts = {
        "file": file, "rows_in": len(found.new) + len(found.already),
        **{name: len(part) for name, part in parts.items()},
        "no_date": sum(_undated(member) for member in (*found.new, *found.already)),
        "kept_as_facts": list(found.kept),
        "unchanged": not found.new and not found.completed, "dry_run": dry_run,
    }  # fmt: skip
    return Table.of(
        rows, _COLUMNS, title=f"Enrolment from {file}", notes=_notes(facts), facts=facts,
        problems=found.warnings, next_step=_NEXT,
    )  # fmt: skip


def _undated(member: Member) -> bool:
    return member.interviewed and member.referral_date is None


def _notes(facts: Mapping[str, Any]) -> list[str]:
    said = "would be enrolled (nothing was stored)" if facts["dry_run"] else "enrolled"
    notes = [f"{facts['enrolled']} members {said}; {facts['already']} were enrolled before."]
    if facts["completed"]:
        verb = "would be" if facts["dry_run"] else "were"
        notes.append(f"Fields that were empty {verb} filled for {facts['completed']} of these.")
    if facts["no_date"]:
        notes.append(
            f"{facts['no_date']} members have no referral date, so no interview of theirs falls due: add the "
            "column referral_date and enrol the file again; fields that are empty are filled."
        )
    if facts["kept_as_facts"]:
        notes.append(f"Further columns kept as facts about members: {', '.join(facts['kept_as_facts'])}.")
    return notes


def _unchanged(file: str, rows_in: int, before: int) -> Table:
    facts = {"file": file, "rows_in": rows_in, "enrolled": 0, "already": rows_in, "completed": 0}
    facts["unchanged"] = True
    notes = (f"This file was enrolled before ({before} members); nothing changed.",)
    return Table.of((), _COLUMNS, title=f"Enrolment from {file}", notes=notes, facts=facts, next_step=_NEXT)
