"""Codings of a store without a log, taken into the log as if they had been written there all along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from ..coding_events import make_event

__all__ = ["adopt_codings"]

_CODINGS = """SELECT c.id, d.name, d.text_sha256, c.start, c."end", c.code, c.coder, c.quote, c.before,
    c.after, c.created_at, c.superseded_at, c.superseded_by
    FROM codings c JOIN documents d ON d.id = c.document ORDER BY c.created_at, c.id"""
_RELEASES = "SELECT coding, coder, released_at FROM releases ORDER BY id"
_INSERT = """INSERT INTO coding_events
    (number, at, coder, action, payload, payload_sha256, previous, hash, own)
    VALUES (:number, :at, :coder, :action, :payload, :payload_sha256, :previous, :hash, 1)"""


def adopt_codings(connection: Connection) -> None:
    """Write an event for every coding, for every coding that was taken back, and for every release.

    Plain statements, because the tables are those of the migration and not those of today.
    """
    rows = list(connection.execute(text(_CODINGS)).mappings())
    log = _Log(connection)
    uids = {row["id"]: log.write(row["created_at"], row["coder"], "tag", _tagged(row)) for row in rows}
    for number, uid in uids.items():
        connection.execute(text("UPDATE codings SET uid = :uid WHERE id = :id"), {"uid": uid, "id": number})
    for at, coder, action, payload in _later(connection, rows, uids):
        log.write(at, coder, action, payload)


def _tagged(row: Mapping[Any, Any]) -> dict[str, Any]:
    place = {"document": row["name"], "text": row["text_sha256"], "start": row["start"], "end": row["end"]}
    return place | {key: row[key] for key in ("code", "quote", "before", "after")}


def _later(
    connection: Connection, rows: list[Any], uids: Mapping[int, str]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    ended = (row for row in rows if row["superseded_at"])
    for row in sorted(ended, key=lambda row: row["superseded_at"]):
        yield row["superseded_at"], row["superseded_by"], "untag", {"codings": [uids[row["id"]]]}
    for coding, coder, at in connection.execute(text(_RELEASES)):
        yield at, coder, "release", {"coding": uids[coding]}


class _Log:
    """Writes one event behind the other."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.number = 0
        self.previous = ""

    def write(self, at: str, coder: str, action: str, payload: Mapping[str, Any]) -> str:
        """Write an event; gives its hash."""
        self.number += 1
        event = make_event(self.number, at, coder, action, payload, self.previous)
        values = {
            "number": event.number, "at": at, "coder": coder, "action": action, "previous": self.previous,
            "payload": json.dumps(payload, ensure_ascii=False, sort_keys=True),
            "payload_sha256": event.payload_sha256, "hash": event.hash,
        }  # fmt: skip
        self.connection.execute(text(_INSERT), values)
        self.previous = event.hash
        return event.hash
