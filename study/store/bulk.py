"""Insert many rows at once, past the work that SQLAlchemy does for every single one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

__all__ = ["insert_rows"]


def insert_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: list[tuple[Any, ...]]
) -> int:
    """Insert rows of plain values, whatever the database; returns how many.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    table : Table
        Of the schema.
    names : sequence of str
        The columns that the values of a row belong to, in the order of the table.
    rows : list of tuple
        Text, numbers and None.
    """
    if not rows:
        return 0
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(names))
    if statement.positiontup == list(names):
        connection.exec_driver_sql(str(statement), rows)
    else:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    return len(rows)
