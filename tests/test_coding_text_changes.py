"""Coded passages in a corrected transcript: untouched words stay coded, touched ones are told."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from familypanel.coding.text_changes import Found, find_again

OLD = "INTERVIEWER: And then?\nMOTHER: I rang them. Nobody came.\nI rang them. Nobody came for weeks.\n"
SECOND = OLD.index("I rang", 40)

CORRECTIONS = [
    ("nothing", OLD, "same"),
    ("words before it", "Recorded in March.\n" + OLD, "same"),
    ("a turn between", OLD.replace("MOTHER", "FATHER: Hm.\nMOTHER"), "same"),
    ("the twin before it is gone", OLD.replace("MOTHER: I rang them. Nobody came.\n", "MOTHER: "), "same"),
    ("a letter in it", OLD.replace("Nobody came for", "Nobody comes for"), "changed"),
    ("words put into it", OLD.replace("came for weeks", "came at all for weeks"), "changed"),
]


@pytest.mark.parametrize("what, new, expected", CORRECTIONS)
def test_the_second_of_two_like_passages(what: str, new: str, expected: str) -> None:
    span = (SECOND, SECOND + len("I rang them. Nobody came for weeks."))
    (found,) = find_again(OLD, new, [span])
    assert found.changed is (expected == "changed"), what
    if expected == "same":
        assert new[found.start : found.end] == OLD[slice(*span)]
    else:
        assert new[found.start : found.end].startswith("I rang them. Nobody")
        assert new[found.start : found.end].endswith("for weeks.")


def test_words_that_are_gone_have_no_place() -> None:
    (found,) = find_again("MOTHER: One. Two. Three.", "MOTHER: One. Three.", [(13, 17)])
    assert found.changed and found.start == found.end


def test_the_same_short_words_of_somebody_else_do_not_take_their_place() -> None:
    old = "INT: Afraid?\nMUM: Yes.\nINT: And he?\nDAD: Yes.\n"
    new = "INT: And he?\nDAD: Yes.\n"
    (found,) = find_again(old, new, [(old.index("Yes"), old.index("Yes") + 4)])
    assert found.changed and found.start == found.end


def test_context_tells_which_of_two_like_passages_is_meant() -> None:
    old = "In May I said yes to her. In June it was yes again."
    new = "In June it was yes again. In May I said yes to her."
    first, second = old.index("yes"), old.rindex("yes")
    found = find_again(old, new, [(first, first + 3), (second, second + 3)])
    assert found == [Found(40, 43, False), Found(15, 18, False)]


WORDS = [
    "yes",
    "no",
    "I",
    "said",
    "😀",
    "e\u0301t\u00e9",
    "\u05d0\u05d1\u05d2",
    "مرحبا",
    ".",
    "\n",
    "MUM:",
    "  ",
    "tŷ",
    "👩‍👧",
]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))


@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_random_edits_leave_every_untouched_quote_identical(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        old = _text(chance, 120)
        quotes = sorted(chance.sample(range(len(old)), 2))
        span = (quotes[0], min(quotes[1], quotes[0] + 40))
        new = _edited(chance, old, span)
        (found,) = find_again(old, new, [span])
        assert new[found.start : found.end] == old[slice(*span)]
        assert not found.changed


def _edited(chance: random.Random, text: str, untouched: tuple[int, int]) -> str:
    """Delete, insert and replace, anywhere but in one passage."""
    for _ in range(chance.randrange(1, 6)):
        start, end = untouched
        if chance.random() < 0.5:
            at = chance.randrange(end, len(text) + 1)
            text = text[:at] + _text(chance, 3) + text[min(len(text), at + chance.randrange(20)) :]
        else:
            at = chance.randrange(0, start + 1)
            gone = chance.randrange(0, start - at + 1)
            put = _text(chance, chance.randrange(3))
            text = text[:at] + put + text[at + gone :]
            untouched = (start + len(put) - gone, end + len(put) - gone)
    return text


@settings(max_examples=200)
@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 80), st.integers(1, 40))
def test_a_place_lies_in_the_new_text_and_says_honestly_whether_it_changed(
    old: str, new: str, start: int, length: int
) -> None:
    start = min(start, len(old))
    end = min(start + length, len(old))
    assume(start < end)
    (found,) = find_again(old, new, [(start, end)])
    assert 0 <= found.start <= found.end <= len(new)
    assert found.changed or new[found.start : found.end] == old[start:end]
