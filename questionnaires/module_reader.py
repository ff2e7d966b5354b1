"""Reading one module of the bank, from whatever it is authored in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from .authored import Authored
from .bank import AnswerList, Item, Module, Option, ScaleDefinition
from .item_reader import read_item
from .roster_reader import check_rosters

__all__ = ["read_module"]

_MODULE_KEYS = ("module", "title", "ask", "lists", "items", "scales")
_SCALE_KEYS = ("id", "items", "reverse", "score")
_SCORE_KEYS = ("how", "min_answered")


def read_module(authored: Authored, top: Any) -> Module:
    """Read the module whose keys stand in `top`; problems are collected in `authored`."""
    authored.known(top, _MODULE_KEYS, "the module")
    name = authored.text(top, "module", "the module", "parenting", needed=True)
    nodes = authored.mappings(top, "items", "items")
    items = tuple(_item(authored, node, name) for node in nodes)
    check_rosters(authored, nodes, items)
    return Module(
        name=name,
        title=authored.texts(top, "title", "the module") if "title" in top else {},
        ask=authored.rule(top, "ask", "the module"),
        lists=tuple(_lists(authored, authored.mapping(top, "lists", "the module"))),
        items=items,
        scales=tuple(_scale(authored, node) for node in authored.mappings(top, "scales", "scales")),
        place=authored.place(top, "module"),
    )


def _item(authored: Authored, node: Mapping[Any, Any], module: str) -> Item:
    before = len(authored.problems)
    item = read_item(authored, node, module)
    authored.name_since(before, item.id)
    return item


def _lists(authored: Authored, nodes: Mapping[Any, Any]) -> Iterable[AnswerList]:
    for name in nodes:
        entries = authored.mapping(nodes, name, "lists")
        options = tuple(_options(authored, entries, str(name)))
        if not options:
            authored.report("FP2016", nodes, name, list=name)
        yield AnswerList(str(name), options, authored.place(nodes, name), len(options) == len(entries) > 0)


def _options(authored: Authored, node: Mapping[Any, Any], name: str) -> Iterable[Option]:
    for code in node:
        if not isinstance(code, int) or isinstance(code, bool):
            authored.report("FP2009", node, code, value=code, list=name)
            continue
        yield Option(int(code), authored.texts(node, code, f"list {name}"), authored.place(node, code))


def _scale(authored: Authored, node: Mapping[Any, Any]) -> ScaleDefinition:
    authored.known(node, _SCALE_KEYS, "a scale")
    score = authored.mapping(node, "score", "a scale")
    authored.known(score, _SCORE_KEYS, "score")
    items = authored.words(node, "items", "a scale", "[PAR010, PAR011]")
    if not items:
        authored.absent(node, "items", "a scale", "[PAR010, PAR011]")
    least = score.get("min_answered", len(items) or 1)
    if not isinstance(least, int) or not 1 <= least <= max(len(items), 1):
        authored.wrong(
            score, "min_answered", "score", f"a whole number from 1 to {len(items)}", "min_answered: 2"
        )
        least = 1
    how = authored.word(score, "how", "score", ("mean", "sum"), "mean")
    return ScaleDefinition(
        id=authored.text(node, "id", "a scale", "parent_confidence", needed=True),
        items=items,
        reverse=authored.words(node, "reverse", "a scale", "[PAR011]"),
        how=cast(Any, how),
        min_answered=least,
        place=authored.place(node, "id"),
        places=authored.places(node),
    )
