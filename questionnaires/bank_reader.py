"""Reading the question bank from its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..study.problems import Place, Problem, ProblemError, Severity, problem
from ..study.yaml_source import YamlSource, parse_yaml, read_yaml
from .authored import Authored
from .bank import Bank, Module
from .module_reader import read_module
from .rosters import unrolled
from .workbook.reading import read_workbook

__all__ = ["Reading", "bank_files", "check_names", "parse_module", "read_bank", "read_what_can_be"]

_ENDINGS = (".yaml", ".xlsx")
# Excel's note beside a workbook that is open in it.
_OPEN_MARK = "~$"


@dataclass(frozen=True)
class Reading:
    """A bank as far as it could be read.

    Parameters
    ----------
    bank : Bank
        Without the files that are no module; what is wrong in an item is left out or stands as not known.
    problems : list of Problem
        What is wrong, the gravest first.
    whole : bool
        Whether every file could be read as a module.
    """

    bank: Bank
    problems: list[Problem]
    whole: bool


def read_bank(folder: Path) -> Bank:
    """Read every ``*.yaml`` and ``*.xlsx`` of `folder`, in the order of the file names.

    A YAML file holds one module, a workbook (as `to_excel` writes it) any number.

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
        With every problem of every file, each with file, line and column, or cell; FP2001 if there is none.
    """
    reading = read_what_can_be(folder)
    if reading.problems:
        raise ProblemError(reading.problems)
    return reading.bank


def read_what_can_be(folder: Path) -> Reading:
    """Read the bank of `folder` as far as it can be read; see `read_bank`.

    Raises
    ------
    ProblemError
        FP2001 if there is none.
    """
    files = bank_files(folder)
    if not files:
        raise ProblemError(problem("FP2001", Place(file=folder.name), folder=folder.name))
    modules: list[Module] = []
    problems: list[Problem] = []
    whole = True
    for path in files:
        try:
            modules += _modules(path, f"{folder.name}/{path.name}", problems)
        except ProblemError as error:
            problems += error.problems
            whole = False
    problems += check_names(modules)
    return Reading(Bank(tuple(modules)), sorted(problems, key=_gravest_first), whole)


def bank_files(folder: Path) -> list[Path]:
    """Give the files of the bank, in the order in which they are asked."""
    files = (path for path in folder.glob("*.*") if path.suffix in _ENDINGS)
    return sorted(path for path in files if not path.name.startswith(_OPEN_MARK))


def _modules(path: Path, name: str, problems: list[Problem]) -> list[Module]:
    if path.suffix == ".xlsx":
        return [module for module, _ in read_workbook(path, name, problems)]
    twice: list[Problem] = []
    source = read_yaml(path, name, twice)
    module, found = _parsed(source, path.read_text(encoding="utf-8-sig"))
    problems += [*(_in_item(each, module, source) for each in twice), *found]
    return [module]


def _in_item(found: Problem, module: Module, source: YamlSource) -> Problem:
    """Say in which item a problem stands that was found before there were items."""
    sections = {key: source.place(None, key) for key in source.content}
    items = {item.id: item.place for item in module.items}
    item = _above(found.place, items) if _above(found.place, sections) == "items" else None
    return replace(found, place=replace(found.place, item=item))


def _above(place: Place, begun: Mapping[str, Place]) -> str | None:
    """Name what began last at or above a place."""
    above = (name for name, start in begun.items() if (start.line or 0) <= (place.line or 0))
    return max(above, key=lambda name: begun[name].line or 0, default=None)


def parse_module(text: str, name: str = "module.yaml") -> Module:
    """Read one module from YAML text; see `read_bank`."""
    module, problems = _parsed(parse_yaml(text, name), text)
    if problems:
        raise ProblemError(problems)
    return module


def _parsed(source: YamlSource, text: str) -> tuple[Module, list[Problem]]:
    authored = Authored(source, text.splitlines())
    return read_module(authored, source.content), authored.problems


def _gravest_first(found: Problem) -> bool:
    return found.severity is not Severity.ERROR


def check_names(modules: Iterable[Module]) -> Iterable[Problem]:
    """Find names that two modules, lists, items or scales share (a bank could keep only one of them).

    The names of the rows of a roster count as well.
    """
    seen: dict[tuple[str, str], Place] = {}
    for what, name, place in _named(tuple(modules)):
        first = seen.setdefault((what, name.casefold()), place)
        if first is not place:
            yield problem("FP2006", place, what=what, name=name, first=_spot(first))


def _spot(place: Place) -> str:
    return str(Place(place.file, place.line, cell=place.cell))


def _named(modules: tuple[Module, ...]) -> Iterable[tuple[str, str, Place]]:
    yield from _authored(modules)
    rows = [item for module in unrolled(modules) for item in module.items if item.row is not None]
    yield from (("item id", item.id, item.place) for item in rows)
    yield from (("variable", item.variable, item.place) for item in rows if item.variable)


def _authored(modules: Iterable[Module]) -> Iterable[tuple[str, str, Place]]:
    for module in modules:
        yield "module", module.name, module.place
        yield from (("list", answers.name, answers.place) for answers in module.lists)
        yield from (("item id", item.id, item.value_at("id")) for item in module.items if item.id)
        yield from (
            ("variable", item.variable, item.value_at("variable")) for item in module.items if item.variable
        )
        yield from (("scale", scale.id, scale.place) for scale in module.scales if scale.id)
