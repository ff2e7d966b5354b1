"""What `check` and `status` say about safe contact, and about withdrawals that were not carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..study.clock import today
from ..study.folder import Study
from ..study.problems import Place, Problem, problem
from ..study.store.contacts import read_routes
from ..study.store.traces import members_in_waves, raw_files, raw_of_documents, table_traces
from .calls import due
from .places import ERASING
from .register import Event, Register, read_register
from .safe_routes import read_safe_contact
from .words import EVENTS

__all__ = ["contact_findings", "contact_standing"]


def contact_findings(study: Study) -> list[Problem]:
    """List who is due today without a safe route, where contact details are kept, and what is left over."""
    register = read_register(study)
    return [*_left_over(study, register), *_without_rule(study)]


def _without_rule(study: Study) -> Iterator[Problem]:
    if not study.contacts.database.exists():
        return
    months = study.config.contact.verified_within_months
    for one in due(study).facts["unlisted"]:
        place = Place(urn=one["urn"], wave=one["wave"])
        yield problem("FP4139", place, missing=one["missing"], months=months)


def _left_over(study: Study, register: Register) -> Iterator[Problem]:
    widest = {urn: scope for urn, events in sorted(register.events.items()) if (scope := _widest(events))}
    routes = read_routes(study.contacts)
    erased = any(scope in ERASING for scope in widest.values())
    answered = members_in_waves(study.store) if erased else frozenset()
    for urn, scope in widest.items():
        left = ["contact details"] if urn in routes else []
        if scope in ERASING:
            left += ["rows in stored waves"] if urn in answered else []
            left += ["transcripts"] if _has_spoken(study, urn) else []
        if left:
            yield problem("FP4140", Place(urn=urn), scope=scope, what=", ".join(left), urn=urn)


def _widest(events: Sequence[Event]) -> str:
    """Give the widest scope of what a member took back; empty where nothing was."""
    scopes = [event.detail for event in events if event.kind == "withdrawal"]
    return max(scopes, key=EVENTS["withdrawal"].index, default="")


def _has_spoken(study: Study, urn: str) -> bool:
    with study.store.reading() as connection:
        spoken = raw_of_documents(connection, urn)
        return bool(table_traces(connection, urn).get("documents") or raw_files(study.store, spoken))


def contact_standing(study: Study) -> tuple[Mapping[str, Any], Sequence[str]]:
    """Say how many routes may be used today, and who is due and may not be contacted; with what to do."""
    contact, register, day = read_safe_contact(study), read_register(study), today()
    routes = [one for those in contact.routes.values() for one in those]
    usable = sum(not contact.lacking(one, register.events.get(one.urn, ()), day) for one in routes)
    waiting = len({one["urn"] for one in due(study).facts["unlisted"]})
    facts = {"routes": len(routes), "usable": usable, "due_without_rule": waiting}
    said = f"Safe contact: {len(routes)} routes, {usable} of them may be used today."
    if waiting:
        said += (
            f" {waiting} members who are due are on no contact list: 'familypanel panel contacts --template "
            "FILE.xlsx' writes what is to be filled in, 'familypanel panel due' says what is missing."
        )
    return facts, (said,)
