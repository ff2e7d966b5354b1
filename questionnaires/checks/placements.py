"""Placements: that waves, modes and versions exist, and that what is placed can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...study.config import MODES
from ...study.problems import Problem, problem
from ...study.routing import And
from ...study.yaml_source import did_you_mean
from ..bank import ALL, Item, Version
from ..compiler import absent_in
from ..folding import fold
from .context import Asked, Context, Placed

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find unknown waves (FP2030), modes (FP2031), versions (FP2032), circles (FP2220), idle items."""
    for item in context.bank.authored:
        yield from _waves(context, item)
        yield from _versions(item)
        yield from _modes(item)
        yield from _reasons(item)
        yield from _unused(item)
        if not item.use:
            yield problem("FP2033", item.place)
    for placed in context.placed:
        yield from (each for asked in placed.asked for each in _unreachable(context, placed, asked))


def _waves(context: Context, item: Item) -> Iterator[Problem]:
    known = [wave.name for wave in context.config.waves]
    for key, waves in (("use", item.use), ("ask", item.ask)):
        for wave in waves:
            if wave not in known and wave != ALL:
                facts = {
                    "wave": wave,
                    "key": key,
                    "hint": did_you_mean(wave, known),
                    "known": ", ".join(known),
                }
                yield problem("FP2030", item.place_of(key, wave), **facts)


def _versions(item: Item) -> Iterator[Problem]:
    for wave, used in item.use.items():
        for mode, version in used.items() if isinstance(used, Mapping) else (("", used),):
            if version not in item.versions:
                place = item.value_at(*filter(None, ("use", wave, mode)))
                yield problem(
                    "FP2032", replace(place, wave=wave), version=version, known=", ".join(item.versions)
                )


def _modes(item: Item) -> Iterator[Problem]:
    overlays = (
        ("use", wave, mode) for wave, used in item.use.items() if isinstance(used, Mapping) for mode in used
    )
    instructed = (("instruct", mode) for mode in item.instruct if mode != ALL)
    for keys in (*overlays, *instructed, *(("seconds", mode) for mode in item.seconds)):
        mode = keys[-1]
        if mode not in MODES:
            facts = {"mode": mode, "hint": did_you_mean(mode, MODES), "known": ", ".join(MODES)}
            yield problem("FP2031", item.place_of(*keys), key=keys[0], **facts)


def _reasons(item: Item) -> Iterator[Problem]:
    for version in item.versions.values():
        if version.replaces is not None and (version.because is None or version.comparable is None):
            place = replace(version.place, item=item.id)
            yield problem("FP2034", place, version=version.name, replaced=version.replaces)
        circle = _circle(item, version)
        # Told once, at the first version of the circle.
        if circle and version.name == next(name for name in item.versions if name in circle):
            place = item.value_at("versions", version.name, "replaces")
            yield problem("FP2220", place, circle=" -> ".join([*circle, version.name]))


def _circle(item: Item, version: Version) -> list[str]:
    """Follow what a version replaces back to itself; empty where it has a beginning."""
    seen = [version.name]
    while (earlier := item.versions[seen[-1]].replaces) in item.versions and earlier is not None:
        if earlier in seen:
            return seen if earlier == version.name else []
        seen.append(earlier)
    return []


def _unused(item: Item) -> Iterator[Problem]:
    """Find versions that no wave asks; an item without any use is one finding, not one for each version."""
    used = {
        name for each in item.use.values() for name in ([each] if isinstance(each, str) else each.values())
    }
    for name, version in item.versions.items():
        if used and name not in used:
            yield problem("FP2404", replace(version.place, item=item.id), version=name)


def _unreachable(context: Context, placed: Placed, asked: Asked) -> Iterator[Problem]:
    """Find items whose routing needs answers that cannot exist in this wave."""
    rules = [rule for key, rule in asked.rules(placed.wave) if key.endswith("ask")]
    trees = [tree for rule in rules if (tree := context.tree(rule)) is not None]
    if trees and len(trees) == len(rules):
        absent = absent_in(context.bank, context.config, placed.wave)
        if fold(And(tuple(trees)), absent) is False:
            yield problem(
                "FP2109", replace(rules[-1].place, item=asked.item.id, wave=placed.wave), wave=placed.wave
            )
