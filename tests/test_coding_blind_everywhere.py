"""Blind double coding, asked from outside: whatever Ann does, nobody else gets another answer."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interviews import with_example

import familypanel
from familypanel import coding
from familypanel.everyday import check, status
from familypanel.study import ProblemError, Study

DOCUMENT = "t01_mother_baseline"
# Functions of the room that take a study, by what they are asked here.
READERS: dict[str, list[dict[str, Any]]] = {
    "agreement": [{}, {"coders": ["Ann", "Ben"]}, {"disagreements": True}, {"level": "interval"}],
    "assignments": [{}], "codes": [{}], "codings": [{}, {"document": DOCUMENT}, {"as_at": "2999-01-01"}],
    "collocations": [{}], "cooccurrence": [{}, {"within": "passage"}],
    "history": [{}, {"document": DOCUMENT}, {"as_at": "2999-01-01"}],
    "keywords": [{"by": "code"}], "kwic": [{"pattern": "the"}, {"pattern": "the", "code": "trust"}],
    "matrix": [{}], "memos": [{}, {"document": DOCUMENT}, {"code": "trust"}, {"coding": 200}],
    "queue": [{}], "quotes": [{}, {"withheld": True}, {"as_at": "2999-01-01"}], "quote_bank": [{}],
    "redact": [{}], "remarks": [{}], "saturation": [{"orders": 20}], "suggest": [{}],
    "themes": [{}, {"by": "wave"}], "trajectories": [{}, {"families": True}],
}  # fmt: skip
WRITERS: dict[str, list[dict[str, Any]]] = {
    "assign": [{"coders": ["Ann", "Ben"]}], "merge_codes": [{"codes": ["trust"], "into": "waiting"}],
    "rename": [{"old": "trust", "new": "faith"}], "undo": [{}],
    "split": [{"old": "trust", "new": "waiting", "codings": [185]}],
    "tag": [{"document": DOCUMENT, "span": "100:130", "code": "trust"}],
    "untag": [{"coding_id": 185}], "release": [{"coding_id": 185}],
    "memo": [{"text": "x", "coding": 185}], "release_assignment": [{}],
    "adjudicate": [{"document": DOCUMENT, "span": "100:130", "code": "trust", "reason": "x"}],
    "add_code": [{"code": "new", "definition": "x"}], "define": [{"code": "trust", "definition": "x"}],
}  # fmt: skip
# Asked in other ways below, or without anything that others coded.
APART = {
    "add",
    "bundle",
    "cluster",
    "desk",
    "exchange",
    "joint",
    "merge",
    "speakers",
    "tag_quotes",
    "write_qdpx",
}


def test_every_function_that_takes_a_study_is_asked() -> None:
    found = {
        name
        for name in coding.__all__
        if inspect.isfunction(one := getattr(coding, name)) and "study" in inspect.signature(one).parameters
    }
    assert found == READERS.keys() | WRITERS.keys() | APART


def asked(study: Study, who: str | None, out: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    for name, several in READERS.items():
        one = getattr(coding, name)
        looks = {"coder": who} if "coder" in inspect.signature(one).parameters else {}
        for at, more in enumerate(several):
            yield f"{name} {at}", lambda one=one, more=more, looks=looks: one(study, **more, **looks)
    for name, several in WRITERS.items():
        one = getattr(coding, name)
        for at, more in enumerate(several):
            yield (
                f"{name} {at}",
                lambda one=one, more=more: one(study, **more, coder=who or "Zoe", dry_run=True),
            )
    for ending in ("csv", "qdpx", "qdc"):
        file = out / f"file.{ending}"
        yield ending, lambda file=file: (coding.exchange(study, file, True, coder=who), file.read_bytes())[1]
    yield (
        "workbook",
        lambda: (coding.matrix(study, out / "m.xlsx", coder=who), (out / "m.xlsx").read_bytes())[1],
    )
    yield "write_qdpx", lambda: (coding.write_qdpx(study, out / "w.qdpx"), (out / "w.qdpx").read_bytes())[1]
    yield "dictionary", lambda: coding.dictionary.test(study, coder=who)
    yield "status", lambda: status(study)
    yield "check", lambda: check(study)
    yield "report", lambda: (familypanel.report(study), (study.out / "report.html").read_text())[1]


def answers(study: Study, who: str | None, out: Path) -> dict[str, str]:
    found = {}
    for name, ask in asked(study, who, out):
        try:
            answer = ask()
        except ProblemError as error:
            answer = str(error)
        found[name] = (
            json.dumps(answer.to_dict(), default=str) if hasattr(answer, "to_dict") else repr(answer)
        )
    return found


@pytest.fixture
def sworn(study: Study) -> Study:
    with_example(study)
    (study.root / "dictionary.yaml").write_text("codes:\n  trust: {words: [trust]}\n", encoding="utf-8")
    coding.assign(study, ["Ann", "Ben"], "Lead")
    return study


def everything(study: Study) -> None:
    """Ann does all that can be done."""
    put = [coding.tag(study, DOCUMENT, (at, at + 30), "trust", "Ann") for at in range(100, 900, 40)]
    numbers = [int(table.rows[0]["coding"]) for table in put]
    coding.tag(study, DOCUMENT, (200, 230), "waiting", "Ann", suggested=1)
    coding.memo(study, "ANNS WORDS", "Ann", document=DOCUMENT, span=(100, 130))
    coding.memo(study, "ANNS WORDS", "Ann", document=DOCUMENT)
    coding.memo(study, "ANNS WORDS", "Ann", code="trust")
    coding.memo(study, "ANNS WORDS", "Ann", coding=numbers[0])
    coding.untag(study, numbers[-1], "Ann")
    coding.undo(study, "Ann")
    coding.release(study, numbers[1], "Ann")
    file = study.root / "ann.xlsx"
    coding.matrix(study, file, coder="Ann")
    fill(file)
    coding.matrix(study, from_file=file, coder="Ann")
    file.unlink()


def fill(file: Path) -> None:
    """Write into the first cells of the matrix, and into the last, which is about all of them."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    sheet = book["Matrix"]
    for row in (3, sheet.max_row):
        for column in (5, sheet.max_column):
            sheet.cell(row, column, "ANNS WORDS")
    book.save(file)


@pytest.mark.parametrize("who", [None, "Ben", "Lead"])
def test_what_ann_does_changes_no_answer(sworn: Study, tmp_path: Path, who: str | None) -> None:
    familypanel.report(sworn)
    before = answers(sworn, who, tmp_path)
    everything(sworn)
    after = answers(sworn, who, tmp_path)
    assert [name for name in before if before[name] != after[name]] == []
    assert not any("ANNS" in text for text in after.values())
    assert "ANNS WORDS" in json.dumps(coding.memos(sworn, coder="Ann").to_dict())
    assert "ANNS WORDS" in json.dumps(coding.matrix(sworn, coder="Ann").to_dict())


def test_what_ann_does_is_there_once_it_is_released(sworn: Study, tmp_path: Path) -> None:
    everything(sworn)
    coding.release_assignment(sworn, "Lead")
    found = answers(sworn, "Ben", tmp_path)
    assert all("ANNS WORDS" in found[name] for name in ("memos 0", "matrix 0"))
    assert '"Ann"' in found["codings 0"]
