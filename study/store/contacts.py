"""Contact details: a database of their own beside the store, which no backup and no export ever holds."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, UniqueConstraint, delete, insert
from sqlalchemy import select as select_rows

from ..routes import Route
from .engine import BUSY_SECONDS, Database
from .migrations import Migration

__all__ = ["Contacts", "put_routes", "read_routes", "remove_routes"]

_OWNER_ONLY = 0o600
_FIELDS = tuple(one.name for one in fields(Route))

_routes = Table(
    "routes", MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in _FIELDS),
    UniqueConstraint("urn", "route"),
)  # fmt: skip
_MIGRATIONS = (
    Migration(
        1,
        "routes",
        (
            """CREATE TABLE routes (
                id {serial},
                urn TEXT NOT NULL,
                route TEXT NOT NULL,
                contact TEXT NOT NULL,
                ask_for TEXT NOT NULL,
                safe_to_ring TEXT NOT NULL,
                voicemail TEXT NOT NULL,
                text TEXT NOT NULL,
                who_may_answer TEXT NOT NULL,
                hours TEXT NOT NULL,
                code_phrase TEXT NOT NULL,
                verified TEXT NOT NULL,
                UNIQUE (urn, route)
            ){strict}""",
        ),
    ),
)


class Contacts(Database):
    """The database ``contacts.db`` of a study, which only its owner may read."""

    def __init__(self, database: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(database, database.name, busy_seconds)

    @property
    def migrations(self) -> tuple[Migration, ...]:
        """The numbered changes of its schema; none is backed up, because no copy may lie about."""
        return _MIGRATIONS

    def _prepare(self) -> None:
        # Made before SQLite opens it: its journal takes over these permissions.
        os.close(os.open(self.database, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))
        self.database.chmod(_OWNER_ONLY)


def read_routes(contacts: Contacts) -> dict[str, tuple[Route, ...]]:
    """Give the routes of every member who has any; without a database there are none, and none is made."""
    if not contacts.database.exists():
        return {}
    found: Mapping[str, list[Route]] = defaultdict(list)
    query = select_rows(*(_routes.c[name] for name in _FIELDS)).order_by(_routes.c.urn, _routes.c.route)
    with contacts.reading() as connection:
        for row in connection.execute(query):
            found[row.urn].append(Route(*row))
    return {urn: tuple(routes) for urn, routes in found.items()}


def put_routes(connection: Connection, routes: Iterable[Route]) -> int:
    """Store routes; one of the same member and name is replaced, and its old details are overwritten."""
    kept = list(routes)
    for route in kept:
        remove_routes(connection, route.urn, route.route)
    if kept:
        connection.execute(insert(_routes), [asdict(route) for route in kept])
    return len(kept)


def remove_routes(connection: Connection, urn: str, route: str | None = None) -> int:
    """Delete the routes of a member, or one of them; returns how many."""
    chosen = (_routes.c.urn == urn) & (True if route is None else _routes.c.route == route)
    return connection.execute(delete(_routes).where(chosen)).rowcount
