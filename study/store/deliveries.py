"""The ledger of deliveries: every file that was received, what became of its rows, and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from ..clock import now
from ..files import copied, unchanged
from ..problems import Problem
from .engine import Store
from .schema import decisions, deliveries, events, members, problems

__all__ = [
    "Delivery",
    "add_delivery",
    "add_problems",
    "all_deliveries",
    "count_deliveries",
    "find_delivery",
    "keep_raw",
    "open_problems",
    "problems_of",
    "raw_path",
    "waves_of",
]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of the ledger; ``rows_in == accepted + quarantined + duplicates``."""

    id: int
    sha256: str
    wave: str
    file_name: str
    agency: str | None
    received_at: str
    rows_in: int
    accepted: int
    quarantined: int
    duplicates: int
    facts: Mapping[str, Any]
    round: int = 1
    """How many times these bytes have been taken: again when members were enrolled since."""


def keep_raw(store: Store, sha256: str, path: Path) -> None:
    """Keep a delivered file as ``raw/<sha256>.<ext>``, byte for byte.

    Raises
    ------
    ProblemError
        FP1021 if it is not the file that has this hash any more.
    """
    kept = raw_path(store, sha256, path)
    if not kept.exists():
        copied(path, kept, sha256)
        return
    for one in (path, kept):
        unchanged(one, sha256)


def raw_path(store: Store, sha256: str, path: Path) -> Path:
    """Say where a delivered file is kept."""
    return store.root / "raw" / (sha256 + path.suffix.lower())


def count_deliveries(connection: Connection) -> tuple[int, ...]:
    """Count deliveries, members, events and decisions: a fingerprint of what the next delivery depends on."""
    tables = (deliveries, members, events, decisions)
    return tuple(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def find_delivery(connection: Connection, sha256: str, wave: str) -> Delivery | None:
    """Find the newest delivery of these bytes for this wave."""
    same = (deliveries.c.sha256 == sha256) & (deliveries.c.wave == wave)
    newest = deliveries.c.id.desc()
    row = connection.execute(select(deliveries).where(same).order_by(newest)).first()
    return None if row is None else _delivery(row)


def waves_of(connection: Connection, sha256: str) -> set[str]:
    """Name the waves for which these bytes were received."""
    query = select(deliveries.c.wave).where(deliveries.c.sha256 == sha256)
    return set(connection.execute(query).scalars())


def all_deliveries(connection: Connection) -> list[Delivery]:
    """List the ledger in the order of arrival."""
    return [_delivery(row) for row in connection.execute(select(deliveries).order_by(deliveries.c.id))]


def add_delivery(
    connection: Connection, facts: Mapping[str, Any], found: Iterable[Problem] = (), **line: Any
) -> int:
    """Write one line of the ledger with its problems; returns its id.

    Parameters
    ----------
    connection : Connection
        Of the transaction that also stores the wave.
    facts : mapping
        What the command answered, kept as JSON.
    found : iterable of Problem
        The problems in the rows.
    **line
        ``sha256``, ``wave``, ``file_name``, ``agency``, ``rows_in``, ``accepted``, ``quarantined`` and
        ``duplicates``.
    """
    same = find_delivery(connection, line["sha256"], line["wave"])
    values = line | {
        "facts": json.dumps(dict(facts), ensure_ascii=False), "received_at": now().isoformat(),
        "round": 1 if same is None else same.round + 1,
    }  # fmt: skip
    key = connection.execute(insert(deliveries).values(**values)).inserted_primary_key
    delivery = int(key[0])  # type: ignore[index]
    rows = [_problem_row(delivery, one) for one in found]
    if rows:
        connection.execute(insert(problems), rows)
    return delivery


def add_problems(connection: Connection, found: Iterable[Problem]) -> int:
    """Add problems that came up later, each to the newest delivery of its wave; returns how many."""
    newest = {one.wave: one.id for one in all_deliveries(connection)}
    rows = [_problem_row(newest[one.place.wave], one) for one in found if one.place.wave in newest]
    if rows:
        connection.execute(insert(problems), rows)
    return len(rows)


def open_problems(connection: Connection, wave: str | None = None) -> list[dict[str, Any]]:
    """List the problems of the newest delivery of each wave (or of one wave), each with its wave.

    What a person decided is not among them: about a cell, whichever delivery raised it; about a row, and
    about a correction that no longer fits, only in the delivery in question.
    """
    joined = problems.join(deliveries, problems.c.delivery == deliveries.c.id)
    query = select(problems, deliveries.c.wave).select_from(joined).order_by(problems.c.id)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    newest = {one.wave: one.id for one in all_deliveries(connection)}
    settled, cells = _settled(connection)
    kept = [row for row in rows if newest[row["wave"]] == row["delivery"] and row["id"] not in settled]
    return [
        row for row in kept
        if wave in (None, row["wave"])
        and (row["code"] == CONFLICT or (row["wave"], row["urn"], row["variable"]) not in cells)
    ]  # fmt: skip


def problems_of(connection: Connection, delivery: int) -> list[dict[str, Any]]:
    """List every problem of one delivery, decided or not."""
    query = select(problems).where(problems.c.delivery == delivery).order_by(problems.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


CONFLICT = "FP3121"
"""The problem of a correction whose old value is no longer the delivered one."""


def _settled(connection: Connection) -> tuple[set[int], set[tuple[str, str, str]]]:
    """Give the problems and the cells about which something was decided."""
    query = select(
        decisions.c.problem, decisions.c.wave, decisions.c.urn, decisions.c.variable, decisions.c.row
    )
    made = list(connection.execute(query))
    cells = {(d.wave, d.urn, d.variable) for d in made if d.urn is not None and d.row is None}
    return {d.problem for d in made}, cells


def _delivery(row: Any) -> Delivery:
    values = dict(row._mapping)
    return Delivery(**(values | {"facts": json.loads(values["facts"])}))


def _problem_row(delivery: int, found: Problem) -> dict[str, Any]:
    place = found.place
    return {
        "delivery": delivery, "code": found.code, "severity": str(found.severity), "row": place.row,
        "urn": place.urn, "variable": place.variable, "message": found.what,
    }  # fmt: skip
