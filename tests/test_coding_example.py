"""The example's interviews, and all commands on them, without network and without data of nltk."""

from __future__ import annotations

import csv
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import nltk.data
import pytest
from interviews import EXAMPLE, with_example

from familypanel import coding
from familypanel.coding.words import fold
from familypanel.study import Study
from familypanel.study.beginning import begin
from familypanel.study.files import normalised_zip


def rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return with_example(begin(tmp_path_factory.mktemp("example") / "study"))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection can be opened and no corpus found."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing may be looked for outside")

    monkeypatch.setattr(nltk.data, "find", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_every_transcript_is_listed_and_read_without_a_warning() -> None:
    listed = rows("transcripts.csv")
    assert {row["file"] for row in listed} == {path.name for path in (EXAMPLE / "transcripts").iterdir()}
    assert len(listed) == 24
    assert sum(row["file"].endswith(".docx") for row in listed) >= 6
    assert Counter(row["role"] for row in listed) == {
        "mother": 9,
        "father": 5,
        "practitioner": 6,
        "teacher": 4,
    }
    for row in listed:
        found = coding.read_transcript(EXAMPLE / "transcripts" / row["file"])
        assert found.warnings == (), row["file"]
        assert {turn.role for turn in found.turns} == {"interviewer", row["role"]}, row["file"]
        assert 250 <= len(found.text.split()) <= 500, row["file"]


def test_word_files_hold_no_moment_of_writing() -> None:
    for path in (EXAMPLE / "transcripts").glob("*.docx"):
        assert normalised_zip(path.read_bytes()) == path.read_bytes()


def test_every_quote_stands_in_its_transcript_exactly_once() -> None:
    paths = {path.stem: path for path in (EXAMPLE / "transcripts").iterdir()}
    texts = {name: fold(coding.read_transcript(path).text) for name, path in paths.items()}
    for row in rows("codings.csv"):
        assert texts[row["document"]].count(fold(row["quote"])) == 1, row


def test_every_code_is_defined_and_used() -> None:
    book = coding.read_codebook(EXAMPLE / "codebook.yaml")
    used = Counter(row["code"] for row in rows("codings.csv"))
    assert {code.name for code in book.codes} == set(used)
    assert min(used.values()) >= 8
    assert all(code.include and code.exclude and code.example for code in book.codes)
    assert len({code.colour for code in book.codes}) == len(book.codes)


def test_a_second_run_changes_nothing(filled: Study) -> None:
    assert coding.add(filled, [EXAMPLE / "transcripts.csv"]).facts["same"] == 24
    assert coding.tag_quotes(filled, EXAMPLE / "codings.csv").facts["changed"] == 0


def test_fathers_are_quoted_without_a_wave_because_two_are_too_few(filled: Study) -> None:
    found = {row["attribution"] for row in coding.quotes(filled).rows}
    assert "Mother, +12 months" in found
    assert "Father" in found and "Teacher" in found
    assert not any(label.startswith(("Father,", "Teacher,")) for label in found)
    # One names a road; the others are in Welsh, which only one mother and one practitioner speak here.
    assert coding.quotes(filled).facts["reasons"] == {"few speak this language": 17, "name": 1}


def test_suggestions_learn_something_from_the_example(filled: Study) -> None:
    facts = coding.suggest(filled).facts
    assert facts["accuracy"] > 2 * facts["majority"]
    assert facts["sentences"] == facts["suggested"] + facts["silent"]


COMMANDS = {
    "kwic": lambda study: coding.kwic(study, "trusting", "stem"),
    "keywords": coding.keywords,
    "collocations": coding.collocations,
    "queue": coding.queue,
    "cluster": coding.cluster,
    "suggest": coding.suggest,
    "quotes": coding.quotes,
    "themes": coding.themes,
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_same_study_gives_the_same_answer(filled: Study, name: str) -> None:
    first, second = COMMANDS[name](filled), COMMANDS[name](filled)
    assert first.to_json(name) == second.to_json(name)
    assert first.to_text(100)


def test_reading_in_the_child_loads_nothing_heavy() -> None:
    heavy = ["nltk", "sklearn", "pandas", "numpy", "sqlalchemy", "scipy"]
    program = f"import sys, familypanel.coding.transcripts; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    assert all(getattr(coding, name) is not None for name in coding.__all__)
    assert sorted(coding._HOME) == sorted(coding.__all__)
    modules = {path.stem for path in Path(coding.__file__).parent.glob("*.py")}
    assert not modules & set(coding.__all__)
