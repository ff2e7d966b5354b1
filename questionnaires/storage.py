"""What an instrument stores: its dictionary of variables, code lists, response sets and scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..study.config import MODES, StudyConfig
from ..study.dictionary import (
    Code,
    CodeList,
    Dictionary,
    Measure,
    MissingRange,
    ResponseSet,
    Scale,
    Variable,
    VariableType,
)
from ..study.missing import MissingScheme
from ..study.routing import show
from .bank import Bank, Kind, Texts
from .instrument import ADMINISTRATIVE, Instrument, Question
from .phrases import LANGUAGE_NAMES, MODE_LABELS, VARIABLE_LABELS
from .printers.naming import label_shown
from .wording import plain_wording

__all__ = ["dictionary_of"]

CHOSEN = "chosen"
"""The list of every 0/1 variable of a multiple response."""

_YES_NO = {1: {"en": "Chosen", "cy": "Wedi'i ddewis"}, 0: {"en": "Not chosen", "cy": "Heb ei ddewis"}}
_TYPES: Mapping[Kind, VariableType] = {
    "one": "choice", "whole": "integer", "number": "decimal", "text": "text", "date": "date",
}  # fmt: skip
_MEASURES: Mapping[Kind, Measure] = {
    "one": "nominal", "whole": "scale", "number": "scale", "text": "nominal", "date": "scale",
}  # fmt: skip
# Bytes; SPSS declares the width of a text variable, and a study's URN may be longer than most.
_WIDTHS = {"urn": 32, "last_q": 64}
_OPEN_TEXT = 1000
_DECIMALS = 2


def dictionary_of(instrument: Instrument, bank: Bank, config: StudyConfig) -> Dictionary:
    """Give the dictionary of an instrument whose questions are compiled."""
    asked = {question.variable for question in instrument.questions}
    head = [_administrative(name, instrument) for name in ADMINISTRATIVE if name not in asked]
    missing = missing_ranges(config.missing)
    body = [
        variable
        for question in instrument.questions
        for variable in _variables(question, missing, instrument)
    ]
    return Dictionary(
        variables=tuple(head + body),
        lists={each.name: each for each in _lists(instrument, config.languages)},
        sets=tuple(_response_set(q, instrument) for q in instrument.questions if q.kind == "any"),
        scales=tuple(_scales(instrument, bank)),
        wave=instrument.wave,
        mode=instrument.mode,
        languages=instrument.languages,
        missing_scheme=config.missing.name,
        title=f"{instrument.title}, {instrument.wave_label}",
    )


def missing_ranges(scheme: MissingScheme) -> tuple[MissingRange, ...]:
    """Declare every code of the scheme: a return may hold any of them in any variable."""
    return tuple(MissingRange(code, code, reason, reason.label) for code, reason in scheme.codes.items())


def _administrative(name: str, instrument: Instrument) -> Variable:
    labels = VARIABLE_LABELS[name]
    kinds: Mapping[str, VariableType] = {"int_date": "date", "int_mode": "choice", "int_language": "choice"}
    kind = kinds.get(name, "text")
    return Variable(
        name,
        _first(labels, instrument),
        kind,
        codes=name if kind == "choice" else None,
        measure="scale" if kind == "date" else "nominal",
        width=_WIDTHS.get(name),
        translations=_others(labels, instrument),
    )


def _variables(
    question: Question, missing: tuple[MissingRange, ...], instrument: Instrument
) -> Iterator[Variable]:
    if not question.stores:
        return
    texts = _texts(question, instrument)
    if question.kind == "any":
        shared = replace(
            _described(question), type="choice", codes=CHOSEN, missing=missing, measure="nominal"
        )
        for choice in question.choices:
            labels = {language: f"{choice.label[language]}: {text}" for language, text in texts.items()}
            yield _labelled(shared, question.option_variable(choice.code), labels, instrument)
        return
    is_text = question.kind == "text"
    variable = replace(
        _described(question),
        type=_TYPES[question.kind],
        codes=question.list,
        missing=tuple(map(_as_text, missing)) if is_text else missing,
        measure=_MEASURES[question.kind],
        width=_OPEN_TEXT if is_text else None,
        decimals=_DECIMALS if question.kind == "number" else 0,
    )
    yield _labelled(variable, question.variable, texts, instrument)


def _texts(question: Question, instrument: Instrument) -> Texts:
    """Give the wording as a label; in a roster, whose it is comes first."""
    texts = {language: label_shown(words, instrument, language) for language, words in question.words.items()}
    if question.row is None:
        return texts
    whose = {language: plain_wording(words) for language, words in question.row.title.items()}
    return {language: f"{whose[language]}: {text}" for language, text in texts.items()}


def _as_text(each: MissingRange) -> MissingRange:
    return MissingRange(str(each.low), str(each.high), each.reason, each.label)


def _described(question: Question) -> Variable:
    """Give what every variable of a question shares."""
    checks = {"soft": question.soft, "hard": question.hard}
    return Variable(
        name=question.variable,
        low=question.low,
        high=question.high,
        item=question.id,
        version=question.version,
        module=question.module,
        ask=question.routing,
        allow=tuple(choice.reason for choice in question.reasons if choice.reason is not None),
        sensitive=question.sensitive,
        checks={key: show(check.rule) for key, check in checks.items() if check is not None},
    )


def _labelled(variable: Variable, name: str, texts: Texts, instrument: Instrument) -> Variable:
    label, translations = _first(texts, instrument), _others(texts, instrument)
    return replace(variable, name=name, label=label, translations=translations)


def _response_set(question: Question, instrument: Instrument) -> ResponseSet:
    return ResponseSet(
        name=question.variable,
        label=_first(_texts(question, instrument), instrument),
        variables=tuple(question.option_variable(choice.code) for choice in question.choices),
        codes=question.list,
        exclusive=tuple(choice.code for choice in question.choices if choice.exclusive),
        item=question.id,
    )


def _lists(instrument: Instrument, languages: tuple[str, ...]) -> Iterator[CodeList]:
    """Give the lists; `languages` are all of the study: a language keeps its code whichever are printed."""
    modes = {number: MODE_LABELS[mode] for number, mode in enumerate(MODES, start=1)}
    own = {number: _named(each, instrument) for number, each in enumerate(languages, start=1)}
    for name, options in (("int_mode", modes), ("int_language", own)):
        if name not in instrument.by_variable:
            yield _code_list(name, options, instrument)
    if any(question.kind == "any" for question in instrument.questions):
        yield _code_list(CHOSEN, _YES_NO, instrument)
    for question in instrument.questions:
        if question.list is not None:
            options = {choice.code: choice.label for choice in question.choices}
            yield _code_list(question.list, options, instrument)


def _named(language: str, instrument: Instrument) -> Texts:
    return dict.fromkeys(instrument.languages, LANGUAGE_NAMES.get(language, language))


def _code_list(name: str, options: Mapping[int, Texts], instrument: Instrument) -> CodeList:
    coded = (
        Code(code, _first(texts, instrument), _others(texts, instrument)) for code, texts in options.items()
    )
    return CodeList(name, tuple(coded))


def _scales(instrument: Instrument, bank: Bank) -> Iterator[Scale]:
    """Give the scales of which every item is asked; half a scale cannot be scored."""
    variables = {question.id: question.variable for question in instrument.questions if question.stores}
    for scale in (scale for module in bank.modules for scale in module.scales):
        if all(item in variables for item in scale.items):
            items = tuple(variables[item] for item in scale.items)
            reverse = tuple(variables[item] for item in scale.reverse if item in variables)
            yield Scale(scale.id, items, reverse, scale.how, scale.min_answered)


def _first(texts: Texts, instrument: Instrument) -> str:
    return texts.get(instrument.languages[0]) or next(iter(texts.values()))


def _others(texts: Texts, instrument: Instrument) -> Texts:
    return {language: texts[language] for language in instrument.languages[1:] if language in texts}
