"""codebook.yaml: read whole, and every fault with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from familypanel.coding import read_codebook
from familypanel.study import ProblemError, Study

GOOD = """\
title: Themes
codes:
  trust:
    label: Trust
    definition: Trust in a worker.
    colour: "#1b6ca8"
  being_heard: {definition: Being asked.}
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


def test_a_codebook_is_read_in_its_order(tmp_path: Path) -> None:
    book = read(tmp_path, GOOD)
    assert [code.name for code in book.codes] == ["trust", "being_heard"]
    assert (book.code("trust").colour, book.label("being_heard")) == ("#1b6ca8", "Being heard")
    assert book.label("gone") == "gone"


@pytest.mark.parametrize(
    "change, expected",
    [
        (("label: Trust", "lable: Trust"), [("FP1003", 4, 5)]),
        (("    definition: Trust in a worker.\n", ""), [("FP1005", 4, 5)]),
        (('"#1b6ca8"', "blue"), [("FP5017", 6, 5)]),
        (("label: Trust", "label: [a]"), [("FP1004", 4, 5)]),
        (("being_heard: {definition: Being asked.}", "Being-Heard: {definition: x}"), [("FP1004", 7, 3)]),
        (("{definition: Being asked.}", "yes"), [("FP1004", 7, 3)]),
        (("title: Themes", "titel: Themes"), [("FP1003", 1, 1)]),
        (("codes:", "cods:"), [("FP1003", 2, 1), ("FP1005", 1, 1)]),
        (("being_heard", "trust"), [("FP1006", 7, 3)]),
    ],
)
def test_every_fault_has_its_place(
    tmp_path: Path, change: tuple[str, str], expected: list[tuple[str, int, int]]
) -> None:
    with pytest.raises(ProblemError) as caught:
        read(tmp_path, GOOD.replace(*change, 1))
    assert [(p.code, p.place.line, p.place.column) for p in caught.value.problems] == expected


def test_an_unknown_code_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="Did you mean 'trust'"):
        read(tmp_path, GOOD).code("trsut")


def test_the_codebook_of_a_new_study_is_valid_and_empty(study: Study) -> None:
    assert read_codebook(study.codebook).codes == ()
