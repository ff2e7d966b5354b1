"""`to_excel` and `from_excel`: the question bank as a workbook, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.files import write_bytes
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.table import Column, Table
from .bank import Bank, Item, Module
from .bank_reader import read_bank
from .module_files import Change, bank_or_none, changes, file_of, store
from .workbook.cells import sheets_in
from .workbook.columns import ITEMS, LISTS, MODULES, SCALES
from .workbook.reading import read_modules, read_workbook
from .workbook.writing import workbook_bytes

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["from_excel", "to_excel"]

_BANK_SHEETS = (MODULES, LISTS, ITEMS, SCALES)
_SAVED = (Column("sheet"), Column("rows", kind="count"))
_READ = (
    Column("module"), Column("file"), Column("action"), Column("added", kind="count"),
    Column("changed", kind="count"), Column("removed", kind="count"),
)  # fmt: skip


def to_excel(study: Study, file: Path | str, dry_run: bool = False) -> Table:
    """Write the question bank as an Excel workbook to edit.

    Parameters
    ----------
    study : Study
        The study.
    file : Path
        An .xlsx file; one that is there is replaced.
    dry_run : bool
        Say what would be written, and write nothing.

    Returns
    -------
    Table
        Rows: sheet, rows; facts: ``file``, ``modules``, ``items``.

    Raises
    ------
    ProblemError
        What is wrong with the bank; FP1024 if the file's ending is another; FP2310 if something in the bank
        cannot be held by a workbook, as it would not come back the same.
    """
    path = _workbook(file)
    bank = read_bank(study.questionnaires)
    content = _exact(bank, study)
    if not dry_run:
        write_bytes(path, content)
    rows = [
        {"sheet": sheet.name, "rows": max(len(sheet.rows) - 1, 0)}
        for sheet in sheets_in(content, _BANK_SHEETS).values()
    ]
    done = "would be written" if dry_run else "written"
    facts = {
        "file": str(path),
        "modules": len(bank.modules),
        "items": len(list(bank.authored)),
        "dry_run": dry_run,
    }
    back = f"familypanel questionnaires from-excel {path.name}"
    notes = (f"{path.name} {done}. Edit it, save it, and read it back.",)
    return Table.of(
        rows, _SAVED, title="Question bank as a workbook", notes=notes, facts=facts, next_step=back
    )


def _workbook(file: Path | str) -> Path:
    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=".xlsx"))
    return path


def _exact(bank: Bank, study: Study) -> bytes:
    """Make the workbook and prove that it reads as the same bank."""
    modules = [(module, file_of(module)) for module in bank.modules]
    try:
        content = workbook_bytes(modules, study.config)
        back = [module for module, _ in read_modules(sheets_in(content, _BANK_SHEETS), "workbook.xlsx")]
    except ValueError as error:
        raise ProblemError(problem("FP2310", what=str(error))) from error
    except ProblemError as error:
        raise ProblemError(problem("FP2310", what=f"the bank ({error.problems[0].what})")) from error
    for module, again in zip(bank.modules, back, strict=True):
        if not _same(module, again):
            raise ProblemError(problem("FP2310", module.place, what=_first_other(module, again)))
    return content


def _same(module: Module, again: Module) -> bool:
    return module == again and _version_order(module) == _version_order(again)


def _version_order(module: Module) -> list[list[str]]:
    return [list(item.versions) for item in module.items]


def _first_other(module: Module, again: Module) -> str:
    for one, other in zip(module.items, again.items, strict=False):
        if one != other:
            return f"item {one.id}"
    return f"a list, a scale or the heading of module {module.name}"


def from_excel(study: Study, file: Path | str, dry_run: bool = False) -> Table:
    """Read an edited workbook back into the question bank; only modules that changed are rewritten.

    Comments in a rewritten file are kept where what they stand at is kept.

    Parameters
    ----------
    study : Study
        The study.
    file : Path
        An .xlsx file as `to_excel` writes it.
    dry_run : bool
        Say what would change, and change nothing.

    Returns
    -------
    Table
        Rows: module, file, action, added, changed, removed (items).  Actions are ``unchanged``, ``changed``,
        ``new``, ``moved`` and ``left`` (in the bank but not in the workbook).  Facts: ``written``, ``items``
        (the ids by action).

    Raises
    ------
    ProblemError
        What is wrong with the workbook, with sheet and cell; FP2301 for a formula.  Nothing is stored then.
    """
    path = _workbook(file)
    bank = bank_or_none(study.questionnaires)
    found = changes(bank, read_workbook(path), path.name)
    lost = store(study.questionnaires, found, dry_run)
    left = _left(bank, found)
    rows = [*map(_row, found), *(_blank(module) for module in left)]
    written = sum(change.action != "unchanged" for change in found)
    return Table.of(
        rows,
        _READ,
        title="Question bank from a workbook",
        notes=(*_said(written, len(found), dry_run), *_lost(lost)),
        facts={"written": 0 if dry_run else written, "items": _ids(found), "dry_run": dry_run},
        problems=tuple(_doubts(found, left)),
        next_step="familypanel questionnaires check",
    )


def _left(bank: Bank | None, found: Iterable[Change]) -> list[Module]:
    there = {change.module.name for change in found}
    return [module for module in (bank.modules if bank else ()) if module.name not in there]


def _blank(module: Module) -> dict[str, object]:
    return {
        "module": module.name,
        "file": file_of(module),
        "action": "left",
        "added": 0,
        "changed": 0,
        "removed": 0,
    }


def _row(change: Change) -> dict[str, object]:
    counts = {key: len(ids) for key, ids in _compared(change).items()}
    return {"module": change.module.name, "file": change.file, "action": change.action, **counts}


def _compared(change: Change) -> dict[str, list[str]]:
    old = {item.id: item for item in change.before.items} if change.before else {}
    new = {item.id: item for item in change.module.items}
    return {
        "added": [name for name in new if name not in old],
        "changed": [name for name in new if name in old and new[name] != old[name]],
        "removed": [name for name in old if name not in new],
    }


def _ids(found: Sequence[Change]) -> dict[str, list[str]]:
    compared = [_compared(change) for change in found]
    return {key: [name for each in compared for name in each[key]] for key in ("added", "changed", "removed")}


def _said(written: int, total: int, dry_run: bool) -> list[str]:
    if not written:
        return [f"Nothing changed: all {total} modules are as they were."]
    would = "would be rewritten" if dry_run else "rewritten"
    return [f"{written} of {total} modules {would}; {total - written} unchanged."]


def _lost(lost: Mapping[str, int]) -> list[str]:
    return [
        f"{count} comment lines of {file} stood at what is gone, and went with it."
        for file, count in lost.items()
    ]


def _doubts(found: Iterable[Change], left: Iterable[Module]) -> Iterator[Problem]:
    for module in left:
        yield problem("FP2312", Place(file=file_of(module)), module=module.name, file=file_of(module))
    for change in found:
        old = {item.id: item for item in change.before.items} if change.before else {}
        for item in change.module.items:
            yield from _edited(old.get(item.id), item)


def _edited(old: Item | None, item: Item) -> Iterator[Problem]:
    """Find versions whose words were changed in place, where a new version belongs."""
    for name, version in (old.versions if old else {}).items():
        if name in item.versions and item.versions[name].text != version.text:
            yield problem("FP2313", item.versions[name].place, item=item.id, version=name)
