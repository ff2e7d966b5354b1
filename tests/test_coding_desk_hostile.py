"""Words that want to run: in transcripts, speakers, codes, memos, names of files and of coders."""

from __future__ import annotations

import json
import logging

import pytest
from desks import desk_for, seat
from interviews import tell
from test_coding_desk_doors import HOME, OURS, PORT

from familypanel.coding import memo, tag
from familypanel.coding.web.advice import Adviser
from familypanel.coding.web.app import Desk, make_app
from familypanel.coding.web.grouping import Groups
from familypanel.coding.web.guard import our_hosts
from familypanel.coding.web.sessions import Sessions
from familypanel.study.folder import Study

NASTY = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "'><svg/onload=window.ran=1>",
    "</textarea></title></style><script>alert(1)</script>",
    "javascript:window.ran=1",
    "{{ 7*7 }}{% raw %}${window.ran=1}",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<a href='javascript:window.ran=1' autofocus onfocus=window.ran=1>x</a>",
    "<!--><img src=x onerror=window.ran=1>-->",
    "\u202e<b onmouseover=window.ran=1>\u2028</b>&lt;script&gt;",
    "]]><math><mtext><table><mglyph><style><img src=x onerror=window.ran=1>",
)
PAGES = (
    "/", "/documents/1", "/documents/1/turns/1", "/documents/2", "/codebook", "/quotes",
    "/quotes?code=<script>", "/search?pattern=window", "/search?pattern=%3Cscript%3E", "/clusters?k=2",
    "/agreement", "/matrix", "/matrix/cases", "/?project=%22%3E%3Cscript%3E", "/panel",
)  # fmt: skip


@pytest.fixture
def nasty(study: Study) -> Study:
    """A study in which every name and every text is an attack."""
    codes = {
        f"c{number}": dict.fromkeys(("label", "definition", "include", "exclude", "example"), words)
        for number, words in enumerate(NASTY)
    }
    study.codebook.write_text(json.dumps({"title": NASTY[0], "codes": codes}), encoding="utf-8")
    text = "".join(
        f"{words[:20]}: {words} said the mother of them about the rent today.\n" for words in NASTY
    )
    text += "".join(f"MOTHER: {words} said the mother of them about the rent today.\n" for words in NASTY)
    for number, words in enumerate(NASTY):
        found = tell(study, words, f"{number}\n{text}", role="mother", project=words)
        for at in range(0, 900, 90):
            for coder in (NASTY[1], NASTY[2]):
                tag(study, found.name, (at + len(coder) % 7, at + 60), f"c{number}", coder)
        memo(study, words, NASTY[1], document=found.name, span=(3, 40))
    return study


@pytest.mark.slow
def test_nothing_of_it_runs_on_any_page(nasty: Study, chromium) -> None:
    with desk_for(nasty, "") as desk:
        ann = seat(chromium, desk)
        ann.page.fill("#name", NASTY[1])
        ann.page.get_by_role("button").click()
        for path in PAGES:
            ann.opens(path)
            ann.page.wait_for_timeout(100)
            assert ann.page.evaluate("window.ran") is None, path
            scripts = ann.page.evaluate("[...document.scripts].map(one => one.getAttribute('src'))")
            assert scripts == ["/static/desk.js"], path
            assert (
                ann.page.locator("img:not(.map), iframe, math, main [onerror], main [onload]").count() == 0
            ), path
        allowed = [one for one in ann.wrong if " /quotes?code=" not in one and "400" not in one]
        assert allowed == []


@pytest.mark.slow
def test_nothing_of_it_runs_when_it_is_coded_and_shown_anew(nasty: Study, chromium) -> None:
    with desk_for(nasty, "Ann") as desk:
        ann = seat(chromium, desk, "Ann")
        ann.opens("/documents/1")
        for words in NASTY[:5]:
            ann.press("j", "t")
            ann.page.wait_for_timeout(300)
            ann.press("/")
            ann.page.keyboard.type(words + " new")
            ann.press("Enter")
            ann.hears("Coded")
        ann.press("m")
        ann.page.keyboard.type(NASTY[1])
        ann.press("Tab", "Enter")
        ann.hears("memo")
        ann.page.reload()
        assert ann.page.evaluate("window.ran") is None
        assert ann.wrong == []


def test_no_page_holds_data_as_script(nasty: Study) -> None:
    _, visitor = _inside(nasty)
    for path in PAGES:
        page = visitor.get(path, base_url=HOME).text
        assert page.count("<script") == page.count('<script type="module" src="/static/desk.js"></script>'), (
            path
        )
        assert "application/json" not in page and " style=" not in page and " onclick=" not in page, path


def _inside(study: Study, coder: str = "Ann"):
    desk = Desk(study, Sessions(), our_hosts(PORT), Adviser(study), Groups(study))
    visitor = make_app(desk).test_client()
    visitor.get(f"/enter?token={desk.sessions.invite(coder)}", base_url=HOME)
    return desk, visitor


def test_a_fault_tells_no_words_of_a_transcript_to_anybody(
    study: Study, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd
) -> None:
    tell(study, "t01", "MOTHER: He drank again.")
    _, visitor = _inside(study)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("He drank again.")

    monkeypatch.setattr("familypanel.coding.web.pages.document.find", broken)
    with caplog.at_level(logging.DEBUG):
        answer = visitor.get("/documents/1", base_url=HOME)
    told = capfd.readouterr()
    assert answer.status_code == 500 and "FP5142" in answer.text
    for place in (answer.text, caplog.text, told.out, told.err):
        assert "drank" not in place and "Traceback" not in place


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/documents/1/codings", {"start": "-4", "end": "9", "code": "trust"}),
        ("/documents/1/codings", {"start": "0", "end": "99999999", "code": "trust"}),
        ("/documents/1/codings", {"start": "x", "end": "9", "code": "trust"}),
        ("/documents/1/codings", {"end": "9", "code": "trust"}),
        ("/documents/1/codings", {"span": "1:²", "code": "trust"}),
        ("/documents/1/codings", {"start": "0", "end": "3", "code": "no_such"}),
        ("/documents/1/codings", {"start": "0", "end": "3", "code": "trust", "quote": "other words"}),
        ("/documents/1/codings", {"start": "0", "end": "3", "code": "trust", "rank": "0"}),
        ("/documents/1/codings/remove", {"coding": "99"}),
        ("/documents/1/memos", {"text": "  "}),
        ("/search/codings", {"hit": "1:2", "code": "trust"}),
        ("/search/codings", {"hit": "9:2:4", "code": "trust"}),
        ("/quotes/release", {"coding": "99"}),
        ("/codebook/rename", {"old": "trust", "new": "../../x"}),
        ("/codebook/merge", {"old": "trust", "into": "trust"}),
        ("/codebook/add", {"label": "A", "definition": ""}),
        ("/agreement/decide", {"document": "t01", "span": "0:3", "code": "trust", "reason": ""}),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_and_changes_nothing(
    study: Study, path: str, fields: dict[str, str]
) -> None:
    from interviews import CODEBOOK

    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t01", "MOTHER: We were heard.")
    _, visitor = _inside(study)
    before = study.codebook.read_bytes()
    answer = visitor.post(path, base_url=HOME, headers=OURS, data=fields)
    assert 400 <= answer.status_code < 500
    assert study.codebook.read_bytes() == before
