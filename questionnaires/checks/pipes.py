"""Pipes in texts: that the answer exists by then, is one answer, and may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...study.problems import Place, Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import Item, Texts
from ..instrument import ADMINISTRATIVE
from ..wording import Pipe, parse_wording
from .context import Asked, Context, Placed
from .rosters import needs_a_row

__all__ = ["findings"]


@dataclass(frozen=True)
class _Text:
    """The texts of an item under some keys, where a wave uses them."""

    placed: Placed
    index: int
    key: str
    texts: Texts
    item: Item
    keys: tuple[str, ...]

    def at(self, language: str, offset: int) -> Place:
        """Say where a character of the text in one language stands."""
        return replace(self.item.value_at(*self.keys, language, offset=offset), wave=self.placed.wave)


def findings(context: Context) -> Iterator[Problem]:
    """Find pipes that cannot be read (FP2017), lead nowhere (FP2101, FP2102), or show what they may not."""
    for placed in context.placed:
        for index, asked in enumerate(placed.asked):
            for text in _texts(asked, placed, index):
                yield from _of_text(context, text)


def _texts(asked: Asked, placed: Placed, index: int) -> Iterator[_Text]:
    item, version = asked.item, asked.version
    yield _Text(placed, index, "the text", version.text, item, ("versions", version.name))
    way = ("instruct", placed.mode) if placed.mode in item.instruct else ("instruct",)
    yield _Text(placed, index, "the instruction", item.instruct_by(placed.mode), item, way)
    for key, rule in (("soft", item.soft), ("hard", item.hard)):
        if rule is not None:
            # It is said after the answer, so that the answer itself may be in it.
            keys = ("check", key, "say")
            yield _Text(placed, index + 1, "the sentence of the check", rule.say, item, keys)


def _of_text(context: Context, text: _Text) -> Iterator[Problem]:
    for language, words in text.texts.items():
        try:
            parts = parse_wording(words)
        except ValueError as error:
            offset = max(words.find("{"), 0)
            yield problem("FP2017", text.at(language, offset), reason=str(error))
            continue
        for pipe in (part for part in parts if isinstance(part, Pipe)):
            place = text.at(language, words.find(f"{{{pipe.name}}}"))
            found = _there(context, text, pipe, place)
            yield from [found] if found is not None else _shown(context, text, pipe, place)


def _there(context: Context, text: _Text, pipe: Pipe, place: Place) -> Problem | None:
    column = needs_a_row(context, pipe.variable, place, text.key)
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
        return problem("FP2101", place, scope=scope, hint=did_you_mean(pipe.variable, known), **facts)
    if position >= text.index:
        return problem("FP2102", place, other=text.placed.asked[position].item.id, **facts)
    return None


def _shown(context: Context, text: _Text, pipe: Pipe, place: Place) -> Iterator[Problem]:
    item = context.bank.by_variable.get(pipe.variable)
    if item is None:
        return
    if item.sensitive:
        yield problem("FP2122", place, item=item.id)
    if item.type.kind == "any":
        yield problem("FP2120", place, name=pipe.name)
    lists = {each.item.type.list for each in text.placed.asked}
    if pipe.source is not None and item.type.kind == "one" and item.type.list not in lists:
        facts = {"name": pipe.name, "list": item.type.list, "wave": text.placed.wave}
        yield problem("FP2123", place, **facts)
