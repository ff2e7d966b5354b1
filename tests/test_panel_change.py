"""Change between two occasions: the published table of the model study, rebuilt from counts."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panel_cells import store_cells
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from familypanel.examples import improving_futures
from familypanel.panel import Indicator, change, compare_published, mcnemar, paired_change
from familypanel.panel.published import count_range, half_up
from familypanel.study import (
    Cells,
    Code,
    CodeList,
    Dictionary,
    ProblemError,
    Reason,
    Study,
    Table,
    Variable,
    load,
)  # fmt: skip
from familypanel.study.table import rounded

ANNEX = Path(improving_futures.__file__).with_name("annex_two.csv")
FAMILIES = 2777
# The two misprinted rows cannot give their own counts; these are what their other figures imply.
CORRECTED = {50: (39, 21), 126: (1131, 1529)}

YAML = """\
title: Records
waves:
  baseline: {months: 0}
  m12: {months: 12}
records: {entry: {label: Entry}, exit: {label: Exit}}
indicators: indicators.csv
disclosure: {threshold: 1}
"""


def annex() -> list[dict[str, str]]:
    with ANNEX.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def counts(row: dict[str, str]) -> tuple[int, int]:
    if int(row["row"]) in CORRECTED:
        return CORRECTED[int(row["row"])]
    (entry,) = count_range(Fraction(row["entry_pct"]), FAMILIES, 2)
    (leaving,) = count_range(Fraction(row["exit_pct"]), FAMILIES, 2)
    return entry, leaving


def simulated() -> tuple[pd.DataFrame, pd.DataFrame, list[Indicator]]:
    """Families with exactly the published counts; which of them changed is drawn with a fixed seed."""
    rng, urns = np.random.default_rng(1), pd.Index([f"F{n:04}" for n in range(FAMILIES)], name="urn")
    entry, leaving = {}, {}
    indicators = []
    for row in annex():
        name = f"i{int(row['row']):03}"
        first, last = counts(row)
        stayed = rng.hypergeometric(first, FAMILIES - first, last) if last else 0
        both = max(int(stayed), int(0.7 * min(first, last)))
        order = rng.permutation(FAMILIES)
        entry[name] = np.isin(np.arange(FAMILIES), order[:first]).astype(float)
        chosen = np.concatenate([order[:both], order[first : first + last - both]])
        leaving[name] = np.isin(np.arange(FAMILIES), chosen).astype(float)
        indicators.append(
            Indicator(name, row["indicator"], row["kind"], row["level"], row["domain"], row["base_unit"])
        )
    return pd.DataFrame(entry, index=urns), pd.DataFrame(leaving, index=urns), indicators


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return paired_change(*simulated())


class TestAnnexTwo:
    def test_every_printed_figure_but_for_the_two_misprinted_rows(self, rows: list[dict[str, Any]]) -> None:
        found = compare_published(Table.of(rows), ANNEX)
        assert (found.facts["compared"], found.facts["agreeing"]) == (139, 137)
        differing = [(row["row"], row["column"], row["published"], row["computed"]) for row in found.rows]
        assert differing == [
            (50, "pp_change", "0.65", "-0.65"), (50, "pct_change", "46.15", "-46.15"),
            (126, "entry_pct", "40.71", "40.73"),
        ]  # fmt: skip

    def test_counts_by_kind_and_direction(self, rows: list[dict[str, Any]]) -> None:
        assert [sum(row["kind"] == kind for row in rows) for kind in ("risk", "strength")] == [97, 42]
        for row in rows:
            gained = row["exit_n"] - row["entry_n"]
            better = gained < 0 if row["kind"] == "risk" else gained > 0
            assert row["direction"] == ("same" if gained == 0 else "better" if better else "worse")
            assert row["gained"] - row["lost"] == gained

    def test_numbers_are_not_rounded(self, rows: list[dict[str, Any]]) -> None:
        assert rows[0]["entry_pct"] == 100 * 1026 / FAMILIES

    def test_p_values_equal_scipy_and_statsmodels(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            changed = row["gained"] + row["lost"]
            exact = binomtest(row["gained"], changed).pvalue if changed else 1.0
            assert row["p_exact"] == pytest.approx(exact, rel=1e-7)
        adjusted = multipletests([row["p_mid"] for row in rows], method="fdr_bh")[1]
        assert [row["p_adjusted"] for row in rows] == pytest.approx(list(adjusted))

    def test_intervals_equal_the_one_by_one_function(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            both = row["entry_n"] - row["lost"]
            neither = row["base"] - both - row["lost"] - row["gained"]
            low, high = mcnemar(both, row["lost"], row["gained"], neither).newcombe_10
            assert (row["ci_low"], row["ci_high"]) == (pytest.approx(100 * low), pytest.approx(100 * high))


RISK = Indicator("x", "Debt", "risk")


def frame(values: dict[str, float | None]) -> pd.DataFrame:
    return pd.DataFrame({"x": pd.Series(values, dtype=float)})


class TestPairing:
    def test_only_urns_with_both_answers_count(self) -> None:
        entry = frame({"A": 1, "B": 1, "C": None, "D": 0, "E": 1})
        leaving = frame({"E": 1, "D": 1, "A": 0, "C": 1, "Z": 1})
        (row,) = paired_change(entry, leaving, [RISK])
        assert (row["base"], row["entry_n"], row["exit_n"], row["gained"], row["lost"]) == (3, 2, 2, 1, 1)

    @given(st.lists(st.tuples(st.sampled_from([0, 1, None]), st.sampled_from([0, 1, None])), max_size=30))
    @settings(deadline=None)
    def test_order_changes_nothing_and_nothing_is_nan(self, drawn: list[tuple[Any, Any]]) -> None:
        entry = frame({str(n): pair[0] for n, pair in enumerate(drawn)})
        leaving = frame({str(n): pair[1] for n, pair in enumerate(drawn)})
        (row,) = paired_change(entry, leaving, [RISK])
        assert paired_change(entry[::-1], leaving, [RISK]) == [row]
        assert not any(pd.isna(value) for value in row.values() if isinstance(value, float))
        assert row["base"] == sum(None not in pair for pair in drawn)

    def test_nobody_in_both(self) -> None:
        (row,) = paired_change(frame({"A": 1}), frame({"B": 1}), [RISK])
        assert (row["base"], row["entry_pct"], row["p_exact"], row["ci_low"], row["direction"]) == (
            0, None, None, None, "same",
        )  # fmt: skip

    def test_nobody_had_it_at_entry(self) -> None:
        (row,) = paired_change(frame({"A": 0, "B": 0}), frame({"A": 1, "B": 0}), [RISK])
        assert (row["pp_change"], row["pct_change"], row["direction"]) == (50.0, None, "worse")

    def test_a_doubled_urn_is_refused(self) -> None:
        doubled = pd.DataFrame({"x": [1.0, 0.0]}, index=["A", "A"])
        with pytest.raises(ProblemError, match="FP4009"):
            paired_change(doubled, frame({"A": 1}), [RISK])

    def test_half_up(self) -> None:
        assert (rounded(0.125, 2), rounded(-0.125, 2), rounded(-0.001, 2)) == ("0.13", "-0.13", "0.00")
        assert half_up(Fraction(1, 8), 2) == Fraction(13, 100)
        assert half_up(Fraction(-1, 8), 2) == Fraction(-13, 100)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(
        "variable,indicator,kind,level,domain,base_unit,counted\n"
        "debt,Debt,risk,family,Money,families,\nsatis,Satisfied,strength,adult,Support,adults,1 2\n"
        "gone,Not asked,risk,adult,Support,adults,\n",
        encoding="utf-8",
    )
    return load(tmp_path)


def occasion(debt: dict[str, float], satis: list[float]) -> Cells:
    scale = CodeList("scale", (Code(1, "Very"), Code(2, "Fairly"), Code(3, "Not")))
    area = CodeList("area", (Code(1, "Town"), Code(2, "Country")))
    variables = (
        Variable("urn", type="text"), Variable("debt", type="choice"),
        Variable("satis", type="choice", codes="scale"),
        Variable("area", type="choice", codes="area"),
    )  # fmt: skip
    columns = {"urn": list(debt), "debt": list(debt.values()), "satis": satis, "area": [1.0, 1.0, 2.0]}
    missing = {
        "debt": np.array([int(Reason.REFUSED) if value < 0 else 0 for value in debt.values()], np.int8)
    }
    return Cells(pd.DataFrame(columns), Dictionary(variables, {"scale": scale, "area": area}), missing)


class TestStudy:
    def test_records(self, study: Study) -> None:
        store_cells(study, "entry", occasion({"A": 1, "B": 1, "C": -9}, [1, 3, 3]))
        store_cells(study, "exit", occasion({"A": 0, "B": 1, "D": 1}, [2, 2, 3]))
        table = change(study, "entry", "exit", by=["area"])
        debt, satisfied = (row for row in table.rows if row["group"] == "all")
        assert (debt["base"], debt["entry_n"], debt["exit_n"], debt["direction"]) == (2, 2, 1, "better")
        assert (satisfied["base"], satisfied["entry_n"], satisfied["exit_n"]) == (2, 1, 2)
        assert (satisfied["kind"], satisfied["direction"]) == ("strength", "better")
        assert {(r["by"], r["group"], r["base"]) for r in table.rows if r["indicator"] == "Debt"} == {
            ("", "all", 2), ("area", "Town", 2), ("area", "Country", 0),
        }  # fmt: skip
        assert (table.facts["paired"], table.facts["only_from"], table.facts["only_to"]) == (2, 1, 1)
        assert table.facts["left_out"] == ["gone"]
        assert "NaN" not in table.to_json()
        assert "Town" in table.to_text()
        assert "Group" not in change(study, "entry", "exit").to_text()

    def test_nothing_received_yet(self, study: Study) -> None:
        with pytest.raises(ProblemError, match="FP4008"):
            change(study, "entry", "exit")

    def test_an_occasion_that_does_not_exist(self, study: Study) -> None:
        with pytest.raises(ProblemError, match="FP1007"):
            change(study, "entry", "leaving")

    def test_no_indicators_declared(self, study: Study) -> None:
        (study.root / "study.yaml").write_text(
            YAML.replace("indicators: indicators.csv", ""), encoding="utf-8"
        )
        with pytest.raises(ProblemError, match="FP4010"):
            change(load(study.root), "entry", "exit")

    def test_a_kind_that_is_neither_risk_nor_strength(self, study: Study) -> None:
        (study.root / "indicators.csv").write_text("variable,indicator,kind\nx,X,bad\n", encoding="utf-8")
        with pytest.raises(ProblemError, match="FP4011"):
            change(study, "entry", "exit")
