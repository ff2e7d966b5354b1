"""Numbered changes of the schema: appended, never edited once released.

Each is plain DDL that SQLite and PostgreSQL both understand; ``{serial}`` and ``{strict}`` stand for the two
words in which they differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from .log_adoption import adopt_codings

__all__ = ["MIGRATIONS", "Migration"]


@dataclass(frozen=True, slots=True)
class Migration:
    """One change: its number, its name, its statements, what is computed between, and what comes last."""

    number: int
    name: str
    statements: tuple[str, ...]
    then: Callable[[Connection], None] | None = None
    last: tuple[str, ...] = ()


_GROUND_FLOOR = (
    """CREATE TABLE members (
        urn TEXT NOT NULL PRIMARY KEY,
        family TEXT,
        cohort TEXT NOT NULL,
        project TEXT,
        referral_date TEXT,
        source TEXT NOT NULL,
        enrolled_at TEXT NOT NULL
    ){strict}""",
    """CREATE TABLE member_facts (
        urn TEXT NOT NULL REFERENCES members (urn),
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (urn, name)
    ){strict}""",
    """CREATE TABLE events (
        id {serial},
        urn TEXT NOT NULL REFERENCES members (urn),
        wave TEXT,
        on_date TEXT NOT NULL,
        kind TEXT NOT NULL,
        detail TEXT,
        source TEXT NOT NULL,
        recorded_at TEXT NOT NULL
    ){strict}""",
    "CREATE INDEX events_by_urn ON events (urn, wave)",
    """CREATE TABLE deliveries (
        id {serial},
        sha256 TEXT NOT NULL,
        wave TEXT NOT NULL,
        file_name TEXT NOT NULL,
        agency TEXT,
        received_at TEXT NOT NULL,
        rows_in INTEGER NOT NULL,
        accepted INTEGER NOT NULL,
        quarantined INTEGER NOT NULL,
        duplicates INTEGER NOT NULL,
        facts TEXT NOT NULL,
        UNIQUE (sha256, wave)
    ){strict}""",
    """CREATE TABLE wave_versions (
        wave TEXT NOT NULL,
        version INTEGER NOT NULL,
        cells_sha256 TEXT NOT NULL,
        n_rows INTEGER NOT NULL,
        delivery INTEGER NOT NULL REFERENCES deliveries (id),
        created_at TEXT NOT NULL,
        PRIMARY KEY (wave, version)
    ){strict}""",
    """CREATE TABLE problems (
        id {serial},
        delivery INTEGER NOT NULL REFERENCES deliveries (id),
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        "row" INTEGER,
        urn TEXT,
        variable TEXT,
        message TEXT NOT NULL
    ){strict}""",
    """CREATE TABLE documents (
        id {serial},
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        raw_sha256 TEXT NOT NULL,
        text_sha256 TEXT NOT NULL,
        text TEXT NOT NULL,
        urn TEXT,
        wave TEXT,
        role TEXT,
        project TEXT,
        language TEXT,
        source TEXT NOT NULL,
        added_at TEXT NOT NULL,
        UNIQUE (name, version)
    ){strict}""",
    """CREATE TABLE turns (
        document INTEGER NOT NULL REFERENCES documents (id),
        number INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        speaker TEXT,
        role TEXT,
        PRIMARY KEY (document, number)
    ){strict}""",
    """CREATE TABLE codings (
        id {serial},
        document INTEGER NOT NULL REFERENCES documents (id),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        code TEXT NOT NULL,
        coder TEXT NOT NULL,
        quote TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        created_at TEXT NOT NULL,
        superseded_at TEXT,
        superseded_by TEXT
    ){strict}""",
    "CREATE INDEX codings_by_document ON codings (document, start)",
)

# SQLite cannot drop a constraint: the ledger and what refers to it are made anew, and take their old names.
_DECISIONS = (
    """CREATE TABLE deliveries_2 (
        id {serial},
        sha256 TEXT NOT NULL,
        wave TEXT NOT NULL,
        file_name TEXT NOT NULL,
        agency TEXT,
        received_at TEXT NOT NULL,
        rows_in INTEGER NOT NULL,
        accepted INTEGER NOT NULL,
        quarantined INTEGER NOT NULL,
        duplicates INTEGER NOT NULL,
        facts TEXT NOT NULL,
        round INTEGER NOT NULL,
        UNIQUE (sha256, wave, round)
    ){strict}""",
    "INSERT INTO deliveries_2 SELECT id, sha256, wave, file_name, agency, received_at, rows_in, accepted, "
    "quarantined, duplicates, facts, 1 FROM deliveries",
    """CREATE TABLE wave_versions_2 (
        wave TEXT NOT NULL,
        version INTEGER NOT NULL,
        cells_sha256 TEXT NOT NULL,
        n_rows INTEGER NOT NULL,
        delivery INTEGER NOT NULL REFERENCES deliveries_2 (id),
        created_at TEXT NOT NULL,
        PRIMARY KEY (wave, version)
    ){strict}""",
    "INSERT INTO wave_versions_2 SELECT wave, version, cells_sha256, n_rows, delivery, created_at "
    "FROM wave_versions",
    """CREATE TABLE problems_2 (
        id {serial},
        delivery INTEGER NOT NULL REFERENCES deliveries_2 (id),
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        "row" INTEGER,
        urn TEXT,
        variable TEXT,
        message TEXT NOT NULL
    ){strict}""",
    'INSERT INTO problems_2 SELECT id, delivery, code, severity, "row", urn, variable, message FROM problems',
    "DROP TABLE problems",
    "DROP TABLE wave_versions",
    "DROP TABLE deliveries",
    "ALTER TABLE deliveries_2 RENAME TO deliveries",
    "ALTER TABLE wave_versions_2 RENAME TO wave_versions",
    "ALTER TABLE problems_2 RENAME TO problems",
    """CREATE TABLE decisions (
        id {serial},
        problem INTEGER NOT NULL REFERENCES problems (id),
        wave TEXT NOT NULL,
        "row" INTEGER,
        urn TEXT,
        variable TEXT NOT NULL,
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        why TEXT NOT NULL,
        who TEXT NOT NULL,
        source TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ){strict}""",
    "CREATE INDEX decisions_by_wave ON decisions (wave, urn)",
    """CREATE TABLE panel_files (
        id {serial},
        file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        n_rows INTEGER NOT NULL,
        facts TEXT NOT NULL,
        built_at TEXT NOT NULL
    ){strict}""",
)

_RELEASES = (
    """CREATE TABLE releases (
        id {serial},
        coding INTEGER NOT NULL REFERENCES codings (id),
        coder TEXT NOT NULL,
        released_at TEXT NOT NULL
    ){strict}""",
)

_ERASURES = (
    """CREATE TABLE erasures (
        id {serial},
        urn TEXT NOT NULL,
        scope TEXT NOT NULL,
        place TEXT NOT NULL,
        was TEXT NOT NULL,
        became TEXT NOT NULL,
        n INTEGER NOT NULL,
        erased_at TEXT NOT NULL
    ){strict}""",
)

# A weight is written as text, as exactly as it was computed: REAL is half as precise elsewhere.
_WEIGHTS = (
    """CREATE TABLE weight_versions (
        wave TEXT NOT NULL,
        version INTEGER NOT NULL,
        method TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        facts TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (wave, version)
    ){strict}""",
    """CREATE TABLE member_weights (
        wave TEXT NOT NULL,
        version INTEGER NOT NULL,
        urn TEXT NOT NULL REFERENCES members (urn),
        weight TEXT NOT NULL,
        PRIMARY KEY (wave, version, urn)
    ){strict}""",
)

_CODING_LOG = (
    """CREATE TABLE coding_events (
        id {serial},
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        coder TEXT NOT NULL,
        action TEXT NOT NULL,
        payload TEXT,
        payload_sha256 TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        own INTEGER NOT NULL
    ){strict}""",
    "CREATE INDEX coding_events_by_action ON coding_events (action, number)",
    "CREATE INDEX coding_events_by_number ON coding_events (number)",
    "CREATE INDEX coding_events_by_coder ON coding_events (coder, number)",
    "CREATE INDEX coding_events_by_writer ON coding_events (own, id)",
    "ALTER TABLE codings ADD COLUMN uid TEXT",
    "ALTER TABLE codings ADD COLUMN settled_by TEXT",
    "ALTER TABLE codings ADD COLUMN decided INTEGER NOT NULL DEFAULT 0",
)
_LOG_IS_ALL = (
    "CREATE UNIQUE INDEX codings_by_uid ON codings (uid)",
    "DROP TABLE releases",
)

MIGRATIONS = (
    Migration(1, "ground_floor", _GROUND_FLOOR),
    Migration(2, "decisions", _DECISIONS),
    Migration(3, "releases", _RELEASES),
    Migration(4, "weights", _WEIGHTS),
    Migration(5, "erasures", _ERASURES),
    Migration(6, "coding_log", _CODING_LOG, adopt_codings, _LOG_IS_ALL),
)
