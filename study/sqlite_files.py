"""SQLite databases of other programs, read: chosen columns, and nothing that the file itself asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .problems import Place, Problem, ProblemError, problem

if TYPE_CHECKING:
    from sqlite3 import Connection

__all__ = ["read_tables"]

# Files beside a database that hold changes which are not in it yet.
_UNFINISHED = ("-wal", "-journal")


def read_tables(path: Path, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Read columns of tables from a database that is never written to.

    Parameters
    ----------
    path : Path
        The database.
    wanted : mapping of str to sequence of str
        Table to columns.

    Returns
    -------
    dict of str to list of tuple
        The rows of each table in the order of their rowid.

    Raises
    ------
    ProblemError
        FP1021 if it is not a database, or has not these tables and columns.

    Notes
    -----
    It reads in the process that calls it; for a file from outside that is a limited child process.
    """
    import sqlite3

    beside = (path.with_name(path.name + ending) for ending in _UNFINISHED)
    if any(other.is_file() and other.stat().st_size for other in beside):
        raise ProblemError(_broken(path, "another program has it open, or did not close it well"))
    place = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(place, uri=True)) as database:
            # Neither functions nor virtual tables that the file's own schema names may run.
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            return {table: _rows(database, path, table, columns) for table, columns in wanted.items()}
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise ProblemError(_broken(path, "it is not a whole SQLite database")) from error


def _rows(database: Connection, path: Path, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    made = database.execute(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", [table]
    ).fetchone()
    there = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')} if made else set()
    if not made or not str(made[0]).upper().startswith("CREATE TABLE") or not there.issuperset(columns):
        raise ProblemError(_broken(path, f"it has no table '{table}' with {', '.join(columns)}"))
    chosen = ", ".join(f'"{column}"' for column in columns)
    return database.execute(f'SELECT {chosen} FROM "{table}" ORDER BY rowid').fetchall()


def _broken(path: Path, reason: str) -> Problem:
    return problem("FP1021", Place(file=path.name), file=path.name, reason=reason)
