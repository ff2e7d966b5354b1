"""Members and what happened to them, as plain values read from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ..study.folder import Study
from ..study.store.events import events_frame, live_events
from ..study.store.members import members_frame

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

    def fact(self, name: str) -> str | None:
        """Give a property by name, whether it has a field of its own or not."""
        if name in {"cohort", "family", "project"}:
            value: str | None = getattr(self, name)
            return value
        return self.facts.get(name)


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

    def known(self, urn: str, on: date) -> list[Event]:
        """Give the events of one member up to a day."""
        return [event for event in self.events.get(urn, ()) if event.on <= on]

    def facts(self) -> list[str]:
        """Name every property members can be grouped by."""
        names = {name for member in self.members.values() for name in member.facts}
        return ["cohort", "project", *sorted(names)]


def read_register(study: Study, recorded_by: date | None = None) -> Register:
    """Read members and events from the store; with `recorded_by`, what had been recorded by that day."""
    with study.store.reading() as connection:
        people, happened = members_frame(connection), events_frame(connection)
    if recorded_by is not None:
        people = people[people["enrolled_at"].str[:10] <= recorded_by.isoformat()]
        happened = happened[happened["recorded_at"].str[:10] <= recorded_by.isoformat()]
    # Only now: what was superseded or taken back later still stood.
    happened = live_events(happened.reset_index(drop=True))
    members = [_member(row) for row in people.to_dict("records")]
    events: dict[str, list[Event]] = defaultdict(list)
    for row in happened.to_dict("records"):
        event = _event(row)
        events[event.urn].append(event)
    return Register({member.urn: member for member in members}, {urn: tuple(e) for urn, e in events.items()})


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
