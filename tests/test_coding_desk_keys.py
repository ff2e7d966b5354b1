"""The keys of the desk on odd texts: empty, one word, emoji, accents, from right to left, very long."""

from __future__ import annotations

import time

import pytest
from desks import Seat, desk_for, seat
from interviews import CODEBOOK, tell
from long_talk import SENTENCE

from familypanel.coding import codings, memos
from familypanel.study.folder import Study

pytestmark = pytest.mark.slow
CHOSEN = "() => [...(CSS.highlights.get('chosen') ?? [])].map(String).join('|')"
ODD = """\
INTERVIEWER:
MOTHER: Yes.
FATHER: ...
MOTHER: I cried 😀 twice. 👩‍👩‍👧‍👦 came.
FATHER: Café x̂ done?
MOTHER:
"""
HEBREW = "MOTHER: אני חיכיתי למכתב. אף אחד לא בא.\n"


def _chosen(who: Seat) -> str:
    return str(who.page.evaluate(CHOSEN))


def _held(study: Study) -> list[tuple[str, str]]:
    return [(row["code"], row["quote"]) for row in codings(study).rows]


@pytest.fixture
def odd(study: Study) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t01", ODD)
    tell(study, "t02", HEBREW, language="he")
    tell(study, "t03", "")
    tell(study, "t04", "MOTHER:\nMOTHER:\n")
    return study


def test_every_key_is_harmless_where_there_is_nothing_to_choose(odd: Study, chromium) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        for path in ("/documents/3", "/documents/4"):
            ann.opens(path)
            keys = ["j", "k", ".", "t", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowLeft"]
            ann.press(*keys, "/", "Enter", "1", "2", "3", "h", "h", "?", "Escape", "u")
            ann.hears("nothing to undo")
            assert _chosen(ann) == ""
        assert ann.wrong == []
    assert _held(odd) == []


@pytest.mark.parametrize(
    ("turn", "keys", "chosen"),
    [
        (2, ["ArrowRight"], "Yes"),
        (2, ["."], "Yes."),
        (2, ["t"], "Yes."),
        (2, [".", "Shift+ArrowRight", "Shift+ArrowLeft", "ArrowLeft"], "Yes"),
        (3, ["ArrowRight"], "..."),
        (3, ["Shift+ArrowRight", "Shift+ArrowRight"], "..."),
        (4, ["ArrowRight", "ArrowRight", "Shift+ArrowRight"], "cried 😀"),
        (4, ["ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"], "cried 😀 twice"),
        (4, ["ArrowRight"] * 5, "👩‍👩‍👧‍👦"),
        (5, ["ArrowRight"], "Café"),
        (5, ["ArrowRight", "ArrowRight"], "x̂"),
        (5, ["ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"], "Café x̂"),
    ],
)
def test_words_sentences_and_turns_of_odd_texts(
    odd: Study, chromium, turn: int, keys: list[str], chosen: str
) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens(f"/documents/1#turn-{turn}")
        ann.press(*keys)
        assert _chosen(ann) == chosen
        ann.press("/", "Enter")
        ann.hears("Trust")
        assert ann.wrong == []
    assert _held(odd) == [("trust", chosen)]


def test_what_runs_from_right_to_left_goes_on_to_the_left(odd: Study, chromium) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/2#turn-1")
        ann.press("ArrowLeft", "ArrowLeft")
        assert _chosen(ann) == "חיכיתי"
        ann.press("Shift+ArrowLeft")
        assert _chosen(ann) == "חיכיתי למכתב"
        ann.press("Shift+ArrowRight")
        assert _chosen(ann) == "חיכיתי"
        ann.press("ArrowRight", ".", "/", "Enter")
        ann.hears("Trust")
    assert _held(odd) == [("trust", "אני חיכיתי למכתב.")]


def test_three_keys_code_a_sentence_of_a_page_just_opened_and_two_after_a_reload(
    odd: Study, chromium
) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1")
        ann.press(".", "/", "Enter")
        ann.hears("Coded: Trust")
        ann.opens("/documents/2")
        ann.press(".", "Enter")
        ann.hears("Coded: Trust")
    assert _held(odd) == [("trust", "Yes."), ("trust", "אני חיכיתי למכתב.")]


def test_a_code_is_found_without_its_accents_and_keys_work_with_caps_lock(odd: Study, chromium) -> None:
    odd.codebook.write_text("codes:\n  home: {label: Tŷ a chartref, definition: Home.}\n", encoding="utf-8")
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1")
        ann.press("J", "J", "T", "/")
        ann.page.keyboard.type("TY")
        ann.press("Enter")
        ann.hears("Coded: Tŷ")
    assert _held(odd) == [("home", "Yes.")]


def test_what_is_said_is_seen_too(odd: Study, chromium) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1")
        ann.press("/")
        ann.page.get_by_text("Choose some words first").wait_for(state="visible")
        box = ann.page.locator("#said").bounding_box()
        assert box["width"] > 100 and box["height"] > 20


@pytest.mark.parametrize("path", ["/", "/documents/1", "/codebook", "/search?pattern=cried", "/quotes"])
def test_the_cover_is_one_key_on_every_page_and_nothing_under_it_is_reached(
    odd: Study, chromium, path: str
) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens(path)
        title = ann.page.title()
        ann.press("h")
        assert ann.page.title() == "familypanel"
        for at in ((10, 10), (400, 300), (1190, 790)):
            where = f"document.elementFromPoint({at[0]}, {at[1]}).closest('#cover') !== null"
            assert ann.page.evaluate(where)
        reached = set()
        for _ in range(8):
            ann.press("Tab")
            reached.add(ann.page.evaluate("document.activeElement.closest('header, main') === null"))
        assert reached == {True}
        ann.press("h")
        assert ann.page.title() == title and not ann.page.is_visible("#cover")
        ann.page.get_by_role("button", name="Cover the page").click()
        ann.page.get_by_role("button", name="Show", exact=True).last.click()
        assert not ann.page.is_visible("#cover") and ann.wrong == []


def test_a_memo_that_could_not_be_kept_is_still_there_and_the_coder_sees_why(odd: Study, chromium) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        ann.press("t", "m")
        ann.page.keyboard.type("A long thought.")
        ann.page.route("**/memos", lambda route: route.abort())
        ann.page.get_by_role("button", name="Keep").click()
        ann.hears("does not answer")
        assert ann.page.input_value("#memo textarea") == "A long thought."
        ann.page.unroute("**/memos")
        ann.page.get_by_role("button", name="Keep").click()
        ann.hears("memo is kept")
    assert [row["text"] for row in memos(odd).rows] == ["A long thought."]


def test_one_turn_of_two_hundred_pages_is_read_and_coded_by_key(study: Study, chromium) -> None:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t01", "MOTHER: " + " ".join([SENTENCE] * 6_000))
    with desk_for(study, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-1")
        ann.press(".", "ArrowRight")
        began = time.process_time(), time.perf_counter()
        ann.press(".", "ArrowRight", "ArrowRight", "Shift+ArrowRight", ".")
        assert time.perf_counter() - began[1] < 5
        ann.press("/", "Enter")
        ann.hears("Trust")
    assert _held(study) == [("trust", SENTENCE)]
