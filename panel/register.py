"""Members and what happened to them, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["Event", "Member"]


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
        When it happened.
    wave : str, optional
        The wave it belongs to, where it belongs to one.
    """

    urn: str
    kind: str
    on: date
    wave: str | None = None
    detail: str = ""
