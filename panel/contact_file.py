"""`panel contacts`: how members may be reached safely, brought in from a list that people keep in Excel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..study.clock import today
from ..study.folder import Study
from ..study.problems import Problem, ProblemError, problem
from ..study.routes import Route
from ..study.store.contacts import put_routes, read_routes
from ..study.table import Column, Table
from .contact_template import write_template
from .delivered_rows import DeliveredRow, DeliveredRows, read_day, read_rows
from .enrolment import read_urn
from .register import Register, read_register
from .safe_routes import DIALLED, KINDS, SafeContact, kind_of, read_safe_contact, route_row

__all__ = ["ROUTE_COLUMNS", "contacts"]

ROUTE_COLUMNS = (
    Column("urn", "URN"), Column("route", "Route"), Column("safe_to_ring", "Safe to ring"),
    Column("voicemail", "Voicemail"), Column("text", "Text"), Column("verified", "Verified", "date"),
    Column("usable", "May be used"), Column("missing", "What is missing"),
)  # fmt: skip
_COLUMNS = tuple(one.name for one in fields(Route))
_ROUTE = re.compile(rf"({'|'.join(KINDS)})( [2-9])?")
_YES_OR_NO = ("safe_to_ring", "voicemail", "text")
_SAID: Mapping[str, str] = {
    "yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no", "": "", "-": "-",
}  # fmt: skip
_LONGEST = 500
_EMPTY = "-"
"""What stands in a cell to empty it; a blank one leaves what is there."""


def contacts(
    study: Study, file: Path | str | None = None, template: Path | str | None = None, dry_run: bool = False
) -> Table:
    """Bring in how members may be reached, or list what is known of it; no number or address is shown.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str, optional
        CSV or XLSX, one row a route: ``urn``, ``route`` (phone, mobile, email, post, visit; ``mobile 2``),
        ``contact``, ``ask_for``, ``safe_to_ring``, ``voicemail``, ``text`` (yes or no), ``who_may_answer``,
        ``hours``, ``code_phrase``, ``verified`` (the day on which the member last confirmed the rule).  A row
        of a route that is known changes it: blank cells leave what is there, ``-`` empties it.  A new number
        or address counts as never verified unless the row says when.
    template : Path or str, optional
        Write a workbook to fill in (.xlsx): every route with its rule, without number, address and code
        phrase, and every member who has none.
    dry_run : bool
        Check and count only.

    Returns
    -------
    Table
        Rows {urn, route, safe_to_ring, voicemail, text, verified, usable, missing}: of the file's routes, or
        of all.  Facts ``members``, ``routes``, ``usable``, and with a file ``rows_in``, ``new``, ``changed``,
        ``same``, ``blank`` (rows with a URN only) and ``unchanged``.

    Raises
    ------
    ProblemError
        With everything that is wrong with the file; nothing is stored then.
    """
    register = read_register(study)
    known = read_routes(study.contacts)
    table = _listed(study, register) if file is None else _taken(study, Path(file), register, known, dry_run)
    if template is None or dry_run:
        return table
    n = write_template(Path(template), register, read_routes(study.contacts))
    return table.with_(notes=(*table.notes, f"{template}: {n} rows to fill in."))


def _listed(study: Study, register: Register) -> Table:
    contact = read_safe_contact(study)
    routes = [one for those in contact.routes.values() for one in those]
    return _answer(contact, register, routes, {"template": None}, ("Rules are judged as on today.",))


def _answer(
    contact: SafeContact, register: Register, routes: Sequence[Route], facts: Mapping[str, Any],
    notes: Sequence[str],
) -> Table:  # fmt: skip
    day = today()
    rows = [route_row(one, contact.lacking(one, register.events.get(one.urn, ()), day)) for one in routes]
    usable = sum(row["usable"] for row in rows)
    counted = {"members": len({one.urn for one in routes}), "routes": len(routes), "usable": usable}
    limit = f"A rule may be used for {contact.months} months after it was verified (study.yaml, contact)."
    said = (f"{len(routes)} routes, {usable} of them may be used.", *notes, limit)
    return Table.of(
        rows, ROUTE_COLUMNS, title="Safe contact", notes=said, facts=counted | {k: v for k, v in facts.items()
        if v is not None}, next_step="familypanel panel due --sheet calls.xlsx",
    )  # fmt: skip


def _taken(
    study: Study, path: Path, register: Register, known: Mapping[str, tuple[Route, ...]], dry_run: bool
) -> Table:
    rows = read_rows(path)
    rows.require("urn", "route")
    filled = [row for row in rows.rows if any(row[name] for name in _COLUMNS if name != "urn")]
    read = [_read(rows, row, study, register) for row in filled]
    problems = [trouble for _, troubles in read for trouble in troubles]
    given = [route for route, _ in read]
    if problems := [*problems, *_doubled(rows, filled, given)]:
        raise ProblemError(sorted(problems, key=lambda trouble: trouble.place.row or 0))
    before = {(one.urn, one.route): one for those in known.values() for one in those}
    routes = [_merged(one, before.get((one.urn, one.route))) for one in given]
    changed = [one for one in routes if before.get((one.urn, one.route)) != one]
    if changed and not dry_run:
        with study.contacts.transaction() as connection:
            put_routes(connection, changed)
    new = sum((one.urn, one.route) not in before for one in routes)
    facts = {
        "file": path.name, "rows_in": len(rows.rows), "new": new, "changed": len(changed) - new,
        "same": len(routes) - len(changed), "blank": len(rows.rows) - len(filled),
        "not_taken": [name for name in rows.headings if name and name not in _COLUMNS],
        "unchanged": not changed, "dry_run": dry_run,
    }  # fmt: skip
    contact = SafeContact({}, study.config.contact.verified_within_months)
    return _answer(contact, register, routes, facts, list(_notes(facts)))


def _notes(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["dry_run"]:
        yield "Nothing was stored (dry run)."
    yield f"{facts['new']} new, {facts['changed']} changed, {facts['same']} as they were."
    if facts["blank"]:
        yield f"{facts['blank']} rows have a URN only and change nothing."
    if facts["not_taken"]:
        yield f"Columns that are not known and were not taken: {', '.join(facts['not_taken'])}."
    if not facts["unchanged"] and not facts["dry_run"]:
        yield "The file itself is not needed any more: delete it, or lock it away."


def _read(
    rows: DeliveredRows, row: DeliveredRow, study: Study, register: Register
) -> tuple[Route, list[Problem]]:
    urn, route = read_urn(row["urn"], study.config.urn), " ".join(row["route"].lower().split())
    cells = {name: _clean(row[name]) for name in _COLUMNS}
    said = {name: _SAID.get(cells[name].lower()) for name in _YES_OR_NO}
    verified = _EMPTY if cells["verified"] == _EMPTY else read_day(rows, row, "verified")
    if kind_of(route) in DIALLED:
        cells["contact"] = _ascii_digits(cells["contact"])
    faults = [*_member_faults(rows, row, urn, register), *_cell_faults(rows, row, urn, route, cells)]
    faults += [
        problem("FP4132", rows.place(row, urn=urn), column=n) for n, word in said.items() if word is None
    ]
    faults += [verified] if isinstance(verified, Problem) else []
    if isinstance(verified, date) and verified > today():
        faults.append(problem("FP4133", rows.place(row, "verified", urn)))
    day = verified.isoformat() if isinstance(verified, date) else _EMPTY if verified == _EMPTY else ""
    known = {name: word or "" for name, word in said.items()}
    return Route(**(cells | known | {"urn": urn, "route": route, "verified": day})), faults


def _member_faults(rows: DeliveredRows, row: DeliveredRow, urn: str, register: Register) -> Iterator[Problem]:
    if "urn" in row.unlike:
        yield problem("FP4041", rows.place(row, "urn"))
    elif urn not in register.members:
        yield problem("FP4013", rows.place(row, urn=urn))
    if any(event.kind == "withdrawal" for event in register.events.get(urn, ())):
        yield problem("FP4136", rows.place(row, urn=urn))


def _cell_faults(
    rows: DeliveredRows, row: DeliveredRow, urn: str, route: str, cells: Mapping[str, str]
) -> Iterator[Problem]:
    if not _ROUTE.fullmatch(route):
        yield problem("FP4130", rows.place(row, "route", urn), known=", ".join(KINDS))
    for name, cell in cells.items():
        if not cell.isprintable():
            yield problem("FP4135", rows.place(row, name, urn), column=name)
        if len(cell) > _LONGEST:
            yield problem("FP4147", rows.place(row, name, urn), column=name, most=_LONGEST)
    wrong = _unusable(kind_of(route), cells["contact"])
    if wrong:
        yield problem("FP4131", rows.place(row, "contact", urn), kind=wrong)


def _unusable(kind: str, contact: str) -> str:
    """Name what a contact should be and is not, or nothing."""
    if contact in ("", _EMPTY):
        return ""
    if kind in DIALLED and not re.fullmatch(r"[+0][0-9 ()./-]{5,24}", contact):
        return "telephone number"
    return "address of email" if kind == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+", contact) else ""


def _clean(cell: str) -> str:
    """Write a cell as one line; line breaks, as in addresses, become commas."""
    return ", ".join(part for line in cell.splitlines() if (part := " ".join(line.split())))


def _ascii_digits(text: str) -> str:
    """Write digits of any script as those that can be dialled."""
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in text)


def _doubled(
    rows: DeliveredRows, filled: Sequence[DeliveredRow], given: Sequence[Route]
) -> Iterator[Problem]:
    numbers: dict[tuple[str, str], list[int]] = {}
    for row, one in zip(filled, given, strict=True):
        numbers.setdefault((one.urn, one.route), []).append(row.number)
    for row, one in zip(filled, given, strict=True):
        at = numbers[one.urn, one.route]
        if len(at) > 1:
            where = "rows " + ", ".join(map(str, at))
            yield problem("FP4134", rows.place(row, "route", one.urn), where=where)


def _merged(new: Route, old: Route | None) -> Route:
    """Put what a row says over what is known; a new number or address was not verified with the old one."""
    said = {name: getattr(new, name) for name in _COLUMNS}
    if old is not None:
        moved = new.contact not in ("", old.contact)
        kept = {name: "" if moved and name == "verified" else getattr(old, name) for name in _COLUMNS}
        said = {name: cell or kept[name] for name, cell in said.items()}
    emptied = {name: "" for name, cell in said.items() if cell == _EMPTY}
    return replace(new, **(said | emptied))
