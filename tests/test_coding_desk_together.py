"""Several coders at one moment: nobody's code, coding or seat is lost, and nobody takes another's name."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask.testing import FlaskClient
from interviews import CODEBOOK, tell
from test_coding_desk_doors import HOME, OURS
from test_coding_desk_hostile import _inside

from familypanel.coding import add_code, codings, history
from familypanel.coding.codebook import read_codebook
from familypanel.study.folder import Study

TOGETHER = 12


def at_once(deed: Callable[[int], None], times: int = TOGETHER) -> None:
    """Do something in several threads that begin together."""
    begin = threading.Barrier(times)

    def one(number: int) -> None:
        begin.wait()
        deed(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _seats(study: Study, *coders: str) -> list[FlaskClient]:
    desk, first = _inside(study, coders[0])
    others = [first.application.test_client() for _ in coders[1:]]
    for other, name in zip(others, coders[1:], strict=True):
        other.get(f"/enter?token={desk.sessions.invite(name)}", base_url=HOME)
    return [first, *others]


def _told(study: Study) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t01", "MOTHER: " + "Some words about the rent that week. " * 20)
    return study


def test_codes_that_are_made_at_the_same_moment_are_all_there(study: Study) -> None:
    seats = _seats(_told(study), *(f"c{number}" for number in range(TOGETHER)))
    answers = []

    def make(number: int) -> None:
        fields = {"start": 10 + number, "end": 40 + number, "create": f"Hope {number}"}
        answers.append(seats[number].post("/documents/1/codings", base_url=HOME, headers=OURS, data=fields))

    at_once(make)
    assert {answer.status_code for answer in answers} == {303}
    wanted = {f"hope_{number}" for number in range(TOGETHER)}
    assert {code.name for code in read_codebook(study.codebook).codes} >= wanted
    assert {row["code"] for row in codings(study).rows} == wanted
    assert history(study).problems == ()


def test_the_same_code_made_by_many_at_once_is_one_code(study: Study) -> None:
    seats = _seats(_told(study), *(f"c{number}" for number in range(TOGETHER)))
    answers = []

    def make(number: int) -> None:
        fields = {"start": 10, "end": 40, "create": "Hope"}
        answers.append(seats[number].post("/documents/1/codings", base_url=HOME, headers=OURS, data=fields))

    at_once(make)
    assert {answer.status_code for answer in answers} == {303}
    assert [code.name for code in read_codebook(study.codebook).codes].count("hope") == 1
    rows = codings(study).rows
    assert {row["code"] for row in rows} == {"hope"} and len({row["coder"] for row in rows}) == TOGETHER


def test_codes_added_from_two_programs_at_once_are_all_there(study: Study) -> None:
    _told(study)
    at_once(lambda number: add_code(study, f"new_{number}", "What it means.", "Ann") and None)
    assert sum(code.name.startswith("new_") for code in read_codebook(study.codebook).codes) == TOGETHER
