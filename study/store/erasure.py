"""Erasing what a member took back: the exception to a store in which everything is only ever added.

The answers go, and a line of ``erasures`` says what was where: the hash of a wave file before and after, or
how many rows of a table.  Everything in the database happens in one transaction.  Files are deleted after it:
what an interruption leaves is found by looking, so that the next run finishes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, Update, delete, insert, select, update

from ..clock import now
from .engine import Store
from .schema import (
    coding_events,
    codings,
    decisions,
    deliveries,
    documents,
    erasures,
    events,
    member_facts,
    members,
    metadata,
    problems,
    turns,
    wave_versions,
)
from .traces import DELIVERY, TRANSCRIPT, deliveries_with, raw_of_documents, wave_files_with, written_in
from .waves import read_cells, write_cells

__all__ = ["erase_answers", "erase_member", "rewrite_waves"]

WORDED = ("tag", "decide", "carry", "memo")
"""Events of coding that hold words; the others name events only, or whole transcripts for many coders."""

_KEPT = ("members", "member_facts", "events", "erasures", "documents", "decisions", "problems")
"""Tables with a URN that are not derived from answers alone, or that have an order of their own."""


def rewrite_waves(store: Store, urn: str) -> dict[str, str]:
    """Write every wave file in which a member has a row again without it: old hash to new.

    It happens before the transaction that names the new files; until then they are harmless.
    """
    found = {}
    for sha256 in wave_files_with(store, urn):
        cells = read_cells(store, sha256)
        found[sha256] = write_cells(store, cells.only((cells.frame["urn"] != urn).to_numpy(dtype=bool)))
    return found


def erase_answers(
    connection: Connection, store: Store, urn: str, scope: str, renamed: Mapping[str, str]
) -> int:
    """Take a member's answers, corrections of them, transcripts and codings out; returns the rows deleted.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    store : Store
        The store.
    urn, scope : str
        Whose, and which withdrawal asks for it.
    renamed : mapping of str to str
        What `rewrite_waves` gave.
    """
    left = [(DELIVERY, str(number), "", 0) for number in _delivered(connection, store, urn)]
    left += [(TRANSCRIPT, sha256, "", 0) for sha256 in sorted(raw_of_documents(connection, urn))]
    rewritten = _rename(connection, renamed)
    cells = (decisions.c.urn == urn) & decisions.c.row.is_(None)
    counts = {
        "codings": _delete_codings(connection, urn),
        "transcripts": _delete_documents(connection, urn),
        "decisions about cells": connection.execute(delete(decisions).where(cells)).rowcount,
        "problems": _delete_problems(connection, urn),
        **{table.name: _delete_of(connection, table, urn) for table in _derived()},
    }
    if renamed or any(counts.values()):
        _note(connection, urn, scope, left)
    _note(connection, urn, scope, [(f"wave {wave}", old, new, 1) for wave, old, new in rewritten])
    _note(connection, urn, scope, [(place, "", "", n) for place, n in counts.items() if n])
    return sum(counts.values())


def _delivered(connection: Connection, store: Store, urn: str) -> list[int]:
    """Number the deliveries that hold a row of the member: the files themselves still do afterwards."""
    hashes = [sha256 for sha256, _ in deliveries_with(connection, store, urn)]
    return list(connection.scalars(select(deliveries.c.id).where(deliveries.c.sha256.in_(hashes))))


def _rename(connection: Connection, renamed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Let every version of a wave name the file without the member."""
    rows = connection.execute(select(wave_versions).where(wave_versions.c.cells_sha256.in_(renamed))).all()
    for row in rows:
        one = (wave_versions.c.wave == row.wave) & (wave_versions.c.version == row.version)
        values = {"cells_sha256": renamed[row.cells_sha256], "n_rows": row.n_rows - 1}
        connection.execute(update(wave_versions).where(one).values(**values))
    return [(row.wave, row.cells_sha256, renamed[row.cells_sha256]) for row in rows]


def _mine(urn: str) -> Select[tuple[int]]:
    """Choose every version of the member's transcripts, also one stored before it was known whose it is."""
    names = select(documents.c.name).where(documents.c.urn == urn)
    return select(documents.c.id).where(documents.c.name.in_(names))


def _delete_codings(connection: Connection, urn: str) -> int:
    """Delete the codings of the member's transcripts, and the words they left in the log of coding."""
    mine = _mine(urn)
    uids = connection.scalars(select(codings.c.uid).where(codings.c.document.in_(mine)))
    names = connection.scalars(select(documents.c.name).where(documents.c.id.in_(mine)))
    _erase_words(connection, {*uids, *names})
    return connection.execute(delete(codings).where(codings.c.document.in_(mine))).rowcount


def _erase_words(connection: Connection, about: set[str | None]) -> None:
    """Empty the events that hold words of these transcripts; the chain of hashes does without them."""
    e = coding_events.c
    query = select(e.id, e.payload).where(e.action.in_(WORDED), e.payload.is_not(None))
    rows = [
        row.id for row in connection.execute(query) if not about.isdisjoint(_texts(json.loads(row.payload)))
    ]
    for number in rows:
        connection.execute(update(coding_events).where(e.id == number).values(payload=None))


def _texts(value: Any) -> Iterator[str]:
    """Give every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _delete_documents(connection: Connection, urn: str) -> int:
    mine = list(connection.scalars(_mine(urn)))
    connection.execute(delete(turns).where(turns.c.document.in_(mine)))
    return connection.execute(delete(documents).where(documents.c.id.in_(mine))).rowcount


def _delete_problems(connection: Connection, urn: str) -> int:
    """Delete what was found in the member's cells, but for rows of files about whose owner was decided."""
    decided = select(decisions.c.problem)
    chosen = (problems.c.urn == urn) & problems.c.id.not_in(decided)
    return connection.execute(delete(problems).where(chosen)).rowcount


def _derived() -> list[Table]:
    """Every other table with a URN holds what was computed from answers."""
    return [table for table in metadata.sorted_tables if "urn" in table.c and table.name not in _KEPT]


def _delete_of(connection: Connection, table: Table, urn: str) -> int:
    return connection.execute(delete(table).where(table.c.urn == urn)).rowcount


def erase_member(connection: Connection, urn: str, scope: str) -> int:
    """Delete what is known about a member but the URN, the cohort and that they withdrew; returns the rows.

    These stay so that a later delivery does not bring the member back.
    """
    others = (events.c.urn == urn) & (events.c.kind != "withdrawal")
    counts = {
        "facts": _delete_of(connection, member_facts, urn),
        "events": connection.execute(delete(events).where(others)).rowcount,
        "member": connection.execute(_known_of(urn)).rowcount,
        "ledger": _unnamed(connection, urn),
    }
    _note(connection, urn, scope, [(place, "", "", n) for place, n in counts.items() if n])
    return sum(counts.values())


def _known_of(urn: str) -> Update:
    empty = dict.fromkeys(("family", "project", "referral_date"))
    known = (
        members.c.family.is_not(None) | members.c.project.is_not(None) | members.c.referral_date.is_not(None)
    )
    return update(members).where((members.c.urn == urn) & known).values(**empty)


def _unnamed(connection: Connection, urn: str) -> int:
    """Take the URN out of what the ledger says about deliveries, such as a candidate for a misspelt one."""
    lines = written_in(connection, urn)
    for number, facts in lines:
        said = facts.replace(json.dumps(urn), '"erased"')
        connection.execute(update(deliveries).where(deliveries.c.id == number).values(facts=said))
    return len(lines)


def _note(connection: Connection, urn: str, scope: str, lines: Iterable[tuple[str, str, str, int]]) -> None:
    moment = now().isoformat()
    rows = [
        {
            "urn": urn,
            "scope": scope,
            "place": place,
            "was": was,
            "became": became,
            "n": n,
            "erased_at": moment,
        }
        for place, was, became, n in lines
    ]
    if rows:
        connection.execute(insert(erasures), rows)
