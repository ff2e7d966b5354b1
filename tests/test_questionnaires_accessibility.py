"""The pages judged by axe-core, in a browser that has no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nasty_bank import nasty
from questionnaires_bank import STUDY

from familypanel.questionnaires import Bank, Instrument, compile_instrument, read_bank
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.outputs import web_page
from familypanel.study.config_reader import read_config
from familypanel.study.folder import load
from familypanel.study.yaml_source import parse_yaml

EXAMPLE = Path(__file__).parent.parent / "examples" / "improving_futures"
PAGES = {"plain": web_page.html, "large print": web_page.html_large, "easy read": web_page.html_easy}
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
ODD = """\
module: odd
lists:
  one: {1: {en: Only, cy: Unig}}
items:
  - {id: N1, variable: n1, type: note, versions: {v1: {en: "<b>&amp;</b>", cy: "< > & \\""}}, use: {m12: v1}}
  - {id: O1, variable: o1, type: one of one, allow: [dont_know, refused], card: A,
     versions: {v1: {en: One?, cy: Un?}}, use: {m12: v1}, instruct: {en: Read out., cy: Darllenwch.}}
  - {id: A1, variable: a1, type: any of one, exclusive: [1],
     versions: {v1: {en: Any?, cy: Rhai?}}, use: {m12: v1}}
  - {id: T1, variable: t1, type: text, allow: [refused], use: {m12: v1},
     versions: {v1: {en: "Tell {o1}", cy: "Dwedwch {o1}"}},
     ask: o1 = 1, check: {soft: {unless: o1 = 1, say: {en: Sure?, cy: Siŵr?}}}}
  - {id: D1, variable: d1, type: date, versions: {v1: {en: When?, cy: Pryd?}}, use: {m12: v1}}
  - {id: W1, variable: w1, type: number 0..9.5, versions: {v1: {en: How much?, cy: Faint?}}, use: {m12: v1}}
"""


def instruments() -> dict[str, Instrument]:
    study = load(EXAMPLE)
    bank = read_bank(EXAMPLE / "questionnaires")
    made = {wave.name: compile_instrument(bank, study.config, wave.name) for wave in study.config.waves}
    config = read_config(parse_yaml(STUDY, "study.yaml"))
    for name, text in (("nasty", nasty(1)), ("odd", ODD)):
        made[name] = compile_instrument(Bank((parse_module(text),)), config, "m12")
    return made


MADE = instruments()


@pytest.fixture(scope="module")
def browser(judge) -> Iterator[object]:
    pytest.importorskip("axe_playwright_python")
    from playwright.sync_api import sync_playwright

    program = judge("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=[*QUIET])
        yield opened
        opened.close()


def violations(browser, text: str, width: int = 1024) -> list[str]:
    """Give what axe-core finds in a page; nothing may be fetched."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(offline=True, viewport={"width": width, "height": 800})
    asked: list[str] = []
    context.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page = context.new_page()
    page.set_content(text)
    found = Axe().run(page).response["violations"]
    context.close()
    assert asked == []
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("name", MADE)
def test_axe_finds_nothing_in_a_page(browser, name: str, kind: str, language: str) -> None:
    text = PAGES[kind](MADE[name], language)
    assert violations(browser, text) == []


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_in_a_page_on_a_telephone(browser, kind: str) -> None:
    assert violations(browser, PAGES[kind](MADE["odd"], "cy"), width=320) == []


def test_axe_finds_what_is_wrong(browser) -> None:
    text = web_page.html(MADE["odd"], "en").replace('<html lang="en">', "<html>").replace("<legend", "<div")
    found = {each.partition(":")[0] for each in violations(browser, text)}
    assert "html-has-lang" in found
