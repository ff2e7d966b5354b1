"""What takes long to find out is found out behind the scenes, and only from what one may see."""

from __future__ import annotations

import threading
import time

import pytest
from interviews import put, tell

from familypanel.coding import assign, release_assignment, tag
from familypanel.coding.web import learning
from familypanel.coding.web.learning import Learning
from familypanel.study.folder import Study


@pytest.fixture
def study(study: Study) -> Study:
    put(study, tell(study, "t01", "MOTHER: We waited nine weeks for her."), "waited", "trust")
    return study


class Finder:
    """Finds out who asked, once it is let: what somebody finds out slowly."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_go_on = threading.Event()

    def __call__(self, coder: str) -> str:
        self.asked.append(coder)
        assert self.may_go_on.wait(20)
        return f"{len(self.asked)} for {coder}"


def _until(condition) -> None:
    for _ in range(2000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError


def test_nobody_waits_while_it_is_found_out(study: Study) -> None:
    finder = Finder()
    found = Learning(study, finder)
    begun = time.monotonic()
    assert [found.known("ann"), found.known("ben"), found.known("cara")] == [None] * 3
    assert time.monotonic() - begun < 5
    finder.may_go_on.set()
    _until(lambda: found.known("ann") is not None)
    # Where nothing is coded blind all share what one asked for.
    assert found.known("ben") == "1 for ann" and finder.asked == ["ann"]


def test_who_has_patience_is_given_the_answer(study: Study) -> None:
    finder = Finder()
    finder.may_go_on.set()
    assert Learning(study, finder).known("ann", patience=20) == "1 for ann"


def test_the_last_answer_stays_in_use_while_a_new_one_is_found_out(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "ANEW_SECONDS", 0.0)
    monkeypatch.setattr(learning, "ANEW_AFTER", 2)
    finder = Finder()
    finder.may_go_on.set()
    found = Learning(study, finder)
    assert found.known("ann", patience=20) == "1 for ann"
    finder.may_go_on.clear()
    for start in (8, 10, 12):
        tag(study, "t01", (start, start + 2), "money", "ann")
    assert found.known("ann") == "1 for ann"
    _until(lambda: len(finder.asked) == 2)
    assert found.known("ann") == "1 for ann"
    finder.may_go_on.set()
    _until(lambda: found.known("ann") == "2 for ann")


def test_once_an_assignment_opens_an_earlier_answer_is_never_given_again(study: Study) -> None:
    finder = Finder()
    finder.may_go_on.set()
    found = Learning(study, finder)
    assert found.known("ann", patience=20) == "1 for ann"
    assign(study, ["ann", "ben"], "lead")
    finder.may_go_on.clear()
    assert found.known("ann") is None and found.known("ben") is None
    finder.may_go_on.set()
    assert found.known("ben", patience=20).endswith("for ben")
    assert found.known("ann", patience=20).endswith("for ann")


def test_what_was_found_out_while_the_view_changed_is_thrown_away(study: Study) -> None:
    assign(study, ["ann", "ben"], "lead")
    finder = Finder()
    found = Learning(study, finder)
    assert found.known("ann") is None
    _until(lambda: finder.asked)
    release_assignment(study, "lead")
    finder.may_go_on.set()
    _until(lambda: not any(one.is_alive() for one in found._running.values()))
    assert found._kept == {}


def test_a_fault_is_told_to_who_asks_next_and_then_tried_again(study: Study) -> None:
    faults = [RuntimeError("broken")]

    def find_out(_coder: str) -> str:
        if faults:
            raise faults.pop()
        return "found"

    found = Learning(study, find_out)
    with pytest.raises(RuntimeError):
        found.known("ann", patience=20)
    assert found.known("ann", patience=20) == "found"
