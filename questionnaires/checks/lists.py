"""Answer lists and ranges: that they exist, are used, and leave room for the codes of missing answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import AnswerList, Item
from .context import Context

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find lists unknown (FP2008) or unused (FP2011), and codes that say two things or the same (FP2401)."""
    used = {item.type.list for item in context.bank.authored}
    for answers in context.lists.values():
        if answers.name not in used:
            yield problem("FP2011", answers.place, list=answers.name)
        yield from _colliding(context, answers)
        yield from _alike(answers)
    for item in context.bank.authored:
        yield from _list_of(context, item)
        yield from _range_of(context, item)
        yield from _reasons_of(context, item)


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
