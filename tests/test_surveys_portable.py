"""Portable files whose writer told less than it should have: nothing is refused for it, and it is said."""

from __future__ import annotations

import os
import subprocess

import pytest

from familypanel.surveys import problems, read, receive

SYNTAX = """
DATA LIST LIST NOTABLE /urn (A6) q1 q2 q3 (F2.0).
BEGIN DATA
A00001 1 2 3
A00002 98 -9 98
END DATA.
VARIABLE LABELS q1 'Wie geht es Ihnen, überhaupt?'.
VALUE LABELS q3 1 'Ja' 98 'Weiß nicht'.
MISSING VALUES q1 (97 THRU HI) q2 (LO THRU -1) q3 (97 THRU HI, 1).
EXPORT OUTFILE='out.por'.
"""


@pytest.fixture
def portable(tmp_path, judge):
    """A portable file as GNU PSPP writes it; up to 1.6 without the beginning of a range THRU HI."""
    (tmp_path / "write.sps").write_text(SYNTAX, encoding="utf-8")
    done = subprocess.run(
        [judge("pspp"), "write.sps"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return tmp_path / "out.por"


def test_a_range_without_a_beginning_is_told_and_nothing_is_lost(portable):
    found = read(portable)
    assert found.frame["Q3"].tolist() == [3, 98]
    assert [(part.low, part.high) for part in found.dictionary["Q2"].missing] == [(float("-inf"), -1)]
    kept = [(part.low, part.high) for part in found.dictionary["Q3"].missing]
    assert (1, 1) in kept
    assert found.unbounded == ("Q1", "Q3") or (97, float("inf")) in kept


def test_receive_and_the_fix_list_ask_where_the_range_begins(study, portable):
    unbounded = read(portable).unbounded
    table = receive(study, portable, "baseline")
    assert (table.facts["status"], table.facts["accepted"]) == ("accepted", 2)
    told = [one["variable"] for one in table.rows if one["code"] == "FP3220"]
    assert told == list(unbounded)
    asked = [one["variable"] for one in problems(study).rows if "FP3220" in one["codes"]]
    assert asked == list(unbounded)


def test_texts_in_two_encodings_are_read_one_by_one(portable):
    mixed = portable.read_bytes().replace(
        "ß".encode(), b"s\xdf"
    )  # as long as it was, but of another encoding
    portable.write_bytes(mixed)
    found = read(portable)
    assert found.dictionary["Q1"].label == "Wie geht es Ihnen, überhaupt?"
    assert "Weisß nicht" in found.dictionary.code_list("Q3").labels().values()
    assert any("1 texts of this one are not UTF-8" in remark for remark in found.remarks)
