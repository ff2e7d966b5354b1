"""Checking published entry/exit tables."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

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


WIDE = HEAD.replace("base_unit,base_n", "base_n,question,part_of,entry_n,exit_n,gained,lost").replace(
    "level,domain,", ""
)


def check_wide(tmp_path: Path, *lines: str) -> Table:
    (tmp_path / "wide.csv").write_text(WIDE + "\n".join(lines) + "\n", encoding="utf-8")
    return verify(tmp_path / "wide.csv")


class TestRowsTogether:
    def test_answers_that_add_up_to_their_base(self, tmp_path: Path) -> None:
        table = check_wide(
            tmp_path,
            "1,,Own,33.33,50.00,16.67,50.00,6,Home,,,,,",
            "2,,Rent,66.67,50.00,-16.67,-25.00,6,Home,,,,,",
        )
        assert found(table) == []

    def test_answers_that_cannot_add_up(self, tmp_path: Path) -> None:
        table = check_wide(
            tmp_path,
            "1,,Own,40.00,50.00,10.00,25.00,20,Home,,,,,",
            "2,,Rent,50.00,50.00,0.00,0.00,20,Home,,,,,",
        )
        assert found(table) == [(1, "FP4170", "entry_pct")]
        assert "at entry they are 18 to 18 of 20" in table.rows[0]["message"]

    def test_a_part_above_its_whole(self, tmp_path: Path) -> None:
        table = check_wide(
            tmp_path, "1,,Debt,20.00,15.00,-5.00,-25.00,200,,,,,,",
            "2,,Arrears,10.00,16.00,6.00,60.00,200,,Debt,,,,",
            "3,,Loan,1.00,1.00,0.00,0.00,200,,Borrowing,,,,",
        )  # fmt: skip
        assert found(table) == [(2, "FP4171", "exit_pct"), (3, "FP4172", "part_of")]
        assert "(32) than have 'Debt' (30)" in table.rows[0]["message"]

    def test_counts_that_are_not_their_percentage_and_pairs_that_are_not_their_change(
        self, tmp_path: Path
    ) -> None:
        table = check_wide(
            tmp_path, "1,,Debt,20.00,15.00,-5.00,-25.00,200,,,40,31,5,15",
            "2,,Damp,20.00,15.00,-5.00,-25.00,200,,,40,30,5,16",
        )  # fmt: skip
        assert found(table) == [(1, "FP4173", "exit_n"), (1, "FP4174", "gained"), (2, "FP4174", "gained")]
        assert "(31) is not what 15.00% of 200 can be (30)" in table.rows[0]["message"]

    def test_nothing_is_said_against_a_sound_table(self, tmp_path: Path) -> None:
        assert found(check_wide(tmp_path, "1,,Debt,20.00,15.00,-5.00,-25.00,200,,,40,30,5,15")) == []


class TestBounds:
    def test_the_model_study(self) -> None:
        """75 of 139 rows are significant whatever the pairs were, and 26 of the 97 risks cannot be."""
        table = verify(ANNEX)
        assert table.facts["verdicts"] == {"always": 75, "never": 26, "depends": 38}
        risks = [one["verdict"] for one in table.facts["bounds"] if one["kind"] == "risk"]
        assert (len(risks), risks.count("never")) == (97, 26)
        assert any("75 of 139 rows are significant whatever the pairs were" in note for note in table.notes)
        assert table.facts["recoverable"] == 138  # all but row 126, whose entry no count can give

    def test_several_counts_behind_a_percentage_widen_the_bounds(self, tmp_path: Path) -> None:
        narrow, wide = (
            check_wide(tmp_path, line).facts["bounds"][0]
            for line in ("1,,Debt,20.00,15.00,-5.00,-25.00,1000,,,,,,", "1,,Debt,20,15,-5,-25,1000,,,,,,")
        )
        assert (narrow["entry_n"], narrow["exit_n"], wide["entry_n"]) == (200, 150, None)
        assert wide["p_low"] <= narrow["p_low"] and narrow["p_high"] <= wide["p_high"]

    def test_printed_pairs_leave_nothing_open(self, tmp_path: Path) -> None:
        (one,) = check_wide(tmp_path, "1,,Debt,20.00,15.00,-5.00,-25.00,200,,,40,30,5,15").facts["bounds"]
        assert one["p_low"] == one["p_high"] == pytest.approx(binomtest(5, 20).pvalue)

    def test_a_row_without_counts_is_not_defined(self, tmp_path: Path) -> None:
        (one,) = check_wide(tmp_path, "1,,Debt,x,15.00,-5.00,-25.00,200,,,,,,").facts["bounds"]
        assert (one["p_low"], one["verdict"]) == (None, "")
        assert one["undefined"].startswith("not defined because no count, or too many")

    def test_too_many_counts_behind_a_percentage(self, tmp_path: Path) -> None:
        (one,) = check_wide(tmp_path, "1,,Debt,20,15,-5,-25,900000,,,,,,").facts["bounds"]
        assert (one["verdict"], one["p_high"]) == ("", None)
