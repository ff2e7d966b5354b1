"""Suggested codes: learned, calibrated, silent where nothing is likely, and never applied."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from interviews import put, tell
from test_coding_clusters import TOPICS

from familypanel.coding import Embedder, Suggester, assign, bundle, merge, read_embedder, suggest, tag, undo
from familypanel.coding.accepted_suggestions import accepted_ranks
from familypanel.coding.corpus import codings_of, stored_documents
from familypanel.study import ProblemError, Study
from familypanel.study.beginning import begin
from familypanel.study.store.coding_log import append_event


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
    row = suggest(half_coded).rows[0]
    tagged = tag(half_coded, row["document"], f"{row['start']}:{row['end']}", row["code"], "ann")
    assert tagged.rows[0]["quote"] == row["text"]


def test_acceptance_is_recorded_with_its_rank(half_coded: Study) -> None:
    assert suggest(half_coded).facts["accepted"] == {"1": 0, "2": 0, "3": 0}
    row = suggest(half_coded).rows[0]
    span = f"{row['start']}:{row['end']}"
    tag(half_coded, row["document"], span, row["code"], "ann", suggested=2, dry_run=True)
    assert suggest(half_coded).facts["accepted"] == {"1": 0, "2": 0, "3": 0}
    tag(half_coded, row["document"], span, row["code"], "ann", suggested=2)
    facts = suggest(half_coded).facts
    assert (facts["accepted"], facts["own"]) == ({"1": 0, "2": 1, "3": 0}, 8)
    undo(half_coded, "ann")
    assert suggest(half_coded).facts["accepted"] == {"1": 0, "2": 0, "3": 0}


def test_what_others_accept_while_coding_blind_is_not_counted(half_coded: Study) -> None:
    assign(half_coded, ["bob", "cai"], "ann")
    said = next(d for d in stored_documents(half_coded) if d.name == "t9")
    tag(half_coded, "t9", (said.text.index("They want"), len(said.text)), "money", "bob", suggested=1)
    ranks = {who: accepted_ranks(half_coded, who).get(1, 0) for who in ("bob", "cai", None)}
    assert ranks == {"bob": 1, "cai": 0, None: 0}


def test_a_bundle_carries_what_was_accepted(half_coded: Study, tmp_path: Path) -> None:
    row = suggest(half_coded).rows[0]
    tag(half_coded, row["document"], (row["start"], row["end"]), row["code"], "ann", suggested=1)
    bundle(half_coded, tmp_path / "ann.zip")
    other = begin(tmp_path / "other")
    merge(other, tmp_path / "ann.zip")
    assert accepted_ranks(other) == {1: 1, None: 8}


@pytest.mark.parametrize("wrong", ["2", [1], {"a": 1}, 0, 99, 1.5])
def test_what_is_no_rank_in_the_log_counts_as_none(half_coded: Study, wrong: object) -> None:
    with half_coded.store.transaction() as connection:
        payload = {"document": "t0", "start": 0, "end": 1, "suggested": wrong}
        append_event(connection, "bob", "tag", payload)
    assert accepted_ranks(half_coded) == {None: 9}


@pytest.mark.parametrize("rank", [0, -1, 11])
def test_a_rank_that_no_suggestion_has_is_refused(half_coded: Study, rank: int) -> None:
    with pytest.raises(ProblemError, match="FP5150"):
        tag(half_coded, "t9", "20:30", "money", "ann", suggested=rank)


def test_suggestions_for_one_transcript(half_coded: Study) -> None:
    assert {row["document"] for row in suggest(half_coded, document="t9").rows} == {"t9"}
    assert suggest(half_coded, document="t0").rows == ()
    with pytest.raises(ProblemError, match="FP5022"):
        suggest(half_coded, document="t99")


class Letters:
    """A tiny embedder: how often each letter of a few stands in a text."""

    def embed(self, texts):
        return np.array([[text.count(letter) for letter in "aeiouxz"] for text in texts], dtype=float)


def test_an_embedder_can_be_plugged_in() -> None:
    texts = [f"zz{number} zaz" for number in range(12)] + [f"oo{number} owo" for number in range(12)]
    codes = ["z"] * 12 + ["o"] * 12
    plain, plugged = (Suggester(0, embedder).fit(texts, codes) for embedder in (None, Letters()))
    assert isinstance(Letters(), Embedder)
    # No word was ever seen, but the letters were.
    assert plain.suggest(["zuzz zizz"]) == [[]]
    assert plugged.suggest(["zuzz zizz"])[0][0][0] == "z"
    assert plugged.suggest(texts) == Suggester(0, Letters()).fit(texts, codes).suggest(texts)


def test_an_embedder_is_read_from_a_local_folder(half_coded: Study, tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    folder.mkdir()
    (folder / "vectors.txt").write_text("3 2\nrent 1 0\nlandlord 0.9 0.1\nbedtime 0 1\n", encoding="utf-8")
    found = read_embedder(folder).embed(["The landlord!", "rent, bedtime", "nothing"])
    assert found == pytest.approx(np.array([[0.9, 0.1], [0.5, 0.5], [0, 0]]))
    tell(half_coded, "t8", "INTERVIEWER: And?\nMUM: Landlord landlord landlord landlord.")
    assert not [row for row in suggest(half_coded).rows if row["document"] == "t8"]
    rows = [row for row in suggest(half_coded, embedder=folder).rows if row["document"] == "t8"]
    assert rows[0]["code"] == "money"


@pytest.mark.parametrize("content", [None, "", "rent 1 x\n", "rent 1 2\nlate 1\n", "rent nan 1\n"])
def test_a_folder_that_is_no_embedder_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "vectors.txt").write_text(content, encoding="utf-8")
    with pytest.raises(ProblemError, match="FP5151"):
        read_embedder(tmp_path)


@pytest.mark.parametrize("rows", [[1.0], [[1.0]], [[float("nan")]] * 24])
def test_an_embedder_that_gives_something_else_is_refused(rows: list[object]) -> None:
    class Wrong:
        def embed(self, texts):
            return np.array(rows)

    with pytest.raises(ProblemError, match="FP5151"):
        Suggester(0, Wrong()).fit(*coded(each=8))


def test_probabilities_are_calibrated_where_only_one_transcript_is_coded() -> None:
    texts, codes, _ = coded(each=60)
    model = Suggester().fit(texts, codes, ["t1"] * len(texts))
    assert model.held_out_ == "texts"
    assert model.accuracy_ > 0.7
    for line in model.reliability_:
        if line.texts >= 30:
            assert line.right == pytest.approx(line.stated, abs=0.15)
    random.Random(1).shuffle(codes)
    shuffled = Suggester().fit(texts, codes, ["t1"] * len(texts))
    assert all(found[0][1] < 0.6 for found in shuffled.suggest(texts) if found)


def test_one_transcript_is_said(study: Study) -> None:
    rows = [
        "The rent is late.",
        "Rent and bills.",
        "No rent money.",
        "A bath at night.",
        "Bath then bed.",
        "One bath.",
    ]
    said = tell(
        study, "t1", f"INTERVIEWER: How?\nMUM: {' '.join(rows)} The rent is owed to the council again."
    )
    for number, row in enumerate(rows):
        put(study, said, row, "money" if number < 3 else "sleep")
    found = suggest(study)
    assert found.facts["held_out"] == "texts"
    assert any("all are of one transcript" in note for note in found.notes)


def test_codings_without_a_word_to_learn_from_say_so(study: Study) -> None:
    with pytest.raises(ProblemError, match="FP5030"):
        Suggester().fit(["Yes.", "", "And so?"] * 2, ["a"] * 3 + ["b"] * 3)
    texts = ["rent late", "rent", "Yes."] * 2
    assert Suggester().fit(texts, ["a"] * 3 + ["b"] * 3, ["t1", "t1", "t2"] * 2).codes_ == ("a", "b")
    for number, code in enumerate(["money", "sleep"] * 3):
        put(study, tell(study, f"t{number}", "INTERVIEWER: Is it so?\nMUM: Yes."), "Yes.", code)
    with pytest.raises(ProblemError, match="FP5030"):
        suggest(study)
