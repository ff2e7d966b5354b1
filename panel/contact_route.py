"""`panel contact`: the routes to one member: seen, verified again, or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ..study.clock import parse_date, today
from ..study.folder import Study
from ..study.problems import Place, ProblemError, problem
from ..study.routes import Route
from ..study.store.contacts import put_routes, remove_routes
from ..study.table import Table
from .contact_file import ROUTE_COLUMNS
from .enrolment import read_urn
from .register import read_register
from .safe_routes import read_safe_contact, route_row

__all__ = ["contact"]


def contact(
    study: Study, urn: str, route: str | None = None, *, verified: date | str | None = None,
    remove: bool = False, dry_run: bool = False,
) -> Table:  # fmt: skip
    """Show how a member may be reached, write down that the rule was confirmed, or remove a route.

    Numbers and addresses are brought in by `contacts` from a file and never typed into a command, because a
    terminal keeps what was typed; nor are they shown.

    Parameters
    ----------
    study : Study
        The study.
    urn : str
        The member.
    route : str, optional
        Only this route, such as ``mobile 2``; default: all of the member.
    verified : date or str, optional
        The day on which the member confirmed the rule.
    remove : bool
        Delete the route; the place in the file is overwritten.
    dry_run : bool
        Say what would be done and change nothing.

    Returns
    -------
    Table
        Rows {urn, route, safe_to_ring, voicemail, text, verified, usable, missing} as they stand then; facts
        ``changed`` (routes).

    Raises
    ------
    ProblemError
        FP1032 no such member, FP4133 a day to come, FP4137 no such route, FP4144 verified and removed.
    """
    member, register, known = read_urn(urn, study.config.urn), read_register(study), read_safe_contact(study)
    place = Place(urn=member)
    if member not in register.members:
        raise ProblemError(problem("FP1032", place))
    day = None if verified is None else parse_date(verified)
    if day is not None and (remove or day > today()):
        raise ProblemError(problem("FP4144" if remove else "FP4133", place))
    mine = known.routes.get(member, ())
    chosen = [one for one in mine if route is None or one.route == " ".join(route.lower().split())]
    if not chosen and (route is not None or remove or day is not None):
        raise ProblemError(problem("FP4137", place))
    after = [one for one in chosen if not remove]
    after = after if day is None else [replace(one, verified=day.isoformat()) for one in after]
    changed = len(chosen) if remove else sum(one not in mine for one in after)
    if changed and not dry_run:
        _store(study, chosen, after)
    events = register.events.get(member, ())
    rows = [route_row(one, known.lacking(one, events, today())) for one in after]
    facts = {"urn": member, "changed": changed, "dry_run": dry_run}
    return Table.of(
        rows, ROUTE_COLUMNS, title=f"Safe contact of {member}", notes=_notes(changed, remove, dry_run),
        facts=facts,
    )  # fmt: skip


def _store(study: Study, before: Sequence[Route], after: Sequence[Route]) -> None:
    with study.contacts.transaction() as connection:
        for one in before:
            remove_routes(connection, one.urn, one.route)
        put_routes(connection, after)


def _notes(changed: int, remove: bool, dry_run: bool) -> tuple[str, ...]:
    done = "removed" if remove else "verified"
    would = "would be " if dry_run else ""
    return (f"{changed} routes {would}{done}.",) if changed else ("Nothing changed.",)
