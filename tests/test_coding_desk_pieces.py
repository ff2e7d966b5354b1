"""Turns are cut at the borders of codings: no character is lost, and each coding keeps its line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from familypanel.coding.web.pieces import LANES, cut
from familypanel.study.documents import Coding, Turn

WORDS = "I rang them. Nobody came ̂back 😀 for weeks."
FROM = 10


def _turn() -> Turn:
    return Turn(1, FROM, FROM + len(WORDS), "MOTHER", "mother", WORDS)


def _coding(number: int, start: int, end: int) -> Coding:
    return Coding(number, "t01", start, end, "waiting", "Ann", "", "", "", "")


spans = st.lists(
    st.tuples(st.integers(0, 80), st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=8,
)


@given(spans)
def test_pieces_together_are_the_turn_and_carry_every_coding_exactly_where_it_lies(
    places: list[tuple[int, int]],
) -> None:
    codings = [_coding(number, start, end) for number, (start, end) in enumerate(places, start=1)]
    pieces = cut(_turn(), codings)
    assert "".join(piece.text for piece in pieces) == WORDS
    for one in codings:
        covered = {
            place
            for piece in pieces
            if any(mark.coding.id == one.id for mark in piece.marks)
            for place in range(piece.start, piece.end)
        }
        assert covered == set(range(max(one.start, FROM), min(one.end, FROM + len(WORDS))))


@given(spans)
def test_a_coding_has_one_line_and_one_beginning(places: list[tuple[int, int]]) -> None:
    codings = [_coding(number, start, end) for number, (start, end) in enumerate(places, start=1)]
    marks = [mark for piece in cut(_turn(), codings) for mark in piece.marks]
    for number in {mark.coding.id for mark in marks}:
        own = [mark for mark in marks if mark.coding.id == number]
        assert len({mark.lane for mark in own}) == 1
        assert sum(mark.begins for mark in own) == 1


def test_overlapping_codings_run_one_under_the_other() -> None:
    pieces = cut(_turn(), [_coding(1, 10, 30), _coding(2, 20, 40), _coding(3, 30, 50)])
    lanes = {mark.coding.id: mark.lane for piece in pieces for mark in piece.marks}
    assert lanes == {1: 0, 2: 1, 3: 0}


def test_more_codings_than_lanes_share_the_last() -> None:
    pieces = cut(_turn(), [_coding(number, 10, 20) for number in range(1, LANES + 3)])
    assert max(mark.lane for piece in pieces for mark in piece.marks) == LANES - 1
