"""The rows of every sheet, from the modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..bank import Module
from ..plain_form import plain_module
from .columns import ITEMS, LISTS, MODULES, SCALES, VERSION_KEYS, Row, flat

__all__ = ["rows_of"]


def rows_of(modules: Iterable[tuple[Module, str]]) -> dict[str, list[Row]]:
    """Give the rows by sheet.

    Parameters
    ----------
    modules : iterable of (Module, str)
        Each with the name of its file.
    """
    sheets: dict[str, list[Row]] = {MODULES: [], LISTS: [], ITEMS: [], SCALES: []}
    for module, file in modules:
        plain = plain_module(module)
        head: Row = {("module",): module.name}
        sheets[MODULES].append(head | {("file",): file} | dict(_head(plain)))
        sheets[LISTS] += (head | row for row in _lists(plain.get("lists", {})))
        sheets[ITEMS] += (head | row for item in plain.get("items", ()) for row in _item(item))
        sheets[SCALES] += (head | dict(flat(scale)) for scale in plain.get("scales", ()))
    return sheets


def _head(plain: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    return flat({key: plain[key] for key in ("title", "ask") if key in plain})


def _lists(lists: Mapping[str, Any]) -> Iterator[Row]:
    for name, options in lists.items():
        for code, label in options.items():
            yield {("list",): name, ("code",): code} | dict(flat({"label": label}))


def _item(item: Mapping[str, Any]) -> Iterator[Row]:
    """Give a row a version: the first has everything of the item, the others what belongs to the version."""
    rest: Row = dict(flat({key: value for key, value in item.items() if key != "versions"}))
    for name, version in item["versions"].items():
        texts = {key: words for key, words in version.items() if key not in VERSION_KEYS}
        named = {(key,): version[key] for key in VERSION_KEYS if key in version}
        row: Row = {("id",): item["id"], ("version",): name}
        yield rest | row | dict(flat({"text": texts})) | named
        rest = {}
