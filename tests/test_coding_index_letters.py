"""Whatever the letters, the index names every turn in which a scan finds something."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import tell

from familypanel.coding import kwic
from familypanel.coding.patterns import How, finder, index_query, indexed_words
from familypanel.coding.plain_text import canonical
from familypanel.study import ProblemError, Study
from familypanel.study.store.search import _SCHEMA

LETTERS = (
    "ab1_x²½ⓐéßẞſKİIıi\u0302\u0323\u0307\u200d'’-*.😀🙂👩\u05d0\u05b8\u064e\u0633"
    "\u0928\u092e\u0938\u094d\u0e33日\U0001e900ῼ"
)
TEXTS = st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=5), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(text=TEXTS, place=st.integers(0, 40), length=st.integers(1, 6), how=st.sampled_from(["words", "stem"]))
def test_what_stands_in_a_turn_is_found_there(text: str, place: int, length: int, how: How) -> None:
    said = canonical(text)
    for pattern in {said[place : place + length], said.split()[0].upper(), said.split()[-1].lower()}:
        try:
            hits = list(finder(pattern, how)(said))
        except ProblemError:  # not every piece of a text is a pattern
            continue
        query = index_query(pattern, how)
        if hits and query is not None:
            with closing(sqlite3.connect(":memory:")) as index:
                for statement in _SCHEMA:
                    index.execute(statement)
                index.execute("INSERT INTO words (plain, stems) VALUES (?, ?)", indexed_words(said))
                found = index.execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))
                assert found.fetchall() == [(1,)]


SAID = {
    "an accent in two code points": ("cafe\u0301", "We met at the café."),
    "a letter with a mark of its own": ("x\u0302y", "It is x\u0302y there."),
    "a word beside a picture": ("ok", "It was ok🙂 then."),
    "Hindi": ("नमस्ते", "नमस्ते, she said."),
    "Hebrew": ("שלום", "They said שלום to us."),
    "capitals": ("ISTANBUL", "We left Istanbul."),
}


@pytest.mark.parametrize("what", SAID)
@pytest.mark.parametrize("how", ["words", "regex", "stem"])
def test_words_are_found_however_they_are_typed(study: Study, what: str, how: How) -> None:
    pattern, said = SAID[what]
    tell(study, "t1", f"INTERVIEWER: How?\nMUM: {said}")
    assert len(kwic(study, pattern, how).rows) == 1
