"""The desk on studies that are empty, broken, tiny, very long, or written from right to left."""

from __future__ import annotations

import re
import threading

import pytest
from desks import desk_for, seat
from interviews import CODEBOOK, enrol, put, tell
from test_coding_desk_doors import HOME
from test_coding_desk_hostile import _inside

from familypanel.coding import agreement, cluster, memo, tag
from familypanel.coding.web import figures
from familypanel.study.folder import Study

LONG = "Averylongwordthatnobodycanbreakanywhere" * 3
PAGES = (
    "/", "/documents/1", "/documents/2", "/documents/1/turns/1", "/codebook", "/search?pattern=the",
    "/quotes", "/clusters?k=find", "/agreement", "/matrix", "/matrix/cases", "/matrix/cases?by=wave",
    "/panel",
)  # fmt: skip


@pytest.fixture
def odd(study: Study) -> Study:
    """Sixty codes with long, right-to-left and pictured names, and transcripts of the same kinds."""
    kinds = ("A name that is long enough for two lines", LONG, "אמון בעובדת", "👪 Family", "Code")
    codes = [f'  c{n}: {{label: "{kinds[n % 5]} {n}", definition: "{LONG} {n}"}}' for n in range(60)]
    study.codebook.write_text("codes:\n" + "\n".join(codes) + "\n", encoding="utf-8")
    enrol(study, U1="F1", U2=LONG)
    hebrew = tell(
        study, "rtl", "חיכינו תשעה שבועות. היא הקשיבה לי 😀.", urn="U1", language="he", project=LONG
    )
    other = tell(study, "x" * 80, f"MOTHER: 👨‍👩‍👧 we {LONG} waited.", "m12", urn="U2", role="mother")
    for n in range(60):
        tag(study, hebrew.name, (0, 18), f"c{n}", "Ann" if n % 2 else LONG[:40])
    for end, coder in ((len(other.text), "Ann"), (len(other.text) - 1, "Ben")):
        tag(study, other.name, (8, end), "c1", coder)
    memo(study, LONG * 3, "Ann", document=hebrew.name)
    return study


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_runs_over_any_screen(odd: Study, chromium, width: int) -> None:
    with desk_for(odd, "Ann") as desk:
        ann = seat(chromium, desk, "Ann", locale="cy")
        ann.page.set_viewport_size({"width": width, "height": 800})
        for path in PAGES:
            ann.opens(path)
            assert ann.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert ann.wrong == []


@pytest.mark.slow
def test_what_is_not_there_is_said_without_a_fault_in_the_page(study: Study, chromium) -> None:
    study.codebook.unlink()
    tell(study, "t01", "MOTHER: We waited.")
    with desk_for(study, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        for path in ("/documents/9", "/documents/1", "/codebook", "/quotes"):
            ann.opens(path)
            assert ann.page.locator("h1").is_visible()
        refused = [one for one in ann.wrong if not re.search(r"4\d\d http|status of 4\d\d", one)]
        assert refused == []


@pytest.mark.parametrize("path", PAGES)
def test_a_study_without_anything_has_every_page(study: Study, path: str) -> None:
    answer = _inside(study)[1].get(path, base_url=HOME)
    said = {"/documents": 404, "/search": 400, "/clusters": 400}
    assert answer.status_code == next((said[one] for one in said if path.startswith(one)), 200)
    assert "<h1>" in answer.text and "FP5142" not in answer.text


def test_words_say_their_language_and_find_their_direction(odd: Study) -> None:
    page = _inside(odd)[1].get("/documents/1", base_url=HOME).text
    assert '<article id="text" lang="he"' in page and 'id="said-1" dir="auto"' in page


def test_a_passage_at_the_beginning_is_shown_with_the_words_behind_it(study: Study) -> None:
    document = tell(study, "t01", "MOTHER: We waited nine weeks. And then she came.")
    put(study, document, "nine weeks", "trust", "ann")
    put(study, document, "she came", "trust", "ben")
    page = _inside(study)[1].get("/agreement", base_url=HOME).text
    assert page.count("MOTHER: We waited <mark>nine weeks</mark>. And then she came.") == 1


def test_only_what_reading_can_mend_is_offered_for_release(study: Study) -> None:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    document = tell(study, "t01", "MOTHER: Larkspur Road was home.\n\nINTERVIEWER: Ring me on 01632 960123.")
    for words in ("Larkspur Road", "01632 960123"):
        start = document.text.index(words)
        tag(study, document.name, (start, start + len(words)), "trust", "ann")
    page = _inside(study)[1].get("/quotes", base_url=HOME).text
    assert page.count("<figure") == 2 and page.count('action="/quotes/release"') == 1
    assert "not a respondent&#39;s words" in page


def test_turns_that_share_no_word_can_be_grouped_without_roles_too(study: Study) -> None:
    for number in range(6):
        tell(
            study, f"t{number}", f"MOTHER: a{number} b{number} c{number} d{number} e{number}.", role="mother"
        )
    assert cluster(study, 3, adjust="role").k is None


def test_figures_of_before_are_shown_and_said_to_be_while_new_ones_are_worked_out(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tell(study, "t01", "MOTHER: We waited nine weeks. And then she came.")
    put(study, document, "nine weeks", "trust", "ann")
    put(study, document, "nine weeks", "trust", "ben")
    go_on = threading.Event()
    go_on.set()

    def slow(study: Study, **asked):
        assert go_on.wait(20)
        return agreement(study, **asked)

    monkeypatch.setattr(figures, "agreement", slow)
    monkeypatch.setattr(figures, "PATIENCE", 5.0)
    visitor = _inside(study)[1]
    assert "100.0%" in visitor.get("/agreement", base_url=HOME).text
    go_on.clear()
    monkeypatch.setattr(figures, "PATIENCE", 0.05)
    put(study, document, "she came", "trust", "ben")
    page = visitor.get("/agreement", base_url=HOME).text
    assert "100.0%" in page and "they are being worked out anew" in page
    go_on.set()
    monkeypatch.setattr(figures, "PATIENCE", 20.0)
    page = visitor.get("/agreement", base_url=HOME).text
    assert "100.0%" not in page and "worked out" not in page
