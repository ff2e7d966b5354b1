"""Where a member appears in the store: in the tables, in the wave files, and over time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select

from .engine import Store
from .schema import (
    decisions,
    deliveries,
    documents,
    erasures,
    events,
    members,
    metadata,
    problems,
    wave_versions,
)

__all__ = [
    "DELIVERY", "TRANSCRIPT", "backups_with", "deliveries_with", "life_of", "members_in_waves", "raw_files",
    "raw_of_documents", "table_traces", "versions_naming", "wave_files", "wave_files_with", "written_in",
]  # fmt: skip


DELIVERY, TRANSCRIPT = "delivery", "transcript"
"""Places of an erasure that say which files are left: a delivery (by number), a transcript (by hash)."""


def table_traces(connection: Connection, urn: str) -> dict[str, int]:
    """Count the rows of every table that belong to a member, where there are any."""
    found = {}
    for table in metadata.sorted_tables:
        if "urn" in table.c:
            query = select(func.count()).select_from(table).where(table.c.urn == urn)
            found[table.name] = connection.scalar(query) or 0
    return {name: n for name, n in found.items() if n}


def written_in(connection: Connection, urn: str) -> list[tuple[int, str]]:
    """Give the ledger lines (id, facts) whose facts name a member, such as a candidate for a misspelt URN."""
    rows = connection.execute(select(deliveries.c.id, deliveries.c.facts).order_by(deliveries.c.id))
    return [(row.id, row.facts) for row in rows if json.dumps(urn) in row.facts]


def wave_files_with(store: Store, urn: str) -> dict[str, int]:
    """Give the wave files, named or not, that hold a row of a member: hash to number of rows."""
    found = {path.stem: _rows_of(path, urn) for path in sorted((store.root / "waves").glob("*.parquet"))}
    return {sha256: n for sha256, n in found.items() if n}


def members_in_waves(store: Store) -> frozenset[str]:
    """Name everybody who has a row in any wave file, named or not."""
    import pyarrow.parquet as pq

    files = sorted((store.root / "waves").glob("*.parquet"))
    return frozenset(urn for path in files for urn in pq.read_table(path, columns=["urn"])["urn"].to_pylist())


def _rows_of(path: Path, urn: str) -> int:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    column = pq.read_table(path, columns=["urn"])["urn"]
    return int(pc.sum(pc.equal(column.cast("string"), urn)).as_py() or 0)


def deliveries_with(connection: Connection, store: Store, urn: str) -> list[tuple[str, str]]:
    """Give the deliveries (hash, file name) in which a member has a row, accepted or not."""
    files = wave_files_with(store, urn)
    taken = select(wave_versions.c.delivery).where(wave_versions.c.cells_sha256.in_(files))
    named = {row.delivery for row in connection.execute(_problems_of(urn))}
    erased = select(erasures.c.was).where(erasures.c.urn == urn, erasures.c.place == DELIVERY)
    ids = {*connection.scalars(taken), *named, *map(int, connection.scalars(erased))}
    query = select(deliveries.c.sha256, deliveries.c.file_name).where(deliveries.c.id.in_(ids))
    return [(row.sha256, row.file_name) for row in connection.execute(query.order_by(deliveries.c.id))]


def _problems_of(urn: str) -> Select[tuple[int]]:
    return select(problems.c.delivery).where(problems.c.urn == urn).distinct()


def versions_naming(connection: Connection, hashes: Iterable[str]) -> dict[str, list[str]]:
    """Give for wave files the versions that name them, in words; none for a file that no version names."""
    query = select(wave_versions).order_by(wave_versions.c.wave, wave_versions.c.version)
    found: dict[str, list[str]] = {sha256: [] for sha256 in hashes}
    for row in connection.execute(query.where(wave_versions.c.cells_sha256.in_(found))):
        found[row.cells_sha256].append(f"{row.wave} version {row.version}")
    return found


def wave_files(store: Store, hashes: Iterable[str]) -> list[Path]:
    """Say where wave files stand."""
    return [store.root / "waves" / f"{sha256}.parquet" for sha256 in hashes]


def raw_files(store: Store, hashes: Iterable[str]) -> list[Path]:
    """Give the delivered files that are kept under these hashes."""
    wanted = set(hashes)
    return [path for path in sorted((store.root / "raw").glob("*")) if path.stem in wanted]


def backups_with(store: Store, urn: str) -> list[Path]:
    """Give the copies of the database, made before its schema changed, that hold a member."""
    copies = sorted((store.root / "backups").glob("*.db"))
    return [path for path in copies if urn.encode() in path.read_bytes()]


def raw_of_documents(connection: Connection, urn: str) -> set[str]:
    """Give the hashes of the transcripts that are, or were until erased, of this member only."""
    names = set(connection.scalars(select(documents.c.name).where(documents.c.urn == urn)))
    own = documents.c.name.in_(names)
    mine = set(connection.scalars(select(documents.c.raw_sha256).where(own)))
    erased = (erasures.c.urn == urn) & (erasures.c.place == TRANSCRIPT)
    mine |= set(connection.scalars(select(erasures.c.was).where(erased)))
    return mine - set(connection.scalars(select(documents.c.raw_sha256).where(~own)))


def life_of(connection: Connection, store: Store, urn: str) -> list[dict[str, Any]]:
    """Give all that is recorded about a member, unordered: on, what, wave, detail, source, recorded."""
    names = ("on", "what", "wave", "detail", "source", "recorded")
    return [
        dict(zip(names, one, strict=True))
        for kind in (_enrolment, _events, _returns, _decisions, _transcripts, _erasures)
        for one in kind(connection, store, urn)
    ]


_Entry = tuple[str | None, str, str | None, str | None, str, str]


def _enrolment(connection: Connection, _store: Store, urn: str) -> Iterator[_Entry]:
    for row in connection.execute(select(members).where(members.c.urn == urn)):
        yield None, "enrolled", None, row.cohort, row.source, row.enrolled_at


def _events(connection: Connection, _store: Store, urn: str) -> Iterator[_Entry]:
    for row in connection.execute(select(events).where(events.c.urn == urn).order_by(events.c.id)):
        yield row.on_date or None, row.kind, row.wave, row.detail, row.source, row.recorded_at


def _returns(connection: Connection, store: Store, urn: str) -> Iterator[_Entry]:
    joined = wave_versions.join(deliveries, wave_versions.c.delivery == deliveries.c.id)
    files = wave_files_with(store, urn)
    query = select(wave_versions, deliveries.c.file_name).select_from(joined)
    for row in connection.execute(query.where(wave_versions.c.cells_sha256.in_(files))):
        yield None, "return", row.wave, f"accepted, version {row.version}", row.file_name, row.created_at


def _decisions(connection: Connection, _store: Store, urn: str) -> Iterator[_Entry]:
    for row in connection.execute(select(decisions).where(decisions.c.urn == urn)):
        # Which cell, never what stood in it.
        yield None, "decision", row.wave, row.variable, row.source, row.decided_at


def _transcripts(connection: Connection, _store: Store, urn: str) -> Iterator[_Entry]:
    for row in connection.execute(select(documents).where(documents.c.urn == urn)):
        yield None, "transcript", row.wave, row.role, row.name, row.added_at


def _erasures(connection: Connection, _store: Store, urn: str) -> Iterable[_Entry]:
    mine = (erasures.c.urn == urn) & (erasures.c.place.not_in((DELIVERY, TRANSCRIPT)))
    for row in connection.execute(select(erasures).where(mine)):
        yield None, "erased", None, f"{row.place}, {row.n} rows ({row.scope})", "withdraw", row.erased_at
