"""Suggested codes: learned, calibrated, silent where nothing is likely, and never applied."""

from __future__ import annotations

import random

import pytest
from interviews import put, tell
from test_coding_clusters import TOPICS

from familypanel.coding import Suggester, suggest
from familypanel.coding.corpus import codings_of
from familypanel.study import ProblemError, Study


def coded(seed: int = 3, each: int = 30) -> tuple[list[str], list[str], list[str]]:
    draw = random.Random(seed)
    every = [word for words in TOPICS.values() for word in words]
    rows = [
        (
            " ".join(draw.choices(words, k=3) + draw.choices(every, k=3)),
            code,
            f"d{number % 10}",
        )
        for code, words in TOPICS.items()
        for number in range(each)
    ]
    texts, codes, groups = zip(*rows, strict=True)
    return list(texts), list(codes), list(groups)


def test_the_right_code_comes_first() -> None:
    model = Suggester(seed=0).fit(*coded())
    first = model.suggest(
        ["the rent and the bills", "a bath and a story at bedtime", "homework for the teacher"]
    )
    assert [found[0][0] for found in first] == ["money", "sleep", "school"]
    assert model.accuracy_ > 0.7 > 1 / 3 == pytest.approx(model.majority_)
    assert model.evidence("the rent and a pencil", "money") == ["rent"]
    assert all("rent" in text for text in model.nearest("rent", "money"))


def test_probabilities_are_calibrated_on_texts_held_out() -> None:
    model = Suggester().fit(*coded(each=100))
    assert sum(line.texts for line in model.reliability_) == 300
    for line in model.reliability_:
        if line.texts >= 40:
            assert line.right == pytest.approx(line.stated, abs=0.15)


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_codes_fall_to_the_majority(seed: int) -> None:
    texts, codes, groups = coded(each=60)
    codes = ["money" if code == "school" and number % 2 else code for number, code in enumerate(codes)]
    random.Random(seed).shuffle(codes)
    model = Suggester().fit(texts, codes, groups)
    assert model.accuracy_ < model.majority_ + 0.06
    stated = [found[0][1] for found in model.suggest(texts) if found]
    assert all(p < model.majority_ + 0.25 for p in stated)


def test_nothing_is_suggested_for_words_never_seen() -> None:
    assert Suggester().fit(*coded()).suggest(["zebra xylophone", ""]) == [[], []]


def test_k_bounds_the_suggestions_and_they_are_sorted() -> None:
    model = Suggester().fit(*coded())
    (found,) = model.suggest(["rent arrears and bills"], k=2)
    assert len(found) == 2 and found[0][1] >= found[1][1]
    (whole,) = model.suggest(["rent arrears and bills"], k=9)
    assert sum(p for _, p in whole) == pytest.approx(1)
    assert model.suggest([]) == []


def test_the_same_seed_gives_the_same_answer_in_any_order() -> None:
    texts, codes, groups = coded()
    order = list(range(len(texts)))
    random.Random(1).shuffle(order)
    first = Suggester(5).fit(texts, codes, groups)
    second = Suggester(5).fit(*([list_[at] for at in order] for list_ in (texts, codes, groups)))
    assert first.suggest(texts) == second.suggest(texts)
    assert first.reliability_ == second.reliability_


def test_two_codes_are_enough() -> None:
    texts, codes, groups = coded()
    two = [row for row in zip(texts, codes, groups, strict=True) if row[1] != "school"]
    model = Suggester().fit(*map(list, zip(*two, strict=True)))
    assert model.suggest(["rent and bills"])[0][0][0] == "money"
    assert model.suggest(["bath and story"])[0][0][0] == "sleep"


@pytest.mark.parametrize("codes", [["a"] * 6, ["a", "a", "a", "b", "b", "c"]])
def test_too_little_to_learn_from_says_so(codes: list[str]) -> None:
    with pytest.raises(ProblemError, match="FP5030"):
        Suggester().fit([f"word{number} rent" for number in range(6)], codes)


@pytest.fixture
def half_coded(study: Study) -> Study:
    money = ["We owe rent.", "The rent is late again.", "Rent and more rent to pay.", "No money for rent."]
    sleep = ["Bedtime is a fight.", "No bedtime at all.", "We read at bedtime.", "A bath before bedtime."]
    for number, (one, two) in enumerate(zip(money, sleep, strict=True)):
        said = tell(study, f"t{number}", f"INTERVIEWER: Rent at bedtime, rent, bedtime?\nMUM: {one} {two}")
        put(study, said, one, "money")
        put(study, said, two, "sleep")
    last = "Xylophones zebras quaggas okapis. They want more rent from our little family."
    tell(study, "t9", f"INTERVIEWER: How?\nMUM: {last}")
    return study


def test_only_sentences_without_a_code_get_suggestions_and_none_is_applied(half_coded: Study) -> None:
    before = codings_of(half_coded)
    found = suggest(half_coded)
    assert {row["text"] for row in found.rows} == {"They want more rent from our little family."}
    first = found.rows[0]
    assert (first["document"], first["rank"], first["code"], first["words"][0]) == ("t9", 1, "money", "rent")
    assert len(first["nearest"]) == 2 and all("ent" in quote for quote in first["nearest"])
    assert found.facts["sentences"] == found.facts["suggested"] + found.facts["silent"] == 2
    assert found.facts["codings"] == 8
    assert codings_of(half_coded) == before


def test_offsets_of_a_suggestion_can_be_tagged(half_coded: Study) -> None:
    from familypanel.coding import tag

    row = suggest(half_coded).rows[0]
    tagged = tag(half_coded, row["document"], f"{row['start']}:{row['end']}", row["code"], "ann")
    assert tagged.rows[0]["quote"] == row["text"]
