"""Reminders of the last answer: that there is one, that it fits into words, and that it may be read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import Item, Reminder
from ..wording import names_piped
from .context import Context, Placed

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find reminders with no source (FP2121), of sensitive answers (FP2122), or with no words (FP212.)."""
    for item in context.bank.items:
        if item.remind is not None:
            yield from _of(context, item, item.remind)
    for placed in context.placed:
        for asked in placed.asked:
            if asked.item.remind is not None:
                yield from _in_words(context, placed, asked.item, asked.item.remind)


def _in_words(context: Context, placed: Placed, item: Item, remind: Reminder) -> Iterator[Problem]:
    """Find reminders of a code whose list is not asked with in the wave."""
    source = context.bank.by_id.get(remind.source)
    lists = {each.item.type.list for each in placed.asked}
    if source is not None and source.type.kind == "one" and source.type.list not in lists:
        facts = {"name": source.variable, "list": source.type.list, "wave": placed.wave}
        yield problem("FP2123", replace(item.value_at("remind", "from"), wave=placed.wave), **facts)


def _of(context: Context, item: Item, remind: Reminder) -> Iterator[Problem]:
    source = context.bank.by_id.get(remind.source)
    if source is None or not source.stores:
        hint = did_you_mean(remind.source, context.bank.by_id)
        yield problem("FP2121", item.value_at("remind", "from"), item=remind.source, hint=hint)
        return
    if source.sensitive or remind.sensitivity == "sensitive":
        yield problem("FP2122", item.value_at("remind", "from"), item=source.id)
    if source.type.kind == "any":
        yield problem("FP2120", item.value_at("remind", "from"), name="prior")
    for language, text in remind.say.items():
        piped = names_piped(text)
        if "prior" not in piped:
            yield problem("FP2124", item.value_at("remind", "say", language))
        for name in sorted(piped - {"prior"}):
            spot = item.value_at("remind", "say", language, offset=text.find(f"{{{name}}}"))
            yield problem("FP2101", spot, name=name, where="the reminder", scope="of a reminder", hint="")
