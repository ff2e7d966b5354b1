"""Groups of texts: found where they were planted, refused where there are none."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from interviews import tell
from scipy.stats.contingency import association
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from familypanel.coding import cluster
from familypanel.coding.associations import cramers_v
from familypanel.study import ProblemError, Study

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
