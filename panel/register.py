"""Members and what happened to them, as plain values read from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from ..study.folder import Study
from ..study.store.events import events_frame, live_events
from ..study.store.members import CHILD, members_frame

__all__ = ["Event", "Member", "Register", "read_register"]

_OWN = ("urn", "cohort", "family", "project", "referral_date")
_KEPT_APART = {*_OWN, "source", "enrolled_at"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the panel.

    Parameters
    ----------
    urn : str
        Unique Reference Number.
    cohort : {'main', 'booster'}
        A booster joined at a later wave and has no baseline.
    family, project : str, optional
        Where the member belongs.
    referral_date : date, optional
        Start of the baseline window.
    facts : mapping of str to str
        Further columns of the enrolment file.
    """

    urn: str
    cohort: str = "main"
    family: str | None = None
    project: str | None = None
    referral_date: date | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Family-level indicators, worked out from everybody in the family; never stored."""

    @property
    def interviewed(self) -> bool:
        """Whether the member is one who is interviewed: a child of the family is not."""
        return self.facts.get("person") != CHILD

    def fact(self, name: str) -> str | None:
        """Give a property by name, whether it has a field of its own or not."""
        if name in {"cohort", "family", "project"}:
            value: str | None = getattr(self, name)
            return value
        return self.facts.get(name, self.shared.get(name))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as it was recorded; never changed afterwards.

    Parameters
    ----------
    urn : str
        Whom it concerns.
    kind, detail : str
        Words of `familypanel.panel.words.EVENTS`.
    on : date
        When it happened; where that is not known, the day on which it was recorded.
    wave : str, optional
        The wave it belongs to, where it belongs to one.
    dated : bool
        Whether it is known when it happened.
    recorded : date, optional
        When it was recorded; no part of what happened, so two events that differ in nothing else are equal.
    """

    urn: str
    kind: str
    on: date
    wave: str | None = None
    detail: str = ""
    dated: bool = True
    recorded: date | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Register:
    """All members by URN, and their events in the order in which they were recorded.

    Interviews that a later record supersedes or voids are not among them.
    """

    members: Mapping[str, Member]
    events: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    """Dates of interviews, by member and wave, that a later record put right."""

    def known(self, urn: str, on: date) -> list[Event]:
        """Give the events of one member up to a day."""
        return [event for event in self.events.get(urn, ()) if event.on <= on]

    def erased(self, urn: str) -> bool:
        """Say whether a member took back everything: only that they did is kept."""
        return any((e.kind, e.detail) == ("withdrawal", "everything") for e in self.events.get(urn, ()))

    def facts(self) -> list[str]:
        """Name every property members can be grouped by."""
        names = {name for member in self.members.values() for name in (*member.facts, *member.shared)}
        return ["cohort", "project", *sorted(names)]


def read_register(study: Study, recorded_by: date | None = None) -> Register:
    """Read members and events from the store; with `recorded_by`, what had been recorded by that day."""
    with study.store.reading() as connection:
        people, recorded = members_frame(connection), events_frame(connection)
    if recorded_by is not None:
        people = people[people["enrolled_at"].str[:10] <= recorded_by.isoformat()]
        recorded = recorded[recorded["recorded_at"].str[:10] <= recorded_by.isoformat()]
    recorded = recorded.reset_index(drop=True)
    members = with_indicators([_member(row) for row in people.to_dict("records")])
    events: dict[str, list[Event]] = defaultdict(list)
    # Only now: what was superseded or taken back later still stood.
    for row in live_events(recorded).to_dict("records"):
        event = _event(row)
        events[event.urn].append(event)
    happened = {urn: tuple(e) for urn, e in events.items()}
    return Register({member.urn: member for member in members}, happened, _earlier(recorded))


def _earlier(recorded: pd.DataFrame) -> dict[str, dict[str, date]]:
    """Collect the dates of interviews that were put right: of each the last one that differs."""
    dated = recorded[(recorded["kind"] == "interview") & (recorded["on_date"] != "")]
    superseded = dated.duplicated(["urn", "wave"], keep="last")
    if not superseded.any():
        return {}
    live = {(row.urn, row.wave): str(row.on_date) for row in dated[~superseded].itertuples(index=False)}
    found: dict[str, dict[str, date]] = defaultdict(dict)
    for row in dated[superseded].itertuples(index=False):
        if str(row.on_date) != live[row.urn, row.wave]:
            found[str(row.urn)][str(row.wave)] = date.fromisoformat(str(row.on_date)[:10])
    return dict(found)


def with_indicators(members: Sequence[Member]) -> list[Member]:
    """Give members with the indicators of their families: ``any_x`` says whether any member has x.

    Only facts that say yes or no for everybody who has them become indicators, and only in a register in
    which families have several members.  Where nobody has it but somebody's is not known, the indicator is
    not known either.
    """
    families: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        families[member.family or ""].append(member)
    families.pop("", None)
    if all(len(family) == 1 for family in families.values()):
        return list(members)
    names = [name for name in sorted({n for m in members for n in m.facts}) if _says_yes_or_no(members, name)]
    shared = {name: _of_family(family, names) for name, family in families.items()}
    return [replace(one, shared=shared.get(one.family or "", {})) for one in members]


def _says_yes_or_no(members: Sequence[Member], name: str) -> bool:
    return {member.facts[name].lower() for member in members if name in member.facts} <= {"yes", "no"}


def _of_family(family: Sequence[Member], names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        said = {member.facts.get(name, "").lower() for member in family}
        if "yes" in said or said == {"no"}:
            found[f"any_{name}"] = "yes" if "yes" in said else "no"
    return found


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else date.fromisoformat(str(value)[:10])


def _member(row: Mapping[Any, Any]) -> Member:
    facts = {str(name): str(v) for name, v in row.items() if name not in _KEPT_APART and not pd.isna(v)}
    return Member(
        str(row["urn"]), str(row["cohort"]), _text(row["family"]), _text(row["project"]),
        _day(row["referral_date"]), facts,
    )  # fmt: skip


def _event(row: Mapping[Any, Any]) -> Event:
    day = str(row["on_date"] or row["recorded_at"])[:10]
    return Event(
        str(row["urn"]), str(row["kind"]), date.fromisoformat(day), _text(row["wave"]),
        _text(row["detail"]) or "", dated=bool(row["on_date"]), recorded=_day(row["recorded_at"]),
    )  # fmt: skip
