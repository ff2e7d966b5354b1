"""The index finds what reading every turn would find, and is never trusted for longer than it is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import tell

from familypanel.coding import add, kwic
from familypanel.coding.patterns import How, finder
from familypanel.coding.turn_splitting import split_turns
from familypanel.study import Study, load
from familypanel.study.beginning import begin
from familypanel.study.store import search

WORDS = [
    "I",
    "don’t",
    "don't",
    "trust",
    "Trusted",
    "tŷ",
    "Tŷ",
    "café",
    "mum's",
    "a_b",
    "x2",
    "good-enough",
    "été",
    "—",
    "😀",
    "ŵyr",
    "it",
]
PATTERNS = [
    "trust",
    "trust*",
    "*rust",
    "t*t",
    "don't trust",
    "tŷ",
    "mum's",
    "a_b",
    "good-enough",
    "x2 it",
    "it*",
    "caf*",
    "—",
    "ÉTÉ",
    "don't * it",
]
TURNS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=6
)


def _scanned(text: str, pattern: str, how: How) -> list[tuple[int, int]]:
    find = finder(pattern, how)
    return sorted((turn.start + a, turn.start + b) for turn in split_turns(text) for a, b in find(turn.text))


@settings(max_examples=60, deadline=None)
@given(turns=TURNS, pattern=st.sampled_from(PATTERNS), how=st.sampled_from(["words", "stem"]))
def test_the_index_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, turns: list[str], pattern: str, how: How
) -> None:
    if how == "stem" and not any(letter.isalpha() for letter in pattern):
        return
    begin(folder := tmp_path_factory.mktemp("s") / "study")
    study = load(folder)
    document = tell(study, "t1", "\n".join(f"MUM: {said}" for said in turns))
    found = sorted((row["start"], row["end"]) for row in kwic(study, pattern, how).rows)
    assert found == _scanned(document.text, pattern, how)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_index_is_made_anew(study: Study, content: bytes) -> None:
    tell(study, "t1", "MUM: I rang them.")
    assert kwic(study, "rang").facts["hits"] == 1
    (study.store.root / search.NAME).write_bytes(content)
    assert kwic(study, "rang").facts["hits"] == 1


def test_a_new_version_replaces_the_old_one_in_the_index(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t1.txt"
    path.write_text("MUM: I rang them.")
    add(study, path)
    assert kwic(study, "rang").facts["hits"] == 1
    path.write_text("MUM: I wrote to them.")
    add(study, path)
    assert (kwic(study, "rang").facts["hits"], kwic(study, "wrote").facts["hits"]) == (0, 1)


def test_roles_that_are_filled_in_later_are_searched(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t1.txt"
    path.write_text("INT: How?\nR: I rang them.")
    add(study, path)
    assert kwic(study, "rang").rows[0]["role"] is None
    add(study, path, role="mother")
    assert kwic(study, "rang", role="mother").facts["hits"] == 1


def test_the_first_hits_are_those_of_the_first_transcripts(study: Study) -> None:
    tell(study, "a", "MUM: rang y rang x")
    tell(study, "b", "MUM: rang z")
    found = kwic(study, "rang", first=2)
    assert [(row["document"], row["right"].strip()) for row in found.rows] == [("a", "x"), ("a", "y rang x")]
    assert found.facts["more"] and not kwic(study, "rang", first=3).facts["more"]
