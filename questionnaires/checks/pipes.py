"""Pipes in texts: that the answer exists by then, is one answer, and may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Place, Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import Texts
from ..instrument import ADMINISTRATIVE
from ..wording import Pipe, parse_wording
from .context import Asked, Context, Placed

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find pipes that cannot be read (FP2017), lead nowhere (FP2101, FP2102), or show what they may not."""
    for placed in context.placed:
        for index, asked in enumerate(placed.asked):
            for key, texts, place in _texts(asked, placed):
                for text in texts.values():
                    yield from _of_text(context, placed, index, asked, key, text, place)


def _texts(asked: Asked, placed: Placed) -> Iterator[tuple[str, Texts, Place]]:
    item = asked.item
    spot = {"item": item.id, "wave": placed.wave}
    yield "the text", asked.version.text, replace(asked.version.place, **spot)
    yield "the instruction", item.instruct_by(placed.mode), replace(item.place, **spot)


def _of_text(
    context: Context, placed: Placed, index: int, asked: Asked, key: str, text: str, place: Place
) -> Iterator[Problem]:
    try:
        parts = parse_wording(text)
    except ValueError as error:
        yield problem("FP2017", place, reason=str(error))
        return
    for pipe in (part for part in parts if isinstance(part, Pipe)):
        found = _there(context, placed, index, key, pipe, place)
        yield from [found] if found is not None else _shown(context, placed, pipe, place)


def _there(
    context: Context, placed: Placed, index: int, key: str, pipe: Pipe, place: Place
) -> Problem | None:
    if pipe.source is not None:
        known = {item.variable for item in context.bank.items if item.stores} | set(ADMINISTRATIVE)
        position = -1 if pipe.variable in known else None
    else:
        known = {each.item.variable for each in placed.asked if each.item.stores}
        position = placed.position(pipe.variable)
    if position is None:
        hint = did_you_mean(pipe.variable, known)
        scope = f"of wave {placed.wave} ({placed.mode})" if pipe.source is None else "of any wave"
        return problem("FP2101", place, name=pipe.name, where=key, scope=scope, hint=hint)
    if position >= index:
        other = placed.asked[position].item.id
        return problem("FP2102", place, name=pipe.name, where=key, other=other)
    return None


def _shown(context: Context, placed: Placed, pipe: Pipe, place: Place) -> Iterator[Problem]:
    item = context.bank.by_variable.get(pipe.variable)
    if item is None:
        return
    if item.sensitive:
        yield problem("FP2122", place, item=item.id)
    if item.type.kind == "any":
        yield problem("FP2120", place, name=pipe.name)
    lists = {each.item.type.list for each in placed.asked}
    if pipe.source is not None and item.type.kind == "one" and item.type.list not in lists:
        yield problem("FP2123", place, name=pipe.name, list=item.type.list, wave=placed.wave)
