"""Compiling: one wave and mode of the bank, its routing settled, its variables named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaires_bank import CONFIG, CONSENT, made

from familypanel.questionnaires import Bank, Instrument, compile_instrument
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.skips import END, skips
from familypanel.study.dictionary import Dictionary, MissingRange
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import FrameAnswers, one, parse, show


def test_each_mode_reads_its_own_version() -> None:
    versions = {
        mode: made("m12", mode).by_variable.get("adults") for mode in ("telephone", "self", "face_to_face")
    }
    assert [each and each.version for each in versions.values()] == ["v2", "v1", None]


def test_the_modules_routing_is_the_parent_of_every_items_own() -> None:
    asked = made("baseline").by_variable
    assert asked["bills"].routing == "consent = 1 and moved = 1 and adults >= 2"
    assert asked["moved"].routing == "consent = 1"


def test_what_cannot_exist_in_a_wave_is_settled() -> None:
    baseline, m12 = made("baseline").by_variable["adults"], made("m12").by_variable["adults"]
    assert show(baseline.ask) == "consent = 1" and baseline.soft is None and baseline.reminder is None
    assert show(m12.ask) == "consent = 1 and baseline.int_date is missing"
    assert show(m12.soft.broken) == "prior.adults is not missing and adults < prior.adults"
    assert m12.reminder.variable == "adults"
    assert [each.name for each in made("m12").fed_forward] == ["baseline_int_date", "prior_adults"]


def test_notes_have_no_number_and_store_nothing() -> None:
    questions = made("baseline").questions
    assert [each.number for each in questions] == [1, 2, 3, None, 4, 5, 6]
    assert "note_moved" not in made("baseline").dictionary


def test_reasons_carry_the_codes_of_the_missing_scheme() -> None:
    adults = made("baseline").by_variable["adults"]
    assert [(each.code, each.reason) for each in adults.reasons] == [
        (-1, Reason.DONT_KNOW),
        (-2, Reason.REFUSED),
    ]


def test_every_dictionary_begins_with_who_when_how() -> None:
    book = made("baseline").dictionary
    assert book.names[:6] == ("urn", "int_date", "int_mode", "int_language", "last_q", "consent")
    assert (book["urn"].type, book["int_date"].type) == ("text", "date")
    assert book.code_list("int_mode").labels() == {
        1: "Face to face",
        2: "By telephone",
        3: "Completed by the respondent",
    }


def test_an_item_may_take_the_place_of_an_administrative_variable() -> None:
    bank = Bank(
        (parse_module(CONSENT.replace("consent\n    type: one of yesno", "int_date\n    type: date")),)
    )
    book = compile_instrument(bank, CONFIG, "baseline").dictionary
    assert book.names == ("urn", "int_mode", "int_language", "last_q", "int_date")
    assert book["int_date"].item == "C1"


def test_several_answers_are_stored_one_by_one() -> None:
    book = made("baseline").dictionary
    assert book.sets[0].variables == ("bills_1", "bills_97")
    assert (book.sets[0].name, book.sets[0].exclusive, book.sets[0].codes) == ("bills", (97,), "bills")
    assert (
        book["bills_1"].label == "Water: Which bills?"
        and book["bills_1"].translations["cy"] == "Dŵr: Pa filiau?"
    )
    assert book.code_list("bills_1").labels() == {1: "Chosen", 0: "Not chosen"}
    assert book["bills_97"].sensitive


def test_every_code_of_the_scheme_is_declared_missing() -> None:
    book = made("baseline").dictionary
    assert {each.low: each.reason for each in book["since"].missing} == dict(CONFIG.missing.codes)
    assert MissingRange("-1", "-1", Reason.DONT_KNOW, "Don't know") in book["words"].missing


def test_a_variable_tells_how_it_was_asked() -> None:
    adults = made("m12").dictionary["adults"]
    assert (adults.item, adults.version, adults.module, adults.type) == ("H1", "v2", "home", "integer")
    assert (adults.low, adults.high) == (1, 12)
    assert adults.ask == "consent = 1 and baseline.int_date is missing"
    assert adults.checks == {
        "soft": "prior.adults is missing or adults >= prior.adults",
        "hard": "adults < 12",
    }
    assert adults.translations == {"cy": "Faint o oedolion nawr?"}


def test_scales_name_variables() -> None:
    scale = made("baseline").dictionary.scales[0]
    assert (scale.variables, scale.how, scale.min_answered) == (("adults", "moved"), "sum", 2)


def test_half_a_scale_is_not_a_scale() -> None:
    assert made("m12", "face_to_face").dictionary.scales == ()


def test_the_dictionary_survives_its_file() -> None:
    book = made("m12").dictionary
    assert Dictionary.from_json(book.to_json()) == book


def test_every_rule_of_a_dictionary_can_be_followed_with_its_variables() -> None:
    import pandas as pd

    from familypanel.study.routing import asked, option_variables

    book = made("m12").dictionary
    frame = pd.DataFrame({name: [1.0] for name in book.names})
    told = FrameAnswers(frame, sets=option_variables(book))
    assert [
        bool(asked(parse(each.ask) if each.ask else None, told)[0]) for each in book if each.item == "H4"
    ] == [False] * 2


def test_the_first_language_labels_and_the_others_translate() -> None:
    book = made("baseline", languages=("cy",)).dictionary
    assert book["moved"].label == "Wedi symud?" and book["moved"].translations == {}


def test_go_to_follows_what_one_answer_settles() -> None:
    ways = skips(made("baseline"))
    assert ways == {"consent": {2: END}, "moved": {2: "H5"}}


def test_no_such_wave() -> None:
    with pytest.raises(ProblemError, match=r"FP1007.*m21"):
        made("m21")


def test_a_missing_translation_is_never_filled_in() -> None:
    bank = Bank((parse_module(CONSENT.replace(", cy: Awn ni ymlaen?", "")),))
    with pytest.raises(ProblemError, match="FP2020"):
        compile_instrument(bank, CONFIG, "baseline")


ANSWERS = st.fixed_dictionaries(
    {
        "consent": st.sampled_from([1, 2]),
        "adults": st.integers(1, 12) | st.sampled_from([Reason.DONT_KNOW, Reason.REFUSED]),
        "moved": st.sampled_from([1, 2, Reason.REFUSED]),
    }
)


@given(ANSWERS, st.sampled_from(["baseline", "m12"]))
def test_who_follows_the_arrows_is_asked_what_the_routing_asks(told: dict, wave: str) -> None:
    """Walk the paper by its arrows and its "ask if" lines, and the same questions by their routing alone."""
    instrument = made(wave)
    known = told | {
        each.variable: Reason.NO_ANSWER for each in instrument.questions if each.variable not in told
    }
    walked, routed = _walk(instrument, known, skips(instrument)), _walk(instrument, known, {})
    assert walked == routed


def _walk(instrument: Instrument, told: dict, ways: Mapping[str, Mapping[int, str]]) -> list[str]:
    known, asked, target = dict(told), [], None
    for question in instrument.questions:
        passed = target is not None and question.id != target
        if passed or (question.ask is not None and one(question.ask, known) is not True):
            known[question.variable] = Reason.NOT_APPLICABLE
            continue
        asked.append(question.id)
        target = ways.get(question.variable, {}).get(known[question.variable])
    return asked
