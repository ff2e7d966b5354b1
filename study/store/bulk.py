"""Insert many rows at once, past the work that SQLAlchemy does for every single one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, insert

__all__ = ["insert_rows"]

# SQLite before 3.32 takes no more values in one statement.
_MOST_VALUES = 999


def insert_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    same: Mapping[str, Any] | None = None,
) -> int:
    """Insert rows of plain values, whatever the database; returns how many.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    table : Table
        Of the schema.
    names : sequence of str
        The columns that the values of a row belong to.
    rows : iterable of tuple
        Text, numbers and None.
    same : mapping of str to value, optional
        What all rows have in other columns.
    """
    kept, shared = list(rows), dict(same or {})
    if connection.dialect.name != "sqlite":
        if kept:
            connection.execute(insert(table), [shared | dict(zip(names, row, strict=True)) for row in kept])
        return len(kept)
    size = (_MOST_VALUES - len(shared)) // len(names)
    whole = len(kept) // size * size
    for part, count in ((kept[:whole], size), (kept[whole:], len(kept) - whole)):
        if part:
            statement = _statement(table, [*shared, *names], len(shared), count)
            values = [_values(shared, part[at : at + count]) for at in range(0, len(part), count)]
            connection.exec_driver_sql(statement, values)
    return len(kept)


def _statement(table: Table, names: Sequence[str], shared: int, count: int) -> str:
    """Write an insertion of `count` rows, in which the first `shared` values are given once for all."""
    own = len(names) - shared
    head = [f"?{at}" for at in range(1, shared + 1)]
    starts = range(shared + 1, shared + 1 + count * own, own)
    lines = (", ".join([*head, *(f"?{at}" for at in range(start, start + own))]) for start in starts)
    quoted = ", ".join(f'"{table.c[name].name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({quoted}) VALUES ' + ", ".join(f"({line})" for line in lines)


def _values(shared: Mapping[str, Any], rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    return (*shared.values(), *chain.from_iterable(rows))
