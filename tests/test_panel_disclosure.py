"""Small counts: no hidden count can be worked out, by linear programming and by trying every table."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.panel import CountTable, controlled_rounding, protection_intervals, suppress
from familypanel.panel.small_counts import made_safe

THRESHOLD = 5


def two_way(cells: list[list[int]]) -> CountTable:
    """A table of answers by groups with every total."""
    grid = np.array(cells)
    rows, columns = (range(n) for n in grid.shape)
    counts: dict[Any, int] = {(i, j): int(grid[i, j]) for i in rows for j in columns}
    counts |= {(i, "all"): int(grid[i].sum()) for i in rows}
    counts |= {("all", j): int(grid[:, j].sum()) for j in columns} | {("all", "all"): int(grid.sum())}
    sums = [((i, "all"), [(i, j) for j in columns]) for i in rows]
    sums += [(("all", j), [(i, j) for i in rows]) for j in (*columns, "all")]
    sums += [(("all", "all"), [("all", j) for j in columns])]
    return CountTable(counts, sums)


grids = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 14), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0], max_size=shape[0],
    )
)  # fmt: skip


class TestSuppress:
    def test_a_small_count_takes_a_second_one_with_it(self) -> None:
        """By sex: 3 men of 40 people; without the women's count hidden too, 40 - 37 gives it away."""
        table = CountTable({"all": 40, "women": 37, "men": 3}, [("all", ["women", "men"])])
        assert protection_intervals(table, ["men"])["men"] == (3, 3)
        assert suppress(table, THRESHOLD) == {"women", "men"}

    def test_nothing_small_nothing_hidden(self) -> None:
        assert suppress(two_way([[10, 0], [20, 30]]), THRESHOLD) == frozenset()
        assert suppress(two_way([[1, 2], [3, 4]]), 1) == frozenset()

    def test_an_empty_table(self) -> None:
        assert suppress(CountTable({}), THRESHOLD) == frozenset()

    def test_a_count_with_no_room_above_it_is_open_downwards_too(self) -> None:
        table = CountTable({"all": 6, "f": 4, "m": 2}, [("all", ("f", "m"))])
        assert suppress(table, 5, printed=["all"]) == {"f", "m"}

    def test_a_count_that_is_known_anyway_hides_nothing(self) -> None:
        table = CountTable({"all": 40, "women": 37, "men": 3}, [("all", ["women", "men"])])
        assert suppress(table, THRESHOLD, printed=["women"]) == {"men", "all"}
        with pytest.raises(ValueError, match="printed anyway"):
            suppress(table, THRESHOLD, printed=["women", "all"])

    @settings(deadline=None, max_examples=60)
    @given(grids)
    def test_every_hidden_count_stays_open_by_at_least_the_threshold(self, cells: list[list[int]]) -> None:
        table = two_way(cells)
        hidden = suppress(table, THRESHOLD)
        assert hidden >= {key for key, n in table.counts.items() if 0 < n < THRESHOLD}
        for key, ends in protection_intervals(table, hidden).items():
            assert ends.low <= table.counts[key] <= ends.high
            assert ends.high - ends.low >= THRESHOLD

    @settings(deadline=None, max_examples=40)
    @given(grids, st.randoms(use_true_random=False))
    def test_the_order_of_rows_changes_nothing(self, cells: list[list[int]], random: Any) -> None:
        table = two_way(cells)
        shuffled = list(table.counts.items())
        random.shuffle(shuffled)
        again = CountTable(dict(shuffled), [(t, random.sample(p, len(p))) for t, p in reversed(table.sums)])
        assert suppress(table, THRESHOLD) == suppress(again, THRESHOLD)

    @settings(deadline=None, max_examples=40)
    @given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
    def test_equals_trying_every_table(self, cells: list[list[int]]) -> None:
        """The judge knows no linear programming: it tries every table that agrees with what is shown."""
        table = two_way(cells)
        hidden = suppress(table, 3)
        seen = every_table(table, hidden, most=24)
        for key in hidden:
            assert np.ptp(seen[key]) >= 3, (cells, hidden, key)


def every_table(table: CountTable, hidden: frozenset[Any], most: int) -> dict[Any, Any]:
    """Every value of every count over all tables of two by two that agree with the counts shown."""
    inner = list(product(range(2), range(2)))
    choices = [np.arange(most) if key in hidden else np.array([table.counts[key]]) for key in inner]
    tried = dict(zip(inner, (grid.ravel() for grid in np.meshgrid(*choices)), strict=True))
    for total, parts in table.sums:  # rows, then columns, which come before the sum of all
        tried[total] = sum(tried[part] for part in parts)
    agrees = np.logical_and.reduce([tried[key] == n for key, n in table.counts.items() if key not in hidden])
    return {key: values[np.broadcast_to(agrees, values.shape)] for key, values in tried.items()}


class TestRounding:
    @settings(deadline=None, max_examples=60)
    @given(grids)
    def test_adds_up_and_moves_less_than_the_base(self, cells: list[list[int]]) -> None:
        table = two_way(cells)
        rounded = controlled_rounding(table, 5)
        assert rounded.additive
        for total, parts in table.sums:
            assert rounded.counts[total] == sum(rounded.counts[part] for part in parts)
        for key, n in table.counts.items():
            assert rounded.counts[key] % 5 == 0
            assert abs(rounded.counts[key] - n) < 5

    def test_where_nothing_adds_up_every_count_is_rounded_by_itself(self) -> None:
        # Three sums of pairs among three counts of 1: rounded to 0 or 2 no pair gives 2 throughout.
        sums = [("ab", "ab"), ("bc", "bc"), ("ca", "ca")]
        table = CountTable({"a": 1, "b": 1, "c": 1, "ab": 2, "bc": 2, "ca": 2}, sums)
        rounded = controlled_rounding(table, 2)
        assert not rounded.additive
        assert rounded.counts == {"a": 2, "b": 2, "c": 2, "ab": 2, "bc": 2, "ca": 2}


class TestWays:
    TABLE = CountTable({"all": 40, "women": 37, "men": 3}, [("all", ["women", "men"])])

    def test_each(self) -> None:
        assert made_safe(self.TABLE, "none", THRESHOLD).hidden == frozenset()
        assert made_safe(self.TABLE, "suppress", THRESHOLD).hidden == {"women", "men"}
        assert made_safe(self.TABLE, "round", THRESHOLD).counts == {"all": 40, "women": 35, "men": 5}

    def test_a_group_whose_base_is_hidden_is_hidden_altogether(self) -> None:
        table = two_way([[2, 30, 9], [0, 20, 11]])
        bases = [("all", j) for j in (0, 1, 2, "all")]
        hidden = made_safe(table, "suppress", THRESHOLD, bases).hidden
        assert {(0, 0), (1, 0), ("all", 0)} <= hidden
        for ends in protection_intervals(table, hidden).values():
            assert ends.high - ends.low >= THRESHOLD

    @settings(deadline=None, max_examples=40)
    @given(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=3)
    )
    def test_two_questions_of_the_same_people_give_nothing_away_together(self, groups: list[Any]) -> None:
        """Both tables are printed with the same bases; each was made safe by itself."""
        columns = (*range(len(groups)), "all")
        bases = [("all", j) for j in columns]
        first = two_way([[a for a, _, _ in groups], [b + c for _, b, c in groups]])
        second = two_way([[a + b for a, b, _ in groups], [c for _, _, c in groups]])
        counts = dict(first.counts) | {("second", *k): n for k, n in second.counts.items() if k not in bases}
        hidden = set(made_safe(first, "suppress", THRESHOLD, bases).hidden)
        hidden |= {named(k, bases) for k in made_safe(second, "suppress", THRESHOLD, bases).hidden}
        sums = [*first.sums, *((named(t, bases), [named(k, bases) for k in p]) for t, p in second.sums)]
        for key, ends in protection_intervals(CountTable(counts, sums), hidden).items():
            assert ends.high - ends.low >= THRESHOLD, (groups, key)


def named(key: Any, shared: list[Any]) -> Any:
    return key if key in shared else ("second", *key)
