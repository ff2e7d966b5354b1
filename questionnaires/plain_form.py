"""A module as plain values, in the keys in which it is authored: what YAML and the workbook both hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .bank import ALL, Item, Module, Reminder, Rule, ScaleDefinition, Texts, Version

__all__ = ["Plain", "plain_module"]

Plain = dict[Any, Any]
"""Mappings, lists, texts, numbers and true or false, as YAML has them."""


def plain_module(module: Module) -> Plain:
    """Write a module as it would be authored; what is not there is left out.

    Reading it again gives the same module (`familypanel.questionnaires.bank_reader.read_module`).
    """
    lists = {
        answers.name: {option.code: dict(option.label) for option in answers.options}
        for answers in module.lists
    }
    return _stated(
        module=module.name,
        title=dict(module.title),
        ask=_rule(module.ask),
        lists=lists,
        items=[_item(item) for item in module.items],
        scales=[_scale(scale) for scale in module.scales],
    )


def _stated(**values: Any) -> Plain:
    return {key: value for key, value in values.items() if value not in (None, "", {}, [], False)}


def _rule(rule: Rule | None) -> str | None:
    return None if rule is None else rule.text


def _check(rule: Rule | None) -> Any:
    """Give the condition alone, or with the sentence that is said where it fails."""
    return {"unless": rule.text, "say": dict(rule.say)} if rule is not None and rule.say else _rule(rule)


def _item(item: Item) -> Plain:
    return _stated(
        id=item.id,
        variable=item.variable,
        type=str(item.type),
        allow=[reason.word for reason in item.allow],
        exclusive=list(item.exclusive),
        versions={name: _version(version) for name, version in item.versions.items()},
        use={wave: _used(version) for wave, version in item.use.items()},
        ask=_for_all({wave: rule.text for wave, rule in item.ask.items()}),
        check=_stated(soft=_check(item.soft), hard=_check(item.hard)),
        remind=_remind(item.remind) if item.remind else None,
        card=item.card,
        instruct=_for_all({mode: dict(texts) for mode, texts in item.instruct.items()}),
        seconds={mode: _number(seconds) for mode, seconds in item.seconds.items()},
        sensitive=item.sensitive,
        called=dict(item.called),
        most=item.rows and item.rows.most,
        count=_rule(item.rows.count) if item.rows else None,
        until=_rule(item.rows.until) if item.rows else None,
    )


def _version(version: Version) -> Plain:
    answers = None if version.answers is None else str(version.answers)
    named = _stated(
        answers=answers, replaces=version.replaces, because=version.because, comparable=version.comparable
    )
    return dict(version.text) | named


def _used(version: str | Mapping[str, str]) -> Any:
    return version if isinstance(version, str) else dict(version)


def _for_all(values: Mapping[str, str | Texts]) -> Any:
    """Give the one value where it holds for every wave or mode, else the map."""
    return values[ALL] if set(values) == {ALL} else dict(values)


def _remind(reminder: Reminder) -> Plain:
    unusual = reminder.sensitivity != "ordinary"
    return _stated(
        **{"from": reminder.source},
        say=dict(reminder.say),
        sensitivity=reminder.sensitivity if unusual else None,
    )


def _scale(scale: ScaleDefinition) -> Plain:
    return _stated(
        id=scale.id,
        items=list(scale.items),
        reverse=list(scale.reverse),
        score={"how": scale.how, "min_answered": scale.min_answered},
    )


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
