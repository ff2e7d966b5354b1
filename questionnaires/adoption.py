"""`adopt`: take a form of another program into the question bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.problems import Place, Problem, ProblemError, problem
from ..study.table import Column, Table
from .adopting.forms import Form, Lost, Weight
from .adopting.limesurvey_reader import read_limesurvey
from .adopting.module_maker import module_of
from .adopting.naming import legal
from .adopting.reading import read_foreign
from .adopting.redcap_reader import read_redcap
from .adopting.xlsform_reader import read_xlsform
from .bank import Module
from .module_files import bank_or_none, changes, file_of, next_file, store

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["adopt"]

_COLUMNS = (Column("row", kind="count"), Column("name"), Column("construct"), Column("result"), Column("why"))
_CODES = {"open": "FP2322", "dropped": "FP2323", "changed": "FP2324"}
_GRAVEST_FIRST: tuple[Weight, ...] = ("open", "dropped", "changed")


def adopt(
    study: Study,
    file: Path | str,
    module: str | None = None,
    waves: Sequence[str] = (),
    dry_run: bool = False,
) -> Table:
    """Take an XLSForm, a REDCap data dictionary or a LimeSurvey structure into the bank as a new module.

    What cannot be carried is reported, each with its row.  Routing that cannot be translated stays visibly
    open in the module (``ask: "TO DO: ..."``), which `check` refuses until a person has written it.

    Parameters
    ----------
    study : Study
        The study.
    file : Path
        XLSForm (.xlsx, .xls), REDCap data dictionary (.csv) or LimeSurvey structure (.txt, .tsv).
    module : str, optional
        The name of the module; that of the file by default.
    waves : sequence of str
        Waves in which it is asked; all of the study by default.
    dry_run : bool
        Report, and store nothing.

    Returns
    -------
    Table
        One row a construct that was not carried as it stood: row, name, construct, result (``open``: a person
        must decide; ``dropped``; ``changed``), why.  Facts: ``module``, ``file``, ``items``, ``lists``,
        ``open``, ``dropped``, ``changed``.  The exit code is 1 where something is open.

    Raises
    ------
    ProblemError
        FP1007 no such wave; FP1020 to FP1023, FP2301, FP2320, FP2321 for a file that cannot be taken; FP2325
        a module of that name is there; FP2006 a variable of the form is there.  Nothing is stored then.
    """
    path = Path(file)
    for wave in waves:
        study.wave(wave)
    bank = bank_or_none(study.questionnaires)
    name = module or legal(path.stem.casefold(), "form")
    if bank and name in {each.name for each in bank.modules}:
        raise ProblemError(problem("FP2325", Place(file=path.name), module=name))
    form = _read(path, study)
    used = tuple(waves) or tuple(wave.name for wave in study.config.waves)
    made = module_of(form, name, used, study.config.missing, bank)
    last = file_of(bank.modules[-1]) if bank and bank.modules else None
    target = next_file(name, last)
    store(study.questionnaires, changes(bank, [(made, target)], path.name), dry_run)
    return _table(made, form, path.name, f"{study.shown(study.questionnaires)}/{target}", dry_run)


def _read(path: Path, study: Study) -> Form:
    dialect, sheets = read_foreign(path)
    language = study.config.languages[0]
    if dialect == "xlsform":
        return read_xlsform(sheets, language)
    return (read_redcap if dialect == "redcap" else read_limesurvey)(sheets["rows"], language)


def _table(module: Module, form: Form, source: str, target: str, dry_run: bool) -> Table:
    lost = sorted(form.lost, key=lambda each: (_GRAVEST_FIRST.index(each.weight), each.row))
    counts = Counter(each.weight for each in lost)
    rows = [
        {
            "row": each.row,
            "name": each.name,
            "construct": each.construct,
            "result": each.weight,
            "why": each.why,
        }
        for each in lost
    ]
    facts: dict[str, object] = {
        "module": module.name, "file": target, "items": len(module.items), "lists": len(module.lists),
        "dry_run": dry_run,
    }  # fmt: skip
    facts |= {weight: counts[weight] for weight in _GRAVEST_FIRST}
    return Table.of(
        rows,
        _COLUMNS,
        title=f"{source}: what was not carried as it stood",
        notes=_said(facts, source, dry_run),
        facts=facts,
        problems=tuple(_problem(each, source) for each in lost if each.weight == "open"),
        next_step="familypanel questionnaires check",
    )


def _said(facts: dict[str, object], source: str, dry_run: bool) -> tuple[str, ...]:
    done = "would be written to" if dry_run else "written to"
    notes = [f"{facts['items']} items and {facts['lists']} lists of {source} {done} {facts['file']}."]
    if facts["open"]:
        notes.append(
            f"{facts['open']} things wait for a person: routing that could not be translated stands in the "
            "module behind 'TO DO:', and nothing can be built before it is written anew; questions of a kind "
            "that is not asked here are not in the module."
        )
    return tuple(notes)


def _problem(lost: Lost, source: str) -> Problem:
    place = Place(file=source, line=lost.row)
    return problem(_CODES[lost.weight], place, what=lost.construct, name=lost.name, why=lost.why)
