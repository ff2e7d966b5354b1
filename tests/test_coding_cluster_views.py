"""Ward's tree and NMF beside KMeans, where people see them: in the table and below the map."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_coding_clusters import SVG, TOPICS, noise, planted, told_by_roles

from familypanel.coding import Clusters, cluster, clusters_figure
from familypanel.study import ProblemError, Study


@pytest.fixture(scope="module")
def views() -> dict[str, Clusters]:
    texts, _ = planted()
    return {view: cluster(texts, k=3, view=view) for view in ("kmeans", "ward", "nmf")}  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["ward", "nmf"])
def test_a_view_is_a_table_of_its_own(views: dict[str, Clusters], view: str) -> None:
    found = views[view]
    assert found.facts["view"] == view
    assert [row["letter"] for row in found.rows] == ["a", "b", "c"]
    assert sum(row["texts"] for row in found.rows) == 75
    for row in found.rows:
        assert sum(row["shared"].values()) == row["texts"]
        topic = next(topic for topic, words in TOPICS.items() if row["keywords"][0] in words)
        assert all(set(text.split()) & set(TOPICS[topic]) for text in row["nearest"])
    shown = found.to_text()
    assert "KMeans groups" in shown and found.rows[0]["keywords"][0] in shown
    assert "agrees with KMeans to" in shown


def test_the_tree_says_which_groups_come_together(views: dict[str, Clusters]) -> None:
    note = next(note for note in views["ward"].notes if note.startswith("The tree"))
    assert re.search(r"[abc] with [abc] at \d", note) and re.search(r"(.)\+(.) at|with (.)\+(.) at", note)


def test_the_labels_stay_those_of_kmeans(views: dict[str, Clusters]) -> None:
    assert views["ward"].labels == views["nmf"].labels == views["kmeans"].labels
    assert any("--view ward" in note and "--view nmf" in note for note in views["kmeans"].notes)


def test_the_views_are_drawn_below_the_map(views: dict[str, Clusters], tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    cluster(planted()[0], k=3, view="ward", picture=file)
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    words = [text.text or "" for text in root.iter(f"{{{SVG}}}text")]
    assert any(text.startswith("Ward's tree") for text in words)
    assert any(text.startswith("NMF") for text in words)
    for key in ("ward", "nmf"):
        for letter, group in zip("abc", views["kmeans"].facts["views"][key]["groups"], strict=True):
            assert any(
                text.startswith(f"{letter} ({group['texts']}): {group['keywords'][0]}") for text in words
            )
    branches = [path for path in root.iter(f"{{{SVG}}}path") if path.get("fill") == "none"]
    assert len(branches) == 2
    assert "Ward's tree" in clusters_figure(views["kmeans"]).description
    heights = [float(text.get("y") or 0) for text in root.iter(f"{{{SVG}}}text")]
    assert max(heights) <= float((root.get("viewBox") or "").split()[3])


def test_each_group_shows_what_it_goes_together_with(study: Study) -> None:
    found = cluster(told_by_roles(study), k=3)
    assert all(row["v_role"] == row["association"]["role"] > 0.8 for row in found.rows)
    assert "V with role" in found.to_text() and "V with project" not in found.to_text()


def test_without_groups_no_view_has_any(tmp_path: Path) -> None:
    found = cluster(noise(0, 40), view="ward")
    assert found.rows == () and "No stable grouping" in found.notes[0]
    with pytest.raises(ProblemError, match="FP5022"):
        cluster(["a"], view="map")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "texts", [[], ["rent"], ["", "", ""], ["rent late", "bath night", "rent"], ["rent late"] * 30]
)
@pytest.mark.parametrize("k", [None, 2, 40])
def test_too_little_to_group_is_no_fault_where_something_is_taken_out(
    texts: list[str], k: int | None
) -> None:
    found = cluster(texts, k=k, adjust=[str(at % 2) for at in range(len(texts))])
    assert len(found.labels) == len(texts)
    assert found.to_text() and clusters_figure(found).svg
