"""Scales: that their items exist and have one number or code each."""

from __future__ import annotations

from collections.abc import Iterator

from ...study.problems import Problem, problem
from ...study.yaml_source import did_you_mean
from ..bank import ScaleDefinition
from .context import Context

__all__ = ["findings"]

_SCORED = ("one", "whole", "number")


def findings(context: Context) -> Iterator[Problem]:
    """Find scales of items that cannot be scored (FP2125)."""
    for scale in (scale for module in context.bank.modules for scale in module.scales):
        yield from _of(context, scale)


def _of(context: Context, scale: ScaleDefinition) -> Iterator[Problem]:
    for name in scale.items:
        item = context.bank.by_id.get(name)
        hint = "" if item is not None else did_you_mean(name, context.bank.by_id)
        if item is None or item.type.kind not in _SCORED:
            reason = "which is not in the bank" if item is None else f"whose type is '{item.type}'"
            yield problem(
                "FP2125", scale.place_of("items", name), scale=scale.id, item=name, reason=reason, hint=hint
            )
    for name in scale.reverse:
        if name not in scale.items:
            facts = {"scale": scale.id, "item": name, "hint": did_you_mean(name, scale.items)}
            yield problem(
                "FP2125",
                scale.place_of("reverse", name),
                reason="which is reversed but not part of it",
                **facts,
            )
