"""Input that is no count, no target and no outcome is refused in words; NaN never comes out."""

from __future__ import annotations

from math import inf, nan

import pandas as pd
import pytest

from familypanel.panel import aapor, mcnemar, rake, retention


@pytest.mark.parametrize("count", [nan, inf, -1])
def test_a_disposition_that_is_no_count(count: float) -> None:
    with pytest.raises(ValueError, match="must be numbers"):
        aapor({"I": count})  # type: ignore[dict-item]


@pytest.mark.parametrize("count", [nan, 1.5, -1, inf])
def test_pairs_that_are_not_whole(count: float) -> None:
    with pytest.raises(ValueError, match="must be whole"):
        mcnemar(count, 1, 2, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("target", [nan, inf, -1])
def test_a_target_that_is_no_number(target: float) -> None:
    with pytest.raises(ValueError, match="targets must be numbers"):
        rake(pd.DataFrame({"a": ["x", "y"]}), {"a": {"x": target, "y": 1}})


def test_weighted_dispositions_may_be_parts() -> None:
    assert aapor({"I": 1.5, "R": 1.5})["RR1"] == 0.5  # type: ignore[dict-item]


@pytest.mark.parametrize("rows", [pd.DataFrame({"urn": ["A"], "outcome": ["full"]}), pd.DataFrame(["full"])])
def test_outcomes_without_a_wave(rows: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"no column .*wave.*: one row a member and wave needs"):
        retention(rows)
