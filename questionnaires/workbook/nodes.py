"""Values out of cells that know their cell, so that one reader serves YAML and the workbook."""

from __future__ import annotations

from typing import Any

from ...study.problems import Place
from ...study.yaml_source import YamlSource
from ..authored import Authored

__all__ = ["AuthoredCells", "Entries", "Node", "conflict", "put"]


class Node(dict[Any, Any]):
    """A mapping with the cell of each key; `cell` is where the mapping itself begins."""

    def __init__(self, cell: str) -> None:
        super().__init__()
        self.cell = cell
        self.cells: dict[Any, str] = {}

    def hold(self, key: Any, value: Any, cell: str) -> None:
        """Set `key` to what stands in `cell`."""
        self[key] = value
        self.cells[key] = cell


class Entries(list[Node]):
    """A list of mappings."""


def conflict(node: Node, way: tuple[str, ...]) -> str | None:
    """Give the cell that already states something on the way to a value, or at its end."""
    for key in way[:-1]:
        inner = node.get(key)
        if inner is None:
            return None
        if not isinstance(inner, Node):
            return node.cells[key]
        node = inner
    return node.cells.get(way[-1])


def put(node: Node, way: tuple[str, ...], value: Any, cell: str) -> None:
    """Hold a value at the end of its way, with the mappings that lead there."""
    for key in way[:-1]:
        if key not in node:
            node.hold(key, Node(cell), cell)
        node = node[key]
    node.hold(way[-1], value, cell)


class _Cells(YamlSource):
    """A workbook as the source of authored values."""

    def place(self, node: Any = None, at: Any = None, **more: Any) -> Place:
        """Name the cell of key or index `at` of `node`, or of `node` itself."""
        if isinstance(node, Entries) and at is not None:
            node = node[at]
        cell = node.cells.get(at, node.cell) if isinstance(node, Node) else None
        return Place(file=self.name, cell=cell, **more)


class AuthoredCells(Authored):
    """The content of a workbook, with the problems found in it."""

    def __init__(self, name: str) -> None:
        super().__init__(_Cells(name, {}), ())
