"""Letting withheld quotes be shown."""

from __future__ import annotations

import pytest
from interviews import put, tell

from familypanel.coding import quotes, release, untag
from familypanel.study import ProblemError, Study

TALK = "INTERVIEWER: Who came?\nMUM: Rhys broke the door."


def test_a_quote_is_shown_once_somebody_has_read_it(study: Study) -> None:
    number = put(study, tell(study, "m1", TALK), "Rhys broke the door.", "trust").rows[0]["coding"]
    assert quotes(study).facts["withheld"] == 1
    assert release(study, number, "bo", dry_run=True).rows[0]["status"] == "released"
    assert quotes(study).facts["withheld"] == 1
    assert release(study, number, "bo").facts == {"changed": True, "dry_run": False}
    assert [row["quote"] for row in quotes(study).rows] == ["Rhys broke the door."]
    assert release(study, number, "cy").rows[0]["status"] == "same"


def test_an_interviewers_words_stay_withheld(study: Study) -> None:
    number = put(study, tell(study, "m1", TALK), "Who came?", "trust").rows[0]["coding"]
    release(study, number, "bo")
    assert quotes(study).facts["reasons"] == {"not a respondent's words": 1}


def test_what_is_not_there_cannot_be_released(study: Study) -> None:
    number = put(study, tell(study, "m1", TALK), "Rhys broke the door.", "trust").rows[0]["coding"]
    with pytest.raises(ProblemError, match="FP5016"):
        release(study, number, " ")
    untag(study, number, "ann")
    for gone in (number, 99):
        with pytest.raises(ProblemError, match="FP5015"):
            release(study, gone, "bo")
