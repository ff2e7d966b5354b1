"""Whose words count in keywords, clusters and suggestions; what is left out is counted and said."""

from __future__ import annotations

import random

import pytest
from interviews import put, tell
from test_coding_clusters import TOPICS, planted

from familypanel.coding import cluster, collocations, keywords, queue, suggest
from familypanel.coding.corpus import spoken
from familypanel.study import Study
from familypanel.study.table import Table

NOTE = "Interviewers' turns are left out."


def _unmarked(study: Study) -> Study:
    for number in range(4):
        tell(study, f"t{number}", "The rent was late again.\n\nWe owe late rent, and nobody came.")
    return study


def test_where_nobody_is_marked_every_paragraph_counts(study: Study) -> None:
    said, notes = spoken(_unmarked(study))
    assert len(said) == 8
    assert any("4 transcripts mark no speaker" in note for note in notes)
    assert collocations(study).rows
    assert queue(study).facts["open"] > 0
    found = keywords(study)
    assert found.rows == () and any("8 of 8 turns are left out: their role" in note for note in found.notes)
    assert not any("their wave" in note for note in keywords(study, "wave").notes)


def test_speakers_without_a_role_are_left_out_and_counted(study: Study) -> None:
    tell(
        study,
        "t1",
        "Kitchen, 3 May\n\nINTERVIEWER: How?\nGran: Well.\nINTERVIEWER: And?\nGran: Yes.\nMUM: No.",
    )
    said, notes = spoken(study)
    assert [one.turn.text for one in said] == ["No."]
    assert any("2 turns of 1 speakers without a role" in note and "coding speakers" in note for note in notes)
    asked, told = spoken(study, interviewer=True)
    assert [one.turn.text for one in asked] == ["How?", "And?", "No."]
    assert NOTE in notes and NOTE not in told


@pytest.fixture
def asked(study: Study) -> Study:
    """Twelve interviews in which only the interviewer speaks of school."""
    draw = random.Random(4)
    for number in range(12):
        rows = [(" ".join(draw.choices(TOPICS[t], k=6)).capitalize() + ".", t) for t in ("money", "sleep")]
        question = " ".join(draw.choices(TOPICS["school"], k=6)).capitalize() + "?"
        said = tell(study, f"t{number:02}", f"INTERVIEWER: {question}\nMUM: {rows[0][0]}\nDAD: {rows[1][0]}")
        if number < 6:
            for words, code in rows:
                put(study, said, words, code)
    return study


def _turns_with(table: Table) -> set[int]:
    return {row["turn"] for row in table.rows}


def test_interviewers_are_left_out_unless_somebody_asks_for_them(asked: Study) -> None:
    assert {row["group"] for row in keywords(asked).rows} == {"mother", "father"}
    assert {row["group"] for row in keywords(asked, interviewer=True).rows} == {
        "mother",
        "father",
        "interviewer",
    }
    school = set(TOPICS["school"])
    assert not school & {word for row in collocations(asked, window=5).rows for word in row["words"].split()}
    with_them = collocations(asked, window=5, interviewer=True).rows
    assert school & {word for row in with_them for word in row["words"].split()}
    assert _turns_with(suggest(asked)) == {2, 3}
    assert suggest(asked, interviewer=True).facts["sentences"] == suggest(asked).facts["sentences"] + 12


def test_clusters_hold_interviewers_by_request(study: Study) -> None:
    texts, truth = planted(each=12)
    for number, (text, topic) in enumerate(zip(texts, truth, strict=True)):
        tell(study, f"t{number:02}", f"{'INTERVIEWER' if topic else 'MUM'}: {text}")
    assert len(cluster(study, k=2).labels) == 12
    assert len(cluster(study, k=2, interviewer=True).labels) == 36
