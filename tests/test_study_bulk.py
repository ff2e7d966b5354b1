"""Rows are inserted many in a statement: none is lost at the border of two, and shared values reach all."""

from __future__ import annotations

import pytest

from familypanel.study.store.bulk import insert_rows
from familypanel.study.store.events import Interviews, add_interviews, events_frame
from familypanel.study.store.members import add_urns, members_frame
from familypanel.study.store.schema import members

# 999 values a statement, three of them shared: 996 members.
BORDER = 996


@pytest.mark.parametrize("count", [0, 1, BORDER - 1, BORDER, BORDER + 1, 2 * BORDER, 2 * BORDER + 7])
def test_members_across_statements(study, count):
    urns = [f"A{number:05d}" for number in range(count)]
    with study.store.transaction() as connection:
        assert add_urns(connection, reversed(urns), "main", "file") == count
    with study.store.reading() as connection:
        stored = members_frame(connection)
    assert stored["urn"].tolist() == urns
    assert set(stored["source"]) <= {"file"} and set(stored["cohort"]) <= {"main"}


def test_interviews_keep_their_order_and_their_days(study):
    held = [(f"A{number:05d}", f"2014-03-{number % 28 + 1:02d}", "full") for number in range(1000)][::-1]
    with study.store.transaction() as connection:
        add_urns(connection, [urn for urn, *_ in held], "main", "file")
        assert add_interviews(connection, "m12", Interviews(*zip(*held, strict=True)), "file") == 1000
    with study.store.reading() as connection:
        stored = events_frame(connection)
    assert list(zip(stored["urn"], stored["on_date"], stored["detail"], strict=True)) == held
    assert set(stored["wave"]) == {"m12"} and set(stored["kind"]) == {"interview"}


def test_values_are_bound_and_never_part_of_the_statement(study):
    urn = "'); DROP TABLE members; --"
    with study.store.transaction() as connection:
        insert_rows(
            connection, members, ("urn", "family"), [(urn, None)],
            {"cohort": "main", "source": "it's", "enrolled_at": "2014"},
        )  # fmt: skip
    with study.store.reading() as connection:
        stored = members_frame(connection)
    assert stored.loc[0, ["urn", "source"]].tolist() == [urn, "it's"]


@pytest.mark.parametrize("names", [("urn",), ("urn", "family", "project")])
def test_a_value_without_a_column_is_not_lost(study, names):
    with pytest.raises(ValueError, match="zip"), study.store.transaction() as connection:
        insert_rows(
            connection,
            members,
            names,
            [("A1", "F1")],
            {"cohort": "main", "source": "x", "enrolled_at": "2014"},
        )
    with study.store.reading() as connection:
        assert members_frame(connection).empty
