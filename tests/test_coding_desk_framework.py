"""The framework matrix at the desk: every case, theme and wave, and nothing that is coded blind."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from interviews import CODEBOOK, enrol, tell
from test_coding_desk_doors import HOME, OURS
from test_coding_desk_hostile import _inside

from familypanel.coding import assign, history, matrix, release_assignment, tag
from familypanel.study.folder import Study
from familypanel.study.store.events import Event, add_events

TELLINGS = (
    ("a0", "U1", "baseline"), ("a12", "U1", "m12"), ("b0", "U2", "baseline"), ("c0", "U3", None),
)  # fmt: skip


@pytest.fixture
def coded(study: Study, tmp_path: Path) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    enrol(study, U1="Fern", U2="Moss", U3="Reed")
    for name, urn, wave in TELLINGS:
        tell(study, name, f"MOTHER: We trusted her at {name}. The rent was late.", wave, urn=urn)
    tag(study, "a0", (8, 30), "trust", "ann")
    tag(study, "a0", (12, 24), "trust", "ben")
    tag(study, "a12", (8, 20), "trust", "ann")
    tag(study, "b0", (30, 40), "money", "ben")
    tag(study, "c0", (8, 20), "money", "ann")
    _summarise(study, tmp_path / "m.xlsx", {("Fern", "baseline", "trust"): "Trust grew <b>slowly</b>."})
    return study


def _summarise(study: Study, file: Path, texts: dict[tuple[str, str, str], str]) -> None:
    matrix(study, file)
    book = openpyxl.load_workbook(file)
    sheet = book["Matrix"]
    columns = {cell.value: cell.column for cell in sheet[2]}
    for row in sheet.iter_rows(min_row=3):
        for (case, wave, code), text in texts.items():
            if (row[0].value, row[1].value) == (case, wave):
                sheet.cell(row[0].row, columns[code]).value = text
    book.save(file)
    matrix(study, from_file=file, coder="ann")


def _charts(study: Study, query: str = "", coder: str = "ann") -> dict[str, list[list[str]]]:
    """Give each chart by its heading: the headings of its columns, then its rows, as people read them."""
    page = _inside(study, coder)[1].get(f"/matrix/cases{query}", base_url=HOME).text
    found = {}
    for chart in re.findall(r'<section class="chart".*?</section>', page, re.DOTALL):
        (name,) = re.findall(r"<h2[^>]*>(.*?)</h2>", chart)
        rows = re.findall(r"<tr.*?</tr>", chart, re.DOTALL)
        found[name] = [
            [" ".join(re.sub(r"<[^>]*>", " ", cell).split())
             for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
            for row in rows
        ]  # fmt: skip
    return found


def test_a_chart_a_theme_with_cases_down_and_waves_across(coded: Study) -> None:
    charts = _charts(coded)
    assert list(charts) == ["Trust", "Money"]
    assert charts["Trust"][0] == ["Case", "Baseline", "+12 months", "no wave"]
    # What two coders marked in part alike is one passage.
    assert charts["Trust"][1] == [
        "Fern", "Trust grew &lt;b&gt;slowly&lt;/b&gt;. ann Passages: 1 We trusted her at a0."
        " Write : Fern, Baseline, Trust",
        "Passages: 1 We trusted h Write : Fern, +12 months, Trust", "not interviewed",
    ]  # fmt: skip
    assert [row[0] for row in charts["Money"][1:]] == ["Moss", "Reed"]
    assert charts["Money"][1][2:] == ["not interviewed", "not interviewed"]


def test_a_chart_a_case_and_a_chart_a_wave_hold_the_same_cells(coded: Study) -> None:
    by_case, by_wave = _charts(coded, "?by=case"), _charts(coded, "?by=wave")
    assert list(by_case) == ["Fern", "Moss", "Reed"] and by_case["Fern"][1][0] == "Trust"
    assert list(by_wave) == ["Baseline", "+12 months", "no wave"]
    assert by_wave["Baseline"][0] == ["Case", "Trust", "Money"]
    whole, _, _ = _charts(coded)["Trust"][1][1].partition(" Write")
    assert by_wave["Baseline"][1][1].startswith(whole)


@pytest.mark.parametrize(
    ("query", "charts"),
    [
        ("?theme=money", ["Money"]), ("?case=Fern", ["Trust"]), ("?wave=m12", ["Trust"]),
        ("?wave=-", ["Money"]), ("?by=case&theme=money&wave=baseline", ["Moss"]), ("?case=nobody", []),
        ("?by=nothing", ["Trust", "Money"]),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_shown(coded: Study, query: str, charts: list[str]) -> None:
    assert list(_charts(coded, query)) == charts


def test_a_chart_of_many_columns_is_cut_and_nothing_is_lost(study: Study) -> None:
    lines = [f"  c{n}: {{label: Code {n}, definition: x}}" for n in range(10)]
    study.codebook.write_text("codes:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    document = tell(study, "a", "MOTHER: We waited for weeks.")
    for n in range(10):
        tag(study, document.name, (8, 18), f"c{n}", "ann")
    page = _inside(study)[1].get("/matrix/cases?by=wave", base_url=HOME).text
    heads = re.findall(r'role="columnheader">(Code \d)<', page)
    assert heads == [f"Code {n}" for n in range(10)]
    parts = re.findall(r'<span class="soft">(\d of \d)</span></h2>', page)
    assert parts == ["1 of 3", "2 of 3", "3 of 3"]


def test_nothing_of_blind_or_withdrawn_interviews_is_shown(coded: Study) -> None:
    assign(coded, ["ann", "ben"], "lead")
    assert "ben" not in str(_charts(coded)) and list(_charts(coded)) == ["Trust", "Money"]
    assert list(_charts(coded, coder="cara")) == []
    assert "slowly" not in str(_charts(coded, coder="ben"))
    with coded.store.transaction() as connection:
        add_events(connection, [Event("U1", "withdrawal", "2016-01-01", None, "use")], "test")
    assert list(_charts(coded)) == ["Money"]


def test_a_study_without_anything_says_so(study: Study) -> None:
    page = _inside(study)[1].get("/matrix/cases", base_url=HOME).text
    assert "There is nothing to show yet." in page


class TestWritingACell:
    PLACE = "case=Fern&wave=m12&code=trust"

    def _post(self, visitor, text: str, replaces: str = "", place: str = PLACE):
        fields = dict(part.split("=") for part in place.split("&")) | {"text": text, "replaces": replaces}
        return visitor.post("/matrix/cell", base_url=HOME, headers=OURS, data=fields)

    def _seen(self, visitor) -> tuple[str, str]:
        """Give the text in the form, and the wordings that the form knows of."""
        page = visitor.get(f"/matrix/cell?{self.PLACE}", base_url=HOME).text
        (text,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        (known,) = re.findall(r'name="replaces" value="(.*?)"', page)
        return text, known

    def test_a_summary_is_written_beside_its_passages_written_anew_and_taken_away(self, coded: Study) -> None:
        ann = _inside(coded, "ann")[1]
        assert "We trusted h" in ann.get(f"/matrix/cell?{self.PLACE}", base_url=HOME).text
        for text, shown in (("Trust <stays>.\r\nIt does.", "Trust &lt;stays&gt;.\nIt does."), ("", "")):
            answer = self._post(ann, text, self._seen(ann)[1])
            assert answer.location == f"/matrix/cell?{self.PLACE}"
            assert self._seen(ann)[0] == shown
        assert [row["action"] for row in history(coded).rows].count("summarise") == 3

    def test_what_a_colleague_wrote_meanwhile_is_not_replaced(self, coded: Study) -> None:
        ann, ben = (_inside(coded, who)[1] for who in ("ann", "ben"))
        known = self._seen(ann)[1]
        self._post(ben, "What Ben wrote.")
        answer = self._post(ann, "What Ann wrote.", known)
        assert answer.status_code == 409 and "FP5964" in answer.text
        assert self._seen(ann)[0] == "What Ben wrote."

    @pytest.mark.parametrize(
        "place", ["case=Moss&wave=m12&code=trust", "case=x&wave=m12&code=trust", "case=Fern&wave=m12&code=x"]
    )
    def test_there_is_no_cell_where_nobody_was_interviewed(self, coded: Study, place: str) -> None:
        ann = _inside(coded, "ann")[1]
        assert ann.get(f"/matrix/cell?{place}", base_url=HOME).status_code == 404
        assert "FP5963" in self._post(ann, "x", place=place).text

    def test_the_same_text_is_no_event_and_one_that_is_too_long_is_refused(self, coded: Study) -> None:
        ann, before = _inside(coded, "ann")[1], len(history(coded).rows)
        self._post(ann, "  ")
        assert "FP5965" in self._post(ann, "x" * 30_001).text
        assert len(history(coded).rows) == before

    def test_in_a_blind_interview_each_writes_alone(self, coded: Study) -> None:
        assign(coded, ["ann", "ben"], "lead")
        ann, ben = (_inside(coded, who)[1] for who in ("ann", "ben"))
        self._post(ann, "What Ann wrote.")
        assert self._seen(ben) == ("", "")
        assert self._post(ben, "What Ben wrote.").status_code == 303
        assert self._seen(ann)[0] == "What Ann wrote."
        release_assignment(coded, "lead")
        assert self._seen(ann)[0] == "ann: What Ann wrote.\n\nben: What Ben wrote."
