"""Names in rules: that they exist, and that they are asked before they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from ...study.problems import Problem
from ...study.routing import Name, names, walk
from ...study.yaml_source import did_you_mean
from ..instrument import ADMINISTRATIVE
from .context import Asked, Context, Placed, Use
from .rosters import needs_a_row

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find names that are not there (FP2101), or not yet (FP2102, FP2103), and circles (FP2350)."""
    for use in context.used():
        for name in (node for node in walk(use.tree) if isinstance(node, Name)):
            yield from (
                _of_this_wave(context, use, name) if name.scope is None else _of_earlier(context, use, name)
            )


def _of_this_wave(context: Context, use: Use, name: Name) -> Iterator[Problem]:
    position = use.placed.position(name.name)
    if position is None:
        column = needs_a_row(context, name.name, use.place(name), use.key)
        if column is not None:
            yield column
            return
        known = [each.item.variable for each in use.placed.asked if each.item.stores] + list(ADMINISTRATIVE)
        scope = f"of wave {use.placed.wave} ({use.placed.mode})"
        yield use.problem("FP2101", name, name=name, scope=scope, hint=did_you_mean(name.name, known))
    elif position == use.index and not use.key.endswith("check"):
        yield use.problem("FP2103", name, name=name)
    elif position > use.index:
        yield _too_early(context, use, name, use.placed.asked[position])


def _too_early(context: Context, use: Use, name: Name, other: Asked) -> Problem:
    """Tell a reference to a later item, which is a circle where that one needs this one's answer."""
    circle = _way(context, use.placed, other, use.item.variable) if use.item.stores else ()
    if not circle:
        return use.problem("FP2102", name, name=name, other=other.item.id)
    steps = [use.item, *(each.item for each in circle), use.item]
    return use.problem("FP2350", name, name=name, circle=" -> ".join(each.id for each in steps))


def _way(context: Context, placed: Placed, start: Asked, wanted: str) -> tuple[Asked, ...]:
    """Follow references from one item to the variable that is wanted; empty where none leads there."""
    waiting: list[tuple[Asked, ...]] = [(start,)]
    seen = {start.item.id}
    while waiting:
        path = waiting.pop()
        needed = _needed(context, placed, path[-1])
        if wanted in needed:
            return path
        for variable in needed:
            position = placed.position(variable)
            following = None if position is None or position < 0 else placed.asked[position]
            if following is not None and following.item.id not in seen:
                seen.add(following.item.id)
                waiting.append((*path, following))
    return ()


def _needed(context: Context, placed: Placed, asked: Asked) -> list[str]:
    rules = [rule for key, rule in asked.rules(placed.wave) if key.endswith("ask")]
    trees = [tree for rule in rules if (tree := context.tree(rule)) is not None]
    return sorted({name.name for tree in trees for name in names(tree) if name.scope is None})


def _of_earlier(context: Context, use: Use, name: Name) -> Iterator[Problem]:
    """Names of earlier waves must be stored in one: the baseline, or any wave of the study."""
    needed = {context.baseline} if name.scope == "baseline" else {wave.name for wave in context.config.waves}
    stored = {item.variable for item in context.bank.items if item.stores and needed & set(item.use)}
    column = needs_a_row(context, name.name, use.place(name), use.key)
    if column is not None:
        yield column
    elif name.name not in stored and name.name not in ADMINISTRATIVE:
        scope = "of the baseline" if name.scope == "baseline" else "of any wave"
        yield use.problem("FP2101", name, name=name, scope=scope, hint=did_you_mean(name.name, stored))
