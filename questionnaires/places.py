"""Where the keys and values of one entry of the bank stand in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..study.problems import Place
from ..study.yaml_places import Written
from ..study.yaml_source import YamlSource

__all__ = ["Places"]


@dataclass(frozen=True, slots=True)
class Places:
    """One authored entry; nothing is looked for before somebody asks.

    Parameters
    ----------
    source : YamlSource
        The file.
    lines : sequence of str
        The same as text; empty for a workbook.
    node : mapping
        The entry.
    more : mapping of str to str
        What every place of it says besides, such as its item.
    """

    source: YamlSource
    lines: Sequence[str] = ()
    node: Any = None
    more: Mapping[str, str] = field(default_factory=dict)

    def key(self, *keys: str) -> Place:
        """Say where the last of `keys` stands, or the last of them that is there."""
        way = [*self._way(keys)]
        return self.source.place(*way[-1], **self.more) if way else self.source.place(self.node, **self.more)

    def value(self, *keys: str, offset: int = 0) -> Place:
        """Say where the value under `keys` begins, or a character of it; else where the last key stands."""
        way = [*self._way(keys)]
        if len(way) < len(keys) or not isinstance(way[-1][0], Mapping):
            return self.key(*keys)
        node, key = way[-1]
        place = self.source.value_place(node, key, **self.more)
        text = node[key]
        return Written(text, place, self.lines).at(offset) if isinstance(text, str) else place

    def _way(self, keys: Sequence[str]) -> Iterator[tuple[Any, Any]]:
        """Follow keys inwards; codes of lists are numbers, and words of a list stand for themselves."""
        node = self.node
        for wanted in keys:
            entries = enumerate(node) if isinstance(node, list) else zip(node, node, strict=True)
            found = next((key for key, name in entries if str(name) == wanted), None)
            if found is None:
                return
            yield node, found
            node = node[found]
            if not isinstance(node, Mapping | list):
                node = ()
