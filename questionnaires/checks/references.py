"""Names in rules: that they exist, and that they are asked before they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from ...study.problems import Problem, problem
from ...study.routing import Name, walk
from ...study.yaml_source import did_you_mean
from ..bank import Rule
from ..instrument import ADMINISTRATIVE
from .context import Asked, Context, Placed, place_of

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find undefined names (FP2101), forward references (FP2102) and self-references (FP2103)."""
    for placed, index, asked, key, rule, tree in context.used():
        for name in (node for node in walk(tree) if isinstance(node, Name)):
            if name.scope is None:
                yield from _of_this_wave(context, placed, index, asked, key, rule, name)
            else:
                yield from _of_earlier(context, placed, asked, key, rule, name)


def _of_this_wave(
    context: Context, placed: Placed, index: int, asked: Asked, key: str, rule: Rule, name: Name
) -> Iterator[Problem]:
    place = place_of(rule, name, asked.item, placed.wave)
    position = placed.position(name.name)
    if position is None:
        known = [each.item.variable for each in placed.asked if each.item.stores] + list(ADMINISTRATIVE)
        scope = f"of wave {placed.wave} ({placed.mode})"
        hint = did_you_mean(name.name, known)
        yield problem("FP2101", place, name=name, where=key, scope=scope, hint=hint)
    elif position == index and key not in ("soft check", "hard check"):
        yield problem("FP2103", place, name=name, where=key)
    elif position > index:
        other = placed.asked[position].item.id
        yield problem("FP2102", place, name=name, where=key, other=other)


def _of_earlier(
    context: Context, placed: Placed, asked: Asked, key: str, rule: Rule, name: Name
) -> Iterator[Problem]:
    """Names of earlier waves must be stored in one: the baseline, or any wave of the study."""
    needed = {context.baseline} if name.scope == "baseline" else {wave.name for wave in context.config.waves}
    stored = {item.variable for item in context.bank.items if item.stores and needed & set(item.use)}
    if name.name in stored or name.name in ADMINISTRATIVE:
        return
    scope = "of the baseline" if name.scope == "baseline" else "of any wave"
    place = place_of(rule, name, asked.item, placed.wave)
    yield problem("FP2101", place, name=name, where=key, scope=scope, hint=did_you_mean(name.name, stored))
