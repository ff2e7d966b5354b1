"""Checking published entry/exit tables."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from familypanel.examples import improving_futures
from familypanel.panel import verify
from familypanel.panel.published import FIGURES, PublishedRow, half_up
from familypanel.panel.verification import findings
from familypanel.study import ExitCode, ProblemError, Table

ANNEX = Path(improving_futures.__file__).with_name("annex_two.csv")
HEAD = "row,kind,level,domain,indicator,entry_pct,exit_pct,pp_change,pct_change,base_unit,base_n\n"


def check(tmp_path: Path, *lines: str) -> Table:
    """Verify rows of ``entry exit pp pct base``, each an indicator of its own."""
    path = tmp_path / "table.csv"
    body = ""
    for n, line in enumerate(lines, start=1):
        figures, _, base = line.rpartition(" ")
        body += f"{n},risk,family,D,Indicator {n},{figures.replace(' ', ',')},families,{base}\n"
    path.write_text(HEAD + body, encoding="utf-8")
    return verify(path)


def found(table: Table) -> list[tuple[int, str, str]]:
    return [(row["row"], row["code"], row["column"]) for row in table.rows]


class TestAnnexTwo:
    def test_exactly_the_two_misprinted_rows(self) -> None:
        table = verify(ANNEX)
        assert found(table) == [(50, "FP4020", "pp_change"), (126, "FP4021", "entry_pct")]
        assert (table.facts["rows_in"], table.facts["sound"]) == (139, 137)
        assert table.status is ExitCode.PROBLEMS

    def test_each_with_what_is_wrong_and_what_the_others_imply(self) -> None:
        sign, entry = (row["message"] for row in verify(ANNEX).rows)
        assert "from 39 to 21 of 2,777 the change is -0.65 points and -46.15%" in sign
        assert "prints 0.65 and 46.15%" in sign
        assert "percentage at entry (40.71)" in entry
        assert "they imply 40.73 (1,131 of 2,777)" in entry


class TestRows:
    def test_a_sound_table(self, tmp_path: Path) -> None:
        table = check(tmp_path, "50.00 25.00 -25.00 -50.00 200", "0.00 1.00 1.00  100")
        assert found(table) == []
        assert table.status is ExitCode.FINE

    # 40 of 200 at entry, 30 at exit; one figure is wrong.
    @pytest.mark.parametrize(
        ("line", "code", "column", "implied"),
        [
            ("21.00 15.00 -5.00 -25.00 200", "FP4021", "entry_pct", "20.00 (40 of 200)"),
            ("20.00 16.00 -5.00 -25.00 200", "FP4021", "exit_pct", "15.00 (30 of 200)"),
            ("20.00 15.00 -5.50 -25.00 200", "FP4021", "pp_change", "-5.00"),
            ("20.00 15.00 -5.00 -33.33 200", "FP4021", "pct_change", "-25.00"),
            ("20.00 15.00 5.00 25.00 200", "FP4020", "pp_change", "-5.00 points and -25.00%"),
            ("20.00 15.00 -5.00 25.00 200", "FP4020", "pct_change", "-5.00 points and -25.00%"),
        ],
    )
    def test_the_wrong_figure_is_named(
        self, tmp_path: Path, line: str, code: str, column: str, implied: str
    ) -> None:
        table = check(tmp_path, line)
        assert found(table) == [(1, code, column)]
        assert implied in table.rows[0]["message"]

    def test_beyond_repair(self, tmp_path: Path) -> None:
        assert found(check(tmp_path, "20.00 15.00 9.00 77.00 200")) == [(1, "FP4022", "")]

    @pytest.mark.parametrize(
        ("line", "code", "column"),
        [
            ("x 15.00 -5.00 -25.00 200", "FP4023", "entry_pct"),
            ("120.00 15.00 -5.00 -25.00 200", "FP4025", "entry_pct"),
            ("20.00 15.00 -5.00 -25.00 none", "FP4025", "base_n"),
            ("20.00 15.00 -5.00 -25.00 0", "FP4025", "base_n"),
        ],
    )
    def test_what_cannot_be_checked(self, tmp_path: Path, line: str, code: str, column: str) -> None:
        assert found(check(tmp_path, line)) == [(1, code, column)]

    def test_doubles(self, tmp_path: Path) -> None:
        path = tmp_path / "table.csv"
        line = "risk,family,D,Debt,50.00,25.00,-25.00,-50.00,families,200\n"
        path.write_text(HEAD + "1," + line + "2," + line, encoding="utf-8")
        assert found(verify(path)) == [(2, "FP4024", "indicator")]

    def test_a_table_without_figures(self, tmp_path: Path) -> None:
        (tmp_path / "t.csv").write_text("indicator,entry_pct\nDebt,1\n", encoding="utf-8")
        with pytest.raises(ProblemError, match="FP4001"):
            verify(tmp_path / "t.csv")

    def test_an_empty_table(self, tmp_path: Path) -> None:
        (tmp_path / "t.csv").write_text(HEAD, encoding="utf-8")
        assert verify(tmp_path / "t.csv").facts == {
            "rows_in": 0, "sound": 0, "recoverable": 0, "bounds": [],
            "verdicts": {"always": 0, "never": 0, "depends": 0},
        }  # fmt: skip


def printed(entry: int, leaving: int, base: int) -> dict[str, Fraction]:
    change = leaving - entry
    exact = {
        "entry_pct": Fraction(100 * entry, base), "exit_pct": Fraction(100 * leaving, base),
        "pp_change": Fraction(100 * change, base), "pct_change": Fraction(100 * change, entry),
    }  # fmt: skip
    return {name: half_up(value, 2) for name, value in exact.items()}


@st.composite
def rows(draw: st.DrawFn) -> tuple[dict[str, Fraction], int]:
    base = draw(st.integers(1, 5000))
    return printed(draw(st.integers(1, base)), draw(st.integers(0, base)), base), base


def diagnosed(figures: dict[str, Fraction], base: int) -> list[tuple[str, str]]:
    decimals = dict.fromkeys(FIGURES, 2)
    row = PublishedRow(1, ("risk", "", "", "X"), dict(figures), decimals, base)
    return [(finding.problem.code, finding.column) for finding in findings(row)]


class TestProperties:
    @given(rows())
    @settings(deadline=None)
    def test_what_was_computed_from_counts_is_never_accused(
        self, drawn: tuple[dict[str, Fraction], int]
    ) -> None:
        assert diagnosed(*drawn) == []

    @given(rows(), st.sampled_from(FIGURES[2:]))
    @settings(deadline=None)
    def test_a_lost_sign_is_always_found(self, drawn: tuple[dict[str, Fraction], int], name: str) -> None:
        figures, base = drawn
        found = diagnosed(figures | {name: -figures[name]}, base)
        assert bool(found) == (figures[name] != 0)

    @given(rows(), st.sampled_from(FIGURES[2:]), st.integers(3, 900))
    @settings(deadline=None)
    def test_a_wrong_change_is_always_found(
        self, drawn: tuple[dict[str, Fraction], int], name: str, hundredths: int
    ) -> None:
        figures, base = drawn
        assume(base <= 1000)  # then only one count stands behind a printed percentage
        off = figures | {name: figures[name] + (1 if figures[name] >= 0 else -1) * Fraction(hundredths, 100)}
        assert diagnosed(off, base)
