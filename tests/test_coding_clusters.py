"""Groups of texts: found where they were planted, refused where there are none."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from interviews import tell
from scipy.stats.contingency import association
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from familypanel.coding import cluster, clusters_figure
from familypanel.coding.associations import cramers_v
from familypanel.coding.cluster_map import _apart
from familypanel.coding.cluster_views import _ward
from familypanel.study import ProblemError, Study

SVG = "http://www.w3.org/2000/svg"
WORDS = """
money: rent debt bills council arrears wages benefit heating meter landlord eviction budget
sleep: bedtime story bath night pyjamas tired asleep dream pillow awake quiet cot
school: teacher lesson homework gate playground uniform reading spelling classroom pencil head term
common: morning week house visit garden cousin tea street phone bus
"""
TOPICS = {line.split(":")[0]: line.split()[1:] for line in WORDS.strip().splitlines()}
COMMON = TOPICS.pop("common")


def planted(seed: int = 1, each: int = 25) -> tuple[list[str], list[int]]:
    draw = random.Random(seed)
    texts, truth = [], []
    for number, words in enumerate(TOPICS.values()):
        for _ in range(each):
            texts.append(" ".join(draw.choices(words, k=8) + draw.choices(COMMON, k=4)))
            truth.append(number)
    return texts, truth


def noise(seed: int, texts: int = 90) -> list[str]:
    draw = random.Random(seed)
    words = [word for topic in TOPICS.values() for word in topic] + COMMON
    return [" ".join(draw.choices(words, k=10)) for _ in range(texts)]


def test_planted_groups_are_found() -> None:
    texts, truth = planted()
    found = cluster(texts)
    assert found.k == 3
    assert found.stability > 0.9
    assert adjusted_rand_score(truth, found.labels) > 0.9
    named = [next(t for t, words in TOPICS.items() if group[0] in words) for group in found.keywords]
    assert sorted(named) == sorted(TOPICS)
    assert all(set(row["nearest"]) <= set(texts) for row in found.rows)


@pytest.mark.parametrize("seed", range(6))
def test_on_noise_there_is_no_stable_grouping(seed: int) -> None:
    found = cluster(noise(seed), seed=seed)
    assert found.k is None
    assert set(found.labels) == {-1}
    assert found.rows == ()
    assert "No stable grouping" in found.notes[0]


def test_what_comes_back_in_shuffled_words_as_well_is_no_grouping() -> None:
    """Few words make the same texts again and again: every grouping of them is stable, and means nothing."""
    draw = random.Random(2)
    found = cluster([" ".join(draw.choices(["rent", "bath", "gate", "tea"], k=2)) for _ in range(120)])
    assert found.stability >= 0.6
    assert found.k is None


def test_a_grouping_that_was_asked_for_is_given_and_called_unstable() -> None:
    found = cluster(noise(1), k=4)
    assert found.k == 4
    assert len(found.rows) == 4
    assert "NOT stable" in found.notes[0]


def test_the_order_of_the_texts_changes_nothing() -> None:
    texts, _ = planted()
    order = list(range(len(texts)))
    random.Random(9).shuffle(order)
    first, second = cluster(texts, seed=4), cluster([texts[at] for at in order], seed=4)
    assert [first.labels[at] for at in order] == list(second.labels)
    assert (first.stability, first.keywords, first.rows) == (second.stability, second.keywords, second.rows)


def test_the_number_of_threads_changes_nothing() -> None:
    texts, _ = planted()
    with threadpool_limits(1):
        one = cluster(texts)
    with threadpool_limits(4):
        four = cluster(texts)
    assert one.to_json() == four.to_json()


@pytest.mark.parametrize("texts", [[], ["one text"], ["", "", ""], ["the and of"] * 30])
def test_too_little_to_group_gives_no_grouping(texts: list[str]) -> None:
    found = cluster(texts)
    assert found.k is None
    assert len(found.labels) == len(texts)


def test_a_number_of_groups_below_two_is_refused() -> None:
    with pytest.raises(ProblemError, match="FP5022"):
        cluster(["a"], k=1)


@pytest.mark.parametrize("seed", range(5))
def test_cramers_v_agrees_with_scipy(seed: int) -> None:
    table = np.random.default_rng(seed).integers(0, 9, (3, 4)) + 1
    counts = {(row, column): int(table[row, column]) for row in range(3) for column in range(4)}
    assert cramers_v(counts) == pytest.approx(association(table, method="cramer"))


def test_cramers_v_at_its_ends() -> None:
    assert cramers_v(Counter([("a", 1), ("b", 2)] * 4)) == 1
    assert cramers_v(Counter([(row, column) for row in "ab" for column in "xy"])) == 0
    assert cramers_v(Counter([("a", 1), ("b", 1)])) is None


def test_a_study_is_grouped_by_turn_and_its_association_with_role_is_told(study: Study) -> None:
    texts, truth = planted(each=12)
    roles = ["MUM", "DAD", "TEACHER"]
    for number, (text, topic) in enumerate(zip(texts, truth, strict=True)):
        tell(study, f"t{number:02}", f"INTERVIEWER: {texts[-1]}\n{roles[topic]}: {text}")
    found = cluster(study, k=3)
    assert len(found.labels) == len(texts)
    assert found.facts["association"]["role"] > 0.9
    assert {member["turn"] for member in found.facts["members"]} == {2}
    assert any("Cramer's V" in note for note in found.notes)


def crossed(seed: int = 1, each: int = 15) -> tuple[list[str], list[str], list[int]]:
    """Every role speaks of every topic in words of its own, which are louder than the topic."""
    draw = random.Random(seed)
    voices = {
        role: [f"{role}{syllable}ing" for syllable in ("ab", "ed", "im", "op", "ut", "an")] for role in "xyz"
    }
    rows = [
        (" ".join(draw.choices(voices[role], k=9) + draw.choices(words, k=6)), role, number)
        for role in voices
        for number, words in enumerate(TOPICS.values())
        for _ in range(each)
    ]
    texts, roles, topics = map(list, zip(*rows, strict=True))
    return texts, roles, topics


def test_what_a_role_explains_can_be_taken_out() -> None:
    texts, roles, topics = crossed()
    plain, adjusted = cluster(texts, k=3), cluster(texts, k=3, adjust=roles)
    assert adjusted_rand_score(roles, plain.labels) > 0.9
    assert adjusted_rand_score(topics, plain.labels) < 0.1
    assert adjusted_rand_score(topics, adjusted.labels) > 0.8
    assert adjusted.facts["association_before"]["adjusted"] > 0.9
    assert adjusted.facts["association"]["adjusted"] < 0.1


def test_where_there_was_nothing_but_the_role_nothing_is_left() -> None:
    draw = random.Random(3)
    shared = [word for words in TOPICS.values() for word in words]
    own = [[f"{role}{syllable}um" for syllable in ("ab", "ik", "op", "ur", "at")] for role in "xyz"]
    texts, roles = [], []
    for number in range(90):
        roles.append("abc"[number % 3])
        texts.append(" ".join(own[number % 3] + draw.choices(shared, k=6)))
    assert cluster(texts).k == 3
    adjusted = cluster(texts, adjust=roles)
    assert adjusted.k is None
    assert adjusted.facts["association_before"]["adjusted"] > 0.5


@pytest.mark.parametrize("adjust", ["role", ["a", "b"]])
def test_texts_are_adjusted_by_a_class_each(adjust: object) -> None:
    with pytest.raises(ProblemError, match="FP5022"):
        cluster(["one", "two", "three"], adjust=adjust)


def test_the_order_changes_nothing_when_something_is_taken_out() -> None:
    texts, roles, _ = crossed(each=8)
    order = list(range(len(texts)))
    random.Random(2).shuffle(order)
    first = cluster(texts, k=3, adjust=roles)
    second = cluster([texts[at] for at in order], k=3, adjust=[roles[at] for at in order])
    assert first.to_json() == second.to_json()
    assert [first.places[at] for at in order] == list(second.places)


def test_the_same_bytes_in_another_process_with_other_threads(tmp_path: Path) -> None:
    code = "import sys, random; sys.path.insert(0, {tests!r}); from test_coding_clusters import planted; "
    code += "from familypanel.coding import cluster; texts = planted(each=14)[0]; "
    code += "random.Random({seed}).shuffle(texts); sys.stdout.write(cluster(texts).to_json())"
    answers = set()
    for threads in (1, 4):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PYTHONHASHSEED")
        environment = dict(os.environ) | dict.fromkeys(names, str(threads))
        program = code.format(tests=str(Path(__file__).parent), seed=threads)
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, check=True
        )
        answers.add(done.stdout)
    assert len(answers) == 1


@pytest.mark.parametrize("seed", range(5))
def test_the_bias_correction_is_that_of_bergsma(seed: int) -> None:
    table = np.random.default_rng(seed).integers(0, 9, (3, 5)) + 1
    n, (r, c) = table.sum(), table.shape
    phi2 = association(table, method="cramer") ** 2 * (min(r, c) - 1)
    reduced = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    rows, columns = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    counts = {(row, column): int(table[row, column]) for row in range(r) for column in range(c)}
    expected = (reduced / (min(rows, columns) - 1)) ** 0.5
    assert cramers_v(counts, corrected=True) == pytest.approx(expected)


def test_the_correction_takes_away_what_chance_gives() -> None:
    draw = random.Random(1)
    found = [
        cramers_v(Counter((draw.randrange(5), draw.randrange(4)) for _ in range(60)), corrected=corrected)
        for corrected in (False, True)
        for _ in range(200)
    ]
    plain, corrected = found[:200], found[200:]
    assert float(np.mean(plain)) > 0.2
    assert float(np.mean(corrected)) < 0.1


def test_views_and_trials_stand_beside_the_groups() -> None:
    texts, _ = planted()
    found = cluster(texts)
    views = found.facts["views"]
    assert views["ward"]["agreement"] > 0.9 and views["nmf"]["agreement"] > 0.9
    assert len(views["ward"]["merges"]) == 2
    assert views["ward"]["merges"][-1]["height"] >= views["ward"]["merges"][0]["height"]
    named = {
        next(t for t, words in TOPICS.items() if g["keywords"][0] in words) for g in views["nmf"]["groups"]
    }
    assert named == set(TOPICS)
    best = max(found.facts["trials"], key=lambda trial: trial["silhouette"])
    assert best["k"] == 3
    assert 0 < best["silhouette"] <= 1


def test_ward_agrees_with_scikit_learn() -> None:
    points = np.random.default_rng(1).normal(size=(60, 5))
    ours, _ = _ward(points, 4)
    theirs = AgglomerativeClustering(4, linkage="ward").fit_predict(points)
    assert adjusted_rand_score(ours, theirs) == 1


def told_by_roles(study: Study, each: int = 12) -> Study:
    texts, truth = planted(each=each)
    roles = ["MUM", "DAD", "TEACHER"]
    for number, (text, topic) in enumerate(zip(texts, truth, strict=True)):
        tell(study, f"t{number:02}", f"INTERVIEWER: {texts[-1]}\n{roles[topic]}: {text}")
    return study


def test_each_group_tells_its_association(study: Study) -> None:
    found = cluster(told_by_roles(study), k=3)
    assert all(row["association"]["role"] > 0.8 for row in found.rows)
    assert all(row["association"]["project"] is None for row in found.rows)
    assert "Bergsma" in found.facts["measure"]
    adjusted = cluster(study, k=3, adjust="role")
    assert adjusted.facts["association"]["role"] < 0.4 < adjusted.facts["association_before"]["role"]
    with pytest.raises(ProblemError, match="FP5022"):
        cluster(study, adjust="colour")


def test_clusters_are_never_called_themes(study: Study) -> None:
    for found in (cluster(noise(0, 40)), cluster(planted()[0])):
        assert "not themes" in found.title
        assert any("Clusters are not themes" in note for note in found.notes)
        assert "not themes" in clusters_figure(found).title


def test_the_map_can_be_read_without_colour(tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    found = cluster(planted()[0], picture=file)
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert root.get("role") == "img"
    titles = {name: root.find(f"{{{SVG}}}{name}").text for name in ("title", "desc")}
    assert "A, 25 texts" in titles["desc"] and "Clusters are not themes" in titles["desc"]
    letters = [text.text for text in root.iter(f"{{{SVG}}}text")]
    assert {"A", "B", "C"} <= set(letters)
    assert any(text.startswith(f"A (25): {found.keywords[0][0]}") for text in letters)
    signs = [path for path in root.iter(f"{{{SVG}}}path") if path.get("transform")]
    assert len(signs) == 75 + 3
    assert len({path.get("d") for path in signs}) == 3
    assert min(float(text.get("font-size")) for text in root.iter(f"{{{SVG}}}text")) >= 11.5


def test_the_map_of_nothing_says_so(tmp_path: Path) -> None:
    cluster(noise(0, 40), picture=tmp_path / "map.svg")
    assert "No stable grouping" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    with pytest.raises(ProblemError, match="FP1024"):
        cluster(["a"], picture=tmp_path / "map.png")


def test_letters_on_the_map_never_cover_each_other() -> None:
    places = np.array(_apart([(100.0, 100.0)] * 6))
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(6) * 99
    assert gaps.min() > 22


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["uniform", "frequent and rare words", "adjusted"])
def test_the_false_alarm_rate_on_noise(kind: str) -> None:
    """At most 1 in 20 by design; of 40, more than 5 would come once in 70 times at that rate."""
    alarms = 0
    for seed in range(40):
        draw = random.Random(5000 + seed)
        vocabulary = [f"w{a}{b}x" for a in "abcdefghijkl" for b in "abcdefghijklmnopqrst"]
        shares = [1 / (rank + 1) for rank in range(len(vocabulary))] if kind != "uniform" else None
        texts = [" ".join(draw.choices(vocabulary, shares, k=draw.randint(6, 25))) for _ in range(48)]
        adjust = [draw.choice("mft") for _ in texts] if kind == "adjusted" else None
        alarms += cluster(texts, seed=seed, adjust=adjust).k is not None
    assert alarms <= 5
