"""Who speaks: marks as transcribers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from familypanel.coding.turn_splitting import lines_seen_once, split_turns, unknown_marks

HABITS = {
    "capitals": "INTERVIEWER: How?\n\nMOTHER: Slowly. I said: wait.",
    "brackets": "[Interviewer] How?\n[Mother] Slowly. I said: wait.",
    "times before": "[00:00:05] INTERVIEWER: How?\n[00:01:12] MOTHER: Slowly. I said: wait.",
    "bare times": "00:05 Interviewer: How?\n01:12 Mother: Slowly. I said: wait.",
    "times after": "Interviewer (0:05): How?\nMother (1:12): Slowly. I said: wait.",
    "line of its own": "Interviewer:\nHow?\n\nMum:\nSlowly. I said: wait.",
    "letters": "I: How?\nMUM: Slowly. I said: wait.",
    "Welsh": "CYFWELYDD: How?\nMAM: Slowly. I said: wait.",
    "numbers": "INT 1: How?\nMOTHER 2: Slowly. I said: wait.",
    "remarks": "Interviewer (quietly): How?\nMother (crying): Slowly. I said: wait.",
    "remarks in brackets": "[Interviewer] How?\n[Mother (crying)] Slowly. I said: wait.",
    "remark, then time": "Interviewer: How?\nMother (crying) (1:12): Slowly. I said: wait.",
    "voices": "<v Interviewer>How?\n<v.loud Mother>Slowly. I said: wait.",
    "meeting, name and time": "Interviewer   0:05\nHow?\n\nMother 2  0:01:12\nSlowly. I said: wait.\n",
    "meeting, times and name": "0:0:5.0 --> 0:0:6.43\nInterviewer\nHow?\n\n"
    "00:00:07.000 --> 00:00:09.100\nMother\n"
    "Slowly. I said: wait.",
    "wide colons": "Interviewer：How?\nMother：Slowly. I said: wait.",
    "indented": "  INTERVIEWER:  How?\n\tMOTHER:\tSlowly. I said: wait.\n",
}


@pytest.mark.parametrize("habit", HABITS)
def test_every_habit_gives_the_same_turns(habit: str) -> None:
    turns = split_turns(HABITS[habit])
    assert [(turn.role, turn.text) for turn in turns] == [
        ("interviewer", "How?"),
        ("mother", "Slowly. I said: wait."),
    ]


def test_the_map_of_the_study_comes_first() -> None:
    turns = split_turns("I: Yes.\nKW2: No.\nKW2: Never.", {"kw2": "practitioner", "I": "mother"})
    assert [turn.role for turn in turns] == ["mother", "practitioner", "practitioner"]


def test_an_unknown_mark_that_comes_back_is_a_speaker_without_a_role() -> None:
    turns = split_turns("INTERVIEWER: How?\nGran: Well.\nINTERVIEWER: And?\nGran: Yes.")
    assert unknown_marks(turns) == {"Gran": 2}


@pytest.mark.parametrize(
    "one, two", [("מראיין", "אמא"), ("साक्षात्कारकर्ता", "माँ"), ("المحاور", "أمّ"), ("采访者", "母亲")]
)
def test_scripts_without_capitals_have_speakers_too(one: str, two: str) -> None:
    text = f"{one}: a\n{two}: b\n{one}: c\n{two}: d"
    assert [(turn.speaker, turn.text) for turn in split_turns(text)] == list(
        zip([one, two] * 2, "abcd", strict=True)
    )
    assert [turn.role for turn in split_turns(text, {two: "mother"})] == [None, "mother"] * 2


def test_a_time_of_day_makes_no_speaker() -> None:
    turns = split_turns("MUM: We met\nat 10:30\nor\nat 11:30\nMUM: Or not.")
    assert [turn.text for turn in turns] == ["We met\nat 10:30\nor\nat 11:30", "Or not."]


def test_a_word_before_a_colon_is_no_speaker() -> None:
    turns = split_turns("MUM: This is my list.\nRent: high.\n[laughs] Yes.\n[laughs] No.")
    assert [turn.text for turn in turns] == ["This is my list.\nRent: high.\n[laughs] Yes.\n[laughs] No."]


def test_lines_that_begin_like_a_speaker_once_are_listed() -> None:
    text = "MUM: My list.\nRent: high.\nSarah: No.\n[laughs] Yes.\nso it goes: on.\nGran: a\nGran: b"
    assert lines_seen_once(text) == [2, 3]
    assert lines_seen_once(text, {"Sarah": "friend"}) == [2]
    assert [turn.role for turn in split_turns(text, {"SARAH": "friend"})][:2] == ["mother", "friend"]


def test_words_before_the_first_speaker_belong_to_nobody() -> None:
    turns = split_turns("Interview 4, kitchen\n\nMUM: Hello.")
    assert [(turn.speaker, turn.role, turn.text) for turn in turns] == [
        (None, None, "Interview 4, kitchen"),
        ("MUM", "mother", "Hello."),
    ]


def test_without_marks_every_paragraph_is_a_turn() -> None:
    assert [turn.text for turn in split_turns("One\nline.\n\nTwo.\n \n\nThree.\n")] == [
        "One\nline.",
        "Two.",
        "Three.",
    ]


lines = st.one_of(
    st.sampled_from(["MUM: ", "[Dad] ", "I: ", "\n", "Gran: ", "[00:01] "]), st.text(max_size=12)
)


@given(st.lists(lines, max_size=30).map("".join))
def test_turns_are_slices_in_order_and_lose_no_words(text: str) -> None:
    turns = split_turns(text)
    assert [turn.text for turn in turns] == [text[turn.start : turn.end] for turn in turns]
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    ends = [0] + [turn.end for turn in turns]
    assert all(end <= turn.start for end, turn in zip(ends, turns, strict=False))
    if not any(turn.speaker for turn in turns):
        assert "".join("".join(turn.text for turn in turns).split()) == "".join(text.split())
