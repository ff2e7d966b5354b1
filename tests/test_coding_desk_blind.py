"""Blind coding at the desk: whatever a colleague does, no address answers differently."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from interviews import with_example
from test_coding_desk_doors import HOME, OURS
from test_coding_desk_hostile import _inside

from familypanel.coding import add_code, assign, codings, memo, release_assignment, tag, untag
from familypanel.coding.web.pages import PAGES
from familypanel.study.folder import Study

ARGUMENTS = {
    "/documents/<int:number>/turns/<int:turn>": "/documents/1/turns/2",
    "/documents/<int:number>/suggestions": "/documents/1/suggestions?start=100&end=400",
    "/documents/<int:number>/changes": "/documents/1/changes?since=0",
    "/documents/<int:number>": "/documents/1",
    "/search": "/search?pattern=the",
    "/clusters": "/clusters?k=2",
    "/next": "/next",
    "/matrix/cell": "/matrix/cell?case=F0007&wave=baseline&code=trust",
}
ADDRESSES = [ARGUMENTS.get(page.rule, page.rule) for page in PAGES if page.method == "GET"]


@pytest.fixture
def assigned(study: Study) -> Study:
    with_example(study)
    assign(study, ["Ann", "Ben"], "Lead")
    return study


def _everything(visitor) -> dict[str, str]:
    """Give what every address answers, without how far the log reaches."""
    found = {}
    for address in ADDRESSES:
        answer = visitor.get(address, base_url=HOME)
        while '"learning":true' in answer.text:
            time.sleep(0.02)
            answer = visitor.get(address, base_url=HOME)
        text = answer.text + answer.headers.get("Location", "")
        found[address] = re.sub(r'(newest"?[=:] ?"?)\d+', r"\1", text)
    return found


def test_every_address_that_is_read_is_tried() -> None:
    assert not [one for one in ADDRESSES if "<" in one]
    assert len(ADDRESSES) > 10


def test_what_ann_codes_blind_changes_nothing_that_ben_can_ask_for(assigned: Study) -> None:
    _, ben = _inside(assigned, "Ben")
    before = _everything(ben)
    for start in range(100, 900, 40):
        tag(assigned, "t01_mother_baseline", (start, start + 30), "trust", "Ann")
    memo(assigned, "Nobody else may read this.", "Ann", document="t01_mother_baseline", span=(100, 130))
    untag(assigned, int(codings(assigned, coder="Ann").rows[-1]["coding"]), "Ann")
    # A desk that was opened later has learned nothing either.
    for visitor in (ben, _inside(assigned, "Ben")[1]):
        assert _everything(visitor) == before


def test_ann_sees_her_own_and_everybody_all_once_it_is_released(assigned: Study) -> None:
    tag(assigned, "t01_mother_baseline", (100, 130), "trust", "Ann")
    seen = {who: _inside(assigned, who)[1] for who in ("Ann", "Ben")}
    page = "/documents/1"
    assert "Take back" in seen["Ann"].get(page, base_url=HOME).text
    assert '<span class="soft">Ann</span>' not in seen["Ben"].get(page, base_url=HOME).text
    release_assignment(assigned, "Lead")
    assert '<span class="soft">Ann</span>' in seen["Ben"].get(page, base_url=HOME).text


@pytest.mark.parametrize("path", ["/documents/1/codings/remove", "/quotes/release"])
def test_ben_cannot_touch_what_he_may_not_see(assigned: Study, path: str) -> None:
    number = tag(assigned, "t01_mother_baseline", (100, 130), "trust", "Ann").rows[0]["coding"]
    _, ben = _inside(assigned, "Ben")
    answer = ben.post(path, base_url=HOME, headers=OURS, data={"coding": number})
    assert answer.status_code == 400 and "FP5015" in answer.text
    assert [row["coder"] for row in codings(assigned, coder="Ann").rows].count("Ann") == 1


def test_the_codebook_is_everybodys_also_while_coding_blind(assigned: Study) -> None:
    _, ben = _inside(assigned, "Ben")
    add_code(assigned, "hope", "What people look forward to.", "Ann", label="Hope")
    assert "Hope" in ben.get("/documents/1/changes?since=0", base_url=HOME).json["parts"]["picker-list"]


def test_a_page_that_asks_by_itself_does_not_keep_the_desk_unlocked(study: Study, tmp_path: Path) -> None:
    with_example(study)
    desk, visitor = _inside(study)
    visitor.post("/who", base_url=HOME, headers=OURS, data={"name": "Ann", "word": "heron"})
    (session,) = desk.sessions._sessions.values()
    session.seen -= desk.sessions.idle_seconds - 5
    assert visitor.get("/documents/1/changes?since=0", base_url=HOME).status_code == 200
    session.seen -= 10
    assert visitor.get("/documents/1/changes?since=0", base_url=HOME).headers["Location"] == "/unlock"
