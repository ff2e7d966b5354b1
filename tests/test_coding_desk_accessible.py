"""Every page of the desk judged by axe-core in both languages, narrow and wide, with its dialogs open."""

from __future__ import annotations

import pytest
from desks import desk_for, seat
from hypothesis import given
from hypothesis import strategies as st
from interviews import tell, with_example

from familypanel.coding import tag
from familypanel.coding.web.pages.looks import dark_enough
from familypanel.study.folder import Study

PAGES = (
    "/", "/?wave=baseline&progress=begun", "/documents/1", "/documents/1/turns/2", "/codebook",
    "/search?pattern=listen", "/search?pattern=%5B&how=regex", "/quotes", "/quotes?code=trust",
    "/clusters?k=3", "/agreement", "/matrix?by=wave", "/matrix/cases", "/matrix/cases?by=case",
    "/matrix/cases?by=wave", "/matrix/cell?case=F0007&wave=baseline&code=trust", "/panel", "/who",
    "/unlock", "/nowhere",
)  # fmt: skip
DIALOGS = {"?": "help", "/": "picker", "m": "memo"}


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{page.url} {each['id']}: {node['html']}" for each in found for node in each["nodes"]]


@pytest.fixture
def example(study: Study) -> Study:
    with_example(study)
    tell(study, "t99", "MOTHER: We waited.", project="Bridging the Gap, Denbighshire and the Vale of Clwyd")
    tag(study, "t01_mother_baseline", (1040, 1120), "trust", "coder_b")
    return study


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
def test_axe_finds_nothing_on_any_page_and_nothing_runs_over_a_narrow_screen(
    example: Study, chromium, language: str
) -> None:
    with desk_for(example, "Ann") as desk:
        ann = seat(chromium, desk, "Ann", locale=language, reduced_motion="reduce")
        for path in PAGES:
            ann.opens(path)
            assert ann.page.get_attribute("html", "lang") == language
            assert violations(ann.page) == []
            # What 320 pixels hold is what a screen of 1280 holds at 400% (WCAG 2.2, 1.4.10).
            ann.page.set_viewport_size({"width": 320, "height": 640})
            assert ann.page.evaluate("document.documentElement.scrollWidth") <= 320, path
            ann.page.set_viewport_size({"width": 1200, "height": 800})


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
def test_axe_finds_nothing_while_a_coder_works(example: Study, chromium, language: str) -> None:
    with desk_for(example, "Ann") as desk:
        ann = seat(chromium, desk, "Ann", locale=language)
        ann.opens("/documents/1#turn-2")
        ann.press(".", ".")
        ann.page.wait_for_selector("#advice", state="visible")
        assert violations(ann.page) == []
        for key, dialog in DIALOGS.items():
            ann.press(key)
            ann.page.wait_for_selector(f"#{dialog}[open]")
            assert violations(ann.page) == []
            ann.press("Escape")
            assert ann.page.evaluate("document.activeElement.closest('.turn')?.id") == "turn-2"
        ann.page.context.new_page().goto(desk.home + "/enter?token=used")
        assert violations(ann.page.context.pages[-1]) == []


@pytest.mark.slow
def test_a_transcript_says_its_language_and_prints_without_the_desk_round_it(
    example: Study, chromium
) -> None:
    with desk_for(example, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        for name, language in (("t01_mother_baseline", "en"), ("t07_mother_baseline", "cy")):
            ann.opens("/")
            ann.page.get_by_role("link", name=name).click()
            assert ann.page.get_attribute("#text", "lang") == language
        ann.page.emulate_media(media="print")
        for away in ("header", "#tools", ".beside form"):
            assert not ann.page.locator(away).first.is_visible()
        assert ann.page.locator("#said-1").is_visible()


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_the_lines_of_codes_can_be_told_from_the_page(colour: str) -> None:
    dark = dark_enough(colour)
    parts = [int(dark[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    contrast = 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)
    assert contrast >= 4.5


def test_a_dark_colour_stays_as_the_codebook_has_it() -> None:
    assert dark_enough("#0b5c8a") == "#0b5c8a"
