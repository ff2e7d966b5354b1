"""The desk in a real browser: by keyboard alone, undone, by two at once, and after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import desk_for, seat
from interviews import CODEBOOK, tell

from familypanel.coding import add, codings, quotes
from familypanel.study.folder import Study

TALK = """\
INTERVIEWER: How did you come to the project?
MOTHER: It was the health visitor. She kept her word every week. Nobody did that before 😀, not once.
INTERVIEWER: And money?
MOTHER: The rent was late for three months. We owed them everything.
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def one_talk(study: Study) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t01", TALK, role="mother")
    return study


def _held(study: Study) -> list[tuple[str, str, str]]:
    return [(row["coder"], row["code"], row["quote"]) for row in codings(study).rows]


def test_by_keyboard_alone_from_an_empty_study_to_a_quote_bank(
    study: Study, chromium, tmp_path: Path
) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    add(study, talk, wave="baseline", role="mother")
    study.codebook.write_text("title: Ours\ncodes: {}\n", encoding="utf-8")
    with desk_for(study) as desk:
        ann = seat(chromium, desk)
        ann.page.locator("#name").focus()
        ann.page.keyboard.type("Ann")
        ann.press("Enter")
        ann.page.locator("tbody a").first.focus()
        ann.press("Enter")
        ann.page.wait_for_selector("#text")
        ann.press("j", "j", ".", ".", "/")
        ann.page.keyboard.type("Kept promises")
        ann.press("Enter")
        ann.hears("Kept promises")
        ann.press(".", "Enter")
        ann.page.wait_for_function("() => document.querySelectorAll('.beside li').length === 2")
        assert ann.page.evaluate("document.activeElement.closest('.turn').id") == "turn-2"
        ann.opens("/quotes")
        bank = ann.page.locator("blockquote").all_inner_texts()
        assert ann.wrong == []
    assert bank == ["She kept her word every week.", "Nobody did that before 😀, not once."]
    assert [row["attribution"] for row in quotes(study).rows] == ["Respondent"] * 2
    assert {row["code"] for row in codings(study).rows} == {"kept_promises"}


def test_three_keystrokes_code_a_sentence_and_two_the_next(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        ann.press(".", "/", "Enter")
        ann.hears("Trust")
        ann.press(".", "Enter")
        ann.page.wait_for_function("() => document.querySelectorAll('#codings-2 li').length === 2")
    assert [quote for *_, quote in _held(one_talk)] == [
        "It was the health visitor.", "She kept her word every week.",
    ]  # fmt: skip


def test_a_new_code_is_made_although_its_letters_stand_in_another(one_talk: Study, chromium) -> None:
    codes = "codes:\n  long: {label: The hours of people we expect, definition: All.}\n"
    one_talk.codebook.write_text(codes, encoding="utf-8")
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        for typed, code in (("people", "The hours of people"), ("hopes", "hopes"), ("hop", "hopes")):
            ann.press(".", "/")
            ann.page.keyboard.type(typed)
            ann.press("Enter")
            ann.hears(f"Coded: {code}")
    assert [code for _, code, _ in _held(one_talk)] == ["long", "hopes", "hopes"]


def test_words_are_chosen_one_by_one_and_turns_whole(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-4")
        ann.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "/")
        ann.page.keyboard.type("mny")
        ann.press("Enter")
        ann.hears("Money")
        ann.press("t", "/")
        ann.page.keyboard.type("slp")
        ann.press("Enter")
        ann.hears("Sleep")
    assert _held(one_talk) == [
        ("Ann", "sleep", "The rent was late for three months. We owed them everything."),
        ("Ann", "money", "rent was"),
    ]


def test_undo_takes_back_step_by_step_and_memos_are_kept(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        ann.press(".", "/", "Enter")
        ann.hears("Trust")
        ann.press("m")
        ann.page.keyboard.type("Whose word?")
        ann.press("Tab", "Enter")
        ann.hears("memo")
        assert "Whose word?" in ann.page.inner_text("#memos-2")
        ann.press("u")
        ann.page.wait_for_selector("#memos-2", state="hidden")
        ann.press("u")
        ann.page.wait_for_selector("#codings-2", state="hidden")
        ann.press("u")
        ann.hears("nothing to undo")
        assert ann.page.evaluate("document.activeElement.id") == "turn-2"
        assert ann.wrong == []
    assert _held(one_talk) == []


def test_two_at_once_keep_what_each_did_and_see_the_other(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann", "Ben") as desk:
        ann, ben = (seat(chromium, desk, name) for name in ("Ann", "Ben"))
        for who in (ann, ben):
            who.opens("/documents/1#turn-2")
            who.press(".", ".", "/", "Enter")
            who.hears("Trust")
        ann.hears("Ben coded: Trust")
        ann.page.wait_for_function("() => document.querySelectorAll('#codings-2 li').length === 2")
        assert ann.page.locator("#codings-2 button").count() == 1
        ann.press("u")
        ben.page.wait_for_function("() => document.querySelectorAll('#codings-2 li').length === 1")
        assert ann.wrong == ben.wrong == []
    assert _held(one_talk) == [("Ben", "trust", "She kept her word every week.")]


def test_reload_and_restart_lose_nothing(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        ann.press(".", "/", "Enter")
        ann.hears("Trust")
        before = ann.page.inner_text("#codings-2")
        ann.page.reload()
        assert ann.page.inner_text("#codings-2") == before
        desk.process.kill()
    with desk_for(one_talk, "Ann") as again:
        ann = seat(chromium, again, "Ann")
        ann.opens("/documents/1")
        assert ann.page.inner_text("#codings-2") == before


def test_the_cover_hides_every_word_until_the_same_key(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        ann.press("h")
        covers = "document.elementFromPoint(400, 300).closest('#cover') !== null"
        assert ann.page.evaluate(covers)
        ann.press(".", "/", "Enter")
        assert _held(one_talk) == []
        ann.press("h")
        assert not ann.page.evaluate(covers)


def test_a_mouse_and_a_finger_do_it_too(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann", has_touch=True)
        ann.opens("/documents/1")
        ann.page.evaluate(
            "() => { const said = document.querySelector('#said-4').firstChild;"
            " getSelection().setBaseAndExtent(said, 4, said, 17); }"
        )
        ann.page.wait_for_timeout(700)
        ann.page.get_by_role("button", name="Which code?").tap()
        ann.page.get_by_role("option", name="Money").tap()
        ann.hears("Money")
        ann.page.locator("#codings-4 button").tap()
        ann.hears("Taken back")
        ann.page.wait_for_selector("#codings-4", state="hidden")
        assert ann.wrong == []


def test_n_leads_to_what_is_worth_coding_next(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1")
        ann.press("n")
        ann.page.wait_for_url("**span=**")
        ann.press("/", "Enter")
        ann.hears("Trust")
    assert len(_held(one_talk)) == 1


def test_without_script_a_turn_is_coded_with_forms(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann", java_script_enabled=False)
        ann.opens("/documents/1")
        ann.page.get_by_role("link", name="Code this turn 2").click()
        ann.page.get_by_label("She kept her word every week.").check()
        ann.page.get_by_label("Or a new code").fill("Kept promises")
        ann.page.get_by_role("button", name="Put the code there").click()
        assert "Kept promises" in ann.page.inner_text("#codings-2")
        ann.page.get_by_role("button", name="Take back").click()
        ann.page.get_by_role("button", name="Undo").click()
        assert "Kept promises" in ann.page.inner_text("#codings-2")
    assert _held(one_talk) == [("Ann", "kept_promises", "She kept her word every week.")]


def test_hits_of_a_search_are_coded_from_there(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/search?pattern=rent")
        ann.page.locator("input[name=hit]").check()
        ann.page.locator("#code").select_option("money")
        ann.page.get_by_role("button", name="Put the code").click()
        ann.page.wait_for_selector("text=1 codings were added")
    assert _held(one_talk) == [("Ann", "money", "The rent was late for three months.")]


def test_a_difference_is_decided_side_by_side(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann", "Ben") as desk:
        for name, keys in (("Ann", (".",)), ("Ben", ("t",))):
            who = seat(chromium, desk, name)
            who.opens("/documents/1#turn-4")
            who.press(*keys, "/", "Enter")
            who.hears("Trust")
        who.opens("/agreement")
        assert who.page.locator(".sides h4").all_inner_texts() == ["Ann", "Ben"]
        who.page.get_by_label("Reason").fill("Only the rent.")
        who.page.get_by_role("button", name="It holds").click()
        assert "Only the rent." in who.page.inner_text(".case")
    assert [row["quote"] for row in codings(one_talk).rows] == ["The rent was late for three months."]


def test_codes_are_added_renamed_and_merged_in_the_page(one_talk: Study, chromium) -> None:
    with desk_for(one_talk, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1#turn-2")
        ann.press(".", "/", "Enter")
        ann.hears("Trust")
        ann.opens("/codebook")
        ann.page.get_by_text("Add a code").first.click()
        ann.page.locator("#add-label").fill("Hope")
        ann.page.locator("#add-definition").fill("What people look forward to.")
        ann.page.get_by_role("button", name="Add a code").click()
        ann.page.wait_for_selector("#code-hope")
        ann.page.get_by_text("Merge codes").first.click()
        ann.page.locator("#merge-old").select_option("trust")
        ann.page.locator("#merge-into").select_option("hope")
        ann.page.get_by_role("button", name="Merge codes").click()
        ann.page.wait_for_selector("#code-trust", state="detached")
        ann.page.get_by_text("Rename a code").first.click()
        ann.page.locator("#rename-old").select_option("hope")
        ann.page.locator("#rename-new").fill("looking_ahead")
        ann.page.get_by_role("button", name="Rename a code").click()
        ann.page.wait_for_selector("#code-looking_ahead")
        assert ann.wrong == []
    assert [code for _, code, _ in _held(one_talk)] == ["looking_ahead"]
