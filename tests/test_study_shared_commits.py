"""Threads that write at once share a commit: the work of each stands or falls by itself; none is lost."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from familypanel.study import ProblemError
from familypanel.study.problems import problem
from familypanel.study.store.engine import Store


@pytest.fixture
def store(tmp_path) -> Store:
    made = Store(tmp_path / "store", busy_seconds=0.5)
    with made.transaction() as connection:
        connection.execute(text("CREATE TABLE said (who TEXT) STRICT"))
    return made


def say(store: Store, who: str, wrong: Exception | None = None) -> str:
    def work(connection):
        connection.execute(text("INSERT INTO said VALUES (:who)"), {"who": who})
        if wrong is not None:
            raise wrong
        return who

    return store.together(work)


def said(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.scalars(text("SELECT who FROM said")))


def test_many_threads_write_fewer_times_than_they_are(store):
    commits, transaction = [], store._shared._transaction

    def counted():
        commits.append(1)
        return transaction()

    store._shared._transaction = counted
    answers: list[str] = []
    with store._turn:
        crowd = [
            threading.Thread(target=lambda n=n: answers.append(say(store, f"c{n:02}"))) for n in range(20)
        ]
        for one in crowd:
            one.start()
        while len(store._shared._waiting) < 20:
            pass
    for one in crowd:
        one.join()
    assert said(store) == sorted(answers) == [f"c{n:02}" for n in range(20)]
    assert len(commits) == 1


@pytest.mark.parametrize("wrong", [ProblemError(problem("FP5016")), ValueError("slip")])
def test_who_fails_fails_alone(store, wrong):
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            say(store, f"c{number}", wrong if number % 2 else None)
        except (ProblemError, ValueError) as error:
            failed.append(error)

    with store._turn:
        crowd = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for one in crowd:
            one.start()
        while len(store._shared._waiting) < 6:
            pass
    for one in crowd:
        one.join()
    assert said(store) == ["c0", "c2", "c4"] and len(failed) == 3


def test_whose_turn_does_not_come_is_told_and_nothing_is_written_later(store):
    with store._turn, pytest.raises(ProblemError, match="FP1011"):
        say(store, "late")
    say(store, "next")
    assert said(store) == ["next"]


def test_a_database_that_fails_is_told_to_everybody(store):
    def work(connection):
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(Exception, match="no such table"):
        store.together(work)
    say(store, "after")
    assert said(store) == ["after"]


def test_what_the_work_reads_and_does_together_is_part_of_it(store):
    def work(connection):
        inner = say(store, "inner")
        connection.execute(text("INSERT INTO said VALUES ('outer')"))
        return inner, said(store)

    assert store.together(work) == ("inner", ["inner", "outer"])
    assert said(store) == ["inner", "outer"]


def test_what_the_work_did_together_goes_with_it_when_it_fails(store):
    def work(_):
        say(store, "inner")
        raise ProblemError(problem("FP5016"))

    with pytest.raises(ProblemError, match="FP5016"):
        store.together(work)
    assert said(store) == []
    # Nothing of the work that failed is joined afterwards.
    assert say(store, "after") == "after" and said(store) == ["after"]
