"""Opening the store: one SQLite database with safe settings, and transactions that are all or nothing.

``journal_mode=TRUNCATE`` and not WAL: before SQLite 3.51.3 two processes that write and checkpoint a WAL
database at once can corrupt it, and Python ships older versions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock, local
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    Pool,
    QueuePool,
    RootTransaction,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from ..clock import now
from ..problems import Place, ProblemError, problem
from .migrations import MIGRATIONS, Migration
from .shared_commits import SharedCommits

__all__ = ["Connection", "Database", "Store"]

Result = TypeVar("Result")
BUSY_SECONDS = 30.0
_LEDGER = """CREATE TABLE IF NOT EXISTS schema_migrations (
    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL){strict}"""
_WORDS = {"serial": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "strict": " STRICT"}


class Database:
    """One SQLite database, brought to its newest schema when it is first opened.

    Parameters
    ----------
    database : Path
        The file.
    shown : str
        How messages name it.
    busy_seconds : float
        How long to wait for another writer.
    """

    def __init__(self, database: Path, shown: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.database = database
        self.shown = shown
        self.busy_seconds = busy_seconds
        self._turn = Lock()
        self._mine = local()
        self._pool: type[Pool] = NullPool

    @property
    def migrations(self) -> tuple[Migration, ...]:
        """The numbered changes of its schema."""
        raise NotImplementedError

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write: take the write lock at once, commit at the end, undo everything on any exception.

        Raises
        ------
        ProblemError
            FP1011 if the database stays locked, FP1012 if it is damaged.
        """
        with self._queued(), self._committed() as connection:
            yield connection

    def together(self, work: Callable[[Connection], Result]) -> Result:
        """Do a small piece of work in a transaction that threads which wait at the same time share.

        It is on the disk when this returns; see `familypanel.study.store.shared_commits`.  What the work
        itself reads (`reading`) or does together is part of it; it must not open a `transaction`.

        Raises
        ------
        ProblemError
            As `transaction`, and what the work raises, which undoes this work alone.
        """
        if self._joined is not None:
            return work(self._joined)
        return self._shared.run(lambda connection: self._within(connection, work))

    def _within(self, connection: Connection, work: Callable[[Connection], Result]) -> Result:
        self._mine.connection = connection
        try:
            return work(connection)
        finally:
            self._mine.connection = None

    @property
    def _joined(self) -> Connection | None:
        """The connection of the work that this thread is doing together with others, if it is."""
        found: Connection | None = getattr(self._mine, "connection", None)
        return found

    @cached_property
    def _shared(self) -> SharedCommits:
        return SharedCommits(self._queued, self._committed)

    @contextmanager
    def _committed(self) -> Iterator[Connection]:
        with self._translated(), self._migrated.connect() as connection, _writing(connection):
            yield connection

    @contextmanager
    def _queued(self) -> Iterator[None]:
        """Let threads of this process write in turn: SQLite itself makes them wait in growing naps."""
        if not self._turn.acquire(timeout=self.busy_seconds):
            place = Place(file="store/study.db")
            raise ProblemError(problem("FP1011", place, file="store/study.db", seconds=self.busy_seconds))
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read from one consistent state of the database."""
        if self._joined is not None:
            yield self._joined
            return
        with self._translated(), self._migrated.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Keep connections for the next time while the block runs: for a program that is asked all day."""
        self._forget(QueuePool)
        try:
            yield
        finally:
            self._engine.dispose()
            self._forget(NullPool)

    def _forget(self, pool: type[Pool]) -> None:
        self._pool = pool
        for name in ("_engine", "_migrated"):
            self.__dict__.pop(name, None)

    @cached_property
    def _engine(self) -> Engine:
        try:
            self._prepare()
        except OSError as error:
            reason = error.strerror or str(error)
            raise ProblemError(problem("FP1025", file=self.shown, reason=reason)) from error
        engine = create_engine(
            f"sqlite:///{self.database.as_posix()}",
            poolclass=self._pool,
            connect_args={"timeout": self.busy_seconds},
            # What is stored must not stand in the text of an error either.
            hide_parameters=True,
        )
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
        return engine

    def _prepare(self) -> None:
        """Make what must be there before the database is opened."""
        self.database.parent.mkdir(parents=True, exist_ok=True)

    @cached_property
    def _migrated(self) -> Engine:
        with self._translated():
            waiting = self._waiting()
            if waiting:
                self._back_up(waiting[0])
                self._migrate()
        return self._engine

    def _applied(self, connection: Connection) -> set[int]:
        connection.execute(text(_LEDGER.format_map(_WORDS)))
        return {row.number for row in connection.execute(text("SELECT number FROM schema_migrations"))}

    def _waiting(self) -> list[Migration]:
        with self._engine.connect() as connection:
            known = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'"))
            if known.first() is None:
                return list(self.migrations)
            found = {row.number for row in connection.execute(text("SELECT number FROM schema_migrations"))}
        newest = self.migrations[-1].number
        if max(found, default=0) > newest:
            raise ProblemError(problem("FP1010", found=max(found), known=newest))
        return [migration for migration in self.migrations if migration.number not in found]

    def _migrate(self) -> None:
        with self._engine.connect() as connection, _writing(connection):
            # Another process may have migrated while this one waited for the lock.
            applied = self._applied(connection)
            for migration in (m for m in self.migrations if m.number not in applied):
                _apply(connection, migration)

    def _back_up(self, first: Migration) -> None:
        """Keep the database as it is before its schema changes, where it is one that may be copied."""

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say in our own words what SQLite says in its."""
        try:
            yield
        except (OperationalError, DatabaseError) as error:
            said = str(error.orig)
            place = Place(file=self.shown)
            if "locked" in said or "busy" in said:
                found = problem("FP1011", place, file=self.shown, seconds=self.busy_seconds)
            elif any(word in said for word in ("malformed", "not a database", "disk I/O", "unable to open")):
                found = problem("FP1012", place, reason=said)
            else:
                raise
            raise ProblemError(found) from error


class Store(Database):
    """The database ``study.db`` and the hashed files beside it.

    Parameters
    ----------
    root : Path
        The folder ``store`` of a study; made when it is first opened.
    busy_seconds : float
        How long to wait for another writer.
    """

    def __init__(self, root: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(root / "study.db", "store/study.db", busy_seconds)
        self.root = root

    @property
    def migrations(self) -> tuple[Migration, ...]:
        """The numbered changes of the study's schema."""
        return MIGRATIONS

    def _back_up(self, first: Migration) -> None:
        """Copy the database as it is (online backup) before its schema changes; a new one needs none."""
        if first.number == MIGRATIONS[0].number or not self.database.exists():
            return
        folder = self.root / "backups"
        folder.mkdir(exist_ok=True)
        copy = folder / f"before-{first.number:04d}-{first.name}.db"
        source, target = sqlite3.connect(self.database), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()


def _apply(connection: Connection, migration: Migration) -> None:
    _run(connection, migration.statements)
    if migration.then is not None:
        migration.then(connection)
    _run(connection, migration.last)
    values = {"number": migration.number, "name": migration.name, "at": now().isoformat()}
    connection.execute(text("INSERT INTO schema_migrations VALUES (:number, :name, :at)"), values)


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(text(statement.format_map(_WORDS)))


def _configure(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: `_begin` says which kind.
    connection.isolation_level = None
    for setting in ("journal_mode=TRUNCATE", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _writing(connection: Connection) -> RootTransaction:
    return connection.execution_options(familypanel_begin="BEGIN IMMEDIATE").begin()


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("familypanel_begin", "BEGIN")
    connection.exec_driver_sql(begin)
