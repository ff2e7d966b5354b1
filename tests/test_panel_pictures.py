"""Pictures of the panel: complete, described, deterministic, and legible without colour."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from test_panel_retention import WAVES, model_study, rows

from familypanel.panel import (
    Indicator,
    change_figure,
    change_figures,
    groups_figure,
    retention,
    retention_figure,
)
from familypanel.panel.paired import adjusted
from familypanel.study import Table
from familypanel.study.pictures import Figure

SVG = "{http://www.w3.org/2000/svg}"


def parsed(figure: Figure) -> ET.Element:
    root = ET.fromstring(figure.svg)
    assert root.tag == SVG + "svg"
    assert root.get("role") == "img"
    title, description = root.find(SVG + "title"), root.find(SVG + "desc")
    assert (title.text, description.text) == (figure.title, figure.description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert figure.svg.count("http") == 1  # the namespace, which nobody fetches
    return root


def words(figure: Figure) -> str:
    return " | ".join(element.text for element in parsed(figure).iter(SVG + "text"))


def attrition_table(outcomes: Any, **groups: Any) -> Table:
    whole = [{"by": "", **rate.row()} for rate in retention(outcomes, WAVES).rates]
    parts = [
        {"by": "project", **rate.row()}
        for name, part in groups.items()
        for rate in retention(part, WAVES, name).rates
    ]
    return Table.of(whole + parts)


class TestRetention:
    def test_rates_and_bases_are_printed(self) -> None:
        shown = words(retention_figure(attrition_table(model_study())))
        for part in ("48.1%", "177 of 368", "28.5%", "105 of 368", "+12 months", "24.5% at every wave"):
            assert part in shown
        assert "272" not in shown

    def test_described_for_those_who_cannot_see_it(self) -> None:
        description = retention_figure(attrition_table(model_study())).description
        assert "+12 months: 177 of 368 (48.1%, 95% interval 43.0% to 53.2%)" in description

    def test_the_same_bytes_every_time(self) -> None:
        first, second = (retention_figure(attrition_table(model_study())).svg for _ in range(2))
        assert first == second

    @pytest.mark.parametrize("outcomes", [[], rows("A", "untraced")])
    def test_nothing_to_show_is_said(self, outcomes: Any) -> None:
        assert "Retention is not defined" in words(retention_figure(attrition_table(outcomes)))

    def test_one_member_and_open_windows(self) -> None:
        shown = words(
            retention_figure(attrition_table(rows("A", "full", "pending") + rows("B", "full", "full")))
        )
        assert "1 of 1" in shown
        assert "1 still open" in shown


class TestGroups:
    def test_highest_first_with_bases(self) -> None:
        table = attrition_table(
            model_study(),
            Tyne=rows("A", "full", "full") + rows("B", "full", "untraced"),
            Fife=rows("C", "full", "full"),
        )
        shown = words(groups_figure(table, "project", "m12"))
        assert shown.index("Fife") < shown.index("Tyne")
        assert "1 of 2" in shown
        assert "all 48.1%" in shown

    def test_nothing_to_show_is_said(self) -> None:
        assert "Not defined" in words(groups_figure(attrition_table([]), "project", "m12"))


def changed(name: str, kind: str, entry: float, leaving: float, p: float) -> dict[str, Any]:
    better = (leaving < entry) == (kind == "risk")
    return {
        "indicator": name, "kind": kind, "level": "adult", "group": "all", "base": 100, "entry_pct": entry,
        "exit_pct": leaving, "pp_change": leaving - entry, "p_adjusted": p, "p_mid": p,
        "direction": "better" if better else "worse",
    }  # fmt: skip


class TestChange:
    TABLE = Table.of([
        changed("Debt", "risk", 60, 40, 0.001), changed("Worry", "risk", 50, 20, 0.001),
        changed("Friends", "strength", 20, 45, 0.001), changed("Routine", "strength", 40, 38, 0.01),
        changed("Smoking", "risk", 5, 9, 0.04), changed("Chance", "risk", 5, 6, 0.4),
    ])  # fmt: skip

    def test_improvements_and_every_significant_worsening(self) -> None:
        shown = words(change_figure(self.TABLE, top=1))
        assert shown.index("Risks that fell most") < shown.index("Worry")
        assert shown.index("Worry") < shown.index("Strengths that grew most") < shown.index("Friends")
        assert shown.index("What got worse") < shown.index("Smoking (risk, adult)")
        assert "Routine (strength, adult)" in shown
        assert "Debt" not in shown
        assert "Chance" not in shown

    def test_better_and_worse_differ_in_shape_too(self) -> None:
        assert len(list(parsed(change_figure(self.TABLE)).iter(SVG + "polygon"))) == 1 + 2  # the key, and two

    def test_names_are_escaped(self) -> None:
        table = Table.of([changed("Bills & <rent>", "risk", 60, 40, 0.001)])
        assert "Bills & <rent> (adult)" in words(change_figure(table))

    @pytest.mark.parametrize("rows_", [[], [changed("Chance", "risk", 5, 6, 0.4)]])
    def test_nothing_to_show_is_said(self, rows_: list[dict[str, Any]]) -> None:
        assert "No change to show" in words(change_figure(Table.of(rows_)))

    def test_one_picture_a_part_shows_the_same_as_one_picture_of_all(self):
        whole = words(change_figure(self.TABLE))
        parts = change_figures(self.TABLE)
        assert len({part.title for part in parts}) == len(parts)
        assert all(part.title in whole for part in parts)

    def test_takes_what_change_gives(self) -> None:
        assert adjusted([]) == []
        assert Indicator("x", "Debt", "risk").counted == (1.0,)


class TestLegibleOnAPhone:
    PHONE, MARGINS, LEAST = 390, 32, 11

    def test_no_text_is_smaller_than_11_pixels(self) -> None:
        """On a page 390 pixels wide, inside its margins, and no line of text leaves the picture."""
        whole = Table.of(adjusted([changed("Debt " * 12, "risk", 40, 10, 0.0001)]))
        table = attrition_table(model_study(), Tyne=rows("A", "full", "full"))
        for figure in (retention_figure(table), groups_figure(table, "project", "m12"), change_figure(whole)):
            root = parsed(figure)
            width = float(root.get("viewBox").split()[2])
            sizes = [float(text.get("font-size")) for text in root.iter(SVG + "text")]
            assert min(sizes) * (self.PHONE - self.MARGINS) / width >= self.LEAST
            assert all(start >= 0 and end <= width for start, end in map(_extent, root.iter(SVG + "text")))


def _extent(text: ET.Element) -> tuple[float, float]:
    """Where a line of text begins and ends, by the mean width of a letter."""
    width = 0.54 * float(text.get("font-size")) * len(text.text)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor")]
    start = float(text.get("x")) - share * width
    return start, start + width
