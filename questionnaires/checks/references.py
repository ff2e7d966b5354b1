"""Names in rules: that they exist, and that they are asked before they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from ...study.problems import Problem
from ...study.routing import Name, walk
from ...study.yaml_source import did_you_mean
from ..instrument import ADMINISTRATIVE
from .context import Context, Use

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find undefined names (FP2101), forward references (FP2102) and self-references (FP2103)."""
    for use in context.used():
        for name in (node for node in walk(use.tree) if isinstance(node, Name)):
            yield from _of_this_wave(use, name) if name.scope is None else _of_earlier(context, use, name)


def _of_this_wave(use: Use, name: Name) -> Iterator[Problem]:
    position = use.placed.position(name.name)
    if position is None:
        known = [each.item.variable for each in use.placed.asked if each.item.stores] + list(ADMINISTRATIVE)
        scope = f"of wave {use.placed.wave} ({use.placed.mode})"
        yield use.problem("FP2101", name, name=name, scope=scope, hint=did_you_mean(name.name, known))
    elif position == use.index and not use.key.endswith("check"):
        yield use.problem("FP2103", name, name=name)
    elif position > use.index:
        yield use.problem("FP2102", name, name=name, other=use.placed.asked[position].item.id)


def _of_earlier(context: Context, use: Use, name: Name) -> Iterator[Problem]:
    """Names of earlier waves must be stored in one: the baseline, or any wave of the study."""
    needed = {context.baseline} if name.scope == "baseline" else {wave.name for wave in context.config.waves}
    stored = {item.variable for item in context.bank.items if item.stores and needed & set(item.use)}
    if name.name not in stored and name.name not in ADMINISTRATIVE:
        scope = "of the baseline" if name.scope == "baseline" else "of any wave"
        yield use.problem("FP2101", name, name=name, scope=scope, hint=did_you_mean(name.name, stored))
