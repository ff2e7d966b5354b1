"""Which routes to a member may be used: the rule is whole, allows something, and is young enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..study.folder import Study
from ..study.months import due_dates
from ..study.routes import Route
from ..study.store.contacts import read_routes
from .register import Event

__all__ = ["DIALLED", "KINDS", "SafeContact", "kind_of", "read_safe_contact", "route_row"]

KINDS = ("phone", "mobile", "email", "post", "visit")
DIALLED = ("phone", "mobile")
NO_ROUTE = "no way of reaching the member is recorded"


def kind_of(route: str) -> str:
    """Name the kind of a route: that of ``mobile 2`` is ``mobile``."""
    return route.partition(" ")[0]


@dataclass(frozen=True)
class SafeContact:
    """The routes of all members, and how many calendar months a rule holds."""

    routes: Mapping[str, tuple[Route, ...]]
    months: int

    def safe(self, urn: str, events: Sequence[Event], on: date) -> tuple[Route, ...]:
        """Give the routes to a member that may be used on a day."""
        if _closed_off(events):
            return ()
        return tuple(one for one in self.routes.get(urn, ()) if not self.lacking(one, events, on))

    def known(self, urn: str, events: Sequence[Event], on: date) -> bool | None:
        """Say whether there is a safe route; None where nothing of the kind was ever recorded."""
        if urn not in self.routes and _unsafe_since(events) is None:
            return None
        return bool(self.safe(urn, events, on))

    def missing(self, urn: str, events: Sequence[Event], on: date) -> str:
        """Say what is missing before anybody may contact a member; empty where a route is safe."""
        if self.safe(urn, events, on):
            return ""
        if reason := _closed_off(events):
            return reason
        unsafe, routes = _unsafe_since(events), self.routes.get(urn, ())
        if not routes:
            return f"no safe route was found on {unsafe}" if unsafe else NO_ROUTE
        return "; ".join(f"{one.route}: {', '.join(self.lacking(one, events, on))}" for one in routes)

    def lacking(self, route: Route, events: Sequence[Event], on: date) -> list[str]:
        """Say what is missing before a route may be used on a day."""
        unsafe = _unsafe_since(events)
        if unsafe is not None and route.verified <= unsafe.isoformat():
            return [f"no safe route was found on {unsafe}, and the rule was not verified since"]
        return list(self._faults(route, on))

    def _faults(self, route: Route, on: date) -> Iterator[str]:
        dialled = kind_of(route.route) in DIALLED
        ways = ("safe_to_ring", "voicemail", "text") if dialled else ("safe_to_ring",)
        unsaid = [name for name in ("contact", *ways, "who_may_answer", "hours") if not getattr(route, name)]
        if unsaid:
            yield f"nobody wrote down {', '.join(name.replace('_', ' ') for name in unsaid)}"
        elif all(getattr(route, name) == "no" for name in ways):
            yield "nothing is allowed"
        if not route.verified:
            yield "never verified"
        elif due_dates(date.fromisoformat(route.verified), self.months)[0] <= on:
            yield f"last verified on {route.verified}, {self.months} months ago or more"


def _unsafe_since(events: Sequence[Event]) -> date | None:
    """Give the last day on which somebody found that there is no safe route."""
    return max((e.on for e in events if (e.kind, e.detail) == ("status", "no_safe_route")), default=None)


def _closed_off(events: Sequence[Event]) -> str:
    """Say why nobody may contact the member, whatever the rules say and whenever it was recorded."""
    for event in events:
        if event.kind == "withdrawal":
            return "the member withdrew"
        if event.kind == "refusal" and event.detail == "hard":
            return "the member refused for good"
        if event.kind == "status" and event.detail in {"deceased", "out_of_scope", "moved_abroad"}:
            return event.detail.replace("_", " ")
    return ""


def read_safe_contact(study: Study) -> SafeContact:
    """Read the routes of all members."""
    return SafeContact(read_routes(study.contacts), study.config.contact.verified_within_months)


def route_row(route: Route, faults: Sequence[str]) -> dict[str, Any]:
    """Describe a route without anything that would lead to the member."""
    return {
        "urn": route.urn, "route": route.route, "safe_to_ring": route.safe_to_ring,
        "voicemail": route.voicemail, "text": route.text, "verified": route.verified or None,
        "usable": not faults, "missing": "; ".join(faults),
    }  # fmt: skip
