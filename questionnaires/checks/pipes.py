"""Pipes in texts: that the answer exists by then, is one answer, and may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...study.problems import Place, Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import Texts
from ..instrument import ADMINISTRATIVE
from ..wording import Pipe, parse_wording
from .context import Asked, Context, Placed
from .rosters import needs_a_row

__all__ = ["findings"]


@dataclass(frozen=True)
class _Text:
    """The texts of an item under one key, where a wave uses them."""

    placed: Placed
    index: int
    key: str
    texts: Texts
    place: Place


def findings(context: Context) -> Iterator[Problem]:
    """Find pipes that cannot be read (FP2017), lead nowhere (FP2101, FP2102), or show what they may not."""
    for placed in context.placed:
        for index, asked in enumerate(placed.asked):
            for text in _texts(asked, placed, index):
                yield from _of_text(context, text)


def _texts(asked: Asked, placed: Placed, index: int) -> Iterator[_Text]:
    item, version = asked.item, asked.version
    place = replace(version.place, item=item.id, wave=placed.wave)
    yield _Text(placed, index, "the text", version.text, place)
    place = replace(item.place, wave=placed.wave)
    yield _Text(placed, index, "the instruction", item.instruct_by(placed.mode), place)
    for rule in (item.soft, item.hard):
        if rule is not None:
            # It is said after the answer, so that the answer itself may be in it.
            place = replace(rule.place, item=item.id, wave=placed.wave)
            yield _Text(placed, index + 1, "the sentence of the check", rule.say, place)


def _of_text(context: Context, text: _Text) -> Iterator[Problem]:
    for words in text.texts.values():
        try:
            parts = parse_wording(words)
        except ValueError as error:
            yield problem("FP2017", text.place, reason=str(error))
            continue
        for pipe in (part for part in parts if isinstance(part, Pipe)):
            found = _there(context, text, pipe)
            yield from [found] if found is not None else _shown(context, text, pipe)


def _there(context: Context, text: _Text, pipe: Pipe) -> Problem | None:
    column = needs_a_row(context, pipe.variable, text.place, text.key)
    if column is not None:
        return column
    if pipe.source is not None:
        known = {item.variable for item in context.bank.items if item.stores} | set(ADMINISTRATIVE)
        position = -1 if pipe.variable in known else None
    else:
        known = {each.item.variable for each in text.placed.asked if each.item.stores}
        position = text.placed.position(pipe.variable)
    facts = {"name": pipe.name, "where": text.key}
    if position is None:
        scope = "of any wave" if pipe.source else f"of wave {text.placed.wave} ({text.placed.mode})"
        return problem("FP2101", text.place, scope=scope, hint=did_you_mean(pipe.variable, known), **facts)
    if position >= text.index:
        return problem("FP2102", text.place, other=text.placed.asked[position].item.id, **facts)
    return None


def _shown(context: Context, text: _Text, pipe: Pipe) -> Iterator[Problem]:
    item = context.bank.by_variable.get(pipe.variable)
    if item is None:
        return
    if item.sensitive:
        yield problem("FP2122", text.place, item=item.id)
    if item.type.kind == "any":
        yield problem("FP2120", text.place, name=pipe.name)
    lists = {each.item.type.list for each in text.placed.asked}
    if pipe.source is not None and item.type.kind == "one" and item.type.list not in lists:
        facts = {"name": pipe.name, "list": item.type.list, "wave": text.placed.wave}
        yield problem("FP2123", text.place, **facts)
