"""Who speaks is proposed before a transcript is added, and confirmed by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from familypanel.coding import add, speakers
from familypanel.coding.corpus import stored_documents
from familypanel.study import ProblemError, Study, load

TALK = "KR: How was it?\nANN: Slow.\nKR: And then?\nANN: Better. We talked.\nMUM: Yes.\n"
REPORT = (
    'Parents spoke of it.\n“It was slow.” (Mother, +12 months)\n‘I was heard’ (Father)\n"No." (Key worker)\n'
)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "t1.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_marks_are_proposed_and_nothing_is_stored(study: Study, talk: Path) -> None:
    found = speakers(study, talk)
    shown = {row["mark"]: (row["role"], row["known"], row["proposed"]) for row in found.rows}
    assert shown == {
        "KR": (None, "open", "interviewer"),
        "ANN": (None, "open", None),
        "MUM": ("mother", "everywhere", None),
    }
    assert found.facts["open"] == 2
    assert stored_documents(study) == []


def test_what_is_confirmed_stands_in_the_study_and_holds_when_it_is_added(study: Study, talk: Path) -> None:
    config = study.root / "study.yaml"
    config.write_text("# ours\n" + config.read_text(encoding="utf-8"), encoding="utf-8")
    found = speakers(study, talk, ["kr=interviewer", "ANN = mother"])
    assert (found.facts["open"], found.facts["confirmed"]) == (0, 2)
    assert config.read_text(encoding="utf-8").startswith("# ours\n")
    again = load(study.root)
    add(again, talk)
    roles = [turn.role for turn in stored_documents(again)[0].turns]
    assert roles == ["interviewer", "mother", "interviewer", "mother", "mother"]


def test_a_dry_run_writes_nothing(study: Study, talk: Path) -> None:
    before = (study.root / "study.yaml").read_bytes()
    speakers(study, talk, ["KR=interviewer"], dry_run=True)
    assert (study.root / "study.yaml").read_bytes() == before


@pytest.mark.parametrize("given", ["KR", "=mother", "KR="])
def test_half_a_confirmation_is_refused(study: Study, talk: Path, given: str) -> None:
    with pytest.raises(ProblemError, match="FP5078"):
        speakers(study, talk, [given])


def test_quotes_of_a_report_are_proposed_then_taken_as_turns(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert len(speakers(study, path).facts["reports"]) == 1
    add(study, path, quotes=True)
    (document,) = stored_documents(study)
    assert [(turn.role, turn.text) for turn in document.turns] == [
        ("mother", "It was slow."), ("father", "I was heard"), ("practitioner", "No."),
    ]  # fmt: skip
    assert add(study, path).facts["same"] == 1
    assert len(stored_documents(study)[0].turns) == 3


def test_the_share_of_questions_is_shown_as_one(study: Study, talk: Path) -> None:
    found = speakers(study, talk)
    assert {row["mark"]: row["asks"] for row in found.rows} == {"KR": 1.0, "ANN": 0.0, "MUM": 0.0}
    assert "100%" in found.to_text() and "10000" not in found.to_text()


@pytest.mark.parametrize("sign", ["?", "؟", "？"])
def test_questions_end_in_the_mark_of_their_script(study: Study, talk: Path, sign: str) -> None:
    talk.write_text(f"Ab: a{sign}\nCd: b\nAb: c{sign}\nCd: d\n", encoding="utf-8")
    assert [row["proposed"] for row in speakers(study, talk).rows] == ["interviewer", None]


def test_a_role_that_nobody_declared_is_refused(study: Study, talk: Path) -> None:
    before = (study.root / "study.yaml").read_bytes()
    with pytest.raises(ProblemError, match="FP5901") as caught:
        speakers(study, talk, ["KR=interviewr"])
    assert "interviewer" in str(caught.value)
    assert (study.root / "study.yaml").read_bytes() == before
