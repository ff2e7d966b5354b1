"""How long an interview takes: every route counted once, against a count of all respondents."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaires_bank import CONFIG, made

from familypanel import examples
from familypanel.questionnaires import compile_instrument, length
from familypanel.questionnaires.bank import Bank
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.instrument import Instrument, Question
from familypanel.questionnaires.routes import Routes, TooManyRoutesError, routes_exact, routes_sampled
from familypanel.questionnaires.timing import estimated_seconds
from familypanel.study.folder import load
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import one

EXAMPLE = load(Path(examples.__file__).parent / "improving_futures", search=False)

HEAD = """\
module: m
lists: {yn: {1: {en: "Yes", cy: Ydw}, 2: {en: "No", cy: Nac ydw}}}
items:
"""
RULES = (
    "", "a = 1", "not a = 1", "b >= 3", "b >= 2 and a = 1", "a = 1 or b < 2", "c = 1 and b > 1",
    "c is missing", "a + b >= 4", "count(a = 1, b = 1, c = 1) >= 2", "c is not_applicable",
    "prior.c = 1", "prior.int_date is missing",
)  # fmt: skip


def form(rules: list[str]) -> Instrument:
    """A form of three questions that decide, and further ones that they decide."""
    kinds = ["one of yn", "whole 1..3", "one of yn", *["text"] * 9]
    items = "".join(
        f"  - id: X{index}\n    variable: {name}\n    type: {kind}\n"
        + (f"    ask: {rule}\n" if rule else "")
        + ("    allow: [refused]\n" if name == "c" else "")
        + f"    versions: {{v1: {{en: T, cy: T}}}}\n    use: {{baseline: v1, m12: v1}}\n"
        f"    seconds: {{self: {2**index}}}\n"
        for index, (name, kind, rule) in enumerate(zip("abcdefghijkl", kinds, rules, strict=False))
    )
    return compile_instrument(Bank((parse_module(HEAD + items),)), CONFIG, "m12", "self")


def seconds(question: Question) -> float:
    return float(question.seconds or 0)


def brute(instrument: Instrument) -> Counter[float]:
    """Walk every respondent there is; what each is asked is a set, and each set counts once."""
    names = ("a", "b", "c", "prior.int_date", "prior.c", "prior.a")
    yes_no = (1.0, 2.0)
    values = (
        yes_no,
        (1.0, 2.0, 3.0),
        (*yes_no, Reason.REFUSED),
        (None, "2014-01-01"),
        (None, *yes_no),
        (None,),
    )
    found = set()
    for answers in product(*values):
        told = dict(zip(names, answers, strict=True))
        if told["prior.int_date"] is None and told["prior.c"] is not None:
            continue
        told |= {name: Reason.NOT_IN_INSTRUMENT for name in names[3:] if told[name] is None}
        route = []
        for question in instrument.questions:
            asked = question.reachable and (question.ask is None or one(question.ask, told) is True)
            route.append(asked)
            if not asked:
                told[question.variable] = Reason.NOT_APPLICABLE
        found.add(tuple(route))
    each = [seconds(question) for question in instrument.questions]
    return Counter(sum(s for s, asked in zip(each, route, strict=True) if asked) for route in found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(RULES[:3]), min_size=2, max_size=2),
    st.lists(st.sampled_from(RULES), min_size=1, max_size=6),
)
def test_the_routes_are_those_of_all_respondents_together(early: list[str], late: list[str]) -> None:
    instrument = form(["", early[0], early[1], *late])
    counted = routes_exact(instrument, seconds)
    assert counted.exact and {key / 10: n for key, n in counted.lengths.items()} == dict(brute(instrument))


def test_the_small_form_has_the_routes_that_can_be_told_by_hand() -> None:
    # No consent: one question. Consent: moved or not; the bills only for movers with two adults or more.
    counted = routes_exact(made("baseline"), lambda question: 10.0 if question.stores else 0.0)
    assert {key / 10: n for key, n in counted.lengths.items()} == {10: 1, 50: 2, 60: 1}
    assert (counted.at(0), counted.at(0.5), counted.at(1)) == (10, 50, 60)


def test_drawn_routes_are_routes_and_the_same_seed_draws_the_same() -> None:
    instrument = form(["", "", "", "a = 1", "b >= 2", "c = 1", "prior.c = 1"])
    exact = routes_exact(instrument, seconds)
    drawn = routes_sampled(instrument, seconds, 2_000, seed=1)
    assert not drawn.exact and drawn.lengths == exact.lengths
    assert routes_sampled(instrument, seconds, 9, 1) == routes_sampled(instrument, seconds, 9, 1)
    assert routes_sampled(instrument, seconds, 1, 1).total == 1


def test_too_many_routes_are_drawn_and_the_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooManyRoutesError):
        routes_exact(form(["", "", "", "a + b >= 4 and c = 1"]), seconds, most=3)
    monkeypatch.setattr("familypanel.questionnaires.timing.routes_exact", _refuse)
    table = length(EXAMPLE, ["baseline"], "face_to_face", samples=500, seed=7)
    assert [row["method"] for row in table.rows] == ["sampled"]
    assert any("500 respondents drawn with seed 7" in note for note in table.notes)


def _refuse(*_: object) -> Routes:
    raise TooManyRoutesError


def test_the_example_is_counted_wave_by_wave_and_mode_by_mode() -> None:
    table = length(EXAMPLE)
    rows = {(row["wave"], row["mode"]): row for row in table.rows}
    assert list(rows) == [
        (wave, mode) for wave in ("baseline", "m12", "m24") for mode in ("face_to_face", "telephone")
    ]
    assert all(row["method"] == "exact" and row["min"] < row["median"] < row["max"] for row in rows.values())
    # Nobody who refuses goes further than date, language, who is within hearing, what it is about, consent.
    assert rows["baseline", "face_to_face"]["min"] == pytest.approx((5 + 4 + 4 + 40 + 12) / 60)
    assert rows["baseline", "face_to_face"]["estimated"] == 0
    assert any("every reachable route was counted" in note for note in table.notes)


def test_an_item_without_seconds_is_estimated_from_its_words() -> None:
    moved = made("baseline").by_variable["moved"]  # one word, two answers of one word, by voice
    assert estimated_seconds(moved, "telephone") == pytest.approx((2 + 1 + 2) / 2.5 + 3)
    assert estimated_seconds(moved, "self") < estimated_seconds(moved, "telephone")


def test_a_mode_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProblemError, match="FP2141"):
        length(EXAMPLE, mode="phone")
