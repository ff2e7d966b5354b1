"""`panel withdraw`: what a member takes back, carried out everywhere, and every place named.

What follows from a scope, each with everything of the one before it:

contact
    Nobody contacts the member again: contact details are deleted, and so are personal copies made for them.
use
    What was given is kept and enters no further table, file, quote or report.
answers
    The answers are deleted: from the waves, the decisions, the transcripts and what was made in ``out/``.
everything
    All else is deleted too, but the URN, the cohort and the withdrawal itself.

The database changes in one transaction.  Files are deleted after it, and what an interruption leaves is found
by looking, never by remembering: the same command again finishes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ..study.clock import parse_date, today
from ..study.folder import Study
from ..study.problems import Place, ProblemError, problem
from ..study.store.contacts import remove_routes
from ..study.store.erasure import erase_answers, erase_member, rewrite_waves
from ..study.store.events import Event, add_events
from ..study.store.traces import wave_files
from ..study.table import Column, Table
from .enrolment import read_urn
from .places import ERASING, Places, found_places
from .places_told import Telling
from .register import Register, read_register
from .words import EVENTS

__all__ = ["withdraw"]

SCOPES = EVENTS["withdrawal"]
_COLUMNS = (Column("place", "Place"), Column("n", "Found", "count"), Column("done", "What was done"))
_ELSEWHERE = (
    "Not known here: copies that the agency, the project, coders (bundles) or anybody else holds, emails, "
    "paper, and backups of this computer. Ask for them to be deleted too."
)
_MADE_BEFORE = "Figures made before still count the member: make report and panel files again."


def withdraw(
    study: Study, urn: str, scope: str, *, on: date | str | None = None, delivered: bool = False,
    dry_run: bool = False,
) -> Table:  # fmt: skip
    """Record what a member takes back, carry it out, and name every place where the URN appears.

    Parameters
    ----------
    study : Study
        The study.
    urn : str
        The member.
    scope : {'contact', 'use', 'answers', 'everything'}
        ``contact``: nobody contacts them again; ``use``: what they gave is kept and used no more;
        ``answers``: it is deleted; ``everything``: so is all else but the URN and the withdrawal.
    on : date or str, optional
        The day on which the member said so; today if not given.
    delivered : bool
        With ``answers`` and ``everything``: also delete the files as delivered that hold the member's row.
        They hold the rows of others too, whose answers stay in the waves but can no longer be traced to a
        file.  Without it these files are named, to be dealt with by hand.
    dry_run : bool
        Name every place and change nothing.

    Returns
    -------
    Table
        Rows {place, n, done, open}, one a place; `open` where something is left to be done by hand.  Facts
        ``urn``, ``scope``, ``by_hand`` (places), ``unchanged`` and ``dry_run``.

    Raises
    ------
    ProblemError
        FP1032 no such member, FP4005 a day to come, FP4143 another scope.
    """
    member, day, register = read_urn(urn, study.config.urn), parse_date(on), read_register(study)
    _refuse(register, member, scope, day)
    recorded = _recorded(register, member, scope)
    places = found_places(study, member)
    if not dry_run:
        _carry_out(study, member, scope, places, None if recorded else day)
        _delete(places.deleted(scope, delivered))
    rows = list(Telling(places, scope, delivered, dry_run, recorded).rows())
    by_hand = [row["place"] for row in rows if row["open"]]
    facts = {
        "urn": member, "scope": scope, "by_hand": by_hand, "dry_run": dry_run,
        "unchanged": recorded and not places.to_do(scope, delivered),
    }  # fmt: skip
    title = f"{member} withdraws: {scope}" + (" (dry run: nothing was changed)" if dry_run else "")
    return Table.of(rows, _COLUMNS, title=title, notes=_notes(scope, by_hand), facts=facts)


def _refuse(register: Register, urn: str, scope: str, day: date) -> None:
    if scope not in SCOPES:
        raise ProblemError(problem("FP4143", scope=scope, known=", ".join(SCOPES)))
    if urn not in register.members:
        raise ProblemError(problem("FP1032", Place(urn=urn)))
    if day > today():
        raise ProblemError(problem("FP4005", Place(urn=urn)))


def _recorded(register: Register, urn: str, scope: str) -> bool:
    """Say whether this, or more, was taken back before."""
    said = {event.detail for event in register.events.get(urn, ()) if event.kind == "withdrawal"}
    return bool(said.intersection(SCOPES[SCOPES.index(scope) :]))


def _carry_out(study: Study, urn: str, scope: str, places: Places, day: date | None) -> None:
    """Do it, in an order in which an interruption leaves nothing that the next run would not find."""
    store, erasing = study.store, scope in ERASING
    renamed = rewrite_waves(store, urn) if erasing else {}
    with store.transaction() as connection:
        if day is not None:
            add_events(connection, [Event(urn, "withdrawal", day.isoformat(), None, scope)], "withdraw")
        if erasing:
            erase_answers(connection, store, urn, scope, renamed)
        if scope == "everything":
            erase_member(connection, urn, scope)
    if places.routes:
        with study.contacts.transaction() as connection:
            remove_routes(connection, urn)
    if erasing:
        _delete(wave_files(store, places.waves))


def _delete(files: Sequence[Path]) -> None:
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ProblemError(problem("FP1025", file=path.name, reason=reason)) from error


def _notes(scope: str, by_hand: Sequence[str]) -> list[str]:
    left = f"{len(by_hand)} places are left to be dealt with by hand; each is named above."
    return [*([left] if by_hand else []), *([] if scope == "contact" else [_MADE_BEFORE]), _ELSEWHERE]
