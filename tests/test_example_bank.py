"""The question bank of the example: two languages, sound rules, and care with what is sensitive."""

import re
from collections.abc import Iterator
from importlib.resources import as_file, files

import pytest

from familypanel.examples.improving_futures.questions import ANSWERS
from familypanel.examples.improving_futures.sentences import SENTENCES
from familypanel.questionnaires.bank import Bank
from familypanel.questionnaires.bank_reader import read_bank
from familypanel.questionnaires.compiler import compile_instrument
from familypanel.questionnaires.instrument import Instrument
from familypanel.questionnaires.wording import names_piped
from familypanel.study.config import StudyConfig
from familypanel.study.config_reader import read_config
from familypanel.study.routing import names, parse
from familypanel.study.yaml_source import parse_yaml

PACKAGE = files("familypanel.examples.improving_futures")
WAVES = ("baseline", "m12", "m24")


@pytest.fixture(scope="module")
def bank() -> Bank:
    with as_file(PACKAGE / "questionnaires") as folder:
        return read_bank(folder)


@pytest.fixture(scope="module")
def config() -> StudyConfig:
    return read_config(parse_yaml((PACKAGE / "study.yaml").read_text(encoding="utf-8"), "study.yaml"))


@pytest.fixture(scope="module")
def instruments(bank: Bank, config: StudyConfig) -> dict[str, Instrument]:
    return {wave: compile_instrument(bank, config, wave) for wave in WAVES}


def texts(bank: Bank) -> Iterator[tuple[str, dict[str, str]]]:
    """Go through everything that is shown to a person, with where it stands."""
    for module in bank.modules:
        yield module.name, dict(module.title)
        for answers in module.lists:
            yield from ((f"{answers.name} {option.code}", dict(option.label)) for option in answers.options)
        for item in module.items:
            yield from (
                (f"{item.id} {version.name}", dict(version.text)) for version in item.versions.values()
            )
            yield from ((f"{item.id} instruct", dict(text)) for text in item.instruct.values())
            if item.remind is not None:
                yield f"{item.id} remind", dict(item.remind.say)


def test_everything_has_a_welsh_text_with_the_same_pipes(bank: Bank) -> None:
    for where, text in texts(bank):
        assert set(text) == {"en", "cy"}, where
        assert all(words.strip() for words in text.values()), where
        assert names_piped(text["en"]) == names_piped(text["cy"]), where


def test_welsh_is_not_english_left_standing(bank: Bank) -> None:
    same = [where for where, text in texts(bank) if text["en"].casefold() == text["cy"].casefold()]
    assert same == []


def test_welsh_questions_say_yes_with_the_verb_they_ask_with(bank: Bank) -> None:
    """Welsh has no single word for yes: the answer repeats the verb of the question."""
    opening = {
        "yes_ydw": "ydych|ydw",
        "yes_oes": "oes",
        "yes_do": "gawsoch",
        "yes_cewch": "gawn",
        "yes_hoffwn": "hoffech",
    }
    for item in bank.items:
        if item.type.list in opening:
            for version in item.versions.values():
                asked = version.text["cy"].casefold()
                assert re.search(rf"\b({opening[item.type.list]})\b", asked), item.id


def test_every_rule_names_only_what_is_asked_somewhere(bank: Bank) -> None:
    known = set(bank.by_variable)
    for item in bank.items:
        rules = [*item.ask.values(), *(rule for rule in (item.soft, item.hard) if rule is not None)]
        for rule in rules:
            assert {name.name for name in names(parse(rule.text))} <= known, item.id


def test_variables_are_short_spss_names_with_the_prefix_of_their_module(bank: Bank) -> None:
    prefixes = {}
    for item in bank.items:
        assert re.fullmatch(r"[a-z]{2,3}_[a-z]{2,10}", item.variable), item.id
        prefixes.setdefault(item.module, set()).add(item.variable.split("_")[0])
    assert all(len(found) == 1 for found in prefixes.values())


def test_the_waves_ask_about_sixty_questions_each(instruments: dict[str, Instrument]) -> None:
    assert {wave: instrument.items for wave, instrument in instruments.items()} == {
        "baseline": 64, "m12": 74, "m24": 63,
    }  # fmt: skip


def test_each_kind_of_question_is_there(bank: Bank) -> None:
    kinds = {item.type.kind for item in bank.items}
    assert kinds == {"one", "any", "whole", "number", "text", "date", "note"}
    assert sum(item.type.kind == "any" and bool(item.exclusive) for item in bank.items) >= 5
    assert any(item.soft for item in bank.items) and any(item.hard for item in bank.items)


def test_wordings_and_routing_differ_by_wave(bank: Bank) -> None:
    reworded = [item.id for item in bank.items if len(item.versions) > 1]
    assert len(reworded) >= 8
    for item in bank.items:
        for version in list(item.versions.values())[1:]:
            assert version.replaces in item.versions and version.because, item.id
    assert any(len(item.ask) > 1 or set(item.ask) <= set(WAVES) for item in bank.items if item.ask)


def test_cards_are_for_face_to_face_only(instruments: dict[str, Instrument]) -> None:
    assert sum(q.card is not None for q in instruments["baseline"].questions) >= 10
    assert not any(q.card for wave in ("m12", "m24") for q in instruments[wave].questions)
    told = [q.words["en"] for wave in ("m12", "m24") for q in instruments[wave].questions]
    assert not any("card" in str(words).casefold().split() for words in told)


def test_by_telephone_nothing_is_asked_before_it_is_safe_to_talk(instruments: dict[str, Instrument]) -> None:
    for wave in ("m12", "m24"):
        asked = [q for q in instruments[wave].questions if q.variable not in {"int_date", "int_language"}]
        assert asked[0].variable == "int_safe"
        for question in asked[1:]:
            assert question.ask is not None, question.id
            assert {"int_safe", "int_consent"} & {name.name for name in names(question.ask)}, question.id


def test_before_consent_it_is_said_who_asks_why_and_what_cannot_be_kept(
    instruments: dict[str, Instrument],
) -> None:
    for instrument in instruments.values():
        order = [each.variable for each in instrument.questions]
        about = instrument.questions[order.index("int_about")]
        assert order.index("int_about") + 1 == order.index("int_consent")
        told = {language: "".join(map(str, about.words[language])) for language in ("en", "cy")}
        assert all(instrument.title in words for words in told.values())
        for promise in (
            "Only the research team sees",
            "up to you",
            "a child or somebody else",
            "before I do anything",
        ):
            assert promise in told["en"]
        for promise in (
            "tîm ymchwil yn unig",
            "Chi sydd i ddewis",
            "plentyn neu rywun arall",
            "cyn i mi wneud dim",
        ):
            assert promise in told["cy"]
        if instrument.mode == "telephone":
            assert {name.name for name in names(about.ask)} == {"int_safe"}
        else:
            assert about.ask is None


def test_what_is_said_after_a_disclosure_promises_no_more_than_before_consent(bank: Bank) -> None:
    said = bank.by_id["COM070"].versions["v1"].text
    assert "before I do anything" in said["en"] and "cyn i mi wneud dim" in said["cy"]
    assert "You decide" not in said["en"] and "Chi sy'n penderfynu" not in said["cy"]


def test_whoever_else_answers_the_telephone_is_told_the_same_at_the_start_and_the_end(bank: Bank) -> None:
    rule = bank.by_id["INT030"].instruct_by("telephone")
    promise = bank.by_id["CLO030"].versions["v1"].text
    for text in (rule, promise):
        assert "say only that" in text["en"] and "will try another time" in text["en"]
        assert "no message" in text["en"] and "rywbryd eto" in text["cy"]


def test_the_question_about_fear_is_asked_only_of_those_who_let_it_be_asked(
    instruments: dict[str, Instrument],
) -> None:
    for instrument in instruments.values():
        question = instrument.by_variable["com_afraid"]
        assert question.sensitive and question.routing is not None
        assert "com_ready = 1" in question.routing
    ready = instruments["baseline"].by_variable["com_ready"].routing
    assert ready is not None and "int_alone = 1" in ready


def test_a_sensitive_answer_is_never_read_back(bank: Bank) -> None:
    sensitive = {item.variable for item in bank.items if item.sensitive}
    assert {"com_afraid", "mon_behind", "mon_owed", "hh_limit", "wel_doctor"} <= sensitive
    piped = {name.rpartition(".")[2] for _, text in texts(bank) for name in names_piped(text["en"])}
    assert not piped & sensitive
    reminded = {bank.by_id[item.remind.source].variable for item in bank.items if item.remind}
    assert reminded and not reminded & sensitive


def test_nothing_in_the_closing_names_the_subject(bank: Bank) -> None:
    """What is said at the end may be overheard by whoever has just come in."""
    closing = next(module for module in bank.modules if module.name == "closing")
    words = " ".join(version.text["en"] for item in closing.items for version in item.versions.values())
    assert not re.search(
        r"\b(project|parent|support|abuse|afraid|debt|money|referr\w+)\b", words, re.IGNORECASE
    )


def test_every_question_can_be_answered_by_the_simulator(bank: Bank) -> None:
    stored = {item.variable for item in bank.items if item.type.kind != "note"}
    assert set(ANSWERS) == stored | {"int_mode"}


def test_free_answers_identify_nobody() -> None:
    for topic in SENTENCES.values():
        assert set(topic) == {"en", "cy"}
        for sentence in (sentence for language in topic.values() for sentence in language):
            inside = re.sub(r"^\W*\w+|[.!?] \w+|\bI\b", "", sentence)
            assert not re.search(r"\d|[A-Z]", inside.replace("Cymraeg", "")), sentence
