"""Read the workbook back into modules: every problem names its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from ...study.problems import Place, Problem, ProblemError, problem
from ...study.yaml_source import did_you_mean
from ..bank import Module
from ..module_reader import read_module
from .cells import Sheet, cell_name, read_sheets
from .columns import FLAGS, ITEMS, LIST_COLUMNS, LISTS, MODULES, NUMBERS, SCALES, VERSION_KEYS, Path
from .nodes import AuthoredCells, Entries, Node, conflict, put

__all__ = ["read_modules", "read_workbook"]

_OF_VERSION = ("module", "id", "version", "text", *VERSION_KEYS)
_YES_NO: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class _Cell:
    way: Path
    value: Any
    cell: str


def read_workbook(
    path: FilePath, name: str | None = None, problems: list[Problem] | None = None
) -> list[tuple[Module, str]]:
    """Read the modules of a workbook, each with the name of its file (empty where none is given).

    What is wrong in a cell is collected in `problems` if they are given.

    Raises
    ------
    ProblemError
        With every problem of every sheet.
    """
    return read_modules(read_sheets(path, (MODULES, LISTS, ITEMS, SCALES)), name or path.name, problems)


def read_modules(
    sheets: Mapping[str, Sheet], name: str, problems: list[Problem] | None = None
) -> list[tuple[Module, str]]:
    """Read the modules out of the sheets of the file `name`; see `read_workbook`."""
    by_name = {title.casefold(): sheet for title, sheet in sheets.items()}
    reader = _Reader(AuthoredCells(name), by_name)
    if reader.absent:
        sheet = reader.absent[0]
        raise ProblemError(problem("FP2300", Place(file=name), file=name, sheet=sheet))
    modules = list(reader.modules())
    if problems is not None:
        problems += reader.authored.problems
    elif reader.authored.problems:
        raise ProblemError(reader.authored.problems)
    return modules


class _Reader:
    def __init__(self, authored: AuthoredCells, sheets: Mapping[str, Sheet]) -> None:
        self.authored = authored
        self.sheets = sheets
        self.absent = [name for name in (MODULES, ITEMS) if name.casefold() not in sheets]

    def modules(self) -> Iterator[tuple[Module, str]]:
        tops, files = self.tops()
        self.lists(tops)
        self.items(tops)
        self.scales(tops)
        for top, file in zip(tops.values(), files, strict=True):
            yield read_module(self.authored, top), file

    def tops(self) -> tuple[dict[str, Node], list[str]]:
        tops: dict[str, Node] = {}
        files = []
        for row in self.rows(MODULES):
            node, file = Node(row[0].cell), ""
            for each in row:
                if each.way == ("file",):
                    file = str(each.value)
                else:
                    self.hold(node, each.way, each)
            if self.has(node, "module") and self.first(tops, node["module"], node):
                tops[node["module"]] = node
                files.append(file)
        return tops, files

    def lists(self, tops: Mapping[str, Node]) -> None:
        for row, top in self.rows_of(LISTS, tops):
            node = self.node(row)
            if not (self.has(node, "list") and self.has(node, "code")):
                continue
            options = self.inner(self.inner(top, "lists", node.cell), node["list"], node.cells["list"])
            if self.first(options, node["code"], node, "code"):
                label = node.get("label", Node(node.cell))
                options.hold(node["code"], label, node.cells["code"])

    def items(self, tops: Mapping[str, Node]) -> None:
        known: dict[tuple[str, str], Node] = {}
        for row, top in self.rows_of(ITEMS, tops):
            own = self.node([each for each in row if each.way[0] in _OF_VERSION])
            if not (self.has(own, "id") and self.has(own, "version")):
                continue
            key = (top["module"], own["id"])
            rest = [each for each in row if each.way[0] not in _OF_VERSION]
            if key in known:
                self.only_version(rest, own)
            else:
                known[key] = self.item(top, own, rest)
            self.version(known[key]["versions"], own)

    def item(self, top: Node, own: Node, rest: list[_Cell]) -> Node:
        item = Node(own.cells["id"])
        item.hold("id", own["id"], own.cells["id"])
        for each in rest:
            self.hold(item, each.way, each)
        item.hold("versions", Node(own.cells["version"]), own.cells["version"])
        if "items" not in top:
            top.hold("items", Entries(), item.cell)
        top["items"].append(item)
        return item

    def only_version(self, rest: list[_Cell], own: Node) -> None:
        for each in rest:
            self.say("FP2304", each.cell, heading=" ".join(each.way), item=own["id"])

    def version(self, versions: Node, own: Node) -> None:
        if not self.first(versions, own["version"], own, "version"):
            return
        version = Node(own.cells["version"])
        for key, words in own.get("text", {}).items():
            version.hold(key, words, own["text"].cells[key])
        for key in VERSION_KEYS:
            if key in own:
                version.hold(key, own[key], own.cells[key])
        versions.hold(own["version"], version, own.cells["version"])

    def scales(self, tops: Mapping[str, Node]) -> None:
        for row, top in self.rows_of(SCALES, tops):
            node = self.node([each for each in row if each.way != ("module",)])
            if "scales" not in top:
                top.hold("scales", Entries(), node.cell)
            top["scales"].append(node)

    # Rows and cells.

    def rows_of(self, sheet: str, tops: Mapping[str, Node]) -> Iterator[tuple[list[_Cell], Node]]:
        """Give the rows of a sheet, each with the module it belongs to."""
        for row in self.rows(sheet):
            module = next((each for each in row if each.way == ("module",)), None)
            if module is None:
                self.say("FP2305", row[0].cell, heading="module")
            elif module.value not in tops:
                hint = did_you_mean(module.value, tops)
                self.say("FP2306", module.cell, module=module.value, hint=hint)
            else:
                yield row, tops[module.value]

    def rows(self, name: str) -> Iterator[list[_Cell]]:
        sheet = self.sheets.get(name.casefold())
        if sheet is None or not sheet.rows:
            return
        ways = self.ways(sheet)
        for number, values in enumerate(sheet.rows[1:], start=1):
            cells = [
                self.read(ways.get(column, ()), value, cell_name(sheet.name, number, column))
                for column, value in enumerate(values)
                if value is not None
            ]
            if row := [cell for cell in cells if cell.way]:
                yield row

    def ways(self, sheet: Sheet) -> dict[int, Path]:
        """Read the headings; a column without one may hold nothing."""
        ways: dict[int, Path] = {}
        for column in range(max(map(len, sheet.rows))):
            way = tuple(str(sheet.rows[0][column] or "").split())
            used = any(row[column] is not None for row in sheet.rows[1:])
            if way in ways.values() or (not way and used):
                reason = "stands twice" if way else "is empty"
                self.say("FP2308", cell_name(sheet.name, 0, column), heading=" ".join(way), reason=reason)
            elif way:
                ways[column] = way
        return ways

    def read(self, way: Path, value: Any, cell: str) -> _Cell:
        return _Cell(way, self.typed(way, value, cell), cell) if way else _Cell(way, None, cell)

    def typed(self, way: Path, value: Any, cell: str) -> Any:
        key = way[-1] if way[0] == "score" else way[0]
        if key in LIST_COLUMNS:
            words = [word.strip() for word in str(value).split(",") if word.strip()]
            return [_number(word) for word in words] if key in NUMBERS else words
        if key in NUMBERS:
            return _number(value)
        if key in FLAGS:
            return _YES_NO.get(str(value).strip().casefold(), str(value))
        # What people read is kept to the last space; names and rules have none at their ends.
        spoken = way[0] in ("text", "label", "title", "instruct", "remind", "called") or "say" in way
        return _text(value) if spoken else _text(value).strip()

    def node(self, row: list[_Cell]) -> Node:
        node = Node(row[0].cell)
        for each in row:
            self.hold(node, each.way, each)
        return node

    def hold(self, node: Node, way: Path, each: _Cell) -> None:
        """Put a cell's value where its heading leads, unless another cell of the row says something there."""
        other = conflict(node, way)
        if other is None:
            put(node, way, each.value, each.cell)
        else:
            self.say("FP2303", each.cell, heading=" ".join(way), other=other)

    def inner(self, node: Node, key: Any, cell: str) -> Node:
        if key not in node:
            node.hold(key, Node(cell), cell)
        found: Node = node[key]
        return found

    def has(self, node: Node, key: str) -> bool:
        if key not in node:
            self.say("FP2305", node.cell, heading=key)
        return key in node

    def first(self, known: Mapping[Any, Node], key: Any, node: Node, heading: str = "module") -> bool:
        """Say whether `key` is new in `known`; report it where it is not."""
        if key in known:
            self.say("FP2307", node.cells[heading], heading=heading, value=key)
        return key not in known

    def say(self, code: str, cell: str, /, **facts: Any) -> None:
        self.authored.problems.append(
            problem(code, Place(file=self.authored.source.name, cell=cell), **facts)
        )


def _number(value: Any) -> Any:
    """Make a number of what looks like one; anything else stays, and the reader says what is wrong."""
    if isinstance(value, bool) or not isinstance(value, str):
        return value
    for kind in (int, float):
        try:
            return kind(value.strip())
        except ValueError:
            continue
    return value


def _text(value: Any) -> str:
    return str(value).upper() if isinstance(value, bool) else str(value)
