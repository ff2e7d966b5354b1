"""Themes by group, as table and as picture."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from interviews import put, tell

from familypanel.coding import themes, themes_figure
from familypanel.report import report
from familypanel.study import ProblemError, Study
from familypanel.study.config import Disclosure
from familypanel.study.table import Table

SVG = "{http://www.w3.org/2000/svg}"


def with_least(study: Study, people: int) -> Study:
    """The same study where a group needs so many people."""
    return replace(study, config=replace(study.config, disclosure=Disclosure(attribution=people)))


@pytest.fixture
def said(study: Study) -> Study:
    """Three mothers of two families and a teacher; the third mother is not coded."""
    talk = "INTERVIEWER: Do you trust us?\nMUM: I trust her. The rent is late. The rent is high."
    for name, urn in (("m1", "U1"), ("m2", "U1"), ("m3", "U2")):
        told = tell(study, name, talk, urn=urn)
        if name != "m3":
            put(study, told, "The rent is late.", "money")
            put(study, told, "The rent is high.", "money")
    put(study, tell(study, "t1", "TEACHER: They trust us & <others>."), "They trust us", "trust")
    return with_least(study, 1)


def test_counts_of_interviews_families_and_codings(said: Study) -> None:
    cells = {
        (row["code"], row["group"]): (
            row["documents"],
            row["base"],
            row["share"],
            row["families"],
            row["codings"],
        )
        for row in themes(said).rows
    }
    assert cells["money", "mother"] == (2, 2, 1.0, 1, 4)
    assert cells["money", "teacher"] == (0, 1, 0.0, 0, 0)
    assert cells["trust", "mother"] == (0, 2, 0.0, 0, 0)
    assert cells["trust", "teacher"] == (1, 1, 1.0, 0, 1)
    assert len(cells) == 6


def test_facts_count_everything(said: Study) -> None:
    found = themes(said)
    assert found.facts == {"by": "role", "documents": 4, "coded": 3, "codings": 5}
    assert sum(row["codings"] for row in found.rows) == 5
    assert found.notes[0].startswith("3 of 4 interviews are coded")


def test_a_code_on_an_interviewers_words_is_not_counted_and_said(said: Study) -> None:
    told = tell(said, "m9", "INTERVIEWER: Do you trust us?\nMUM: Yes.")
    put(said, told, "Do you trust us?", "trust")
    found = themes(said)
    assert {row["group"] for row in found.rows} == {"mother", "teacher"}
    assert any("in interviewers' words: 1 codings" in note for note in found.notes)


def test_by_wave_in_the_order_of_the_study(said: Study) -> None:
    put(said, tell(said, "x1", "MUM: I trust her.", wave="m24"), "I trust her.", "trust")
    put(said, tell(said, "x2", "MUM: I trust her.", wave="m12"), "I trust her.", "trust")
    assert [row["group_label"] for row in themes(said, by="wave").rows[:3]] == [
        "Baseline", "+12 months", "+24 months",
    ]  # fmt: skip
    with pytest.raises(ProblemError, match="FP5022"):
        themes(said, by="month")


def by_project(study: Study, people: dict[str, int]) -> list[tuple[str, int]]:
    """Interview so many people of each project, code one of each, and give the groups with their bases."""
    for project, count in people.items():
        for number in range(count):
            name = f"{project}{number}"
            put(
                study,
                tell(study, name, "MUM: I trust her.", urn=name, project=project),
                "I trust her.",
                "trust",
            )
    rows = [row for row in themes(study, by="project").rows if row["code"] == "trust"]
    return [(row["group"], row["base"]) for row in rows]


@pytest.mark.parametrize(
    "people, groups",
    [
        ({"A": 3, "B": 4}, [("A", 3), ("B", 4)]),
        ({"A": 1, "B": 4, "C": 2}, [("B", 4), ("smaller groups together", 3)]),
        # one small group alone would still be small: the next larger joins it
        ({"A": 1, "B": 4, "C": 5}, [("C", 5), ("smaller groups together", 5)]),
        ({"A": 1, "B": 1}, [("smaller groups together", 2)]),
    ],
)
def test_groups_of_few_people_are_put_together(
    study: Study, people: dict[str, int], groups: list[tuple[str, int]]
) -> None:
    assert by_project(study, people) == groups


def test_two_interviews_of_one_person_are_one_person(study: Study) -> None:
    for name in ("m1", "m2"):
        put(study, tell(study, name, "MUM: I trust her.", urn="U1"), "I trust her.", "trust")
    for name in ("t1", "t2"):
        put(study, tell(study, name, "TEACHER: I trust her."), "I trust her.", "trust")
    found = themes(with_least(study, 2))
    assert found.facts["together"] == ["mother", "teacher"]
    assert any("fewer than 2 interviews or people" in note for note in found.notes)


def test_codings_of_no_known_group_are_counted(said: Study) -> None:
    assert "Nothing is coded yet." in themes(said, by="project").notes
    by_project(said, {"A": 1})
    assert any("project is not known: 5 codings" in note for note in themes(said, by="project").notes)


def test_the_report_says_what_the_table_says(said: Study) -> None:
    page = unescape((report(said), said.out / "report.html")[1].read_text(encoding="utf-8"))
    assert themes(said).notes
    assert all(note in page for note in themes(said).notes)


def test_without_codings_there_are_no_rows(study: Study) -> None:
    assert themes(study).rows == ()


def test_the_picture_says_its_numbers_and_describes_itself(said: Study) -> None:
    figure = themes_figure(themes(said))
    root = ElementTree.fromstring(figure.svg)
    texts = [node.text for node in root.iter(f"{SVG}text")]
    assert texts == [
        "Mother", "of 2", "Teacher", "of 1", "Trust", "0", "1", "Money", "2", "0", "Sleep", "0", "0",
    ]  # fmt: skip
    assert root.find(f"{SVG}title").text == figure.title == "Themes by role"
    assert root.find(f"{SVG}desc").text == figure.description
    assert "Money: Mother 2 of 2, Teacher 0 of 1." in figure.description
    assert "http" not in figure.svg.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.parametrize("groups", [1, 2, 4, 7])
def test_text_can_be_read_on_a_phone(groups: int) -> None:
    """At least 11 pixels where a page 390 pixels wide leaves 358 beside its margins."""
    told = {"label": "Trust", "documents": 1, "base": 1, "share": 1.0}
    rows = [told | {"group_label": f"smaller groups together {number}"} for number in range(groups)]
    root = ElementTree.fromstring(themes_figure(Table.of(rows, title="Themes")).svg)
    width = float(root.get("viewBox").split()[2])
    narrowest = float(re.search(r"min-width:(\d+)", root.get("style"))[1])
    headings = [node for node in root.iter(f"{SVG}text") if node.get("font-weight") == "600"]
    sizes = [float(node.get("font-size")) for node in root.iter(f"{SVG}text")]
    assert min(sizes) * max(358, narrowest) / width >= 11
    # Bold letters are about 0.6 of their height wide.
    assert max(len(node.text) for node in headings) * 12 * 0.6 <= (width - 8) / groups


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_numbers_can_be_read_on_every_shade(said: Study) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3) at every share."""
    table = themes(said)
    for percent in range(0, 101, 5):
        rows = [{**row, "share": percent / 100} for row in table.rows]
        root = ElementTree.fromstring(themes_figure(table.with_(rows=tuple(rows))).svg)
        fills = {node.get("fill") for node in root.iter(f"{SVG}rect")}
        cell_ink = [node.get("fill") for node in root.iter(f"{SVG}text")][-1]
        assert len(fills) == 1
        light, dark = sorted((luminance(fills.pop()), luminance(cell_ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, percent
