"""Reading the question bank from its YAML files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from ..study.problems import Place, Problem, ProblemError, Severity, problem
from ..study.yaml_source import parse_yaml, read_yaml
from .authored import Authored
from .bank import AnswerList, Bank, Module, Option, ScaleDefinition
from .item_reader import read_item

__all__ = ["parse_module", "read_bank"]

_MODULE_KEYS = ("module", "title", "ask", "lists", "items", "scales")
_SCALE_KEYS = ("id", "items", "reverse", "score")
_SCORE_KEYS = ("how", "min_answered")


def read_bank(folder: Path) -> Bank:
    """Read every ``*.yaml`` of `folder`, in the order of the file names.

    Parameters
    ----------
    folder : Path
        The folder ``questionnaires`` of a study.

    Returns
    -------
    Bank

    Raises
    ------
    ProblemError
        With every problem of every file, each with file, line and column; FP2001 if there is no file.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ProblemError(problem("FP2001", Place(file=folder.name), folder=folder.name))
    modules: list[Module] = []
    problems: list[Problem] = []
    for path in files:
        try:
            source = read_yaml(path, f"{folder.name}/{path.name}")
            modules.append(_module(Authored(source, path.read_text(encoding="utf-8-sig").splitlines())))
        except ProblemError as error:
            problems += error.problems
    problems += _twice(modules)
    if problems:
        raise ProblemError(sorted(problems, key=_gravest_first))
    return Bank(tuple(modules))


def parse_module(text: str, name: str = "module.yaml") -> Module:
    """Read one module from YAML text; see `read_bank`."""
    return _module(Authored(parse_yaml(text, name), text.splitlines()))


def _gravest_first(found: Problem) -> bool:
    return found.severity is not Severity.ERROR


def _module(authored: Authored) -> Module:
    top = authored.source.content
    authored.known(top, _MODULE_KEYS, "the module")
    name = authored.text(top, "module", "the module", "parenting", needed=True)
    module = Module(
        name=name,
        title=authored.texts(top, "title", "the module") if "title" in top else {},
        ask=authored.rule(top, "ask", "the module"),
        lists=tuple(_lists(authored, authored.mapping(top, "lists", "the module"))),
        items=tuple(read_item(authored, node, name) for node in authored.mappings(top, "items", "items")),
        scales=tuple(_scale(authored, node) for node in authored.mappings(top, "scales", "scales")),
        place=authored.place(top, "module"),
    )
    if authored.problems:
        raise ProblemError(authored.problems)
    return module


def _lists(authored: Authored, nodes: Mapping[Any, Any]) -> Iterable[AnswerList]:
    for name in nodes:
        options = tuple(_options(authored, authored.mapping(nodes, name, "lists"), str(name)))
        if not options:
            authored.report("FP2016", nodes, name, list=name)
        yield AnswerList(str(name), options, authored.place(nodes, name))


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
    )


def _twice(modules: Iterable[Module]) -> Iterable[Problem]:
    """Find names that two modules, lists, items or scales share (a bank could keep only one of them)."""
    seen: dict[tuple[str, str], Place] = {}
    for what, name, place in _named(modules):
        first = seen.setdefault((what, name.casefold()), place)
        if first is not place:
            yield problem("FP2006", place, what=what, name=name, first=_spot(first))


def _spot(place: Place) -> str:
    return str(Place(place.file, place.line, cell=place.cell))


def _named(modules: Iterable[Module]) -> Iterable[tuple[str, str, Place]]:
    for module in modules:
        yield "module", module.name, module.place
        yield from (("list", answers.name, answers.place) for answers in module.lists)
        yield from (("item id", item.id, item.place) for item in module.items)
        yield from (("variable", item.variable, item.place) for item in module.items if item.variable)
        yield from (("scale", scale.id, scale.place) for scale in module.scales)
