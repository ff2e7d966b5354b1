"""Codes in tables read as people say them, however they are stored."""

from __future__ import annotations

from familypanel.study.table import Column, Table


def test_whole_numbers_in_a_column_of_no_kind_have_no_point():
    table = Table.of([{"value": value} for value in (1.0, -9.0, 2.5, "1.0")], [Column("value")])
    assert [row[0] for row in table.cells()] == ["1", "-9", "2.5", "1.0"]
    assert '"value": 1.0' in table.to_json()
