"""Every route of the desk, walked by the second coder beside a colleague who codes blind, and who does not.

Two studies are alike but for what Ann coded in one of them, blind.  Whatever Ben asks for or does at any
address, both desks must answer the same: so nothing that Ann did can be seen, searched, exported or guessed.
"""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from interviews import with_example
from test_coding_desk_doors import HOME, OURS
from test_coding_desk_hostile import _inside

from familypanel.coding import assign, codings, memo, tag, undo, untag
from familypanel.study.folder import Study, load

NAME = "t01_mother_baseline"
CELL = {"case": "F0007", "wave": "baseline", "code": "trust"}
# What is sent to the routes that take something, by endpoint; each is sent in every way it can be answered.
GIVEN: dict[str, list[dict[str, object]]] = {
    "name": [{"name": "Ann"}, {"name": "Ben", "word": "heron"}],
    "word": [{"word": "heron"}],
    "language": [{"language": "cy"}, {"language": "en"}],
    "tag": [{"start": 100, "end": 130, "code": "trust"}, {"start": 100, "end": 130, "create": "Hope"}],
    "untag": [{"coding": number} for number in range(1, 200, 7)],
    "undo": [{}, {}],
    "memo": [{"text": "Ben's own.", "start": 100, "end": 130}],
    "add_code": [{"label": "Rest", "definition": "What it means."}],
    "define": [{"code": "trust", "definition": "Other words."}],
    "summarise": [CELL | {"text": "Ben's summary."}, CELL | {"text": "Ben's summary, again."}],
    "rename": [{"old": "hope", "new": "hopes"}],
    "merge_codes": [{"old": "rest", "into": "trust"}],
    "code_hits": [{"hit": "1:100:130", "code": "trust", "pattern": "the", "how": "words", "width": "turn"}],
    "release": [{"coding": number} for number in range(1, 200, 7)],
    "decide": [{"document": NAME, "span": "100:130", "code": "trust", "reason": "Why not.", "decision": how}
               for how in ("hold", "reject")],
}  # fmt: skip
# Numbers that count everybody's work: of codings and of what the page was told last.
NUMBERS = re.compile(
    r'(name=\\?"coding\\?" value=\\?"|data-coding=\\?"|^(?=\d+,)|newest"?[=:] ?"?)\d+', re.MULTILINE
)
# What tells one event from another, and the minute of it.
MOMENTS = re.compile(r'(name="replaces" value=")[0-9a-f ]+|\d{4}-\d\d-\d\d \d\d:\d\d')
NUMBERED = {"untag", "release"}
ASKED: dict[str, list[str]] = {
    "documents": ["", "?coder=Ann", "?progress=begun", "?progress=untouched"],
    "search": ["?pattern=the", "?pattern=the&how=regex", "?pattern=the&how=stem"],
    "quotes": ["", "?code=trust"],
    "quotes_csv": ["", "?code=trust"],
    "agreement": ["", "?code=trust"],
    "matrix": ["?by=role", "?by=wave", "?by=project"],
    "cell": ["?" + urlencode(CELL)],
    "framework": ["?by=theme", "?by=case", "?by=wave"],
    "clusters": ["", "?k=2"],
    "clusters_map": ["?k=2"],
    "suggestions": ["?start=100&end=400"],
    "changes": ["?since=0"],
    "next": ["", "?document=1&start=100"],
    "enter": ["", "?token=x"],
}


@pytest.fixture
def twins(study: Study, tmp_path: Path) -> tuple[Study, Study]:
    """The same study twice; in the first Ann has coded, taken back, undone and noted, blind."""
    with_example(study)
    assign(study, ["Ann", "Ben"], "Lead")
    shutil.copytree(study.root, tmp_path / "twin")
    for start in range(100, 900, 40):
        tag(study, NAME, (start, start + 30), "trust", "Ann")
    memo(study, "Nobody else may read this.", "Ann", document=NAME, span=(100, 130))
    untag(study, int(codings(study, coder="Ann").rows[-1]["coding"]), "Ann")
    undo(study, "Ann")
    return study, load(tmp_path / "twin")


def _requests(app) -> list[tuple[str, str, dict[str, object]]]:
    """Give what is asked for: all that is only read, all that is done, and all that is read again."""
    reads, writes = [], []
    # What names codings by number comes before Ben makes some, whose numbers follow Ann's.
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.endpoint not in NUMBERED, one.rule)):
        path = re.sub(r"<int:number>", "1", rule.rule)
        path = re.sub(r"<int:turn>", "2", path).replace("<path:filename>", "desk.js")
        assert "<" not in path, path
        if "GET" in rule.methods:
            reads += [("GET", path + asked, {}) for asked in ASKED.get(rule.endpoint, [""])]
        elif rule.endpoint != "leave":
            writes += [("POST", path, given) for given in GIVEN[rule.endpoint]]
    return [*reads, *writes, *reads, ("POST", "/leave", {})]


def _answer(visitor: FlaskClient, method: str, path: str, given: dict[str, object]) -> tuple[int, str, str]:
    with visitor.open(path, method=method, base_url=HOME, headers=OURS, data=given) as answer:
        found = answer.status_code, answer.headers.get("Location", ""), answer.text
    if '"learning":true' not in found[2]:
        return found
    time.sleep(0.02)
    return _answer(visitor, method, path, given)


def test_no_route_answers_the_second_coder_differently_for_what_the_first_codes_blind(
    twins: tuple[Study, Study],
) -> None:
    visitors = [_inside(study, "Ben")[1] for study in twins]
    routes = {rule.endpoint for rule in visitors[0].application.url_map.iter_rules()}
    asked, wrote = _requests(visitors[0].application), False
    assert len(routes) > 25 and len(asked) > 80
    for method, path, given in asked:
        with_ann, without = (_answer(visitor, method, path, given) for visitor in visitors)
        wrote = wrote or method == "POST"
        if wrote:
            # What Ben makes himself is numbered behind what Ann made: that, and no more, differs.
            with_ann, without = (
                (*one[:2], MOMENTS.sub(r"\1", NUMBERS.sub(r"\1", one[2]))) for one in (with_ann, without)
            )
        assert with_ann == without, (method, path, given)
        assert "Nobody else may read this" not in with_ann[2]
        assert with_ann[0] < 500
