"""Which file holds which module, and how changed modules get there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..study.files import write_text
from ..study.problems import Place, Problem, ProblemError, problem
from .bank import Bank, Module
from .bank_reader import bank_files, check_names, read_bank
from .yaml_form import module_yaml

__all__ = ["Change", "bank_or_none", "changes", "file_of", "next_file", "store"]

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.yaml")
_NUMBERED = re.compile(r"(\d+)_")
_STEP = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What a module was and what it is to be, each with its file; None where it is not there."""

    module: Module
    file: str
    before: Module | None
    old_file: str | None

    @property
    def action(self) -> str:
        """``new``, ``changed``, ``moved`` (to another file) or ``unchanged``."""
        if self.before is None:
            return "new"
        if self.module != self.before:
            return "changed"
        return "unchanged" if self.file == self.old_file else "moved"


def bank_or_none(folder: Path) -> Bank | None:
    """Read the bank; None where there is none yet."""
    return read_bank(folder) if bank_files(folder) else None


def file_of(module: Module) -> str:
    """Give the name of the file a module was read from."""
    return Path(module.place.file or "").name


def next_file(name: str, before: str | None, after: str | None = None) -> str:
    """Find a name for the file of the module `name` that sorts between two others.

    Examples
    --------
    >>> next_file("sleep", "50_parenting.yaml", "60_wellbeing.yaml"), next_file("sleep", None)
    ('55_sleep.yaml', '10_sleep.yaml')
    """
    low = _number(before, 0)
    high = _number(after, low + 2 * _STEP)
    width = max(2, len(before.split("_")[0]) if before and _NUMBERED.match(before) else 2)
    return f"{(low + high) // 2:0{width}d}_{name}.yaml"


def _number(file: str | None, otherwise: int) -> int:
    found = _NUMBERED.match(file or "")
    return int(found[1]) if found else otherwise


def changes(bank: Bank | None, wanted: Sequence[tuple[Module, str]], source: str) -> list[Change]:
    """Compare the modules read from the file `source` with those of the bank.

    Raises
    ------
    ProblemError
        FP2311 where names of files do not follow the order of the modules; FP2315 where a module stands in a
        workbook of the bank; FP2006 where names collide with modules that stay.
    """
    known = {module.name: module for module in bank.modules} if bank else {}
    files = _files(wanted, known)
    found = [
        Change(
            module,
            file,
            known.get(module.name),
            file_of(known[module.name]) if module.name in known else None,
        )
        for (module, _), file in zip(wanted, files, strict=True)
    ]
    names = {module.name for module, _ in wanted}
    staying = [module for module in known.values() if module.name not in names]
    problems = [*_unwritable(found), *_unordered(wanted, files, source)]
    problems += check_names([*staying, *(module for module, _ in wanted)])
    if problems:
        raise ProblemError(problems)
    return found


def _files(wanted: Sequence[tuple[Module, str]], known: dict[str, Module]) -> list[str]:
    """Give every module a file: the one named, the one it has, or a new one between its neighbours."""
    files = [file or (file_of(known[module.name]) if module.name in known else "") for module, file in wanted]
    for index, (module, _) in enumerate(wanted):
        if not files[index]:
            after = next((file for file in files[index + 1 :] if file), None)
            files[index] = next_file(module.name, files[index - 1] if index else None, after)
    return files


def _unwritable(found: Iterable[Change]) -> Iterable[Problem]:
    for change in found:
        if change.old_file and change.old_file.endswith(".xlsx") and change.action != "unchanged":
            yield problem("FP2315", change.module.place, module=change.module.name, file=change.old_file)


def _unordered(wanted: Sequence[tuple[Module, str]], files: list[str], source: str) -> Iterable[Problem]:
    for index, ((module, _), file) in enumerate(zip(wanted, files, strict=True)):
        reason = None
        if not _FILE.fullmatch(file) and not file.endswith(".xlsx"):
            reason = "is not a plain name that ends in .yaml"
        elif file.endswith(".yaml") and file in files[:index]:
            reason = "is also the file of another module"
        elif index and file < files[index - 1]:
            reason = f"comes before {files[index - 1]}, the file of the module above"
        if reason:
            place = Place(file=source, cell=module.place.cell)
            yield problem("FP2311", place, module=module.name, file=file, reason=reason)


def store(folder: Path, found: Iterable[Change], dry_run: bool = False) -> dict[str, int]:
    """Write what changed; give the number of comment lines each rewritten file lost."""
    written: dict[Path, str] = {}
    lost: dict[str, int] = {}
    for change in found:
        if change.action == "unchanged":
            continue
        before = (folder / change.old_file).read_text(encoding="utf-8-sig") if change.old_file else None
        moved = change.action == "moved" and before is not None
        text = before if moved and before is not None else module_yaml(change.module, before)
        written[folder / change.file] = text
        if gone := _comments(before or "") - _comments(text):
            lost[change.file] = gone
    old = {folder / change.old_file for change in found if change.old_file and change.action != "unchanged"}
    if not dry_run:
        for path, text in written.items():
            write_text(path, text)
        for path in old - set(written):
            path.unlink()
    return lost


def _comments(text: str) -> int:
    return sum(line.lstrip().startswith("#") for line in text.splitlines())
