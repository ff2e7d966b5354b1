"""A corrected transcript is a new version; what was coded and noted in the first is carried to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from interviews import CODEBOOK, put

from familypanel.coding import (
    add,
    bundle,
    codings,
    history,
    kwic,
    memo,
    memos,
    merge,
    quotes,
    release,
    tag,
    undo,
)
from familypanel.coding.corpus import stored_documents
from familypanel.study import Study, load
from familypanel.study.beginning import begin

TEXT = "INTERVIEWER: How did it go?\nMUM: I rang them. Nobody came for weeks. I gave up.\n"


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def coded(study: Study, interview: Path) -> Study:
    """One transcript with three codings by two coders."""
    add(study, interview)
    document = stored_documents(study)[0]
    put(study, document, "I rang them.", "trust")
    put(study, document, "Nobody came for weeks.", "money", "ben")
    put(study, document, "I gave up.", "sleep", "ben")
    return study


def _shown(study: Study) -> list[tuple[str, str]]:
    document = stored_documents(study)[0]
    rows = codings(study).rows
    assert all(document.text[row["start"] : row["end"]] == row["quote"] for row in rows)
    assert all(document.text[: row["start"]].endswith(row["before"]) for row in rows)
    assert all(document.text[row["end"] :].startswith(row["after"]) for row in rows)
    return [(row["code"], row["quote"]) for row in rows]


def test_codings_follow_their_words(coded: Study, interview: Path) -> None:
    interview.write_text("Recorded in May.\n\n" + TEXT.replace("How did", "So how did"), encoding="utf-8")
    found = add(coded, interview)
    assert {key: found.facts[key] for key in ("revised", "carried", "changed", "gone")} == {
        "revised": 1, "carried": 3, "changed": 0, "gone": 0,
    }  # fmt: skip
    assert _shown(coded) == [
        ("trust", "I rang them."), ("money", "Nobody came for weeks."), ("sleep", "I gave up."),
    ]  # fmt: skip
    assert history(coded).facts["whole"]


def test_changed_and_missing_words_are_told_by_number_and_never_by_the_words(
    coded: Study, interview: Path
) -> None:
    interview.write_text(
        TEXT.replace("for weeks", "for nine months").replace(" I gave up.", ""), encoding="utf-8"
    )
    found = add(coded, interview)
    assert [(one.code, one.severity) for one in found.problems] == [
        ("FP5063", "note"), ("FP5076", "warning"), ("FP5077", "warning"),
    ]  # fmt: skip
    assert "weeks" not in str(found.problems) and "gave" not in str(found.problems)
    assert _shown(coded) == [("trust", "I rang them."), ("money", "Nobody came for nine months.")]
    assert [row["hit"] for row in kwic(coded, "months").rows] == ["months"]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(coded: Study, interview: Path) -> None:
    before = codings(coded).rows
    interview.write_text(TEXT.replace("for weeks", "for months"), encoding="utf-8")
    assert add(coded, interview, dry_run=True).facts["changed"] == 1
    assert codings(coded).rows == before
    assert stored_documents(coded)[0].version == 1
    assert len(list((coded.store.root / "raw").iterdir())) == 1


def test_a_second_correction_carries_on_from_the_first(coded: Study, interview: Path) -> None:
    for times in (1, 2, 3):
        interview.write_text("Top.\n" * times + TEXT, encoding="utf-8")
        assert add(coded, interview).facts["carried"] == 3
    assert len(_shown(coded)) == 3


def test_what_was_there_before_the_correction_can_still_be_undone(coded: Study, interview: Path) -> None:
    interview.write_text("Top.\n" + TEXT, encoding="utf-8")
    add(coded, interview)
    assert undo(coded, "ben").rows[0]["code"] == "sleep"
    assert [code for code, _ in _shown(coded)] == ["trust", "money"]


def test_a_memo_follows_its_words(coded: Study, interview: Path) -> None:
    start = TEXT.index("Nobody")
    memo(coded, "Ask again", "ann", document="talk", span=(start, start + 11))
    interview.write_text("Top.\n" + TEXT, encoding="utf-8")
    add(coded, interview)
    (row,) = memos(coded).rows
    assert stored_documents(coded)[0].text[row["start"] : row["end"]] == "Nobody came"
    interview.write_text("MUM: I rang them.\n", encoding="utf-8")
    add(coded, interview)
    (row,) = memos(coded).rows
    assert (row["about"], row["start"], row["text"]) == ("document", None, "Ask again")


def test_a_memo_about_a_coding_stands_where_its_coding_does(coded: Study, interview: Path) -> None:
    number = codings(coded).rows[0]["coding"]
    memo(coded, "Ask again", "ann", coding=number)
    interview.write_text("Top.\n" + TEXT, encoding="utf-8")
    add(coded, interview)
    (row,), now = memos(coded).rows, codings(coded).rows[0]
    assert row["about"] == "coding" and row["coding"] == now["coding"] == number
    assert (row["start"], row["end"]) == (now["start"], now["end"])


def test_a_release_holds_only_for_the_words_that_were_read(coded: Study, interview: Path) -> None:
    numbers = {row["code"]: row["coding"] for row in codings(coded).rows}
    for number in numbers.values():
        release(coded, number, "ann")
    interview.write_text(TEXT.replace("for weeks", "with Kim for weeks"), encoding="utf-8")
    add(coded, interview)
    from familypanel.study.store.codings import released_codings

    with coded.store.reading() as connection:
        assert released_codings(connection) == {numbers["trust"], numbers["sleep"]}
    assert quotes(coded).facts["codings"] == 3


def test_codings_that_come_later_from_another_computer_are_carried_too(
    coded: Study, interview: Path, tmp_path: Path
) -> None:
    begin(tmp_path / "other")
    other = load(tmp_path / "other")
    add(other, interview)
    other.codebook.write_text(CODEBOOK, encoding="utf-8")
    start = TEXT.index("for weeks")
    tag(other, "talk", (start, start + 9), "sleep", "cat")
    bundle(other, tmp_path / "cat.bundle")
    interview.write_text("Top.\n" + TEXT, encoding="utf-8")
    add(coded, interview)
    assert merge(coded, tmp_path / "cat.bundle").facts["held"] == 0
    assert ("sleep", "for weeks") in _shown(coded)
    assert merge(coded, tmp_path / "cat.bundle").facts["new"] == 0
    assert len(_shown(coded)) == 4


@pytest.mark.parametrize("line", ["\r\n", "\r"])
def test_other_line_ends_are_the_same_text(coded: Study, interview: Path, line: str) -> None:
    interview.write_bytes(TEXT.replace("\n", line).encode())
    assert add(coded, interview).facts["changed"] == 0
    assert len(_shown(coded)) == 3
