"""`panel enrol`: taking members into the register, all of a file or none of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..study.files import sha256_of
from ..study.folder import Study
from ..study.problems import Problem, ProblemError, problem
from ..study.store.members import Member as StoredMember
from ..study.store.members import add_members, enrolled_from
from ..study.table import Column, Table
from ..study.urn import UrnScheme, normalise
from .delivered_rows import DeliveredRow, DeliveredRows, read_day, read_rows
from .register import Member, read_register
from .words import COHORTS

__all__ = ["enrol", "read_urn"]

_OWN = {"urn", "family", "cohort", "project", "referral_date"}
_COLUMNS = (
    Column("cohort", "Cohort"),
    Column("enrolled", "Enrolled", "count"),
    Column("already", "Already", "count"),
)
_NEXT = "familypanel panel due"


def enrol(study: Study, file: Path | str, dry_run: bool = False) -> Table:
    """Enrol the members of a CSV or XLSX file.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        Columns ``urn`` and, where there are any, ``family``, ``cohort``, ``project``, ``referral_date``;
        further columns are kept as facts about the member.
    dry_run : bool
        Check and count only.

    Returns
    -------
    Table
        Rows {cohort, enrolled, already}; facts ``rows_in``, ``enrolled``, ``already`` and ``unchanged``.
        A file that was enrolled before changes nothing and says so.

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
    new, already = _checked(rows, study.config.urn, read_register(study).members)
    if not dry_run:
        with study.store.transaction() as connection:
            add_members(connection, map(_stored, new), source)
    return _answer(path.name, new, already, dry_run)


def read_urn(text: str, scheme: UrnScheme) -> str:
    """Write a URN as the study keeps it: trimmed, in capitals, numbers padded if the scheme has a width."""
    urn = normalise(text)
    return urn.zfill(scheme.width) if scheme.width and urn.isdigit() else urn


def _checked(
    rows: DeliveredRows, scheme: UrnScheme, known: Mapping[str, Member]
) -> tuple[list[Member], list[Member]]:
    """Read every row; give the new members and those enrolled before, or raise everything that is wrong."""
    rows.require("urn")
    found = [_read(rows, row, scheme) for row in rows.rows]
    problems = [trouble for _, troubles in found for trouble in troubles]
    members = [member for member, _ in found]
    problems += _doubles(rows, members)
    problems += _conflicts(rows, members, known)
    if problems:
        raise ProblemError(sorted(problems, key=lambda trouble: trouble.place.row or 0))
    return [m for m in members if m.urn not in known], [m for m in members if m.urn in known]


def _read(rows: DeliveredRows, row: DeliveredRow, scheme: UrnScheme) -> tuple[Member, list[Problem]]:
    urn = read_urn(row["urn"], scheme)
    day = read_day(rows, row, "referral_date")
    cohort = row["cohort"].lower() or "main"
    problems = [day] if isinstance(day, Problem) else []
    if fault := scheme.fault(urn):
        problems.append(problem("FP1031", rows.place(row, "urn", urn), urn=urn, reason=fault))
    if cohort not in COHORTS:
        problems.append(problem("FP4004", rows.place(row, "cohort", urn), known=", ".join(COHORTS)))
    facts = {name: cell for name, cell in row.cells.items() if name not in _OWN and cell}
    referred = None if isinstance(day, Problem) else day
    return Member(urn, cohort, row["family"] or None, row["project"] or None, referred, facts), problems


def _doubles(rows: DeliveredRows, members: Sequence[Member]) -> Iterable[Problem]:
    times = Counter(member.urn for member in members)
    for row, member in zip(rows.rows, members, strict=True):
        if times[member.urn] > 1 and member.urn:
            at = [other.number for other, m in zip(rows.rows, members, strict=True) if m.urn == member.urn]
            where = "rows " + ", ".join(map(str, at))
            yield problem("FP4003", rows.place(row, "urn", member.urn), where=where)


def _conflicts(
    rows: DeliveredRows, members: Sequence[Member], known: Mapping[str, Member]
) -> Iterable[Problem]:
    for row, member in zip(rows.rows, members, strict=True):
        difference = _difference(member, known[member.urn]) if member.urn in known else None
        if difference:
            yield problem("FP4012", rows.place(row, urn=member.urn), difference=difference)


def _difference(new: Member, old: Member) -> str:
    named = [
        name
        for name in ("family", "cohort", "project", "referral_date")
        if getattr(new, name) != getattr(old, name)
    ]
    named += sorted(name for name, value in new.facts.items() if old.facts.get(name) != value)
    return ", ".join(named)


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


def _answer(file: str, new: Sequence[Member], already: Sequence[Member], dry_run: bool) -> Table:
    fresh, old = Counter(m.cohort for m in new), Counter(m.cohort for m in already)
    rows = [{"cohort": c, "enrolled": fresh[c], "already": old[c]} for c in COHORTS if fresh[c] or old[c]]
    facts = {
        "file": file, "rows_in": len(new) + len(already), "enrolled": len(new), "already": len(already),
        "unchanged": not new, "dry_run": dry_run,
    }  # fmt: skip
    said = "would be enrolled (nothing was stored)" if dry_run else "enrolled"
    notes = (f"{len(new)} members {said}; {len(already)} were enrolled before.",)
    return Table.of(rows, _COLUMNS, title=f"Enrolment from {file}", notes=notes, facts=facts, next_step=_NEXT)


def _unchanged(file: str, rows_in: int, before: int) -> Table:
    facts = {"file": file, "rows_in": rows_in, "enrolled": 0, "already": rows_in, "unchanged": True}
    notes = (f"This file was enrolled before ({before} members); nothing changed.",)
    return Table.of((), _COLUMNS, title=f"Enrolment from {file}", notes=notes, facts=facts, next_step=_NEXT)
