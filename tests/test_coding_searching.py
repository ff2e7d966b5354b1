"""Words in their context."""

from __future__ import annotations

import time

import pytest
from interviews import put, tell

from familypanel.coding import kwic, patterns
from familypanel.study import ProblemError, Study


@pytest.fixture
def said(study: Study) -> Study:
    told = tell(
        study, "t1", "INTERVIEWER: Do you trust her?\nMUM: I don’t trust people. She kept her promises."
    )
    tell(study, "t2", "TEACHER: They trusted us; a promise is a promise.", wave="m12")
    put(study, told, "I don’t trust people.", "trust")
    return study


def hits(study: Study, pattern: str, how: patterns.How = "words", **narrow: str) -> list[tuple[str, str]]:
    return [(row["document"], row["hit"]) for row in kwic(study, pattern, how, **narrow).rows]


def test_a_row_has_everything_issue_six_names(said: Study) -> None:
    (row,) = kwic(said, "DON'T  trust").rows
    assert row == {
        "document": "t1", "turn": 2, "start": 38, "end": 49, "speaker": "MUM", "role": "mother",
        "wave": "baseline", "left": "I ", "hit": "don’t trust", "right": " people. She kept her promises.",
        "codes": ["trust"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "pattern, how, found",
    [
        ("trust", "words", [("t1", "trust"), ("t1", "trust")]),
        ("trust*", "words", [("t1", "trust"), ("t1", "trust"), ("t2", "trusted")]),
        ("promise", "words", [("t2", "promise"), ("t2", "promise")]),
        ("promise", "stem", [("t1", "promises"), ("t2", "promise"), ("t2", "promise")]),
        ("trusting us", "stem", [("t2", "trusted us")]),
        (r"prom\w+", "regex", [("t1", "promises"), ("t2", "promise"), ("t2", "promise")]),
        ("a.b", "words", []),
        ("x*", "regex", []),
    ],
)
def test_each_way_to_search(
    said: Study, pattern: str, how: patterns.How, found: list[tuple[str, str]]
) -> None:
    assert sorted(hits(said, pattern, how)) == found


def test_rows_are_sorted_by_what_follows(said: Study) -> None:
    right = [row["right"].strip() for row in kwic(said, "trust*").rows]
    assert right == sorted(right, key=str.casefold) and len(right) == 3


def test_narrowing_by_role_wave_and_code(said: Study) -> None:
    assert hits(said, "trust*", role="interviewer") == [("t1", "trust")]
    assert hits(said, "trust*", wave="m12") == [("t2", "trusted")]
    assert hits(said, "trust*", code="trust") == [("t1", "trust")]


def test_a_code_leads_to_those_below_it(said: Study) -> None:
    below = "codes:\n  people: {definition: All of it., codes: {trust: {definition: Trust in a worker.}}}\n"
    said.codebook.write_text(below, encoding="utf-8")
    assert hits(said, "trust*", code="people") == hits(said, "trust*", code="trust") == [("t1", "trust")]


@pytest.mark.parametrize("narrow", [{"role": "mothre"}, {"wave": "m99"}, {"code": "trsut"}])
def test_a_narrowing_nothing_carries_is_refused(said: Study, narrow: dict[str, str]) -> None:
    with pytest.raises(ProblemError, match="FP5022"):
        kwic(said, "trust", **narrow)


@pytest.mark.parametrize(
    "pattern, how",
    [
        ("(", "regex"),
        (" ", "words"),
        ("", "regex"),
        ("12", "stem"),
        ("a{9999999999}", "regex"),
        ("(((((a{100}){100}){100}){100}){100})", "regex"),
        (r"((\(x[)]){999}y{999}){999}", "regex"),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(said: Study, pattern: str, how: patterns.How) -> None:
    with pytest.raises(ProblemError, match="FP5020"):
        kwic(said, pattern, how)


def test_a_hostile_pattern_is_stopped(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.3)
    tell(study, "t1", "MUM: " + "a" * 5000 + "!")
    began = time.monotonic()
    with pytest.raises(ProblemError, match="FP5021"):
        kwic(study, r"(a|aa)+$", "regex")
    assert time.monotonic() - began < 5


def test_offsets_lead_back_to_the_hit(said: Study) -> None:
    from familypanel.coding.corpus import stored_documents

    texts = {document.name: document.text for document in stored_documents(said)}
    for row in kwic(said, r"\w+", "regex").rows:
        assert texts[row["document"]][row["start"] : row["end"]] == row["hit"]
        around = row["left"] + row["hit"] + row["right"]
        assert texts[row["document"]].startswith(around, row["start"] - len(row["left"]))
