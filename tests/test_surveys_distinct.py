"""What is found out for different values and looked up for the rows is what holds for every row by itself."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from familypanel.surveys.distinct import Codes, distinct

EDGES = [-32768.0, 32767.0, 0.0, -9.0, 1.0]
BEYOND = [-32769.0, 32768.0, 65536.0, 0.5, 1e300, math.inf, -math.inf]


@given(st.lists(st.sampled_from([*EDGES, math.nan]) | st.integers(-99, 99).map(float), max_size=50))
def test_values_and_rows_of_codes(cells):
    column = np.array(cells, dtype=np.float64)
    codes = Codes.of(column)
    assert codes is not None
    assert codes.values.tolist() == sorted({cell for cell in cells if not math.isnan(cell)})
    places = np.arange(1, len(codes.values) + 1)
    known = dict(zip(codes.values.tolist(), places.tolist(), strict=True))
    assert codes.look_up(places).tolist() == [known.get(cell, 0) for cell in cells]
    assert not codes.look_up(np.zeros(len(places), dtype=bool)).any()


@given(st.lists(st.sampled_from(EDGES), max_size=5), st.sampled_from(BEYOND), st.integers(0, 5))
def test_what_are_no_codes(cells, other, at):
    column = np.array([*cells[:at], other, *cells[at:]])
    assert Codes.of(column) is None
    assert distinct(column).tolist() == sorted({cell for cell in column.tolist() if math.isfinite(cell)})
