"""What to code next: unsure, not alike, one in five by lot, and blind where coding is blind."""

from __future__ import annotations

import random

import numpy as np
import pytest
from interviews import put, tell
from test_coding_clusters import TOPICS

from familypanel.coding import assign, queue, release_assignment, tag
from familypanel.coding.corpus import codings_of, stored_documents
from familypanel.study import ProblemError, Study


@pytest.fixture
def pool(study: Study) -> Study:
    """Twenty interviews of ten sentences; the first sentence of each is coded."""
    draw = random.Random(5)
    codes = ["money", "sleep"]
    for number in range(20):
        code = codes[number % 2]
        first = "The " + " ".join(draw.choices(TOPICS[code], k=6)) + "."
        mixed = [w for topic in codes for w in TOPICS[topic]]
        rest = [" ".join(draw.choices(mixed, k=6)).capitalize() + "." for _ in range(9)]
        said = tell(study, f"t{number:02}", f"INTERVIEWER: How?\nMUM: {' '.join([first, *rest])}")
        put(study, said, first, code)
    return study


def test_one_in_five_is_drawn_by_lot_and_the_others_are_uncertain(pool: Study) -> None:
    found = queue(pool, n=25)
    assert [row["place"] for row in found.rows if row["why"] == "random"] == [5, 10, 15, 20, 25]
    assert (found.facts["open"], found.facts["random"], found.facts["learned"]) == (180, 5, True)
    everything = queue(pool, n=180).rows
    average = float(np.mean([row["uncertainty"] for row in everything]))
    chosen = [row["uncertainty"] for row in found.rows if row["why"] == "uncertain"]
    assert min(chosen) >= 0 and max(chosen) <= 1
    assert float(np.mean(chosen)) > average


def test_what_is_chosen_is_not_alike(study: Study) -> None:
    same = " ".join(["Rent arrears bills council heating meter."] * 30)
    other = "Pyjamas pillow asleep quiet bedtime bath."
    tell(study, "t1", f"INTERVIEWER: How?\nMUM: {same} {other}")
    first = queue(study, n=2).rows
    assert len({row["text"] for row in first}) == 2
    assert {row["why"] for row in first} == {"different"}


def test_the_same_seed_gives_the_same_queue_and_nothing_is_coded(pool: Study) -> None:
    before = codings_of(pool)
    assert queue(pool, seed=3).to_json() == queue(pool, seed=3).to_json()
    assert queue(pool, seed=3).rows != queue(pool, seed=4).rows
    assert codings_of(pool) == before


def test_a_coded_sentence_leaves_the_queue(pool: Study) -> None:
    row = queue(pool, n=1).rows[0]
    tag(pool, row["document"], (row["start"], row["end"]), "trust", "ann")
    later = {(r["document"], r["start"]) for r in queue(pool, n=200).rows}
    assert (row["document"], row["start"]) not in later
    assert len(later) == 179


def test_every_sentence_comes_once_however_many_are_asked_for(pool: Study) -> None:
    rows = queue(pool, n=500).rows
    assert len(rows) == len({(row["document"], row["start"]) for row in rows}) == 180


def test_it_tells_nothing_of_what_others_code_blind(pool: Study) -> None:
    assign(pool, ["bob", "cai"], "ann")
    before = {who: queue(pool, n=300, coder=who).to_json() for who in ("bob", "cai")}
    row = queue(pool, n=1, coder="bob").rows[0]
    tag(pool, row["document"], (row["start"], row["end"]), "sleep", "bob")
    assert queue(pool, n=300, coder="cai").to_json() == before["cai"]
    assert queue(pool, n=300, coder="bob").to_json() != before["bob"]
    for stranger in ("dee", None):
        found = queue(pool, coder=stranger)
        assert found.rows == ()
        assert "20 transcripts are left out: others code them blind." in found.notes


def test_after_the_release_everybody_sees_what_is_open(pool: Study) -> None:
    assignment = assign(pool, ["bob", "cai"], "ann").rows[0]["assignment"]
    row = queue(pool, n=1, coder="bob").rows[0]
    tag(pool, row["document"], (row["start"], row["end"]), "sleep", "bob")
    release_assignment(pool, "ann", assignment)
    assert len(queue(pool, n=300).rows) == 179


def test_nothing_to_code(study: Study) -> None:
    with pytest.raises(ProblemError, match="FP5031"):
        queue(study)
    tell(study, "t1", "INTERVIEWER: How?\nMUM: Well, yes.")
    assert queue(study).rows == ()
    assert len(stored_documents(study)) == 1
