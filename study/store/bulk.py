"""Insert many rows at once, past the work that SQLAlchemy does for every single one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

__all__ = ["insert_columns", "insert_rows"]

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
    columns = list(zip(*rows, strict=True))
    # Rows without a name for each of their values must not lose one.
    named = dict(zip(names, columns, strict=True)) if columns else {}
    return insert_columns(connection, table, named, same)


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> int:
    """Insert as `insert_rows` does, what is given column by column: no row is put together on the way.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    table : Table
        Of the schema.
    columns : mapping of str to sequence, (n_rows,)
        Text, numbers and None, under the names of their columns.
    same : mapping of str to value, optional
        What all rows have in other columns.
    """
    names, cells, shared = list(columns), list(columns.values()), dict(same or {})
    total = len(cells[0]) if cells else 0
    if total and connection.dialect.name != "sqlite":
        rows = [shared | dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]
        connection.execute(insert(table), rows)
    elif total:
        _insert_in_parts(connection, table, columns, shared)
    return total


def _insert_in_parts(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any]
) -> None:
    """Insert as many rows in a statement as SQLite takes, and the rest in one more."""
    names, cells = list(columns), list(columns.values())
    total, size = len(cells[0]), (_MOST_VALUES - len(shared)) // len(names)
    whole = total // size * size
    for start, stop, count in ((0, whole, size), (whole, total, total - whole)):
        if stop > start:
            statement = _statement(table, [*shared, *names], len(shared), count)
            starts = range(start, stop, count)
            values = [_values(shared, [cell[at : at + count] for cell in cells]) for at in starts]
            connection.exec_driver_sql(statement, values)


def _statement(table: Table, names: Sequence[str], shared: int, count: int) -> str:
    """Write an insertion of `count` rows, in which the first `shared` values are given once for all."""
    own = len(names) - shared
    head = [f"?{at}" for at in range(1, shared + 1)]
    starts = range(shared + 1, shared + 1 + count * own, own)
    lines = (", ".join([*head, *(f"?{at}" for at in range(start, start + own))]) for start in starts)
    quoted = ", ".join(f'"{table.c[name].name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({quoted}) VALUES ' + ", ".join(f"({line})" for line in lines)


def _values(shared: Mapping[str, Any], parts: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """Give the values of some rows one after the other, from their columns."""
    own, first = len(parts), len(shared)
    values = [*shared.values(), *([None] * (own * len(parts[0])))]
    for at, part in enumerate(parts):
        values[first + at :: own] = part
    return tuple(values)
