"""Answer lists and ranges: that they exist, are used, and leave room for the codes of missing answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import UNREAD, AnswerList, AnswerType, Item, Version
from .context import Context

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find lists unknown (FP2008) or unused (FP2011), and codes that say two things or the same (FP2401)."""
    offered = [one.answers for item in context.bank.authored for one in item.versions.values() if one.answers]
    used = {each.list for each in (*(item.type for item in context.bank.authored), *offered)}
    for answers in context.lists.values():
        if answers.name not in used:
            yield problem("FP2011", answers.place, list=answers.name)
        yield from _colliding(context, answers)
        yield from _alike(answers)
    for item in context.bank.authored:
        yield from _list_of(context, item)
        yield from _range_of(context, item)
        yield from _reasons_of(context, item)
        for version in item.versions.values():
            yield from _offered(context, item, version)


def _colliding(context: Context, answers: AnswerList) -> Iterator[Problem]:
    scheme = context.config.missing
    for option in answers.options:
        reason = scheme.codes.get(option.code)
        if reason is not None:
            facts = {
                "value": option.code,
                "list": answers.name,
                "reason": reason.label,
                "scheme": scheme.name,
            }
            yield problem("FP2010", option.place, **facts)


def _alike(answers: AnswerList) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for option in answers.options:
        for language, label in option.label.items():
            first = seen.setdefault((language, " ".join(label.split()).casefold()), option.code)
            if first != option.code:
                facts = {"first": first, "second": option.code, "list": answers.name, "language": language}
                yield problem("FP2401", option.place, **facts)


def _list_of(context: Context, item: Item) -> Iterator[Problem]:
    if item.type.list is None:
        return
    answers = context.lists.get(item.type.list)
    if answers is None:
        hint = did_you_mean(item.type.list, context.lists)
        yield problem(
            "FP2008", item.value_at("type", offset=len(item.type.kind) + 4), list=item.type.list, hint=hint
        )
        return
    for code in item.exclusive:
        if code not in answers.codes and answers.whole:
            known = list(map(str, answers.codes))
            facts = {"value": code, "list": answers.name, "hint": did_you_mean(str(code), known)}
            yield problem("FP2013", item.place_of("exclusive", str(code)), known=", ".join(known), **facts)


def _offered(context: Context, item: Item, version: Version) -> Iterator[Problem]:
    """Find a version that offers what its item does not have (FP2244), or an unknown list (FP2008)."""
    answers = version.answers
    if answers is None or UNREAD in {answers, item.type}:
        return
    place = item.value_at("versions", version.name, "answers")
    if answers.list is not None and answers.list not in context.lists:
        hint = did_you_mean(answers.list, context.lists)
        yield problem("FP2008", place, list=answers.list, hint=hint)
        return
    wrong = _beyond(context, item.type, answers)
    if wrong:
        yield problem("FP2244", place, version=version.name, type=item.type, reason=wrong)


def _beyond(context: Context, every: AnswerType, offered: AnswerType) -> str:
    """Say what a version offers that the item has not; empty where it is a part of it."""
    if every.kind != offered.kind:
        return f"it is '{offered.kind}', not '{every.kind}'"
    if every.list is not None and offered.list is not None and every.list in context.lists:
        known = {option.code: option.label for option in context.lists[every.list].options}
        for option in context.lists[offered.list].options:
            if known.get(option.code) != option.label:
                what = "is not in" if option.code not in known else "says something else in"
                return f"code {option.code} of '{offered.list}' {what} '{every.list}'"
    limits = (every.low, every.high, offered.low, offered.high)
    if None not in limits and (offered.low < every.low or offered.high > every.high):  # type: ignore[operator]
        return f"{offered.low:g}..{offered.high:g} goes beyond {every.low:g}..{every.high:g}"
    return ""


def _range_of(context: Context, item: Item) -> Iterator[Problem]:
    low, high = item.type.low, item.type.high
    scheme = context.config.missing
    for code, reason in scheme.codes.items():
        if low is not None and high is not None and low <= code <= high:
            facts = {"low": f"{low:g}", "high": f"{high:g}", "reason": reason.label, "scheme": scheme.name}
            yield problem("FP2018", item.value_at("type"), value=code, **facts)


def _reasons_of(context: Context, item: Item) -> Iterator[Problem]:
    scheme = context.config.missing
    for reason in item.allow:
        if scheme.code_for(reason) is None:
            place = replace(item.place_of("allow", reason.word), variable=item.variable)
            yield problem("FP2019", place, scheme=scheme.name, reason=reason.label)
