"""`panel history`: everything known about a member over time; never contact details, never answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ..study.clock import parse_date
from ..study.config import Wave
from ..study.folder import Study
from ..study.problems import Place, ProblemError, problem
from ..study.store.traces import life_of
from ..study.table import Column, Table
from .enrolment import read_urn
from .register import Register, read_register
from .safe_routes import read_safe_contact
from .standings import Placed, placed

__all__ = ["history"]

_COLUMNS = (
    Column("on", "On", "date"), Column("what", "What"), Column("wave", "Wave"), Column("detail", "Detail"),
    Column("source", "Source"), Column("recorded", "Recorded"),
)  # fmt: skip
_HASH = 64
_SHORT = 12


def history(study: Study, urn: str, on: date | str | None = None) -> Table:
    """Tell the life of one member in the study, in the order in which things happened.

    Parameters
    ----------
    study : Study
        The study.
    urn : str
        The member.
    on : date or str, optional
        Outcomes and windows as they stood on this day; today if not given.

    Returns
    -------
    Table
        Rows {on, what, wave, detail, source, recorded}: enrolment, every event (also those that a later one
        superseded), returns in deliveries, decisions about cells (which, never what they say), transcripts
        and erasures.  Facts ``member`` (cohort, family, project, referral_date, support_start) and
        ``waves``, one a wave: outcome, detail, opens, target, closes, interview.

    Raises
    ------
    ProblemError
        FP1032 if there is no such member.
    """
    member, day, register = read_urn(urn, study.config.urn), parse_date(on), read_register(study)
    if member not in register.members:
        raise ProblemError(problem("FP1032", Place(urn=member)))
    with study.store.reading() as connection:
        rows = [_row(entry) for entry in life_of(connection, study.store, member)]
    rows.sort(key=lambda row: (row["on"] or row["recorded"][:10], row["recorded"]))
    waves = tuple(sorted(study.config.waves, key=lambda wave: wave.months))
    standing = _waves(register, member, waves, day)
    facts = {"urn": member, "on": day.isoformat(), "member": _about(register, member), "waves": standing}
    notes = [*_told(facts), *_contact_note(study, register, member, day)]
    return Table.of(rows, _COLUMNS, title=f"History of {member}", notes=notes, facts=facts)


def _row(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Shorten the hash of a file; it is only to be told apart from others."""
    source = str(entry["source"] or "")
    return {**entry, "source": source[:_SHORT] if len(source) == _HASH else source}


def _waves(register: Register, urn: str, waves: tuple[Wave, ...], day: date) -> list[dict[str, Any]]:
    return [_standing(one) for one in placed(register, urn, waves, day)]


def _standing(one: Placed) -> dict[str, Any]:
    window = one.window
    return {
        "wave": one.wave.name, "outcome": one.standing.outcome, "detail": one.standing.detail,
        "opens": window.opens.isoformat() if window else None,
        "target": window.target.isoformat() if window else None,
        "closes": window.closes.isoformat() if window else None,
        "interview": one.interview.isoformat() if one.interview else None,
    }  # fmt: skip


def _about(register: Register, urn: str) -> dict[str, Any]:
    member = register.members[urn]
    named = {name: member.fact(name) for name in ("cohort", "family", "project", "person", "support_start")}
    referred = member.referral_date.isoformat() if member.referral_date else None
    return {**named, "referral_date": referred, "earlier_interviews": dict(register.earlier.get(urn, {}))}


def _told(facts: Mapping[str, Any]) -> Iterator[str]:
    known = (f"{name.replace('_', ' ')} {value}" for name, value in facts["member"].items() if value)
    yield f"Member: {', '.join(known)}."
    for one in facts["waves"]:
        window = f", window {one['opens']} to {one['closes']}" if one["opens"] else ""
        outcome = " ".join(filter(None, (one["outcome"], one["detail"]))).replace("_", " ")
        yield f"{one['wave']}: {outcome}{window}."


def _contact_note(study: Study, register: Register, urn: str, day: date) -> Iterator[str]:
    missing = read_safe_contact(study).missing(urn, register.events.get(urn, ()), day)
    yield f"Safe contact: {missing or 'a route may be used'}."
